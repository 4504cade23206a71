"""Who may train? Accreditations, their states and the only ways between them.

A certificate and an accreditation are two things: who lapses keeps the certificate and may not lead.
``expiring`` and ``lapsed`` follow from the day; the other states are moved by people, with a reason.
"""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cascade.models import Accreditation, AccreditationMove
from people.models import Territory
from people.policy import policy

State = Accreditation.State

FROM = {
    State.IN_TRAINING: {State.CANDIDATE},
    State.PROVISIONAL: {State.IN_TRAINING},
    State.ACTIVE: {State.PROVISIONAL, State.EXPIRING, State.REACTIVATING, State.SUSPENDED},
    State.EXPIRING: {State.ACTIVE},
    State.LAPSED: {State.ACTIVE, State.EXPIRING, State.PROVISIONAL, State.SUSPENDED},
    State.REACTIVATING: {State.LAPSED},
    State.SUSPENDED: {State.PROVISIONAL, State.ACTIVE, State.EXPIRING},
    State.WITHDRAWN: {s for s in State if s != State.WITHDRAWN},
}


class ImpossibleMove(Exception):
    """No such way between two states, or somebody else was quicker."""


class NotAppointed(Exception):
    """An appointment the policy does not allow; the text says why."""


@transaction.atomic
def move(accreditation: Accreditation, to: str, *, by, reason: str, on: date) -> None:
    was = accreditation.state
    held = Accreditation.objects.filter(pk=accreditation.pk, state__in=FROM.get(to, ()))
    if not reason.strip() or not held.update(state=to):
        raise ImpossibleMove(f"accreditation {accreditation.pk} from {was} to {to}")
    accreditation.state = to
    AccreditationMove.objects.create(accreditation=accreditation, was=was, became=to, by=by, reason=reason, on=on)


@transaction.atomic
def appoint(
    person, level: int, family: str, territory: Territory, *, by, on: date, reason: str, major_version: int = 1
) -> Accreditation:
    """A founding trainer, on prior learning: once, for a time, never renewed that way. Asking again returns the first."""
    if not policy("founding_trainers.by_appointment", on=on):
        raise NotAppointed(_("The policy allows no appointment of founding trainers."))
    earlier = Accreditation.objects.filter(
        person=person, level=level, family=family, territory=territory, major_version=major_version, by_appointment=True
    )
    if found := earlier.first():
        if found.until_on >= on:
            return found
        raise NotAppointed(_("A founding trainer is appointed once; renewal asks for the usual requirements."))
    months = policy("founding_trainers.validity_months", on=on)
    made = Accreditation.objects.create(
        person=person, level=level, family=family, territory=territory, major_version=major_version, state=State.ACTIVE,
        by_appointment=True, from_on=on, until_on=on + relativedelta(months=months),
    )  # fmt: skip
    AccreditationMove.objects.create(accreditation=made, became=State.ACTIVE, by=by, reason=reason, on=on)
    return made


def accredited_for(person, course, *, on: date, province: Territory) -> Accreditation | None:
    """The highest accreditation in force that covers this course there on that day."""
    held = Accreditation.objects.in_force(on=on).filter(
        person=person, family=course.family, major_version=course.major_version
    )
    covering = [a for a in held.select_related("territory") if a.territory.covers(province)]
    return max(covering, key=lambda a: a.level, default=None)


def may_lead(person, course, *, on: date, province: Territory) -> list[str]:
    """Why not: sentences for the reader. Empty = may lead on that day."""
    if accredited_for(person, course, on=on, province=province):
        return []
    held = (
        Accreditation.objects.filter(person=person, family=course.family)
        .order_by("-until_on")
        .select_related("territory")
        .first()
    )
    who = {"name": person.name, "date": date_format(on)}
    if held is None:
        return [_("%(name)s holds no accreditation for this family of courses.") % who]
    if held.state in (State.SUSPENDED, State.WITHDRAWN):
        return [
            _("The accreditation of %(name)s is not in force: %(state)s.") % {**who, "state": held.get_state_display()}
        ]
    if held.until_on < on:
        return [
            _("The accreditation of %(name)s ends on %(end)s, before %(date)s.")
            % {**who, "end": date_format(held.until_on)}
        ]
    if held.from_on > on:
        return [
            _("The accreditation of %(name)s begins on %(start)s, after %(date)s.")
            % {**who, "start": date_format(held.from_on)}
        ]
    if not held.territory.covers(province):
        return [
            _("The accreditation of %(name)s covers %(held)s, not %(asked)s.")
            % {**who, "held": held.territory.name, "asked": province.name}
        ]
    return [_("%(name)s holds no accreditation for this version of the course.") % who]


def standing(accreditation: Accreditation, *, on: date) -> str:
    """The state as of that day: active becomes expiring inside the renewal window and lapsed after the end."""
    if accreditation.state in (State.PROVISIONAL, State.ACTIVE, State.EXPIRING):
        if accreditation.until_on < on:
            return State.LAPSED
        if (accreditation.until_on - on).days < policy(
            "renewal.opens_days_before", on=on
        ) and accreditation.state != State.PROVISIONAL:
            return State.EXPIRING
    return accreditation.state
