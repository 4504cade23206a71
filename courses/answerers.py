"""Who answers a learner's question at a course: the trainers of their sessions (a higher app tells,
``people.registry.course_answerers``) and who owns the course, or its pages while it has no owner."""

from datetime import date

from courses.models import Course, CoursePage
from people.models import User
from people.registry import course_answerers


def answerers(person, course: Course, *, on: date) -> list[User]:
    found = {}
    for tell in course_answerers:
        found |= {one.pk: one for one in tell(person, course, on=on)}
    for one in _owners(course):
        found[one.pk] = one
    return [one for pk, one in found.items() if pk != person.pk and one.is_active]


def _owners(course) -> list[User]:
    if (owner := getattr(course, "owner", None)) is not None:
        return [owner]
    return list(User.objects.filter(pk__in=CoursePage.objects.live().filter(course=course).values("owner")))
