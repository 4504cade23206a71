"""How far has a learner come in a course, and where do they go on?

Only required activities count. Progress is keyed by the activity, never by a page, so a learner who switches from
French to Arabic keeps their passes. A course that asks for nothing is complete on enrolment.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, FloatField, OuterRef, Subquery, Value

from courses.models import Activity, Attempt, Enrolment, Pass, SyllabusItem
from people.prepared import prepared


@dataclass(frozen=True)
class Progress:
    passed: int
    required: int

    @property
    def is_complete(self) -> bool:
        return self.passed >= self.required

    @property
    def percent(self) -> int:
        """0–100, rounded down, so 100 always means finished."""
        return 100 if self.is_complete else 100 * self.passed // self.required

    @classmethod
    def of(cls, steps: Iterable[SyllabusItem]) -> "Progress":
        asked = [step for step in steps if step.required]
        return cls(sum(step.passed for step in asked), len(asked))


def progress_of(enrolment: Enrolment) -> Progress:
    required = SyllabusItem.objects.filter(course=enrolment.course_id, required=True)
    passed = Pass.objects.present().filter(enrolment=enrolment, activity__in=required.values("activity"))
    return Progress(passed.count(), required.count())


def steps_of(course, enrolment: Enrolment | None) -> list[SyllabusItem]:
    """The syllabus in order, in one query: each item with its activity, ``passed``, and ``last_score`` (0–1) of the
    latest attempt handed in; None = no attempt or unmarked."""
    return _steps(course=course, enrolment=enrolment)


@prepared
def _steps(course, enrolment):
    items = SyllabusItem.objects.filter(course=course).order_by("position").select_related("activity")
    if enrolment is None:
        nothing = Value(None, output_field=FloatField())
        return items.annotate(passed=Value(False, output_field=BooleanField()), last_score=nothing)
    attempts = Attempt.objects.filter(enrolment=enrolment, activity=OuterRef("activity"), ended_at__isnull=False)
    return items.annotate(
        passed=Exists(Pass.objects.present().filter(enrolment=enrolment, activity=OuterRef("activity"))),
        last_score=Subquery(attempts.order_by("-number").values("score")[:1]),
    )


def next_step(steps: list[SyllabusItem], last=None) -> SyllabusItem | None:
    """Where to go on: what was open last if it is not done, else the first thing not done after it, else the
    first not done at all. ``last``: id of the activity last opened. None = everything asked for is done."""
    owed = [step for step in steps if step.required and not step.passed]
    if not owed:
        return None
    place = next((n for n, step in enumerate(steps) if step.activity_id == last), 0)
    return next((step for step in steps[place:] if step in owed), owed[0])


def minutes_left(steps: list[SyllabusItem]) -> int:
    return sum(step.activity.minutes for step in steps if step.required and not step.passed)


def lessons(steps: list[SyllabusItem]) -> list[SyllabusItem]:
    return [step for step in steps if step.activity.kind == Activity.Kind.LESSON]


def weight_of(steps: list[SyllabusItem]) -> int:
    """Bytes a phone fetches for all lessons; 0 = not known."""
    return sum(step.activity.weight for step in lessons(steps))
