"""The life of a session: planned > running > closed, or cancelled before it closes.

A plan is refused with every reason at once. The lead's accreditation must cover every date; the hop of a session is
one more than the hop of the session its lead was formed in, and none past the policy's limit is planned.
"""

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cascade.accreditation import accredited_for, may_lead
from cascade.models import Registration, Session, SessionDay
from courses.enrolment import enrol
from people.policy import policy

State = Session.State

FROM = {
    State.RUNNING: {State.PLANNED},
    State.CLOSED: {State.RUNNING},
    State.CANCELLED: {State.PLANNED, State.RUNNING},
}


class ImpossibleMove(Exception):
    """No such way between two states, or somebody else was quicker."""


class SessionRefused(Exception):
    """A plan or a registration that a rule forbids; ``reasons`` are sentences."""

    def __init__(self, reasons: list[str]):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    starts_at: time
    ends_at: time


def move(session: Session, to: str) -> None:
    """If two people press at once, the database lets one of them through."""
    held = Session.objects.filter(pk=session.pk, state__in=FROM.get(to, ()))
    writes = {"state": to, **({"closed_at": timezone.now()} if to == State.CLOSED else {})}
    if not held.update(**writes):
        raise ImpossibleMove(f"session {session.pk} to {to}")
    session.state = to


def hop_of(accreditation) -> int:
    """Steps from the national level to the learners of a session led under this accreditation; the founding
    national trainer's learners are at 1."""
    return 1 if accreditation.source_id is None else accreditation.source.hop + 1


def objections(
    course, lead, *, days, province, capacity, practice_pct, co_lead=None, apart_from=None, on: date
) -> list[str]:
    """Why this plan may not stand."""
    reasons = []
    if not days:
        return [_("Give at least one date.")]
    for day in days:
        reasons += may_lead(lead, course, on=day.on, province=province)
        for who in filter(None, (lead, co_lead)):
            busy = SessionDay.objects.filter(
                on=day.on,
                session__state__in=[State.PLANNED, State.RUNNING],
                starts_at__lt=day.ends_at,
                ends_at__gt=day.starts_at,
            )
            if apart_from is not None:
                busy = busy.exclude(session=apart_from)
            if busy.filter(session__in=Session.objects.led_by(who)).exists():
                reasons.append(
                    _("%(name)s already leads a session on %(date)s at that time.")
                    % {"name": who.name, "date": date_format(day.on)}
                )
    held = accredited_for(lead, course, on=days[0].on, province=province)
    furthest = policy("cascade.max_hops_from_national", on=on)
    # Trainers stand at most `furthest` steps from the national level, so their learners at one more.
    if held and hop_of(held) > furthest + 1:
        reasons.append(
            _("This session would stand more than %(hops)s steps from the national level.") % {"hops": furthest}
        )
    largest, second_above = policy("ratios.session_max", on=on), policy("ratios.second_trainer_above", on=on)
    if capacity > largest:
        reasons.append(_("A group has at most %(largest)s people.") % {"largest": largest})
    elif capacity > second_above and co_lead is None:
        reasons.append(_("Above %(limit)s people a second trainer is needed.") % {"limit": second_above})
    least = policy("ratios.min_practice_time_pct", on=on)
    if practice_pct < least:
        reasons.append(
            _("Practice takes at least {least} % of the time; this plan has {given} %.").format(
                least=least, given=practice_pct
            )
        )
    return list(dict.fromkeys(reasons))


@transaction.atomic
def plan(
    course,
    lead,
    *,
    by,
    days: list[Day],
    province,
    venue_ar: str = "",
    venue_fr: str = "",
    organiser,
    languages: list[str],
    capacity: int,
    practice_pct: int,
    co_lead=None,
    on: date,
) -> Session:
    """Raise SessionRefused with every reason."""
    if reasons := objections(
        course, lead, days=days, province=province, capacity=capacity, practice_pct=practice_pct, co_lead=co_lead, on=on
    ):
        raise SessionRefused(reasons)
    held = accredited_for(lead, course, on=days[0].on, province=province)
    session = Session.objects.create(
        course=course, lead=lead, co_lead=co_lead, accreditation=held, hop=hop_of(held), organiser=organiser, province=province,
        venue_ar=venue_ar, venue_fr=venue_fr, languages=languages, capacity=capacity, practice_pct=practice_pct, planned_by=by,
    )  # fmt: skip
    SessionDay.objects.bulk_create(
        [SessionDay(session=session, on=d.on, starts_at=d.starts_at, ends_at=d.ends_at) for d in days]
    )
    return session


@transaction.atomic
def register(session: Session, person, *, by, on: date) -> Registration:
    """A place in the session and an enrolment in its course. Asking again returns the place one has."""
    session = Session.objects.select_for_update().select_related("course").get(pk=session.pk)
    found = Registration.objects.filter(session=session, person=person).first()
    if found and found.withdrawn_at is None:
        return found
    if session.state not in (State.PLANNED, State.RUNNING):
        raise SessionRefused([_("This session takes no more registrations.")])
    if person.pk in (session.lead_id, session.co_lead_id):
        raise SessionRefused([_("A trainer has no place among the learners of their own session.")])
    if session.registrations.filter(withdrawn_at=None).count() >= session.capacity:
        raise SessionRefused([_("This session is full.")])
    enrol(person, session.course, on=on)
    if found:
        found.withdrawn_at = None
        found.save(update_fields=["withdrawn_at"])
        return found
    return Registration.objects.create(session=session, person=person, by=by)


def withdraw(registration: Registration, *, at) -> None:
    """Free the place, before the session closes; what was marked stays."""
    Registration.objects.filter(
        pk=registration.pk, withdrawn_at=None, session__state__in=[State.PLANNED, State.RUNNING]
    ).update(withdrawn_at=at)
