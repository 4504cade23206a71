"""What courses/ puts into the registries of people/."""

from collections import Counter

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses import groups, loading, rules  # noqa: F401
from courses.assignments import marks_anything, to_mark
from courses.enrolment import merge
from courses.models import Activity, Course, Enrolment
from courses.outline import address
from courses.progress import Progress, lessons, minutes_left, next_step, steps_of
from courses.recommendations import ways
from courses.recording import record_exam
from courses.study import threads
from people.calendar import Event
from people.navigation import Entry, Panel
from people.notices import Kind
from people.prepared import prepared
from people.registry import (
    asked_with_person,
    calendar_events,
    daily,
    dashboard_panels,
    exam_gates,
    fact_handlers,
    gap_closers,
    home_panels,
    job_kinds,
    job_names,
    mergers,
    navigation_entries,
    notice_kinds,
    personal_data,
    staff_acts,
)

SIGNS = {
    "foundation": "home", "client": "people", "credit": "coins", "portfolio": "scales", "protection": "shield",
    "compliance": "lock", "finance": "table", "management": "person", "digital": "phone", "products": "grain",
    "support": "star", "trainers": "cascade", "refresher": "sync",
}  # fmt: skip


@navigation_entries.register("courses", order=20)
def entries(request):
    catalogue = Entry(_("Courses"), reverse("courses:course-list"), "book", tab=not request.user.is_authenticated)
    if not request.user.is_authenticated:
        return [catalogue]
    return [Entry(_("My courses"), reverse("courses:enrolment-list"), "book", tab=True), catalogue]


@staff_acts.register("courses", order=20)
def enrolments(request):
    if not groups.may_enrol(request.user, on=timezone.localdate()):
        return []
    return [Entry(_("Enrolments"), reverse("courses:enrolled-list"), "flag")]


@dashboard_panels.register("courses.questions", order=12)
def questions_panel(request):
    """For who answers learners: what waits for them."""
    if not getattr(request.user, "known_addressee", False):
        return None
    return Panel("courses/_questions_panel.html", {"owed": threads.owed_by(request.user)}, side=True)


@dashboard_panels.register("courses.enrolments", order=50)
def enrolments_panel(request):
    """For an officer: how many of their people are past the day, and the way to enrol."""
    on = timezone.localdate()
    if not groups.may_enrol(request.user, on=on):
        return None
    people = groups.posts_of(request.user, on=on).order_by().values("person")
    late = Enrolment.objects.open().filter(learner__in=people, due_on__lt=on).count()
    return Panel("courses/_enrolments_panel.html", {"late": late}, side=True)


daily.register("courses.rules")(rules.apply_all)
job_kinds.register(groups.KIND)(groups.work)
job_names.register(groups.KIND)(lambda: _("Enrolling people in a course"))


@dashboard_panels.register("courses.next", order=10)
def next_panel(request):
    """The one thing that leads: where to go on, or the catalogue."""
    enrolment = next((one for one in _joined(request) if one.state == Enrolment.State.OPEN), None)
    if enrolment is None:
        return Panel("courses/_start.html")
    steps = steps_of(enrolment.course, enrolment)
    step = next_step(steps, enrolment.last_activity_id)
    if step is None:
        return Panel("courses/_start.html")
    numbers = [one.activity_id for one in lessons(steps)]
    holder = step.within_id or step.activity_id
    return Panel(
        "courses/_next.html",
        {
            "course": enrolment.course,
            "step": step,
            "due_on": enrolment.due_on,
            "lesson": next((one.activity for one in steps if one.activity_id == holder), step.activity),
            "url": address(enrolment.course, step, {one.activity_id: one for one in steps})[0],
            "number": numbers.index(holder) + 1 if holder in numbers else None,
            "total": len(numbers),
            "minutes": minutes_left(steps),
            "progress": Progress.of(steps),
        },
    )


@dashboard_panels.register("courses.mine", order=40)
def my_courses(request):
    """What has a day comes first, the soonest before."""
    soonest = sorted(_joined(request), key=lambda one: (one.state != "open", one.due_on is None, one.due_on or 0))
    rows = [(enrolment, Progress(enrolment.done, enrolment.asked)) for enrolment in soonest[:5]]
    return Panel("courses/_mine.html", {"rows": rows}) if len(rows) > 1 else None


def _joined(request) -> list[Enrolment]:
    """Read once for both panels of a page."""
    if not hasattr(request, "joined_enrolments"):
        request.joined_enrolments = _enrolments(person=request.user)
    return request.joined_enrolments


@prepared
def _enrolments(person):
    joined = Enrolment.objects.joined().filter(learner=person)
    return joined.select_related("course").with_progress().latest_first()


@asked_with_person.register("known_course_owner")
def owner_of_courses():
    return Exists(Course.objects.filter(owner=OuterRef("pk")))


@dashboard_panels.register("courses.works", order=25)
def works_panel(request):
    """Works that wait for this person's marking; nobody else is asked about."""
    user, on = request.user, timezone.localdate()
    if not marks_anything(user, on=on):
        return None
    waiting = to_mark(user, on=on).count()
    return Panel("courses/_works.html", {"waiting": waiting}) if waiting else None


@fact_handlers.register("exam.marked:courses")
def write_down_exam(fact):
    record_exam(fact.says)


notice_kinds.register("course_enrolled", order=10)(Kind(gettext_lazy("I am enrolled in a course")))
notice_kinds.register("question_answered", order=20)(Kind(gettext_lazy("My question has an answer"), quiet=True))
notice_kinds.register("question_asked", order=21)(Kind(gettext_lazy("A learner asks me something"), quiet=True))
notice_kinds.register("message_reported", order=22)(Kind(gettext_lazy("A message was reported to me"), quiet=True))
notice_kinds.register("assignment_marked", order=30)(Kind(gettext_lazy("My assignment was marked")))


@calendar_events.register("courses", order=10)
def due_days(person, *, on):
    """The day by which a course is to be done, while it is not."""
    asked = person.enrolments.open().exclude(due_on=None).select_related("course")
    return [
        Event(
            uid=f"due-{one.pk}@takwin",
            summary=_("To be done: %(course)s") % {"course": one.course.title},
            starts=one.due_on,
            words=one.course.code,
            url=settings.SITE_URL + reverse("courses:course-detail", args=[one.course.code]),
        )
        for one in asked
    ]


@exam_gates.register("courses")
def asks_for_enrolment(person, blueprint, *, on):
    """An exam of a course is for those who are in it; where the course says so, once its lessons are done."""
    course = Course.objects.filter(activities=blueprint.pk).first()
    if course is None:
        return None
    enrolment = Enrolment.objects.joined().filter(learner=person, course=course).first()
    if enrolment is None:
        return _("Join the course first: its exam is for those who follow it.")
    if course.exam_alone or enrolment.state == Enrolment.State.FINISHED:
        return None
    steps = steps_of(course, enrolment)
    exam = next((step for step in steps if step.activity_id == blueprint.pk), None)
    owed = [step for step in steps if step.required and not step.passed and step.activity.kind != Activity.Kind.EXAM]
    if exam is None or exam.within_id or not owed:
        return None
    return ngettext(
        "This course asks for its lessons before its exam: %(n)s step is left.",
        "This course asks for its lessons before its exam: %(n)s steps are left.",
        len(owed),
    ) % {"n": len(owed)}


gap_closers.register("courses", order=10)(ways)


@home_panels.register("courses.families", order=10)
def families(request):
    """The shelves of the catalogue, with what stands on them. Refreshers are offered by the certificate they renew."""
    counted = Counter(Course.objects.values_list("family", flat=True))
    shelves = [
        (code, label, SIGNS[code], counted[code])
        for code, label in Course.Family.choices
        if counted[code] and code != Course.Family.REFRESHER
    ]
    return Panel("courses/_families.html", {"shelves": shelves}) if shelves else None


@home_panels.register("courses.open", order=20)
def open_courses(request):
    """What can be studied now; while nothing can, nothing is shown."""
    courses = list(Course.objects.with_openness().filter(is_open=True)[:5])
    return Panel("courses/_open.html", {"courses": courses, "total": Course.objects.count()}) if courses else None


mergers.register("courses", order=10)(merge)


@personal_data.register("courses")
def studies_of(person) -> list[dict]:
    """Courses joined, what was passed, and every attempt with its answers."""
    enrolments = person.enrolments.select_related("course").prefetch_related(
        "passes__activity", "attempts__activity", "attempts__answers", "hand_ins__assignment", "hand_ins__marking"
    )
    return [
        {
            "course": enrolment.course.code,
            "state": enrolment.state,
            "due_on": enrolment.due_on and enrolment.due_on.isoformat(),
            "enrolled_on": enrolment.enrolled_on.isoformat(),
            "passed": [
                {"activity": one.activity.title, "trust": one.trust, "at": one.at.isoformat()}
                for one in enrolment.passes.all()
            ],
            "attempts": [
                {
                    "activity": attempt.activity.title,
                    "number": attempt.number,
                    "began_at": attempt.began_at.isoformat(),
                    "ended_at": attempt.ended_at and attempt.ended_at.isoformat(),
                    "score": attempt.score,
                    "passed": attempt.passed,
                    "answers": [{"question": a.item, "response": a.response} for a in attempt.answers.all()],
                }
                for attempt in enrolment.attempts.all()
            ],
            "handed_in": [
                {
                    "assignment": work.assignment.title,
                    "at": work.at.isoformat(),
                    "text": work.text,
                    "file": work.file_name,
                    "said": work.marking.words if hasattr(work, "marking") else None,
                }
                for work in enrolment.hand_ins.all()
            ],
        }
        for enrolment in enrolments
    ]
