"""What happened to certificates, in a chain that cannot be rewritten unseen.

Each entry carries the hash of the one before and a salted digest of what the certificate said. ``write`` is the only
way in: it holds the end of the chain for its transaction, so that two writers never continue from the same entry,
and the database would refuse the second if they did.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date

from django.db import connection, transaction
from django.utils import timezone

from certification.models import Certificate, CertificateStatement, EntryNote, LedgerEntry

GENESIS = "0" * 64
END_OF_CHAIN = 0x74616B77696E  # the name of the advisory lock ("takwin")


def digest(statement: CertificateStatement) -> str:
    return _sha256([statement.salt, statement.says])


def hash_of(entry: LedgerEntry) -> str:
    """Over everything the entry says and the entry before it."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    says = [
        entry.position,
        entry.certificate_id,
        entry.event,
        entry.grounds,
        entry.from_on.isoformat(),
        at,
        entry.digest,
    ]
    return _sha256([*says, entry.previous])


def _sha256(says) -> str:
    text = json.dumps(says, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hold() -> None:
    """Hold the end of the chain until the transaction ends. SQLite's transactions already exclude one another."""
    assert connection.in_atomic_block, "the chain is held within a transaction"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [END_OF_CHAIN])


@transaction.atomic
def write(
    certificate: Certificate, event: str, *, from_on: date, grounds: str = "", by=None, reason: str = ""
) -> LedgerEntry:
    """Add one entry, with the digest of what the certificate says now. ``by`` None = the rules themselves."""
    hold()
    statement = CertificateStatement.objects.filter(certificate=certificate).order_by("version").last()
    if statement is None:  # forgotten at the holder's wish: the digest recorded last goes on
        recorded = LedgerEntry.objects.filter(certificate=certificate).order_by("position").last().digest
    else:
        recorded = digest(statement)
    last = LedgerEntry.objects.order_by("-position").first()
    entry = LedgerEntry(
        position=last.position + 1 if last else 1,
        certificate=certificate,
        event=event,
        grounds=grounds,
        from_on=from_on,
        at=timezone.now(),
        digest=recorded,
        previous=last.hash if last else GENESIS,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    if by is not None:
        EntryNote.objects.create(entry=entry, by=by, reason=reason)
    return entry


@dataclass(frozen=True)
class Break:
    """Where the chain fails first. ``position`` None = not one entry but the guard or a certificate."""

    position: int | None
    why: str


def first_break() -> Break | None:
    """Prove the chain from its beginning, then that statements and certificates still say what it recorded."""
    if missing := missing_guards():
        return Break(None, f"the database no longer guards the ledger: {', '.join(missing)}")
    return next(_breaks(), None)


def _breaks() -> Iterator[Break]:
    previous, seen = GENESIS, defaultdict(list)
    for position, entry in enumerate(LedgerEntry.objects.order_by("position").iterator(), start=1):
        if entry.position != position:
            yield Break(position, "this entry is missing")
            return
        if entry.previous != previous:
            yield Break(position, "it does not continue the entry before it")
            return
        if hash_of(entry) != entry.hash:
            yield Break(position, "it was altered")
            return
        previous = entry.hash
        seen[entry.certificate_id].append(entry)
    for certificate in Certificate.objects.prefetch_related("statements").iterator(chunk_size=500):
        entries = seen[certificate.number]
        if not entries:
            yield Break(None, f"certificate {certificate.number} is not in the ledger")
        elif why := mismatch(certificate, list(certificate.statements.all()), entries):
            yield Break(entries[-1].position, why)


def mismatch(certificate, statements: list[CertificateStatement], entries: list[LedgerEntry]) -> str | None:
    """Why this certificate is not what the ledger recorded, or None. Both lists are oldest first."""
    recorded = {entry.digest for entry in entries}
    if any(hash_of(entry) != entry.hash for entry in entries):
        return "an entry of this certificate was altered"
    if not statements:
        return None  # forgotten at the holder's wish: the number and its events remain
    if any(digest(statement) not in recorded for statement in statements):
        return "what the certificate says was altered"
    newest = statements[-1]
    if digest(newest) != entries[-1].digest:
        return "what the certificate says is not what was recorded last"
    dates = (certificate.number, certificate.issued_on.isoformat(), certificate.expires_on.isoformat())
    if dates != (newest.says["number"], newest.says["issued_on"], newest.says["expires_on"]):
        return "the number or a date of the certificate was altered"
    return None


#: The triggers of 0002_ledger_append_only, by engine.
GUARDS = {
    "sqlite": {"ledger_follows", "ledger_no_update", "ledger_no_delete"},
    "postgresql": {"ledger_follows", "ledger_no_change", "ledger_no_truncate"},
}


def missing_guards() -> list[str]:
    """Triggers that are not there, or switched off."""
    table = LedgerEntry._meta.db_table
    there = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(there, [table])
        found = {name for (name,) in cursor.fetchall()}
    return sorted(GUARDS[connection.vendor] - found)
