"""In what state is a certificate on a day? Read from the ledger and the day, never typed.

What came last decides: withdrawn, replaced or suspended certificates are that, whatever their dates. Otherwise the
dates do: *due* from the opening of renewal to the last day, *expired* the day after.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from certification.models import Certificate, LedgerEntry
from people.policy import policy

Event = LedgerEntry.Event


class State(StrEnum):
    VALID = "valid"
    DUE = "due"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"

    @property
    def is_in_force(self) -> bool:
        return self in {State.VALID, State.DUE}

    @property
    def is_printable(self) -> bool:
        """A sheet of it may still be asked for: it says its own dates, but not that it was stopped."""
        return self not in {State.SUSPENDED, State.REVOKED}


DECIDING = {
    Event.SUSPENDED: State.SUSPENDED,
    Event.REINSTATED: None,
    Event.REVOKED: State.REVOKED,
    Event.SUPERSEDED: State.SUPERSEDED,
}

#: From which states an event may come. Issue and renewal begin a certificate; a correction changes no state.
FROM = {
    Event.SUSPENDED: {State.VALID, State.DUE},
    Event.REINSTATED: {State.SUSPENDED},
    Event.REVOKED: {State.VALID, State.DUE, State.EXPIRED, State.SUSPENDED, State.SUPERSEDED},
    Event.SUPERSEDED: {State.VALID, State.DUE, State.EXPIRED, State.SUSPENDED},
    Event.CORRECTED: {State.VALID, State.DUE, State.EXPIRED, State.SUSPENDED},
}


def renewal_days(*, on: date) -> int:
    """How many days before its end a certificate is due and may be renewed."""
    return policy("renewal.opens_days_before", on=on)


def state_of(
    certificate: Certificate, entries: Iterable[LedgerEntry] | None = None, *, on: date, opens: int | None = None
) -> State:
    """``entries`` (oldest first) and ``opens`` may be handed in to spare queries."""
    decided = None
    for entry in certificate.entries.all() if entries is None else entries:
        if entry.from_on <= on and entry.event in DECIDING:
            decided = DECIDING[entry.event]
    if decided:
        return decided
    if on > certificate.expires_on:
        return State.EXPIRED
    return State.DUE if on >= due_on(certificate, renewal_days(on=on) if opens is None else opens) else State.VALID


def decision(*, on: date):
    """The event by which ``state_of`` decides, asked together with a certificate; empty = the dates decide."""
    told = LedgerEntry.objects.filter(certificate=OuterRef("number"), event__in=DECIDING, from_on__lte=on)
    return Coalesce(Subquery(told.order_by("-position").values("event")[:1]), Value(""))


def due_on(certificate: Certificate, opens: int) -> date:
    """The day from which it may be renewed."""
    return certificate.expires_on - timedelta(days=opens)


def days_left(certificate: Certificate, *, on: date) -> int:
    """0 on the last day; negative afterwards."""
    return (certificate.expires_on - on).days
