"""What number did the programme choose? Dated values over the defaults of the policy files.

A key is a dotted path into one of ``data/*_policy.json`` (``levels.1.validity_months``). A value set by an administrator
holds from its day on; before any, the file's default holds.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from people.models import PolicyValue
from people.prepared import prepared

DATA = Path(__file__).parent / "data"
FILES = (
    DATA / "training_policy.json",
    DATA / "accounts_policy.json",
    DATA / "courses_policy.json",
)  # no key stands in both


class UnknownPolicy(KeyError):
    """No such value in the policy file."""


@cache
def defaults() -> dict:
    return {key: value for file in FILES for key, value in json.loads(file.read_text(encoding="utf-8")).items()}


def default(key: str) -> Any:
    found = defaults()
    for part in key.split("."):
        try:
            found = found[part]
        except (KeyError, TypeError) as missing:
            raise UnknownPolicy(key) from missing
    return found


def policy(key: str, *, on: date) -> Any:
    """The value of ``key`` in force on that day."""
    chosen = _chosen.first(key=key, on=on)
    return default(key) if chosen is None else chosen


@prepared
def _chosen(key, on):
    """The newest alone."""
    return PolicyValue.objects.filter(key=key, from_on__lte=on).values_list("value", flat=True)[:1]


def as_text(key: str, *, on: date):
    """The value in force on that day as JSON text, for a question that cannot wait for another."""
    chosen = PolicyValue.objects.filter(key=key, from_on__lte=on).annotate(text=Cast("value", TextField()))
    return Coalesce(Subquery(chosen.values("text")[:1]), Value(json.dumps(default(key))), output_field=TextField())


def choose(key: str, value: Any, *, by, reason: str, from_on: date) -> PolicyValue:
    """Set a value from a day on. A reason is asked; the type must stay what it was."""
    if not reason.strip():
        raise ValueError("a reason is asked")
    check(key, value)
    return PolicyValue.objects.create(key=key, value=value, from_on=from_on, reason=reason, set_by=by)


def policies(*keys: str, on: date) -> dict[str, Any]:
    """Several values in one question, by key."""
    chosen = PolicyValue.objects.filter(key__in=keys, from_on__lte=on).order_by("from_on", "pk")
    return {key: default(key) for key in keys} | dict(chosen.values_list("key", "value"))


def check(key: str, value: Any) -> None:
    """Raise UnknownPolicy, or ValueError when the value is of another kind than the file's."""
    was = default(key)
    if was is not None and _kind(value) is not _kind(was):
        raise ValueError(f"{key} holds {type(was).__name__}")


def _kind(value) -> type:
    """Whole and broken numbers are one kind; a switch is not a number."""
    return float if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value)
