"""May a course ask for these others before it? Not when, one after the other, they would wait for it themselves."""

from collections import deque

from django.utils.translation import gettext as _

from courses.models import Course, CourseNeed


def circle(course: Course, needs) -> list[str]:
    """The codes of the shortest circle that these prerequisites would close, first and last alike; empty = none."""
    after: dict[int, list[int]] = {}
    for one, needed in CourseNeed.objects.exclude(course=course).values_list("course", "needs"):
        after.setdefault(one, []).append(needed)
    ways = deque([(need.pk,) for need in needs])
    seen = set()
    while ways:
        way = ways.popleft()
        if way[-1] == course.pk:
            codes = dict(Course.objects.filter(pk__in=way).values_list("pk", "code"))
            return [course.code, *(codes[pk] for pk in way)]
        if way[-1] not in seen:
            seen.add(way[-1])
            ways.extend((*way, pk) for pk in after.get(way[-1], ()))
    return []


def sentence(codes: list[str]) -> str:
    """Says which courses would wait for one another."""
    return _("These courses would wait for one another: %(circle)s.") % {"circle": " ← ".join(codes)}


def circles() -> list[list[str]]:
    """Every circle that stands in the data, by whatever way it came there: one for each course that is in one."""
    found = []
    for course in Course.objects.filter(needs__isnull=False).distinct().prefetch_related("prerequisites"):
        if codes := circle(course, course.prerequisites.all()):
            found.append(codes)
    return found
