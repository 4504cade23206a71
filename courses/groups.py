"""Enrolling many at once: whom, what becomes of each, and writing it down.

An officer enrols those they answer for: an HR officer their institution's, the Centre everybody. What is asked is
shown first, person by person; writing twice writes once. Many people are a long work that goes on by itself.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from courses.models import Course, Enrolment, EnrolmentRule
from courses.prerequisites import lacking
from people import jobs
from people.charges import held
from people.jobs import Step
from people.models import Charge, Job, Post, User
from people.notices import notify_many

ENROLLING = (Charge.Role.HR_OFFICER, Charge.Role.TRAINING_OFFICER, Charge.Role.ADMINISTRATOR)
AT_ONCE = 100  # people; more are a long work
KIND = "courses.enrolment"
State = Enrolment.State


class Fate(StrEnum):
    NEW = "new"
    BACK = "back"  # had left, takes up again
    DUE = "due"  # is in it already: the due date is what changes
    SAME = "same"  # is in it already
    DONE = "done"
    LEFT_OUT = "left_out"  # lacks a course that should come before, and the officer leaves such people out


WRITTEN = (Fate.NEW, Fate.BACK, Fate.DUE)


@dataclass(frozen=True)
class Row:
    post: Post
    fate: Fate
    lacks: list[Course]


@dataclass
class Judgement:
    rows: list[Row]
    unknown: list[str] = field(default_factory=list)  # staff numbers of nobody this officer answers for

    @property
    def counts(self) -> Counter:
        return Counter(row.fate for row in self.rows)

    @property
    def to_write(self) -> list[int]:
        return [row.post.person_id for row in self.rows if row.fate in WRITTEN]


def may_enrol(user, *, on: date) -> bool:
    return bool(held(user, on=on, roles=ENROLLING))


def posts_of(user, *, on: date):
    """Those whom this officer may enrol."""
    return Post.objects.in_charge_of(user, on=on, roles=ENROLLING).filter(person__is_active=True)


def chosen(posts, *, profile=None, branch=None, numbers: Iterable[str] = ()) -> tuple[list[Post], list[str]]:
    """The posts meant, one a person, and the staff numbers that are nobody's here."""
    posts = posts.select_related("person", "profile", "branch", "province").order_by("person", "-from_on", "-pk")
    if profile:
        posts = posts.filter(profile=profile)
    if branch:
        posts = posts.filter(branch=branch)
    found = {post.person_id: post for post in reversed(posts)}
    if not (asked := dict.fromkeys(numbers)):
        return list(found.values()), []
    by_number: dict[str, list[Post]] = {}
    for post in found.values():
        for name in {post.staff_number.upper(), post.person.username.upper()}:
            by_number.setdefault(name, []).append(post)
    meant = {post.person_id: post for number in asked for post in by_number.get(number.upper(), ())}
    return list(meant.values()), [number for number in asked if number.upper() not in by_number]


def judge(posts: list[Post], course: Course, *, due_on: date | None, strict: bool, on: date) -> list[Row]:
    """What becomes of each. ``strict``: who lacks a course that should come before is left out."""
    people = [post.person_id for post in posts]
    known = Enrolment.objects.filter(learner__in=people, course=course).order_by("pk")
    states = {}
    for learner, state, due in known.values_list("learner", "state", "due_on"):
        if states.get(learner, (State.WITHDRAWN,))[0] == State.WITHDRAWN:
            states[learner] = (state, due)
    lacks = lacking(people, course, on=on)

    def fate(person) -> Fate:
        state, due = states.get(person, (None, None))
        if state == State.FINISHED:
            return Fate.DONE
        if state == State.OPEN:
            return Fate.DUE if due_on and due != due_on else Fate.SAME
        if strict and lacks[person]:
            return Fate.LEFT_OUT
        return Fate.BACK if state else Fate.NEW

    return [Row(post, fate(post.person_id), lacks[post.person_id]) for post in posts]


@transaction.atomic
def enrol_many(due: dict[int, date | None], course: Course, *, on: date, by=None, rule: EnrolmentRule | None = None):
    """Enrol these people (id → due date) and tell each; in a few questions, however many. Again changes nothing.

    An officer's due date takes the place of an earlier one, and who left comes back when an officer asks. A rule
    enrols those alone who were never in the course.
    """
    told = []
    known: dict[int, Enrolment] = {}
    for one in Enrolment.objects.filter(learner__in=list(due), course=course).order_by("pk"):
        if one.learner_id not in known or known[one.learner_id].state == State.WITHDRAWN:
            known[one.learner_id] = one
    for learner, one in known.items() if rule is None else ():
        comes_back = one.state == State.WITHDRAWN
        if comes_back or (one.state == State.OPEN and due[learner] and one.due_on != due[learner]):
            one.state, one.due_on, one.by = State.OPEN, due[learner] or one.due_on, by
            told.append(one)
    Enrolment.objects.bulk_update(told, ["state", "due_on", "by"])
    fresh = [person for person in due if person not in known]
    Enrolment.objects.bulk_create(
        [
            Enrolment(learner_id=person, course=course, enrolled_on=on, due_on=due[person], by=by, rule=rule)
            for person in fresh
        ],
        ignore_conflicts=True,  # joined by themselves this very moment
    )
    told += Enrolment.objects.joined().filter(learner__in=fresh, course=course)
    _tell(told, course)
    return told


def _tell(enrolments: list[Enrolment], course: Course) -> None:
    of = {enrolment.learner_id: enrolment for enrolment in enrolments}
    titles = {f"title_{code}": getattr(course, f"title_{code}") for code in ("ar", "fr", "en")}
    notify_many(
        User.objects.filter(pk__in=list(of)),
        "course_enrolled",
        key=lambda person: f"course-enrolled:{of[person.pk].pk}:{of[person.pk].due_on or ''}",
        says=lambda person: {
            "code": course.code,
            "due_on": of[person.pk].due_on and of[person.pk].due_on.isoformat(),
            **titles,
        },
    )


def start(officer, people: list[int], course: Course, *, due_on: date | None, on: date) -> Job | None:
    """Enrol now, or begin a long work for many. ``None`` = it is done."""
    if len(people) <= AT_ONCE:
        enrol_many(dict.fromkeys(people, due_on), course, on=on, by=officer)
        return None
    return jobs.start(officer, KIND, course=course.pk, people=people, due_on=due_on and due_on.isoformat())


def work(job):
    """The long work: a hundred people a step. Whom the officer answers for is asked again at each."""
    people, on = job.asks["people"], timezone.localdate()
    course = Course.objects.get(pk=job.asks["course"])
    due_on = parse_date(job.asks["due_on"]) if job.asks["due_on"] else None
    yield Step(total=len(people))
    for start_at in range(job.cursor.get("next", 0), len(people), AT_ONCE):
        some = people[start_at : start_at + AT_ONCE]
        mine = posts_of(job.owner, on=on).filter(person__in=some).values_list("person", flat=True)
        enrol_many(dict.fromkeys(set(mine), due_on), course, on=on, by=job.owner)
        done = start_at + len(some)
        yield Step(done=done, cursor={"next": done})
