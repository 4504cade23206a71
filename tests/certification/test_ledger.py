"""The chain cannot be changed, and a change by whoever owns the database is found."""

import threading
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from certification import awards, ledger
from certification.models import Certificate, CertificateStatement, LedgerEntry
from tests.certification import makers
from tests.certification.lifting import lifted

TABLE = "certification_ledgerentry"
COLUMNS = [field.column for field in LedgerEntry._meta.fields]


@pytest.fixture
def chain(db):
    """Three certificates, the second withdrawn."""
    held = [makers.certificate() for _ in range(3)]
    awards.revoke(held[1], by=makers.administrator(), reason="Issued for another person", on=makers.DAY)
    assert LedgerEntry.objects.count() == 4
    return held


def sql(statement, params=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_can_be_changed(chain, column):
    with pytest.raises(IntegrityError, match="never changed"):
        sql(f"UPDATE {TABLE} SET {column} = {column} WHERE position = 2")


def test_no_row_can_be_removed(chain):
    with pytest.raises(IntegrityError, match="never changed"):
        sql(f"DELETE FROM {TABLE} WHERE position = 4")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        LedgerEntry.objects.all()._raw_delete("default")


def test_table_cannot_be_emptied(chain):
    empties = {"postgresql": f"TRUNCATE {TABLE} CASCADE", "sqlite": f"DELETE FROM {TABLE}"}
    with pytest.raises(IntegrityError, match="never changed"):
        sql(empties[connection.vendor])


@pytest.mark.parametrize(("position", "previous"), [(9, "last"), (5, "other"), (4, "last"), (1, "genesis")])
def test_rows_come_only_at_the_end(chain, position, previous):
    last = LedgerEntry.objects.order_by("position").last()
    entry = LedgerEntry(position=position, certificate=chain[0], event="revoked", from_on=makers.DAY, at=last.at)
    entry.digest, entry.hash = last.digest, "f" * 64
    entry.previous = {"last": last.hash, "other": "e" * 64, "genesis": ledger.GENESIS}[previous]
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_no_row_is_written_over_by_an_insert(chain):
    """Each engine's own way to insert over a row: by its position, and by the hash of an older row."""
    columns = ", ".join(COLUMNS)
    last = LedgerEntry.objects.order_by("position").last()
    says = {f.column: str(getattr(last, f.attname)) for f in LedgerEntry._meta.fields}
    marks = ", ".join(["%s"] * len(says))
    insert, over = {
        "sqlite": ("INSERT OR REPLACE", ""),
        "postgresql": ("INSERT", "ON CONFLICT (position) DO UPDATE SET event = 'revoked'"),
    }[connection.vendor]
    for change in ({"position": "2"}, {"position": "5", "previous": last.hash}):
        with pytest.raises(IntegrityError):
            sql(f"{insert} INTO {TABLE} ({columns}) VALUES ({marks}) {over}", list((says | change).values()))
    assert LedgerEntry.objects.count() == 4


def said() -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue()


def test_whole_chain_is_proved(chain):
    assert "4 entries" in said()
    hashes = list(LedgerEntry.objects.values_list("previous", "hash"))
    assert [previous for previous, _ in hashes[1:]] == [hash_ for _, hash_ in hashes[:-1]]


FORGERIES = {
    "event": ("UPDATE {t} SET event = 'suspended' WHERE position = 2", 2, "altered"),
    "grounds": ("UPDATE {t} SET grounds = 'fraud' WHERE position = 4", 4, "altered"),
    "day": ("UPDATE {t} SET from_on = '2030-01-01' WHERE position = 4", 4, "altered"),
    "instant": ("UPDATE {t} SET at = '2020-01-01 00:00:00+00' WHERE position = 1", 1, "altered"),
    "digest": ("UPDATE {t} SET digest = '{z}' WHERE position = 3", 3, "altered"),
    "hash": ("UPDATE {t} SET hash = '{z}' WHERE position = 3", 3, "altered"),
    "link": ("UPDATE {t} SET previous = '{z}' WHERE position = 3", 3, "does not continue"),
    "removed": ("DELETE FROM {t} WHERE position = 2", 2, "missing"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forged_row_is_found_at_its_position(chain, forgery):
    statement, position, why = FORGERIES[forgery]
    with lifted():
        sql(statement.format(t=TABLE, z="ab" * 32))
    with pytest.raises(CommandError, match=f"position {position}: .*{why}"):
        said()


def test_row_forged_with_a_right_hash_breaks_the_next(chain):
    """Whoever rewrites one entry must rewrite all that follow."""
    entry = LedgerEntry.objects.get(position=2)
    entry.event = "suspended"
    with lifted():
        sql(f"UPDATE {TABLE} SET event = 'suspended', hash = %s WHERE position = 2", [ledger.hash_of(entry)])
    with pytest.raises(CommandError, match="position 3"):
        said()


def test_missing_trigger_is_told(chain):
    with lifted(), pytest.raises(CommandError, match="no longer guards"):
        said()
    assert "4 entries" in said()


def test_altered_statement_or_certificate_is_found(chain):
    first, _, third = chain
    statement = CertificateStatement.objects.get(certificate=first)
    statement.says["holder"]["latin"] = "Somebody Else"
    statement.save()
    with pytest.raises(CommandError, match="position 1: what the certificate says was altered"):
        said()
    statement.says["holder"]["latin"] = first.person.name_latin
    statement.save()
    Certificate.objects.filter(pk=third.pk).update(expires_on="2040-01-01")
    with pytest.raises(CommandError, match="position 3: the number or a date"):
        said()


def test_forgotten_holder_leaves_the_chain_whole(chain):
    CertificateStatement.objects.filter(certificate=chain[0]).delete()
    assert "4 entries" in said()


def test_digest_tells_nothing_without_its_salt(chain):
    twins = CertificateStatement.objects.filter(certificate__in=chain)
    assert len({statement.salt for statement in twins}) == 3
    assert all(statement.salt not in str(LedgerEntry.objects.values().get(position=1)) for statement in twins)


@pytest.fixture
def slow_writers(monkeypatch):
    """Each lingers between reading the end of the chain and writing on, so that two would meet there."""
    hash_of = ledger.hash_of
    monkeypatch.setattr(ledger, "hash_of", lambda entry: time.sleep(0.05) or hash_of(entry))


@pytest.mark.django_db(transaction=True)
def test_two_awards_at_once_give_one_certificate(slow_writers):
    person, course = makers.ready()
    scheme = course.schemes.get()
    numbers_ = _at_once(6, lambda n: awards.award(person, scheme, on=makers.DAY).number)
    assert len(set(numbers_)) == 1
    assert [e.event for e in LedgerEntry.objects.all()] == ["issued"]


@pytest.mark.django_db(transaction=True)
def test_chain_does_not_fork_when_many_write(slow_writers):
    course = makers.course()
    people = [makers.ready(course_=course)[0] for _ in range(6)]
    scheme = course.schemes.get()
    numbers_ = _at_once(6, lambda n: awards.award(people[n], scheme, on=makers.DAY).number)
    assert len(set(numbers_)) == 6
    assert "6 entries" in said()


def _at_once(count, act):
    """Each in a thread and connection of its own, let go together."""
    gate, results = threading.Barrier(count), [None] * count

    def run(n):
        try:
            connections["default"].ensure_connection()
            gate.wait()
            results[n] = act(n)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[n]) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in results
    return results
