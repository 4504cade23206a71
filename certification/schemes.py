"""Which rule gives a course's certificate on a day? Each course begins with the catalogue's numbers, as version 1.

A change is a new version from a day on: what was earned under the old one keeps its terms.
"""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from certification.models import Scheme
from courses.models import Course
from people.reference import Row

BEGINNING = date(2020, 1, 1)  # version 1 holds for everything the platform records
FILE = "course_catalogue.json"


def scheme_of(course: Course, *, on: date) -> Scheme | None:
    return in_force(course, on=on).first()


def in_force(course: Course, *, on: date):
    """At most one."""
    return Scheme.objects.in_force(on=on).filter(course=course).select_related("course")


def rows() -> Iterator[Row]:
    """Version 1 of each course's rule, from the catalogue (people.reference)."""
    for course in Course.objects.all():
        yield Row(Scheme, {"course": course, "version": 1}, {"from_on": BEGINNING, **catalogue_says(course)}, FILE)


def catalogue_says(course: Course) -> dict:
    return {
        "name_ar": course.certificate_ar,
        "name_fr": course.certificate_fr,
        "name_en": course.certificate_en,
        "validity_months": course.validity_months,
        "pass_mark_pct": course.pass_mark_pct,
        "min_attendance_pct": course.min_attendance_pct,
    }


@transaction.atomic
def revise(course: Course, *, from_on: date, **changes) -> Scheme:
    """A new version from that day on; what ``changes`` leaves out stays as it is."""
    newest = Scheme.objects.select_for_update().filter(course=course).order_by("-version").first()
    if newest and newest.from_on >= from_on:
        raise ValueError("a newer version has begun")
    kept = {name: getattr(newest, name) for name in catalogue_says(course)} if newest else catalogue_says(course)
    return Scheme.objects.create(
        course=course, version=newest.version + 1 if newest else 1, from_on=from_on, **(kept | changes)
    )
