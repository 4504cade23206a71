"""What is missing from this profile?

The post in force asks for levels. A *must* is met by an assessed or certified mark in force at that level; any other
requirement by an endorsed one too. A declaration alone meets nothing. Seniority is not a mark.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from competencies.evidence import Terms, strongest
from competencies.models import Competency, Mark, Requirement
from people.models import Post
from people.prepared import prepared
from people.registry import gap_closers

PROVEN = ("endorsed", "assessed", "certified")  # what meets a requirement that is no must


class Why(StrEnum):
    NEVER = "never"  # no mark at all
    EXPIRED = "expired"  # a mark that would do is over
    LEVEL = "level"  # proven, but lower
    PROOF = "proof"  # high enough, but not proven as asked


@dataclass(frozen=True)
class Way:
    """One way to close a gap, given by a higher app through ``people.registry.gap_closers``."""

    label: str
    url: str
    icon: str = "book"


@dataclass(frozen=True)
class Gap:
    competency: Competency
    level: int
    must: bool
    why: Why
    mark: Mark | None  # the strongest in force, though it does not do; None = none in force
    lapsed: Mark | None  # the mark that would have done, when it is over


def ways_of(gaps: list[Gap]) -> dict[int, list[Way]]:
    """By competency id: what closes each of these gaps."""
    found: dict[int, list[Way]] = {gap.competency.pk: [] for gap in gaps}
    for closer in gap_closers if gaps else ():
        for competency_id, ways in closer(gaps).items():
            found[competency_id] += ways
    return found


@dataclass(frozen=True)
class Standing:
    """A person's post beside their marks: one question asked once, for panels and passport alike."""

    post: Post | None
    requirements: list[Requirement]
    marks: dict[int, list[Mark]]  # by competency id, newest first
    terms: Terms
    on: date

    def best(self, competency_id: int, kinds=None) -> Mark | None:
        """The strongest in force, of these kinds only when given."""
        marks = self.marks.get(competency_id, ())
        return strongest((m for m in marks if kinds is None or m.kind in kinds), self.terms, on=self.on)

    def gap(self, requirement: Requirement) -> Gap | None:
        kinds = self.terms.must_kinds if requirement.must else PROVEN
        marks = self.marks.get(requirement.competency_id, ())
        would_do = [m for m in marks if m.kind in kinds and m.level >= requirement.level]
        if strongest(would_do, self.terms, on=self.on):
            return None
        mark = self.best(requirement.competency_id)
        lapsed = max((m for m in would_do if m.given_on <= self.on), key=lambda m: m.ends_on, default=None)
        if lapsed is not None:
            why = Why.EXPIRED
        elif mark is None:
            why = Why.NEVER
        else:
            why = Why.PROOF if mark.level >= requirement.level else Why.LEVEL
        return Gap(requirement.competency, requirement.level, requirement.must, why, mark, lapsed)

    def gaps(self) -> list[Gap]:
        """Musts first, then in the order of the framework."""
        found = [gap for requirement in self.requirements if (gap := self.gap(requirement))]
        return sorted(found, key=lambda gap: not gap.must)


def standing(person, *, on: date, profile=None) -> Standing:
    """Four questions, however many marks. ``profile``: a job to be held against instead of the post's."""
    post = _posts.first(person=person, on=on)
    job = profile.pk if profile else post and post.profile_id
    marks: dict[int, list[Mark]] = {}
    for mark in _marks(person=person, on=on):
        marks.setdefault(mark.competency_id, []).append(mark)
    return Standing(post, _requirements(job=job) if job else [], marks, Terms.on(on), on)


@prepared
def _posts(person, on):
    """The latest alone."""
    posts = Post.objects.in_force(on=on).filter(person=person)
    return posts.select_related("profile", "institution", "branch", "province").order_by("-from_on", "-pk")[:1]


@prepared
def _requirements(job):
    return Requirement.objects.filter(profile=job).select_related("competency")


@prepared
def _marks(person, on):
    return Mark.objects.filter(person=person, given_on__lte=on)


def gaps_of(person, *, on: date) -> list[Gap]:
    return standing(person, on=on).gaps()
