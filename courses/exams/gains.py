"""What a course changed: the pre-test and the exam of one blueprint, side by side.

The *pre-test* is a sitting before the first attempt at the exam: it is passed by nobody, uses up no attempt, and its
right answers are shown no earlier than the exam's. The *post-test* is the first attempt at the exam after it. The
normalised gain is what was won of what could be won: (post - pre) / (1 - pre), in shares of the points. Who had all
points before could win nothing, so there is no gain to speak of: None. Of a group it is taken from the two means, and of
fewer than ``FEWEST`` people nothing is shown.
"""

from dataclasses import dataclass

from django.db.models import Avg, Count, F, FloatField, OuterRef, Subquery
from django.db.models.functions import Cast

from courses.exams.models import Sitting
from courses.exams.statistics import FEWEST


def normalised(pre: float, post: float) -> float | None:
    return None if pre >= 1 else (post - pre) / (1 - pre)


@dataclass(frozen=True)
class Gain:
    """Shares of the points, 0–1."""

    pre: float
    post: float

    @property
    def normalised(self) -> float | None:
        return normalised(self.pre, self.post)

    @property
    def pre_pct(self) -> int:
        return int(100 * self.pre)

    @property
    def post_pct(self) -> int:
        return int(100 * self.post)


@dataclass(frozen=True)
class GroupGain:
    """``gain``: of the means of ``n`` people; None while they are too few."""

    n: int
    gain: Gain | None


def _share():
    return Cast(F("points"), FloatField()) / Cast(F("points_max"), FloatField())


def pairs():
    """Pre-tests with the share before and after; those without an exam after them are left out."""
    after = Sitting.objects.filter(
        person=OuterRef("person"), blueprint=OuterRef("blueprint"), purpose=Sitting.Purpose.EXAM,
        passed__isnull=False, started_at__gte=OuterRef("started_at"),
    )  # fmt: skip
    first = after.order_by("started_at", "number").annotate(share=_share()).values("share")[:1]
    return (
        Sitting.objects.filter(purpose=Sitting.Purpose.PRE, number=1, passed__isnull=False)
        .order_by()
        .annotate(before=_share(), after=Subquery(first, output_field=FloatField()))
        .filter(after__isnull=False)
    )


def gain_of(person, blueprint) -> Gain | None:
    found = pairs().filter(person=person, blueprint=blueprint).values_list("before", "after").first()
    return Gain(*found) if found else None


def gain_of_group(blueprints, people) -> GroupGain:
    row = pairs().filter(blueprint__in=blueprints, person__in=people).aggregate(**_MEANS)
    return _group(row)


def by_blueprint() -> dict:
    """Blueprint id -> GroupGain, in one question."""
    return {row["blueprint"]: _group(row) for row in pairs().values("blueprint").annotate(**_MEANS)}


_MEANS = {"n": Count("person", distinct=True), "pre": Avg("before"), "post": Avg("after")}


def _group(row) -> GroupGain:
    return GroupGain(row["n"], Gain(row["pre"], row["post"]) if row["n"] >= FEWEST else None)
