"""Courses that fill a gap: those whose certificate gives the competency at the level asked for.

Open courses come before those still being written, short ones before long ones.
"""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from competencies.gaps import Gap, Way
from competencies.models import Requirement
from courses.models import Course


def courses_for(gaps: list[Gap] | list[Requirement]) -> dict[int, list[Course]]:
    """By competency id, the best first: one question for all gaps, or for all that a job asks."""
    given = Course.objects.with_openness().annotate(gives=F("gains__competency"), to_level=F("gains__level"))
    given = list(given.filter(gives__in=[gap.competency.pk for gap in gaps]).order_by("-is_open", "hours", "code"))
    return {
        gap.competency.pk: [c for c in given if c.gives == gap.competency.pk and c.to_level >= gap.level]
        for gap in gaps
    }


def ways(gaps: list[Gap]) -> dict[int, list[Way]]:
    """The best course of each gap, as a button."""
    return {
        competency_id: [
            Way(
                _("%(code)s, %(hours)s h") % {"code": f"\u2068{course.code}\u2069", "hours": course.hours},
                reverse("courses:course-detail", args=[course.code]),
            )
            for course in courses[:1]
        ]
        for competency_id, courses in courses_for(gaps).items()
    }
