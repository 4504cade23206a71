"""Who in the register can do this?

Only people who agreed to be listed (consent in force), whose account is open and who hold a post on that day. Found
is who has, for every wish, a mark in force at the asked level by an accepted proof. Rank is the sum of level times
weight of proof over the wishes, and each hit says how its sum came about; a mark that is over weighs nothing.
Nobody is named here. Sex, age and photo are no criteria, because they are not asked.

One code path for both engines: two bulk questions (listed people, their marks on the wished codes), then arithmetic.
An index in the process may take the place of ``_gather``; nothing else would change.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from competencies.evidence import KINDS, Terms
from competencies.labels import institution_type
from competencies.models import Competency, ContactRequest, Listing, Mark
from competencies.words import Place, Reading, Wish, lexicon
from people.charges import held
from people.models import Charge, Consent, Post, Territory
from people.trilingual import TONGUES, said

PURPOSE = "skills_directory"  # the consent that lists a person
SEARCHERS = {Charge.Role.HR_OFFICER, Charge.Role.TRAINING_OFFICER, Charge.Role.ADMINISTRATOR}
PAGE = 20
NEAR = 3  # near misses shown


class MayNotSearch(Exception):
    """The register is for HR officers and the Centre."""


def may_search(user, *, on: date) -> bool:
    """HR officers of any association, and the Centre."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    return bool(held(user, on=on, roles=SEARCHERS))


def listed(*, on: date):
    """The post in force of each person of the register; of several, the newest."""
    consented = Consent.objects.filter(person=OuterRef("person"), purpose=PURPOSE, withdrawn_at=None)
    posts = Post.objects.in_force(on=on)
    newer = posts.filter(person=OuterRef("person")).filter(
        Q(from_on__gt=OuterRef("from_on")) | Q(from_on=OuterRef("from_on"), pk__gt=OuterRef("pk"))
    )
    return posts.filter(Exists(consented), ~Exists(newer), person__is_active=True)


@dataclass(frozen=True)
class Query:
    """What is asked. ``codes``: competencies picked by code; empty filters leave everything in."""

    text: str = ""
    codes: tuple[str, ...] = ()
    level: int = 1
    proofs: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()  # paths of regions
    province: str = ""  # path; narrower than places
    types: frozenset[str] = frozenset()  # of institutions
    expired: bool = False  # also those whose mark is over
    page: int = 1

    def __str__(self):
        """For the log of looks: what was looked for, never who."""
        asked = [self.text, *self.codes, f"≥{self.level}", *sorted(self.places), self.province, *sorted(self.proofs)]
        return " ".join(part for part in [*asked, *sorted(self.types)] if part)[:500]


@dataclass(frozen=True, slots=True)
class Proof:
    """A mark as the search weighs it."""

    competency_id: int
    level: int
    kind: str
    given_on: date
    until: date

    def in_force(self, on: date) -> bool:
        return self.until >= on


@dataclass(frozen=True)
class Line:
    """One line of why a hit stands where it stands. ``proof`` None = no mark at all."""

    competency: Competency
    proof: Proof | None
    counts: bool
    points: float
    demanded: int
    share: int  # of its life still to come, 0–100
    days_left: int


@dataclass(frozen=True)
class Hit:
    """One unnamed profile. The person's id stays in this process: templates show ``listing``."""

    person_id: int
    listing: Listing
    profile_name: str
    region_name: str
    institution_type: str
    lines: tuple[Line, ...]
    request: ContactRequest | None = None

    @property
    def institution_type_name(self) -> str:
        return institution_type(self.institution_type)

    @property
    def points(self) -> float:
        return _plain(sum(line.points for line in self.lines))

    @property
    def held(self) -> int:
        return sum(line.counts for line in self.lines)


@dataclass(frozen=True)
class Asked:
    """A wish as understood: shown as a chip."""

    wish: Wish
    competencies: tuple[Competency, ...]
    level: int


@dataclass(frozen=True)
class Results:
    query: Query
    asked: tuple[Asked, ...] = ()
    places: tuple[Territory, ...] = ()  # places read in the words
    place_words: tuple[Place, ...] = ()  # how they were written, in the same order
    unknown: tuple[str, ...] = ()
    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, Mapping[str | int, int]] = field(default_factory=dict)
    near_total: int = 0
    near: tuple[Hit, ...] = ()
    regions: tuple[Territory, ...] = ()
    provinces: tuple[Territory, ...] = ()
    competencies: tuple[Competency, ...] = ()

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(slots=True)
class Row:
    """A listed person with what they can show for the wishes."""

    person_id: int
    code: str | None
    path: str
    profile: tuple[str, str, str]
    institution_type: str
    proofs: list[Proof] = field(default_factory=list)


def search(query: Query, *, viewer, on: date) -> Results:
    if not may_search(viewer, on=on):
        raise MayNotSearch
    return _Search(query, viewer, on).results()


class _Search:
    """One search: what was read, gathered and counted."""

    def __init__(self, query: Query, viewer, on: date):
        self.query, self.viewer, self.on = query, viewer, on
        self.competencies = {c.code: c for c in Competency.objects.select_related("domain")}
        self.territories = {t.path: t for t in Territory.objects.exclude(kind=Territory.Kind.NATION)}
        self.reading = self._read()
        self.asked = self._asked()
        self.accepted = query.proofs or frozenset(KINDS)

    def _read(self) -> Reading:
        if not self.query.text.strip():
            return Reading()
        texts = tuple(
            (
                c.code,
                tuple(getattr(c, f"name_{t}") for t in TONGUES),
                tuple(getattr(c, f"definition_{t}") for t in TONGUES),
            )
            for c in self.competencies.values()
        )
        places = tuple(
            (t.path, tuple(dict.fromkeys([t.name_ar, t.name_fr, t.name_en, *t.spellings])))
            for t in self.territories.values()
        )
        return lexicon(texts, places).read(self.query.text)

    def _asked(self) -> tuple[Asked, ...]:
        wishes = list(self.reading.wishes)
        known = {wish.codes for wish in wishes}
        for code in self.query.codes:
            if code in self.competencies and (code,) not in known:
                wishes.append(Wish(code, (code,)))
        return tuple(
            Asked(wish, tuple(self.competencies[code] for code in wish.codes), self.query.level) for wish in wishes
        )

    @cached_property
    def terms(self) -> Terms:
        return Terms.on(self.on)

    @cached_property
    def wished(self) -> list[frozenset[int]]:
        return [frozenset(c.pk for c in asked.competencies) for asked in self.asked]

    def results(self) -> Results:
        regions = tuple(t for t in self.territories.values() if t.kind == Territory.Kind.REGION)
        empty = Results(
            self.query,
            asked=self.asked,
            places=tuple(self.territories[place.path] for place in self.reading.places),
            place_words=self.reading.places,
            unknown=self.reading.unknown,
            regions=regions,
            provinces=tuple(t for t in self.territories.values() if t.kind == Territory.Kind.PROVINCE),
            competencies=tuple(self.competencies.values()),
        )
        if not self.asked:
            return empty
        rows = self._gather()
        here = [row for row in rows if self._lies_here(row) and self._of_type(row)]
        found = sorted((row for row in here if self._matches(row)), key=self._rank)
        near = sorted((row for row in here if self._nearly(row)), key=self._rank)
        start = PAGE * (max(1, self.query.page) - 1)
        shown = self._hits([*found[start : start + PAGE], *near[:NEAR]])
        on_page = len(found[start : start + PAGE])
        return replace(
            empty,
            total=len(found),
            hits=tuple(shown[:on_page]),
            facets=self._facets(rows, here),
            near_total=len(near),
            near=tuple(shown[on_page:]),
        )

    def _gather(self) -> list[Row]:
        """Listed people with any mark, in force or over, on a wished code. Retracted marks are nobody's business."""
        wished = frozenset().union(*self.wished)
        marks = Mark.objects.filter(competency__in=wished, given_on__lte=self.on)
        marks = marks.filter(Q(retracted_on=None) | Q(retracted_on__gt=self.on))
        posts = listed(on=self.on).filter(person__in=marks.values("person"))
        rows = {
            person_id: Row(person_id, code, path, names, kind)
            for person_id, code, path, *names, kind in posts.values_list(
                "person_id",
                "person__listing__code",
                "province__path",
                *(f"profile__name_{tongue}" for tongue in TONGUES),
                "institution__type",
            )
        }
        facts = marks.filter(person__in=listed(on=self.on).values("person"))
        for person_id, *says in facts.values_list("person", "competency", "level", "kind", "given_on", "until"):
            if person_id in rows:
                rows[person_id].proofs.append(Proof(*says))
        return list(rows.values())

    # what a person has for one wish

    def _best(self, row: Row, codes: frozenset[int], *, level: int, proofs: Iterable[str]) -> Proof | None:
        fits = (
            p
            for p in row.proofs
            if p.competency_id in codes and p.level >= level and p.kind in proofs and p.in_force(self.on)
        )
        return max(fits, key=self._strength, default=None)

    def _lapsed(self, row: Row, codes: frozenset[int], *, level: int) -> Proof | None:
        over = (
            p
            for p in row.proofs
            if p.competency_id in codes and p.level >= level and p.kind in self.accepted and not p.in_force(self.on)
        )
        return max(over, key=lambda p: (p.until, p.level), default=None)

    def _strength(self, proof: Proof) -> tuple:
        return (proof.level * self.terms.weights[proof.kind], KINDS.index(proof.kind), proof.until)

    # what lets a person in

    def _lies_here(self, row: Row) -> bool:
        wanted = {self.query.province} if self.query.province else self._places
        return not wanted or any(row.path == path or row.path.startswith(path + "/") for path in wanted)

    @cached_property
    def _places(self) -> set[str]:
        return set(self.query.places) | {place.path for place in self.reading.places}

    def _of_type(self, row: Row) -> bool:
        return not self.query.types or row.institution_type in self.query.types

    def _matches(self, row: Row, *, level: int | None = None, proofs: Iterable[str] | None = None) -> bool:
        level, proofs = level or self.query.level, proofs or self.accepted
        held = over = 0
        for codes in self.wished:
            if self._best(row, codes, level=level, proofs=proofs):
                held += 1
            elif self.query.expired and self._lapsed(row, codes, level=level):
                over += 1
            else:
                return False
        return bool(held or over)

    def _nearly(self, row: Row) -> bool:
        """One step short: one wish is not met, by one level or by a mark that is over, or (of several) not at all."""
        if self._matches(row):
            return False
        missed = [c for c in self.wished if not self._best(row, c, level=self.query.level, proofs=self.accepted)]
        if len(missed) != 1:
            return False
        if len(self.wished) > 1:
            return True
        lower = max(1, self.query.level - 1)
        return bool(
            self._best(row, missed[0], level=lower, proofs=self.accepted)
            or self._lapsed(row, missed[0], level=self.query.level)
        )

    def _rank(self, row: Row) -> tuple:
        best = [self._best(row, codes, level=self.query.level, proofs=self.accepted) for codes in self.wished]
        held = [proof for proof in best if proof]
        points = sum(proof.level * self.terms.weights[proof.kind] for proof in held)
        certified = sum(proof.kind == "certified" for proof in held)
        ends = min((proof.until for proof in held), default=date.min)
        return (-len(held), -round(points, 6), -certified, -ends.toordinal(), row.code or "", row.person_id)

    def _facets(self, rows: list[Row], here: list[Row]) -> dict[str, Counter]:
        """Counts that each ignore their own filter, so that a choice shows what another would bring."""
        found = [row for row in rows if self._matches(row)]
        any_proof = [row for row in here if self._matches(row, proofs=KINDS)]
        return {
            "region": Counter("/".join(row.path.split("/")[:2]) for row in found if self._of_type(row)),
            "type": Counter(row.institution_type for row in found if self._lies_here(row)),
            "proof": Counter(kind for row in any_proof for kind in self._kinds_held(row)),
            "level": Counter(n for row in here for n in range(1, 6) if self._matches(row, level=n)),
        }

    def _kinds_held(self, row: Row) -> set[str]:
        every = frozenset().union(*self.wished)
        return {k for k in KINDS if self._best(row, every, level=self.query.level, proofs=(k,))}

    # what is shown

    def _hits(self, rows: list[Row]) -> list[Hit]:
        listings = {row.person_id: Listing(person_id=row.person_id, code=row.code) for row in rows if row.code}
        if unseen := [row.person_id for row in rows if not row.code]:
            listings |= listings_of(unseen)
        asked = ContactRequest.objects.filter(asker=self.viewer, person__in=listings).order_by("asked_at")
        requests = {request.person_id: request for request in asked}
        return [
            Hit(
                row.person_id,
                listings[row.person_id],
                _in_tongue(row.profile),
                self._region_name(row.path),
                row.institution_type,
                tuple(self._line(row, asked, codes) for asked, codes in zip(self.asked, self.wished, strict=True)),
                requests.get(row.person_id),
            )
            for row in rows
        ]

    def _region_name(self, path: str) -> str:
        region = self.territories.get("/".join(path.split("/")[:2]))
        return region.name if region else ""

    def _line(self, row: Row, asked: Asked, codes: frozenset[int]) -> Line:
        best = self._best(row, codes, level=asked.level, proofs=self.accepted)
        proof = best or self._best(row, codes, level=1, proofs=KINDS) or self._lapsed(row, codes, level=1)
        by_id = {c.pk: c for c in asked.competencies}
        points = best.level * self.terms.weights[best.kind] if best else 0.0
        share, left = _life(proof, self.on) if proof else (0, 0)
        competency = by_id[proof.competency_id] if proof else asked.competencies[0]
        return Line(competency, proof, best is not None, _plain(points), asked.level, share, left)


def _plain(points: float) -> float:
    """4 rather than 4.0; never more than two decimals."""
    points = round(points, 2)
    return int(points) if points == int(points) else points


def _life(proof: Proof, on: date) -> tuple[int, int]:
    """Share of the life still to come, and days left; a mark that is over has none."""
    left = (proof.until - on).days
    whole = max(1, (proof.until - proof.given_on).days)
    return max(0, min(100, 100 * left // whole)), max(0, left)


def _in_tongue(names: Iterable[str]) -> str:
    class Row:
        name_ar, name_fr, name_en = names

    return said(Row, "name")


def listings_of(people: list[int]) -> dict[int, Listing]:
    """Their listings; who was never shown before is given one."""
    known = {listing.person_id: listing for listing in Listing.objects.filter(person__in=people)}
    if missing := [person for person in people if person not in known]:
        Listing.objects.bulk_create([Listing(person_id=person) for person in missing], ignore_conflicts=True)
        known |= {listing.person_id: listing for listing in Listing.objects.filter(person__in=missing)}
    return known


@dataclass(frozen=True)
class Profile:
    """A listed person without a name."""

    listing: Listing
    post: Post
    region: Territory | None
    marks: tuple[Mark, ...]  # the strongest in force of each competency, in the framework's order


def profile_of(code: str, *, viewer, on: date) -> Profile | None:
    """``None``: nobody of that code is listed today, or the viewer may not search."""
    if not may_search(viewer, on=on):
        return None
    listing = Listing.objects.filter(code=code.replace("-", "").upper()).select_related("person").first()
    if listing is None:
        return None
    return unnamed(listing, on=on)


def unnamed(listing: Listing, *, on: date) -> Profile | None:
    """How a listed person shows, also to themself; ``None`` when they are not listed."""
    posts = listed(on=on).filter(person=listing.person_id)
    post = posts.select_related("profile", "institution", "province__parent").first()
    if post is None:
        return None
    terms = Terms.on(on)
    best: dict[int, Mark] = {}
    marks = Mark.objects.in_force(on=on).filter(person=listing.person_id).select_related("competency__domain")
    for mark in sorted(marks, key=terms.strength):
        best[mark.competency_id] = mark
    ordered = sorted(best.values(), key=lambda m: (m.competency.domain.position, m.competency.code))
    return Profile(listing, post, post.province.parent, tuple(ordered))
