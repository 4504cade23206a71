"""Joining a course and leaving it.

Anybody with an account may join an open course by themselves. The courses that should come before are advice.
Joining twice is joining once; who left may join again, and what they had passed before is not carried over.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from courses.models import Attempt, Course, Enrolment, Pass


class NotOpen(Exception):
    """There is nothing to study in this course yet."""


def enrol(person, course: Course, *, on: date) -> Enrolment:
    """The person's enrolment in the course; asking again returns the first, unchanged."""
    held = Enrolment.objects.joined().filter(learner=person, course=course)
    if (found := held.first()) is not None:
        return found
    try:
        with transaction.atomic():
            return Enrolment.objects.create(learner=person, course=course, enrolled_on=on)
    except IntegrityError:  # pressed twice at once: the database let one through
        return held.get()


def join(person, course: Course, *, on: date) -> Enrolment:
    """Enrol by one's own wish: only where there is something to study."""
    if not course.syllabus.exists():
        raise NotOpen(course.code)
    return enrol(person, course, on=on)


def withdraw(enrolment: Enrolment) -> bool:
    """Leave an open course; a finished one stays finished."""
    held = Enrolment.objects.open().filter(pk=enrolment.pk)
    return bool(held.update(state=Enrolment.State.WITHDRAWN))


@transaction.atomic
def merge(kept, gone) -> None:
    """What ``gone`` did becomes what ``kept`` did. Where both are in a course, attempts of ``gone`` are numbered after
    those of ``kept``, which keeps its own passes and takes over those it lacks; the emptied enrolment goes."""
    for theirs in gone.enrolments.all():
        mine = kept.enrolments.joined().filter(course=theirs.course_id).first()
        if mine is None or theirs.state == Enrolment.State.WITHDRAWN:
            theirs.learner = kept
            theirs.save(update_fields=["learner"])
            continue
        Attempt.objects.filter(enrolment=theirs, ended_at=None).update(ended_at=F("began_at"))
        numbers = dict(mine.attempts.order_by().values_list("activity").annotate(last=Max("number")))
        for attempt in theirs.attempts.order_by("number"):
            numbers[attempt.activity_id] = numbers.get(attempt.activity_id, 0) + 1
            attempt.enrolment, attempt.number = mine, numbers[attempt.activity_id]
            attempt.save(update_fields=["enrolment", "number"])
        lacking = theirs.passes.exclude(activity__in=mine.passes.values("activity"))
        Pass.objects.filter(pk__in=list(lacking.values_list("pk", flat=True))).update(enrolment=mine)
        theirs.passes.all().delete()
        if mine.state == Enrolment.State.OPEN and theirs.state == Enrolment.State.FINISHED:
            mine.state, mine.finished_at = theirs.state, theirs.finished_at
            mine.save(update_fields=["state", "finished_at"])
        theirs.delete()
