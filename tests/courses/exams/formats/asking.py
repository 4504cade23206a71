"""What the tests of formats share: samples, one language of a record, and what must hold of anything read."""

import copy
from pathlib import Path

from courses.exams import carrying, records
from courses.exams.carrying import Fate
from courses.exams.formats import FORMATS, guess, read
from tests.courses.exams import kinds

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def taken(content: bytes, name: str, language="fr"):
    return read(content, reader=guess(content, name), language=language)


def by_key(found) -> dict:
    return {record["key"]: record for record in found.records}


def refused(found) -> dict[str, str]:
    return {said.which: said.sentence for said in found.refused}


def noted(found) -> set[tuple[str, str]]:
    return {(said.which, said.sentence) for said in found.notes}


def every() -> list[dict]:
    """A tidy record of every kind, as a bank would give it."""
    return [records.tidy(record) for record in kinds.every()]


def only(record: dict, language: str) -> dict:
    """The record with this language alone."""
    if isinstance(record, dict):
        if record and set(record) <= set(records.TONGUES):
            return {t: text for t, text in record.items() if t == language}
        return {name: only(held, language) for name, held in record.items()}
    return [only(held, language) for held in record] if isinstance(record, list) else record


def judged(found, there=(), *, competency="POR-01", difficulty=2):
    """Against a bank that holds ``there``."""
    return carrying.judge(
        copy.deepcopy(found),
        there={record["key"]: record for record in there},
        codes={"POR-01", "POR-02"},
        images={},
        competency=competency,
        difficulty=difficulty,
    )


def holds(found, form: str) -> None:
    """What must be true of whatever was read, and of whatever becomes of it."""
    judgement = judged(found)
    assert len(judgement.rows) == len(found.records) + len(found.refused)
    for row in judgement.rows:
        assert row.which.strip()
        assert (row.fate == Fate.REFUSED) == bool(row.says)
        assert all(sentence.strip() for sentence in row.says)
    assert all(said.which.strip() and said.sentence.strip() for said in found.notes)
    kept = [row.record for row in judgement.rows if row.record]
    assert not records.problems_of(map(records.completed, kept))
    written = FORMATS[form].write([r | {"pictures": []} for r in kept], "fr", {})
    assert all(said.which and said.sentence for said in [*written.left_out, *written.notes])
    again = judged(found, kept)
    assert {row.fate for row in again.rows} <= {Fate.REFUSED, Fate.SAME}, [
        r for r in again.rows if r.fate not in (Fate.REFUSED, Fate.SAME)
    ]
