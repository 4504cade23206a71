"""What proves a skill?

A mark is never overwritten: a new one is added, and the strongest in force is shown. Strength is level times the
weight of its kind, so an assessed 4 (3.2) stands above a certified 3 (3.0); ties go to the better proof, then to the
later end. Each kind has a ceiling and a life (policy ``skills.*``); a mark ends at the earlier of its certificate's
end and what its kind, or for a certified mark its competency, allows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction

from competencies.models import Competency, Mark
from people.facts import announce
from people.policy import policies

KINDS = ["declared", "endorsed", "assessed", "certified"]  # weakest first
CEILINGS = {"declared": "skills.rules.declared_max_level", "endorsed": "skills.rules.endorsement_max_level"}


class TooHigh(Exception):
    """This kind of proof does not reach that level."""


class OthersSource(Exception):
    """The source already speaks for another person."""


@dataclass(frozen=True)
class Terms:
    """What the programme chose for marks, on a day."""

    weights: dict[str, float]
    months: dict[str, int | None]
    must_kinds: tuple[str, ...]

    @classmethod
    def on(cls, on: date) -> "Terms":
        weights = {kind: f"skills.weights.{kind}" for kind in KINDS}
        months = {kind: f"skills.validity_months.{kind}" for kind in KINDS}
        must = "skills.rules.must_requirement_needs"
        said = policies(*weights.values(), *months.values(), must, on=on)
        return cls(
            {kind: float(said[key]) for kind, key in weights.items()},
            {kind: said[key] for kind, key in months.items()},
            tuple(said[must]),
        )

    def strength(self, mark) -> tuple:
        """Sorts marks, whether in force or not."""
        return (mark.level * self.weights[mark.kind], KINDS.index(mark.kind), mark.until, mark.pk)


def attest(
    person, competency: Competency, level: int, kind: str, *, source: str, on: date, until: date | None = None
) -> Mark:
    """Write a mark down once per source and competency; asking again returns the first, unchanged.

    ``until``: when what it rests on ends; ``None`` = only the mark's own life counts.
    """
    said = policies(*CEILINGS.values(), f"skills.validity_months.{kind}", on=on)
    if kind in CEILINGS and level > said[CEILINGS[kind]]:
        raise TooHigh(f"{kind} at {level}")
    months = said[f"skills.validity_months.{kind}"] or competency.certified_validity_months
    ends = on + relativedelta(months=months) - timedelta(days=1)
    ends = max(on, min(ends, until) if until else ends)
    try:
        with transaction.atomic():
            mark, made = Mark.objects.get_or_create(
                source=source,
                competency=competency,
                defaults={"person": person, "level": level, "kind": kind, "given_on": on, "until": ends},
            )
            if made:
                announce("mark.written", mark=mark.pk, person=person.pk, competency=competency.code)
    except IntegrityError:  # two at once: the other one's row stands
        mark = Mark.objects.get(source=source, competency=competency)
    if mark.person_id != person.pk:
        raise OthersSource(source)
    return mark


def retract(source: str, *, on: date, reason: str) -> int:
    """What rested on this source counts no more from that day. Nothing is deleted; return how many marks ended."""
    if not reason.strip():
        raise ValueError("a reason is asked")
    ended = Mark.objects.filter(source=source, retracted_on=None).update(retracted_on=on, retracted_because=reason)
    return ended


def strongest(marks: Iterable[Mark], terms: Terms, *, on: date) -> Mark | None:
    """Of these, the strongest in force; ``None`` when none is."""
    return max((m for m in marks if m.is_in_force(on=on)), key=terms.strength, default=None)


def declare(person, competency: Competency, level: int, *, on: date) -> Mark:
    """The person's own word. It takes the place of what they declared before: that ends, and stays in the history."""
    with transaction.atomic():
        said = Mark.objects.filter(person=person, competency=competency, kind="declared")
        same = said.in_force(on=on).filter(given_on=on, level=level).first()
        if same is not None:
            return same
        source = f"declared:{person.public_id}:{competency.code}:{said.count() + 1}"
        mark = attest(person, competency, level, "declared", source=source, on=on)
        said.exclude(pk=mark.pk).filter(retracted_on=None).update(retracted_on=on, retracted_because="declared anew")
        return mark
