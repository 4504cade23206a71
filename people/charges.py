"""What is a person charged with on a day?

The person of a request is read together with their charges (``asked_with_person`` in people/registry.py), so that the
frame of a page, its rights and its lists ask no more. Any other object of a person is asked anew each time: no right
outlives a request.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Aggregate, JSONField


@dataclass(frozen=True, slots=True)
class Held:
    """One charge as its rights are read. ``path``: of its territory; what is ``None`` is left open."""

    role: str
    from_on: date
    to_on: date | None
    path: str | None
    institution_id: int | None
    branch_id: int | None

    def is_in_force(self, *, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or self.to_on >= on)


#: Attribute of ``Held`` → where a charge keeps it.
PARTS = {
    "role": "role",
    "from_on": "from_on",
    "to_on": "to_on",
    "path": "territory__path",
    "institution_id": "institution_id",
    "branch_id": "branch_id",
}


class Rows(Aggregate):
    """Rows of a subquery as one JSON array, on both engines."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)


def held(user, *, on: date, roles: Iterable[str] | None = None) -> list[Held]:
    """Charges in force on that day, of these roles; ``None`` = every role."""
    if not user.is_authenticated:
        return []
    if hasattr(user, "known_charges"):
        found = [_read(says) for says in user.known_charges or []]
        found = [charge for charge in found if charge.is_in_force(on=on)]
    else:
        found = [Held(*says) for says in user.charges.in_force(on=on).values_list(*PARTS.values())]
    return found if roles is None else [charge for charge in found if charge.role in roles]


def _read(says: dict) -> Held:
    ends = says["to_on"]
    return Held(**says | {"from_on": date.fromisoformat(says["from_on"]), "to_on": ends and date.fromisoformat(ends)})
