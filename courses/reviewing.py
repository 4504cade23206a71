"""What is past its review date: courses, and lessons that have a date of their own."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from courses.models import Course, LessonPage


@dataclass(frozen=True)
class Due:
    """One line of the report. ``owner`` None = nobody answers for the course."""

    title: str
    course: str
    language: str
    owner: str
    review_on: date
    days: int
    url: str


def due(*, on: date) -> list[Due]:
    """The longest overdue first. A date that is today is due."""
    found = [
        Due(
            course.title, course.code, "", course.owner.name if course.owner else "", course.review_on,
            (on - course.review_on).days, reverse("course:edit", args=[course.pk]),
        )
        for course in Course.objects.filter(review_on__lte=on).select_related("owner")
    ]  # fmt: skip
    courses = {}
    for page in LessonPage.objects.filter(review_on__lte=on).select_related("locale"):
        above = page.path[: -page.steplen]
        if above not in courses:
            courses[above] = page.course
        course = courses[above]
        found.append(
            Due(
                page.title,
                course.code,
                page.locale.language_code,
                course.owner.name if course.owner else "",
                page.review_on,
                (on - page.review_on).days,
                reverse("wagtailadmin_pages:edit", args=[page.pk]),
            )
        )
    return sorted(found, key=lambda one: (one.review_on, one.course, one.title))
