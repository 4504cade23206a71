"""What should come before a course, and does somebody have it?

A course that should come before is *met* when it was finished here, or when a higher app knows of a proof: a
certificate, learning that the Centre has recognised (``people.registry.course_proofs``). It stays advice: what a
certificate asks for is certification's to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Course, CourseNeed, Enrolment
from people.registry import course_proofs


@dataclass(frozen=True)
class Proof:
    """Why somebody need not follow a course any more. ``words``: a sentence for them."""

    kind: str  # finished, certificate, recognised
    words: str


@dataclass(frozen=True)
class Need:
    """A course that should come before. ``proof`` None = not met; ``under_way``: joined and not finished."""

    course: Course
    proof: Proof | None
    under_way: bool = False

    @property
    def is_met(self) -> bool:
        return self.proof is not None


def proofs(people: Iterable[int], courses: Iterable[int], *, on: date) -> dict[tuple[int, int], Proof]:
    """By ids of person and course. What a higher app knows speaks before what was only finished here."""
    people, courses = list(people), list(courses)
    if not (people and courses):
        return {}
    done = Enrolment.objects.filter(learner__in=people, course__in=courses, state=Enrolment.State.FINISHED)
    found = {
        (learner, course): Proof("finished", _("Finished on %(day)s") % {"day": date_format(_local(at))})
        for learner, course, at in done.values_list("learner", "course", "finished_at")
    }
    for known in course_proofs:
        found |= known(people, courses, on=on)
    return found


def _local(at):
    return timezone.localtime(at).date()


def needs_of(person, needs: list[Course], *, on: date) -> list[Need]:
    """``needs``: the courses that should come before. A visitor has none of them yet."""
    if not (needs and person.is_authenticated):
        return [Need(course, None) for course in needs]
    known = proofs([person.pk], [course.pk for course in needs], on=on)
    going = set(Enrolment.objects.open().filter(learner=person, course__in=needs).values_list("course", flat=True))
    return [Need(course, known.get((person.pk, course.pk)), course.pk in going) for course in needs]


def lacking(people: Iterable[int], course: Course, *, on: date) -> dict[int, list[Course]]:
    """By person id: the courses they should have followed before and have not. In a few questions for all."""
    needs = [need.needs for need in CourseNeed.objects.filter(course=course).select_related("needs")]
    people = list(people)
    known = proofs(people, [need.pk for need in needs], on=on)
    return {person: [need for need in needs if (person, need.pk) not in known] for person in people}
