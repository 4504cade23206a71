"""The rules of an exam in short, for the card that leads to it from a lesson."""

from dataclasses import dataclass

from django.db.models import Sum

from courses.exams.models import Blueprint
from courses.models import Activity


@dataclass(frozen=True)
class Rules:
    questions: int
    minutes: int
    pass_mark_pct: int
    max_attempts: int
    wait_hours: int


def rules_of(exam: Activity) -> Rules | None:
    """None = the exam has no plan (any more)."""
    plan = Blueprint.objects.filter(pk=exam.pk).annotate(asked=Sum("draws__count")).first()
    if plan is None:
        return None
    return Rules(plan.asked or 0, plan.minutes, plan.pass_mark_pct, plan.max_attempts, plan.wait_hours)
