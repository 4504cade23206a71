"""Joining a course and leaving it.

Anybody with an account may join an open course by themselves; an officer enrols those they answer for
(courses/groups.py), and rules enrol who takes a post (courses/rules.py). The courses that should come before are
advice. Joining twice is joining once. Who left takes up again where they were: nothing they did is lost.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from courses.models import Attempt, Course, Enrolment, Marking, Pass
from courses.opening import is_open
from people.prepared import prepared

State = Enrolment.State


class NotOpen(Exception):
    """There is nothing to study in this course yet."""


class AskedByOthers(Exception):
    """An officer or a rule asked for this course: the learner cannot leave it alone."""


def enrol(person, course: Course, *, on: date, due_on: date | None = None, by=None) -> Enrolment:
    """The person's enrolment in the course; asking again returns the first, with the due date when one is given."""
    held = Enrolment.objects.joined().filter(learner=person, course=course)
    try:
        with transaction.atomic():
            return _open(person, course, held, on=on, due_on=due_on, by=by)
    except IntegrityError:  # pressed twice at once: the database let one through
        return held.get()


def _open(person, course, held, *, on, due_on, by) -> Enrolment:
    if (found := held.first()) is not None:
        if due_on and found.state == State.OPEN and found.due_on != due_on:
            found.due_on, found.by = due_on, by
            found.save(update_fields=["due_on", "by"])
        return found
    left = Enrolment.objects.filter(learner=person, course=course, state=State.WITHDRAWN).order_by("pk").last()
    if left is None:
        return Enrolment.objects.create(learner=person, course=course, enrolled_on=on, due_on=due_on, by=by)
    left.state, left.due_on, left.by = State.OPEN, due_on, by
    left.save(update_fields=["state", "due_on", "by"])
    return left


def last_in(person, code: str) -> Enrolment | None:
    """The person's enrolment in the course of that code, with the course: the one in force, else the last they left.
    None = never joined."""
    every = _every_in(person=person, code=code)
    found = next((one for one in every if one.state != State.WITHDRAWN), every[-1] if every else None)
    if found is not None:
        found.learner = person
    return found


def held_in(person, code: str) -> Enrolment | None:
    """The one in force; None = not in the course."""
    found = last_in(person, code)
    return None if found is None or found.state == State.WITHDRAWN else found


def hold(person, pk: int) -> Enrolment | None:
    """The person's own enrolment of that number, held until the transaction ends."""
    return _held.first(person=person, pk=pk)


@prepared
def _held(person, pk):
    return Enrolment.objects.joined().filter(learner=person, pk=pk).select_for_update()


@prepared
def _every_in(person, code):
    return Enrolment.objects.filter(learner=person, course__code=code).select_related("course").order_by("pk")


def join(person, course: Course, *, on: date) -> Enrolment:
    """Enrol by one's own wish: only where there is something to study."""
    if not is_open(course, on=on):
        raise NotOpen(course.code)
    return enrol(person, course, on=on)


def withdraw(enrolment: Enrolment, *, at: datetime) -> bool:
    """Leave an open course; a finished one stays finished."""
    held = Enrolment.objects.open().filter(pk=enrolment.pk)
    return bool(held.update(state=State.WITHDRAWN, left_at=at))


def may_leave(enrolment: Enrolment) -> bool:
    """Whether the learner may leave by themselves: what was asked of them is taken back by who asked."""
    return enrolment.state == State.OPEN and not (enrolment.by_id or enrolment.rule_id)


def leave(enrolment: Enrolment, *, at: datetime) -> bool:
    """Withdraw by one's own wish."""
    if enrolment.by_id or enrolment.rule_id:
        raise AskedByOthers(enrolment.pk)
    return withdraw(enrolment, at=at)


@transaction.atomic
def merge(kept, gone) -> None:
    """What ``gone`` did becomes what ``kept`` did. Where both are in a course, attempts of ``gone`` are numbered after
    those of ``kept``, which keeps its own passes and takes over those it lacks; the emptied enrolment goes."""
    Course.objects.filter(owner=gone).update(owner=kept)
    Marking.objects.filter(by=gone).update(by=kept)
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
        goes = dict(mine.hand_ins.order_by().values_list("assignment").annotate(last=Max("number")))
        for work in theirs.hand_ins.order_by("number"):
            goes[work.assignment_id] = goes.get(work.assignment_id, 0) + 1
            work.enrolment, work.number = mine, goes[work.assignment_id]
            work.save(update_fields=["enrolment", "number"])
        lacking = theirs.passes.exclude(activity__in=mine.passes.values("activity"))
        Pass.objects.filter(pk__in=list(lacking.values_list("pk", flat=True))).update(enrolment=mine)
        theirs.passes.all().delete()
        if mine.state == Enrolment.State.OPEN and theirs.state == Enrolment.State.FINISHED:
            mine.state, mine.finished_at = theirs.state, theirs.finished_at
            mine.save(update_fields=["state", "finished_at"])
        theirs.delete()
