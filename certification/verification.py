"""Is it genuine? What anybody may know of a number, without an account.

The answer is a certificate's state, or: *mistyped* (no certificate can have this number), *unknown* (none has),
*doubtful* (the records no longer match the ledger: rely on nothing), *unreachable* (we could not look; that is
never "not withdrawn"), *later* (this address asked for too many numbers that no certificate has). It says what the
certificate itself says and nothing else about its holder.

Guessing is held back for numbers that are unknown alone: a certificate that exists is always answered for, whoever
asked before from the same address.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import DatabaseError, InterfaceError

from certification import ledger, numbers, states
from certification.models import Certificate, CertificateStatement, LedgerEntry
from certification.numbers import Mistyped
from certification.states import State
from people.limits import TooMany, count
from people.prepared import prepared

Event = LedgerEntry.Event
MISTYPED, UNKNOWN, DOUBTFUL, UNREACHABLE, LATER = "mistyped", "unknown", "doubtful", "unreachable", "later"
GUESSES, SECONDS = 20, 15 * 60  # unknown numbers from one address; the check character keeps typing errors out of it


@dataclass(frozen=True)
class Verdict:
    """``kind``: a State or one of the words above. ``says`` empty = nothing may be or is left to be said."""

    kind: str
    number: str
    says: dict[str, Any] = field(default_factory=dict)
    issued_on: date | None = None
    expires_on: date | None = None
    days_left: int | None = None
    decided: LedgerEntry | None = None  # what suspended, withdrew or replaced it
    proof: LedgerEntry | None = None  # its last entry in the ledger
    wait: int = 0  # seconds; *later* alone has some

    @property
    def is_genuine(self) -> bool:
        """We issued it. It may have ended since."""
        return self.kind in set(State)

    @property
    def is_in_force(self) -> bool:
        return self.is_genuine and State(self.kind).is_in_force

    @property
    def share_left(self) -> int:
        """Percent of its time that is left."""
        if not self.is_in_force:
            return 0
        return round(100 * self.days_left / max(1, (self.expires_on - self.issued_on).days))


def verify_for(address: str, typed: str, *, on: date) -> Verdict:
    """What a visitor from that address is told."""
    verdict = verify(typed, on=on)
    if verdict.kind == UNKNOWN:
        try:
            count("verification", address, limit=GUESSES, seconds=SECONDS)
        except TooMany as held:
            return replace(verdict, kind=LATER, wait=held.wait)
    return verdict


def verify(typed: str, *, on: date) -> Verdict:
    try:
        number = numbers.read(typed)
    except Mistyped:
        return Verdict(MISTYPED, typed.strip()[:40])
    try:
        return _look_up(number, on=on)
    except (DatabaseError, InterfaceError):
        return Verdict(UNREACHABLE, number)


def _look_up(number: str, *, on: date) -> Verdict:
    certificate = _certificates.first(number=number)
    if certificate is None:
        return Verdict(UNKNOWN, number)
    entries, statements = _entries(number=number), _statements(certificate=certificate)
    if not entries or ledger.mismatch(certificate, statements, entries):
        return Verdict(DOUBTFUL, number)
    state = states.state_of(certificate, entries, on=on)
    decided = {State.SUSPENDED: Event.SUSPENDED, State.REVOKED: Event.REVOKED, State.SUPERSEDED: Event.SUPERSEDED}
    return Verdict(
        kind=state,
        number=number,
        says=statements[-1].says if statements else {},
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        days_left=states.days_left(certificate, on=on),
        decided=next((e for e in reversed(entries) if e.event == decided.get(state)), None),
        proof=entries[-1],
    )


@prepared
def _certificates(number):
    return Certificate.objects.filter(number=number)


@prepared
def _entries(number):
    return LedgerEntry.objects.filter(certificate=number)


@prepared
def _statements(certificate):
    return CertificateStatement.objects.filter(certificate=certificate)
