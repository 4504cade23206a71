"""Certificates in every state: earned by what was read, answered, sat and attended, on days gone by.

Two who were in the room at Béni Mellal, one that ends in 28 days, one that ended, one the Centre withdrew. The
learner of the demo has none: hers is for the visitor to earn.
"""

import uuid
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from certification import awards
from certification.models import Certificate, LedgerEntry
from certification.schemes import scheme_of
from courses import recording
from courses.enrolment import enrol
from courses.models import Activity, Course
from courses.xapi.statements import Statement

CODE, BEFORE = "TKW-201", "TKW-101"


def build(cast, *, on: date) -> None:
    """The officers of Al Amana were trained before Takwin: what TKW-101 teaches is recognised."""
    course, before = Course.objects.get(code=CODE), Course.objects.get(code=BEFORE)
    known_on, on_file = on - relativedelta(years=3), "Integration training of the association, on file"
    for person in {cast.learner, *cast.staff}:
        awards.recognise(person, before, by=cast.admin, reason=on_file, on=known_on)
    if not course.activities.filter(kind=Activity.Kind.EXAM, syllabus_items__required=True).exists():
        return
    staff = [person for person in cast.staff if person != cast.learner]
    for person, score in zip(staff[12:14], (92, 81), strict=True):
        earn(person, course, score_pct=score, on=on - timedelta(days=40))
    whole = relativedelta(months=scheme_of(course, on=on).validity_months)
    earn(staff[25], course, score_pct=85, on=on - whole + timedelta(days=28), attended=True)
    earn(staff[26], course, score_pct=88, on=on - whole - timedelta(days=30), attended=True)
    wrong = earn(staff[20], course, score_pct=79, on=on - timedelta(days=170), attended=True)
    if not wrong.entries.filter(event=LedgerEntry.Event.REVOKED).exists():
        awards.revoke(
            wrong,
            by=cast.admin,
            grounds=LedgerEntry.Grounds.IDENTITY,
            reason="Issued to a namesake; the right person sat the exam again.",
            on=on - timedelta(days=17),
        )


@transaction.atomic
def earn(person, course: Course, *, score_pct: int, on: date, attended: bool = False) -> Certificate:
    """All that the course asks, on that day; ``attended``: in a session held before the platform was there."""
    if held := Certificate.objects.filter(person=person, scheme__course=course).first():
        return held
    enrolment = enrol(person, course, on=on - timedelta(days=30))
    at = timezone.make_aware(datetime.combine(on, time(10)))
    for item in course.syllabus.filter(required=True).select_related("activity"):
        match item.activity.kind:
            case Activity.Kind.LESSON:
                recording.read(enrolment, item.activity_id, language=person.language, at=at)
            case Activity.Kind.H5P:
                recording.record(enrolment, item.activity_id, _played(enrolment, item), language=person.language, at=at)
            case Activity.Kind.EXAM:
                sat = {"sitting": f"demo-{item.activity_id}", "blueprint": str(item.activity_id), "person": person.pk}
                recording.record_exam(sat | {"passed": True, "score_pct": score_pct, "at": at})
    if attended:
        awards.note_attendance(person, course, source=f"demo:{on}", share_pct=100, on=on)
    return awards.award(person, scheme_of(course, on=on), on=on)


def _played(enrolment, item) -> Statement:
    """What a player says of an exercise done without fault."""
    return Statement.parse(
        {
            "id": str(uuid.uuid5(item.activity_id, f"enrolment {enrolment.pk}")),
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": f"urn:uuid:{item.activity_id}"},
            "result": {"score": {"raw": 3, "max": 3}, "duration": "PT4M"},
        }
    )
