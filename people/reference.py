"""Reference data: loaded again and again without harm, and never over an administrator's edit.

A loader turns its file into ``Row`` values; a bad record raises ``BadRecord`` with file, record and reason.
Everything is loaded in one transaction, so a bad record anywhere leaves nothing behind. What the last load
wrote is remembered by digest; a row that no longer matches was edited, so it is kept and listed. So are a row
that somebody deleted and a row that stood there before the first load and says something else.

    @reference_loaders.register("people.sectors", order=40)
    def sectors():
        for item in records("sectors.json", read(FILE)["sectors"]):
            with reading("sectors.json", item["code"]):
                row = Row(Sector, {"code": item["code"]}, {...}, "sectors.json")
            yield row

A row is written before the loader is asked for the next, so a later row may look an earlier one up. Rows and
digests of a model are read once, when its first row comes: a second load costs a few queries, not one per row.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models, transaction

from people.models import ReferenceRecord
from people.registry import reference_loaders
from people.trilingual import TONGUES


class BadRecord(Exception):
    def __init__(self, file: str, record: str, reason: str):
        self.file, self.record, self.reason = file, record, reason
        super().__init__(f"{file}: record {record}: {reason}")


@dataclass(frozen=True)
class Row:
    """One row to be: ``key`` finds it, ``values`` are what the file says."""

    model: type[models.Model]
    key: dict[str, Any]
    values: dict[str, Any]
    file: str


class Loader(Protocol):
    def __call__(self) -> Iterable[Row]: ...


@dataclass
class Report:
    made: int = 0
    changed: int = 0
    same: int = 0
    kept: list[str] = field(default_factory=list)  # edited or deleted by an administrator, left alone


def read(path: Path) -> dict:
    """A reference file, or BadRecord when it is not one."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadRecord(path.name, "-", f"cannot be read: {error}") from error


def records(file: str, items: Any) -> Iterator[dict]:
    """The records of a list, each an object with a code."""
    if not isinstance(items, list):
        raise BadRecord(file, "-", "a list of records is expected")
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict) or not item.get("code"):
            raise BadRecord(file, f"no. {number}", "has no code")
        yield item


@contextmanager
def reading(file: str, record: str):
    """A record of the wrong shape becomes a BadRecord."""
    try:
        yield
    except KeyError as missing:
        raise BadRecord(file, record, f"{missing} is missing or unknown") from missing
    except (TypeError, ValueError, AttributeError) as error:
        raise BadRecord(file, record, str(error)) from error


def trilingual(text: dict[str, str], name: str = "name") -> dict[str, str]:
    """``{"ar": …, "fr": …, "en": …}`` as the three columns of ``name``; all three are asked."""
    for tongue in TONGUES:
        if not str(text[tongue]).strip():
            raise ValueError(f"{name} is empty in {tongue}")
    return {f"{name}_{tongue}": text[tongue] for tongue in TONGUES}


@transaction.atomic
def load_all() -> Report:
    writing = _Writing()
    for loader in reference_loaders:
        for row in loader():
            writing.write(row)
    return writing.report


class _Writing:
    """One load: what stands in the tables, read once per model and key."""

    def __init__(self):
        self.report = Report()
        self.standing: dict[tuple, dict[tuple, models.Model]] = {}
        self.digests: dict[str, dict[str, ReferenceRecord]] = {}
        self.seen: set[tuple] = set()

    def write(self, row: Row) -> None:
        label = row.model._meta.label
        # ``field`` or ``field_id``, a row or its number: one and the same
        key = {row.model._meta.get_field(name).attname: getattr(v, "pk", v) for name, v in row.key.items()}
        values = {row.model._meta.get_field(name).attname: getattr(v, "pk", v) for name, v in row.values.items()}
        name = ":".join(str(v) for v in key.values())
        standing = self._standing(row.model, tuple(key))
        obj = standing.get(tuple(key.values()))
        remembered = self._digests(label).get(name)
        wanted = _digest(row.model, values)
        now = None if obj is None else _digest(row.model, {attribute: getattr(obj, attribute) for attribute in values})

        if (label, name) in self.seen:
            if now != wanted:
                raise BadRecord(row.file, name, "stands twice in the reference data and says two things")
            return
        self.seen.add((label, name))
        if now == wanted:
            self._remember(label, name, remembered, wanted)
            self.report.same += 1
        elif remembered is None and obj is not None:
            self.report.kept.append(f"{label} {name} (stood before the first load)")
        elif remembered is not None and now != remembered.digest:
            self.report.kept.append(f"{label} {name} ({'deleted' if obj is None else 'edited'})")
        else:
            self.report.made += obj is None
            self.report.changed += obj is not None
            obj = obj or row.model(**key)
            for attribute, value in values.items():
                setattr(obj, attribute, value)
            try:
                obj.clean_fields()
                obj.save()
            except ValidationError as error:
                reason = "; ".join(f"{k}: {' '.join(v)}" for k, v in error.message_dict.items())
                raise BadRecord(row.file, name, reason) from error
            standing[tuple(key.values())] = obj
            self._remember(label, name, remembered, wanted)

    def _standing(self, model, key: tuple[str, ...]) -> dict[tuple, models.Model]:
        if (model, key) not in self.standing:
            rows = model._default_manager.all()
            self.standing[model, key] = {tuple(getattr(row, name) for name in key): row for row in rows}
        return self.standing[model, key]

    def _digests(self, label: str) -> dict[str, ReferenceRecord]:
        if label not in self.digests:
            self.digests[label] = {r.key: r for r in ReferenceRecord.objects.filter(model=label)}
        return self.digests[label]

    def _remember(self, label: str, name: str, remembered, digest: str) -> None:
        if remembered is None:
            remembered = ReferenceRecord.objects.create(model=label, key=name, digest=digest)
            self.digests[label][name] = remembered
        elif remembered.digest != digest:
            remembered.digest = digest
            remembered.save(update_fields=["digest"])


def _digest(model, values: dict[str, Any]) -> str:
    says = {name: _plain(model._meta.get_field(name), value) for name, value in values.items()}
    return hashlib.sha256(json.dumps(says, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _plain(column, value):
    """As the database will give it back, so that ``1``, ``1.0`` and ``Decimal("1.00")`` are one."""
    if value is None or column.is_relation or isinstance(column, models.JSONField):
        return value
    try:
        value = column.to_python(value)
    except ValidationError:
        return str(value)  # will be refused when it is written
    return format(Decimal(value), f".{column.decimal_places}f") if isinstance(column, models.DecimalField) else value
