"""Certification: what anybody sees who scans a certificate."""

from datetime import datetime, time, timedelta
from uuid import uuid5

from django.utils import timezone

from benchmarks import seeds
from benchmarks.load import ask
from benchmarks.measure import Reading, figure
from benchmarks.pages import address, counted, rates
from certification import awards
from certification.models import Certificate
from certification.schemes import scheme_of
from courses.models import Activity, Attempt, Course, Pass, SyllabusItem, Trust


@figure("verify_page_rps", "1/s", aim=300, most_queries=4)
def verify(house) -> list[Reading]:
    number = earned(house.data.reader).number
    path = address("certification:certificate-verify", number)
    return rates(house, [ask(path, word=number)], rows=1, queries=counted(None, path, word=number))


def earned(person) -> Certificate:
    """A certificate of the catalogue's first course, which asks for an exam and for nothing before it."""
    course, on = Course.objects.get(code="TKW-101"), timezone.localdate() - timedelta(days=30)
    at = timezone.make_aware(datetime.combine(on, time(10)))
    exam = Activity.objects.create(
        pk=uuid5(seeds.NAMES, "exam"), course=course, kind=Activity.Kind.EXAM, title_fr="Examen", title_ar="امتحان"
    )
    SyllabusItem.objects.create(course=course, activity=exam, position=1)
    enrolment = course.enrolments.filter(learner=person).first() or seeds.enrol([person], course)[0]
    Attempt.objects.create(
        enrolment=enrolment, activity=exam, number=1, began_at=at, ended_at=at, score=0.9, passed=True,
        trust=Trust.SERVER, content_version=1, language="fr",
    )  # fmt: skip
    Pass.objects.create(enrolment=enrolment, activity=exam, trust=Trust.SERVER, at=at)
    awards.note_attendance(person, course, source="bench", share_pct=100, on=on)
    return awards.award(person, scheme_of(course, on=on), on=on)
