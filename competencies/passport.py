"""A person's marks as a wall: one row a domain, one tile a competency, and one competency in detail.

The tile shows the strongest mark in force; when none is, the last one that was, as expired; else nothing.
"""

from dataclasses import dataclass
from datetime import date

from competencies.framework import indicators
from competencies.gaps import Standing, standing
from competencies.models import Competency, Domain, Level, Mark, Requirement

SOON = 90  # days


@dataclass(frozen=True)
class Tile:
    competency: Competency
    mark: Mark | None
    in_force: bool
    requirement: Requirement | None
    on: date

    @property
    def level(self) -> int:
        return self.mark.level if self.mark else 0

    @property
    def kind(self) -> str:
        if self.mark is None:
            return "none"
        return self.mark.kind if self.in_force else "expired"

    @property
    def demanded(self) -> int:
        return self.requirement.level if self.requirement else 0

    @property
    def days_left(self) -> int | None:
        return (self.mark.until - self.on).days if self.in_force else None

    @property
    def share(self) -> int | None:
        """Percent of its life still to come; ``None`` when nothing is in force."""
        if not self.in_force:
            return None
        return 100 * (self.mark.until - self.on).days // max(1, (self.mark.until - self.mark.given_on).days)

    @property
    def is_soon(self) -> bool:
        return self.in_force and self.days_left < SOON


def tile_of(place: Standing, competency: Competency, requirement: Requirement | None = None) -> Tile:
    best = place.best(competency.pk)
    last = best or max(place.marks.get(competency.pk, ()), key=lambda m: (m.ends_on, m.pk), default=None)
    return Tile(competency, last, best is not None, requirement, place.on)


@dataclass(frozen=True)
class Row:
    domain: Domain
    tiles: list[Tile]
    asked: int  # requirements of the post in this domain
    met: int


@dataclass(frozen=True)
class Past:
    """One mark in the history."""

    mark: Mark
    in_force: bool

    @property
    def certificate(self) -> str:
        """The number of the certificate it rests on; empty when on none."""
        kind, _colon, number = self.mark.source.partition(":")
        return number if kind == "certificate" else ""


@dataclass(frozen=True)
class Detail:
    tile: Tile
    indicator: str  # what one sees at the level held, or asked for when none is held
    generic: Level | None
    history: list[Past]


@dataclass(frozen=True)
class Passport:
    place: Standing
    rows: list[Row]
    asked: int
    met: int
    certified: int
    soon: int
    expired: int
    detail: Detail | None = None


def passport(person, *, on: date, code: str = "") -> Passport:
    """Seven questions at most, however many marks. ``code``: the competency to show in detail."""
    place = standing(person, on=on)
    asked = {r.competency_id: r for r in place.requirements}
    open_ones = {gap.competency.pk for gap in place.gaps()}
    rows: dict[int, Row] = {}
    tiles: list[Tile] = []
    for competency in Competency.objects.select_related("domain"):
        tile = tile_of(place, competency, asked.get(competency.pk))
        tiles.append(tile)
        rows.setdefault(competency.domain_id, Row(competency.domain, [], 0, 0)).tiles.append(tile)
    wall = [_counted(row, open_ones) for row in rows.values()]
    chosen = next((t for t in tiles if t.competency.code == code), None) or _telling(tiles)
    return Passport(
        place,
        wall,
        asked=sum(row.asked for row in wall),
        met=sum(row.met for row in wall),
        certified=sum(t.kind == "certified" for t in tiles),
        soon=sum(t.is_soon for t in tiles),
        expired=sum(t.kind == "expired" for t in tiles),
        detail=_detail(place, chosen) if chosen else None,
    )


def _counted(row: Row, open_ones: set[int]) -> Row:
    asked = [t.competency.pk for t in row.tiles if t.requirement]
    return Row(row.domain, row.tiles, len(asked), sum(pk not in open_ones for pk in asked))


def _telling(tiles: list[Tile]) -> Tile | None:
    """What to show first: what ends soonest, else the first mark, else the first tile."""
    soon = sorted((t for t in tiles if t.is_soon), key=lambda t: t.days_left)
    return next(iter([*soon, *(t for t in tiles if t.mark), *tiles]), None)


def _detail(place: Standing, tile: Tile) -> Detail:
    level = tile.level if tile.in_force else tile.demanded or tile.level or 1
    history = [Past(mark, mark.is_in_force(on=place.on)) for mark in place.marks.get(tile.competency.pk, ())]
    return Detail(tile, indicators(tile.competency).get(level, ""), Level.objects.filter(level=level).first(), history)
