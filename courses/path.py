"""The learning path of a job: which courses, in which order, close what the job asks for.

For each skill asked for, one course: one already done, known otherwise or under way that gives it, else one that is on
the path already, else the best of ``recommendations``. What should come before a course stands before it, when it is not
met. Musts come first, then short courses. A skill that is proven asks for no course; it shows the one that gave it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from competencies.gaps import Gap, standing
from competencies.models import Requirement
from courses.models import Course, CourseNeed, Enrolment
from courses.prerequisites import Proof, proofs
from courses.progress import Progress
from courses.recommendations import courses_for
from people.models import JobProfile, Post


class State(StrEnum):
    DONE = "done"
    KNOWN = "known"  # a certificate, or learning that the Centre recognised
    GOING = "going"
    TO_DO = "to_do"
    WRITTEN = "written"  # its content is being written


@dataclass
class Stage:
    """A course of the path. ``gaps``: what it closes; ``closed``: what it gave already; ``leads_to``: stages that need
    it first, when it closes nothing itself."""

    course: Course
    state: State
    proof: Proof | None = None
    enrolment: Enrolment | None = None
    gaps: list[Gap] = field(default_factory=list)
    closed: list[Requirement] = field(default_factory=list)
    leads_to: list[Course] = field(default_factory=list)

    @property
    def is_behind(self) -> bool:
        return self.state in (State.DONE, State.KNOWN)

    @property
    def is_must(self) -> bool:
        return any(gap.must for gap in self.gaps)

    @property
    def progress(self) -> Progress | None:
        return Progress(self.enrolment.done, self.enrolment.asked) if self.enrolment else None


@dataclass(frozen=True)
class Path:
    """``post`` None = the path of a job the person does not hold. ``unclosed``: what no course gives yet."""

    profile: JobProfile | None
    post: Post | None
    stages: list[Stage]
    unclosed: list[Gap]
    asked: int
    met: int

    @property
    def ahead(self) -> list[Stage]:
        return [stage for stage in self.stages if not stage.is_behind]

    @property
    def hours(self) -> int:
        return sum(stage.course.hours for stage in self.ahead)


def path_of(person, *, on: date, profile: JobProfile | None = None) -> Path:
    """In a dozen questions at most, however long. ``profile`` None = the job of the person's post."""
    place = standing(person, on=on, profile=profile)
    if profile is None and place.post:
        profile = place.post.profile
    gaps = {gap.competency.pk: gap for gap in place.gaps()}
    given = courses_for(place.requirements)
    before = _needs()
    candidates = {course.pk: course for courses in given.values() for course in courses}
    missing = {need for wanted in before.values() for need in wanted} - set(candidates)
    candidates |= {course.pk: course for course in Course.objects.with_openness().filter(pk__in=missing)}
    known = _known(person, candidates, on=on)
    stages: dict[int, Stage] = {}

    def stage(course) -> Stage:
        return stages.setdefault(course.pk, Stage(course, *known(course)))

    unclosed = []
    for requirement in sorted(place.requirements, key=lambda one: not one.must):
        courses = given.get(requirement.competency_id, [])
        gap = gaps.get(requirement.competency_id)
        if gap is None:
            if gave := next((c for c in courses if known(c)[0] in (State.DONE, State.KNOWN)), None):
                stage(gave).closed.append(requirement)
        elif chosen := _choice(courses, stages, known):
            stage(chosen).gaps.append(gap)
        else:
            unclosed.append(gap)
    for course in [one.course for one in stages.values() if not one.is_behind]:
        _bring_before(course, before, candidates, stage)
    return Path(
        profile,
        place.post if place.post and profile and place.post.profile_id == profile.pk else None,
        _ordered(stages, before),
        unclosed,
        len(place.requirements),
        len(place.requirements) - len(gaps),
    )


def _needs() -> dict[int, list[int]]:
    """By course: those that should come before it. The table is small: all of it."""
    found: dict[int, list[int]] = {}
    for course, needs in CourseNeed.objects.values_list("course", "needs"):
        found.setdefault(course, []).append(needs)
    return found


def _known(person, courses: Iterable[int], *, on: date):
    """How the person stands with each of these courses."""
    joined = Enrolment.objects.joined().filter(learner=person, course__in=list(courses)).with_progress()
    enrolments = {one.course_id: one for one in joined}
    proven = {course: proof for (_person, course), proof in proofs([person.pk], courses, on=on).items()}

    def known(course) -> tuple[State, Proof | None, Enrolment | None]:
        proof, enrolment = proven.get(course.pk), enrolments.get(course.pk)
        if proof:
            return (State.DONE if proof.kind == "finished" else State.KNOWN), proof, enrolment
        if enrolment:
            return State.GOING, None, enrolment
        return (State.TO_DO if course.is_open else State.WRITTEN), None, None

    return known


def _choice(courses, stages, known) -> Course | None:
    """A gap is there although a course that gives the skill was done: then it is that course's certificate that is
    missing or over, and it is still the way."""
    going = [course for course in courses if known(course)[0] == State.GOING]
    on_path = [course for course in courses if course.pk in stages]
    return next(iter([*going, *on_path, *courses]), None)


def _bring_before(course, before, courses, stage, seen=()) -> None:
    for need in before.get(course.pk, ()):
        if need in seen or need not in courses:
            continue
        first = stage(courses[need])
        if course not in first.leads_to:
            first.leads_to.append(course)
        if not first.is_behind:
            _bring_before(courses[need], before, courses, stage, (*seen, course.pk))


def _ordered(stages: dict[int, Stage], before) -> list[Stage]:
    """What is behind first; then what should come before something; musts and short courses first."""
    waiting = sorted(
        stages.values(), key=lambda one: (not one.is_behind, not one.is_must, one.course.hours, one.course.code)
    )
    ordered: dict[int, Stage] = {}

    def place(stage: Stage, seen=()):
        for need in before.get(stage.course.pk, ()):
            if need in stages and need not in seen and need not in ordered:  # a circle ends where it is met
                place(stages[need], (*seen, stage.course.pk))
        ordered.setdefault(stage.course.pk, stage)

    for stage in waiting:
        place(stage)
    return list(ordered.values())
