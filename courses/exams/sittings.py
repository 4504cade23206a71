"""The life of one attempt: begin, answer, hand in.

The paper is drawn and frozen when it begins. Answers are saved one by one, and the one *given* last holds: a page says
how far into the sitting each was given, by the server's clock, so that an old answer which a weak network brings late
does not replace a newer one. No answer counts as given later than it arrived. What is handed in is marked at once and never again; nobody can change it afterwards. When time runs out the
answers given so far are handed in, and the attempt ends at the hour it was due, whenever the sweep comes by.

A pre-test (see gains.py) is a sitting like another, which nobody passes and which uses up no attempt.

Pressing *begin* twice gives the same sitting: the database allows one open sitting per person and exam. An attempt
counts once begun. A person who passed does not sit again, unless an allowance counts their attempts anew.
"""

import logging
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exams import banks, marking
from courses.exams.given import clean
from courses.exams.models import Allowance, Answer, Blueprint, Sitting, Wording
from people.facts import announce
from people.prepared import prepared
from people.registry import exam_gates

log = logging.getLogger(__name__)
GRACE = timedelta(seconds=30)  # an answer sent in the last second may travel this long on a weak network


@dataclass(frozen=True)
class Refusal:
    """Why a person may not begin now. ``until``: when this reason ends; None = it does not end by itself."""

    code: str
    sentence: str
    until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """Where a person stands with an exam. ``open``, ``last``, ``passed``, ``pretest`` are sittings or None.

    ``allowance``: what this person was granted, or None. ``may_pretest``: the pre-test can be begun now.
    """

    used: int
    allowed: int
    minutes: int
    open: Sitting | None
    last: Sitting | None
    passed: Sitting | None
    pretest: Sitting | None = None
    allowance: Allowance | None = None
    offers_pretest: bool = False
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def may_pretest(self) -> bool:
        """Once, before the first attempt."""
        return self.offers_pretest and self.pretest is None and self.open is None and self.may_begin

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)

    @property
    def may_begin(self) -> bool:
        return not self.refusals

    @property
    def shows_answers(self) -> bool:
        """Right answers are shown when no attempt is left to profit from them."""
        return self.open is None and (self.passed is not None or self.left == 0)


class MayNotSit(Exception):
    """Not now; ``refusals`` says why."""

    def __init__(self, refusals: list[Refusal]):
        self.refusals = refusals
        super().__init__(" ".join(refusal.sentence for refusal in refusals))


class NotOnPaper(Exception):
    """This question was not asked in this sitting."""


class AlreadyHandedIn(Exception):
    """The sitting is over; its answers stay as they are."""


class TooLate(Exception):
    """Time was over by the server's clock."""


class Outdated(Exception):
    """A newer answer to this question is there; ``holds`` is it."""

    def __init__(self, holds: Answer):
        self.holds = holds
        super().__init__(holds.question_key)


# Who may begin


def standing(person, blueprint: Blueprint, *, at: datetime) -> Standing:
    """Ask after ``settle``: a sitting whose time is over counts as open here."""
    allowance = Allowance.objects.filter(person=person, blueprint=blueprint).first()
    every = list(person.sittings.filter(blueprint=blueprint).defer("paper").order_by("number"))
    sittings = [s for s in every if not s.is_pretest]
    if allowance and allowance.counts_from:
        counted = [s for s in sittings if s.started_at >= allowance.counts_from]
    else:
        counted = sittings
    known = Standing(
        used=len(counted),
        allowed=blueprint.max_attempts + (allowance.extra_attempts if allowance else 0),
        minutes=blueprint.minutes + (allowance.extra_minutes if allowance else 0),
        open=next((s for s in every if not s.is_over), None),
        last=next((s for s in reversed(counted) if s.is_over), None),
        passed=next((s for s in counted if s.passed), None),
        pretest=next((s for s in every if s.is_pretest and s.is_over), None),
        allowance=allowance,
        offers_pretest=blueprint.has_pretest and not sittings,
    )
    known.refusals.extend(_refusals(person, blueprint, known, at))
    return known


def _refusals(person, blueprint, known, at):
    on = timezone.localdate(at)
    for gate in exam_gates:
        if reason := gate(person, blueprint, on=on):
            yield Refusal("gate", str(reason))
    if blueprint.opens_at and at < blueprint.opens_at:
        yield Refusal("early", _("The exam is not open yet."), blueprint.opens_at)
    if blueprint.closes_at and at >= blueprint.closes_at:
        yield Refusal("closed", _("The exam is closed."))
    if known.passed:
        yield Refusal("passed", _("You have passed this exam."))
    elif known.left == 0:
        yield Refusal("used", _("All attempts have been used."))
    elif known.last and at < (until := known.last.handed_in_at + timedelta(hours=blueprint.wait_hours)):
        yield Refusal("wait", _("There is a wait between two attempts."), until)


def may_sit(person, blueprint: Blueprint, *, at: datetime) -> str | None:
    """The first reason against, as a sentence; None = nothing stands in the way."""
    refusals = standing(person, blueprint, at=at).refusals
    return refusals[0].sentence if refusals else None


# Beginning


def begin(
    person, blueprint: Blueprint, *, at: datetime, seed: int | None = None, purpose=Sitting.Purpose.EXAM
) -> Sitting:
    """Draw a paper and start the clock; asking again returns the sitting that is open."""
    settle(person, blueprint, at=at)
    known = standing(person, blueprint, at=at)
    if known.open:
        return known.open
    if known.refusals:
        raise MayNotSit(known.refusals)
    if purpose == Sitting.Purpose.PRE and not known.may_pretest:
        raise MayNotSit([Refusal("pretest", _("The pre-test is sat once, before the first attempt at the exam."))])
    try:
        with transaction.atomic():
            return _draw_up(person, blueprint, known, at, secrets.randbits(62) if seed is None else seed, purpose)
    except IntegrityError:
        if there := person.sittings.open().filter(blueprint=blueprint).first():
            return there  # the same person pressed twice in one instant
        raise


def _draw_up(person, blueprint, known, at, seed, purpose) -> Sitting:
    paper = banks.draw(blueprint, seed)
    due = at + timedelta(minutes=known.minutes)
    highest = person.sittings.filter(blueprint=blueprint, purpose=purpose).aggregate(n=Max("number"))["n"] or 0
    return Sitting.objects.create(
        person=person,
        blueprint=blueprint,
        purpose=purpose,
        number=highest + 1,
        started_at=at,
        due_at=min(due, blueprint.closes_at) if blueprint.closes_at else due,
        pass_mark_pct=blueprint.pass_mark_pct,
        seed=seed,
        paper=paper,
        points_max=sum(item["points"] for item in paper),
    )


def settle(person, blueprint: Blueprint, *, at: datetime) -> None:
    """Hand in what this person left open past its time."""
    for sitting in person.sittings.filter(blueprint=blueprint).overdue(at=at - GRACE):
        hand_in(sitting, at=at)


def allow(
    person, blueprint: Blueprint, *, reason: str, at: datetime, by=None, minutes=0, attempts=0, counts_from=None
) -> Allowance:
    """Grant one person more time or attempts, or count their attempts anew from a moment. Replaces what was granted."""
    if not reason.strip():
        raise ValueError("a reason is asked")
    return Allowance.objects.create(
        person=person,
        blueprint=blueprint,
        extra_minutes=minutes,
        extra_attempts=attempts,
        counts_from=counts_from,
        reason=reason,
        by=by,
        at=at,
    )


# Answering


def save_answer(sitting: Sitting, question_key: str, given, *, at: datetime, **says) -> Answer:
    """Keep what is given to one question, as it stands afterwards; see ``write_answer``."""
    with transaction.atomic():
        return write_answer(hold(sitting.pk), question_key, given, at=at, **says)


@prepared
def _held(pk):
    return Sitting.objects.filter(pk=pk).select_for_update(no_key=True)


@prepared
def _held_of(pk, person):
    return Sitting.objects.filter(pk=pk, person=person).select_for_update(no_key=True)


@prepared
def _answer(sitting, question_key):
    return Answer.objects.filter(sitting=sitting, question_key=question_key).order_by()


def hold(pk, person=None) -> Sitting:
    """The sitting ``pk``, of this person when one is named, held until the transaction ends, so that saving and handing
    in take turns.
    """
    held = _held.first(pk=pk) if person is None else _held_of.first(pk=pk, person=person)
    if held is None:
        raise Sitting.DoesNotExist(pk)
    return held


def moment(sitting: Sitting, at: datetime) -> int:
    """Milliseconds from the beginning of the sitting."""
    return max(0, (at - sitting.started_at) // timedelta(milliseconds=1))


def write_answer(
    held: Sitting,
    question_key: str,
    given,
    *,
    at: datetime,
    later: bool | None = None,
    given_ms: int | None = None,
    seen_ms: int | None = None,
    seconds: int | None = None,
    language: str = "",
) -> Answer:
    """``save_answer`` for a caller who holds the sitting. The same request again changes nothing.

    ``given``: see ``courses.exams.given``; it raises NoSuchOption. ``later``: set aside for a second look; None = as it was.
    ``given_ms``: when it was given, in milliseconds of the sitting; None = now. ``seen_ms``: the same of the answer that
    stood on the page when this one was given; a newer one is not replaced unseen. None = it was not said.
    """
    item = held.item(question_key)
    if item is None:
        raise NotOnPaper(question_key)
    given = clean(item, given)
    if held.is_over:
        raise AlreadyHandedIn
    if at > held.due_at + GRACE:
        raise TooLate
    now = moment(held, at)
    stamp = now if given_ms is None else min(given_ms, now)
    answer = _answer.first(sitting=held, question_key=question_key) or Answer(
        sitting=held, question_key=question_key, wording_id=item["wording"], worth=item["points"]
    )
    later = answer.later if later is None else later
    if answer.pk:
        same = (answer.given, answer.later) == (given, later)
        if same and stamp <= answer.given_ms:
            return answer
        if not same and (answer.given_ms > stamp or (seen_ms is not None and answer.given_ms > seen_ms)):
            raise Outdated(answer)
    answer.given, answer.later, answer.given_ms, answer.at = given, later, stamp, at
    answer.language = language or answer.language
    if seconds is not None:
        answer.seconds = max(answer.seconds or 0, min(seconds, now // 1000))
    answer.save()
    return answer


# Handing in


def hand_in(sitting: Sitting, *, at: datetime) -> Sitting:
    """Mark and close. Handing in again returns the first result, unchanged."""
    with transaction.atomic():
        held = hold(sitting.pk)
        if held.is_over:
            return held
        _mark(held, min(at, held.due_at))
        held.out_of_time = at > held.due_at
        held.handed_in_at = min(at, held.due_at)
        reached = 100 * held.points >= held.pass_mark_pct * held.points_max
        held.passed = reached and not held.is_pretest
        held.save(update_fields=["points", "passed", "handed_in_at", "out_of_time"])
        if held.is_pretest:  # nothing follows from it
            return held
        announce(
            "exam.marked",
            sitting=str(held.pk),
            person=held.person_id,
            blueprint=str(held.blueprint_id),
            passed=held.passed,
            score_pct=held.score_pct,
            at=held.handed_in_at.isoformat(),
        )
    return held


def _mark(held, at) -> None:
    """A question left empty is written down too: it was asked, and earned nothing."""
    keys = Wording.objects.in_bulk([item["wording"] for item in held.paper])
    answers = {answer.question_key: answer for answer in held.answers.all()}
    spoken = Counter(answer.language for answer in answers.values()).most_common(1)
    empty = []
    held.points = 0
    for item in held.paper:
        if answer := answers.get(item["key"]):
            answer.points = marking.points(item, keys[item["wording"]].key, answer.given)
            held.points += answer.points
        else:
            empty.append(
                Answer(
                    sitting=held, question_key=item["key"], wording_id=item["wording"], worth=item["points"], points=0,
                    at=at, given_ms=moment(held, at), language=spoken[0][0] if spoken else "",
                )
            )  # fmt: skip
    Answer.objects.bulk_update(answers.values(), ["points"])
    Answer.objects.bulk_create(empty)


def close_overdue(*, at: datetime) -> int:
    """Hand in every sitting whose time is over; return how many."""
    closed = 0
    for sitting in list(Sitting.objects.overdue(at=at - GRACE).only("pk")):
        try:
            hand_in(sitting, at=at)
            closed += 1
        except Exception:  # one broken paper must not keep the others open; the next sweep tries again
            log.exception("sitting %s could not be closed", sitting.pk)
    return closed


def join(kept, gone) -> None:
    """When two people turn out to be one: attempts of ``gone`` follow those of ``kept``."""
    at = timezone.now()
    rows = kept.sittings.order_by().values_list("blueprint", "purpose").annotate(n=Max("number"))
    highest = {(blueprint, purpose): n for blueprint, purpose, n in rows}
    for sitting in gone.sittings.order_by("started_at"):
        if not sitting.is_over and kept.sittings.open().filter(blueprint=sitting.blueprint_id).exists():
            sitting = hand_in(sitting, at=at)
        key = (sitting.blueprint_id, sitting.purpose)
        highest[key] = highest.get(key, 0) + 1
        Sitting.objects.filter(pk=sitting.pk).update(person=kept, number=highest[key])
    gone.exam_allowances.update(person=kept)
