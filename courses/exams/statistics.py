"""What marked papers say of each question: is it too hard, does it tell those who know from those who do not?

- *n*: how often it was asked in papers that were marked; a question left empty was asked, and earned nothing.
- *share right*: mean of points earned over points it was worth, 0–1 (difficulty: low is hard).
- *discrimination*: correlation of what it earned with what the rest of the same paper earned (point-biserial where a
  question is right or wrong), -1–1; None where everybody earned the same.
- *median seconds*: how long it was looked at; None when no page said.

Pre-tests are left out: there nobody has learned yet. Figures of fewer than ``FEWEST`` people are not shown. Two questions
to the database, however many questions a bank holds.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, FloatField, Q, Sum
from django.db.models.functions import Cast, NullIf

from courses.exams.models import Answer, Sitting
from people.policy import policy

FEWEST = 5  # people behind a figure that is shown


@dataclass(frozen=True)
class Figures:
    """``share``, ``discrimination`` and ``seconds`` are None while ``people`` are too few to be shown."""

    n: int
    people: int
    share: float | None
    discrimination: float | None
    seconds: int | None

    @property
    def is_shown(self) -> bool:
        return self.people >= FEWEST

    def is_for_review(self, below_pct: int) -> bool:
        """Hardly anybody is right, or those who know the rest are wrong here: a bad question, or bad teaching."""
        if not self.is_shown:
            return False
        return 100 * self.share < below_pct or (self.discrimination is not None and self.discrimination < 0)


def review_below_pct(on: date) -> int:
    return policy("evaluation.level_2.item_review_if_correct_below_pct", on=on)


def figures(*, bank=None, language: str = "") -> dict[int, Figures]:
    """By question. ``language``: only answers read in that one."""
    answers = Answer.objects.filter(
        sitting__purpose=Sitting.Purpose.EXAM, sitting__passed__isnull=False, points__isnull=False, worth__gt=0
    ).order_by()
    if bank is not None:
        answers = answers.filter(wording__question__bank=bank)
    if language:
        answers = answers.filter(language=language)
    seconds = _seconds(answers)
    return {row["wording__question"]: _figures(row, seconds) for row in _sums(answers)}


def _sums(answers):
    """Sums over each question's answers: x is its share, r the share of the rest of the paper."""

    def number(expression):
        return Cast(expression, FloatField())

    rest_max = NullIf(F("sitting__points_max") - F("worth"), 0)
    x = number(F("points")) / number(F("worth"))
    r = number(F("sitting__points") - F("points")) / number(rest_max)
    return (
        answers.annotate(x=x, r=r)
        .values("wording__question")
        .annotate(
            n=Count("pk"), people=Count("sitting__person", distinct=True), sx=Sum("x"),
            with_rest=Count("r"), sxx=Sum(F("x") * F("x"), filter=Q(r__isnull=False)),
            sxw=Sum("x", filter=Q(r__isnull=False)), sr=Sum("r"), srr=Sum(F("r") * F("r")), sxr=Sum(F("x") * F("r")),
        )
    )  # fmt: skip


def _seconds(answers) -> dict[int, Counter]:
    found = defaultdict(Counter)
    rows = answers.filter(seconds__isnull=False).values_list("wording__question", "seconds").annotate(n=Count("pk"))
    for question, seconds, n in rows:
        found[question][seconds] += n
    return found


def _figures(row, seconds) -> Figures:
    n, people = row["n"], row["people"]
    if people < FEWEST:
        return Figures(n, people, None, None, None)
    return Figures(n, people, row["sx"] / n, _correlation(row), _median(seconds.get(row["wording__question"])))


def _correlation(row) -> float | None:
    n = row["with_rest"]
    if n < 2:
        return None
    spread_x = n * row["sxx"] - row["sxw"] ** 2
    spread_r = n * row["srr"] - row["sr"] ** 2
    if spread_x <= 1e-9 * n or spread_r <= 1e-9 * n:
        return None
    return (n * row["sxr"] - row["sxw"] * row["sr"]) / math.sqrt(spread_x * spread_r)


def _median(counted: Counter | None) -> int | None:
    """The middle one; of two in the middle, the lower."""
    if not counted:
        return None
    left = (sum(counted.values()) + 1) // 2
    for seconds in sorted(counted):
        left -= counted[seconds]
        if left <= 0:
            return seconds
    return None
