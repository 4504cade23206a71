"""Work handed in and marked by a person.

A learner may hand in as often as they like until a marking says that it is passed; each go is kept, and the latest one
is what is marked. Who may mark: the owner of the course, the Centre's training officers and administrators for those
whose post lies within their charge, and whom a higher app names (``assignment_markers``: the trainer of one's session).
Nobody marks their own work. A marking is an attempt on the word of an observer, on the version that was handed in.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import Assignment, Enrolment, HandIn, Marking
from courses.recording import NotInCourse, record_observed
from people.charges import held
from people.models import Charge, Post
from people.notices import notify
from people.registry import assignment_markers
from people.trilingual import TONGUES

MARKING = (Charge.Role.TRAINING_OFFICER, Charge.Role.ADMINISTRATOR)
LONGEST_TEXT = 20_000  # letters; about ten pages


class AlreadyPassed(Exception):
    """The work was accepted: there is nothing to hand in any more."""


class AlreadyMarked(Exception):
    """Somebody marked this work before."""


class NewerHandedIn(Exception):
    """The learner has handed in another version since."""


@dataclass(frozen=True)
class Standing:
    """Where a learner is with an assignment. ``latest`` None = nothing handed in."""

    latest: HandIn | None
    passed: bool

    @property
    def marking(self) -> Marking | None:
        return getattr(self.latest, "marking", None) if self.latest else None

    @property
    def state(self) -> str:
        """One of: todo, waiting, again, passed."""
        if self.passed:
            return "passed"
        if self.latest is None:
            return "todo"
        return "waiting" if self.marking is None else "again"

    @property
    def words(self) -> str:
        return {
            "todo": _("To hand in"),
            "waiting": _("Handed in, waits for its marking"),
            "again": _("To do again"),
            "passed": _("Accepted"),
        }[self.state]

    @property
    def tone(self) -> str:
        return {"todo": "plain", "waiting": "info", "again": "soon", "passed": "ok"}[self.state]


def standings(enrolment: Enrolment, passed: dict[UUID, bool]) -> dict[UUID, Standing]:
    """Of several assignments at once. ``passed``: assignment id → whether it is done."""
    latest = {}
    rows = HandIn.objects.filter(enrolment=enrolment, assignment__in=list(passed)).select_related("marking")
    for row in rows.order_by("number"):
        latest[row.assignment_id] = row
    return {pk: Standing(latest.get(pk), done) for pk, done in passed.items()}


@transaction.atomic
def hand_in(
    enrolment: Enrolment,
    assignment: Assignment,
    *,
    text: str,
    file,
    key: UUID,
    language: str,
    at: datetime,
    kind: str = "",
) -> HandIn:
    """Take the work in. The same ``key`` again gives the first, unchanged. ``kind``: what the file's bytes say it is."""
    from courses.hand_in_files import shown_name

    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    mine = HandIn.objects.filter(enrolment=enrolment)
    if (there := mine.filter(key=key).first()) is not None:
        return there
    goes = mine.filter(assignment=assignment)
    version = Assignment.objects.values_list("version", flat=True).get(pk=assignment.pk)
    if goes.filter(marking__passed=True, content_version=version).exists():
        raise AlreadyPassed
    last = goes.order_by("-number").values_list("number", flat=True).first() or 0
    made = HandIn(
        enrolment=enrolment, assignment=assignment, number=last + 1, text=text, language=language,
        content_version=version, key=key, at=at,
    )  # fmt: skip
    if file:
        made.file_name, made.file_size, made.file_kind = shown_name(file.name), file.size, kind
        made.file.save(file.name, file, save=False)
    made.save()
    return made


def may_mark(user, *, on: date) -> Q:
    """Which hand-ins this person may mark, as a condition on HandIn."""
    posts = Post.objects.in_charge_of(user, on=on, roles=MARKING).filter(person=OuterRef("enrolment__learner"))
    allowed = Q(assignment__course__owner=user) | Q(Exists(posts))
    for marker in assignment_markers:
        allowed |= marker(user, on=on)
    return allowed & ~Q(enrolment__learner=user)


def marks_anything(user, *, on: date) -> bool:
    """Whether to show this person the door to the works, asked without looking for works."""
    known = getattr(user, "known_course_owner", None)
    if (user.owned_courses.exists() if known is None else known) or held(user, on=on, roles=MARKING):
        return True
    return any(marker.is_for(user) for marker in assignment_markers)


def visible_to(user, *, on: date) -> QuerySet[HandIn]:
    """Works that one may open: one's own, and those one may mark."""
    return HandIn.objects.filter(Q(enrolment__learner=user) | may_mark(user, on=on))


def to_mark(user, *, on: date) -> QuerySet[HandIn]:
    """What waits for this person, oldest first: the latest go of each learner, unless it was marked."""
    newer = HandIn.objects.filter(
        enrolment=OuterRef("enrolment"), assignment=OuterRef("assignment"), number__gt=OuterRef("number")
    )
    waiting = HandIn.objects.filter(may_mark(user, on=on), ~Exists(newer), marking=None)
    return waiting.exclude(enrolment__state=Enrolment.State.WITHDRAWN).order_by("at", "pk")


def mark(work: HandIn, *, by, points: list[int], passed: bool, words: str, at: datetime) -> Marking:
    """Write the marking down with the attempt it makes. ``work`` comes from ``to_mark`` or ``visible_to`` of ``by``."""
    try:
        with transaction.atomic():
            return _mark(work, by=by, points=points, passed=passed, words=words, at=at)
    except IntegrityError as twice:  # two people pressed at once: the database let one through
        raise AlreadyMarked from twice


def _mark(work, *, by, points, passed, words, at):
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("learner").get(pk=work.enrolment_id)
    if Marking.objects.filter(hand_in=work).exists():
        raise AlreadyMarked
    goes = HandIn.objects.filter(enrolment=enrolment, assignment=work.assignment_id)
    if goes.filter(number__gt=work.number).exists():
        raise NewerHandedIn
    rubric = [
        {"title": {code: getattr(line, f"title_{code}") for code in TONGUES}, "of": line.points, "points": given}
        for line, given in zip(work.assignment.criteria.all(), points, strict=True)
    ]
    of = sum(line["of"] for line in rubric)
    score = round(sum(points) / of, 4) if of else None
    try:
        attempt = record_observed(
            enrolment, work.assignment_id, key=f"hand-in:{work.pk}", score=score, passed=passed,
            language=work.language, version=work.content_version, began_at=work.at, at=at,
        )  # fmt: skip
    except NotInCourse:  # left the course's lessons meanwhile: the marking is kept, it counts for nothing
        attempt = None
    marking = Marking.objects.create(
        hand_in=work, by=by, at=at, rubric=rubric, passed=passed, words=words, attempt=attempt
    )
    notify(
        enrolment.learner, "assignment_marked", key=f"assignment_marked:{work.pk}", passed=passed,
        course=enrolment.course.code, assignment=str(work.assignment_id),
        **{f"title_{code}": getattr(work.assignment, f"title_{code}") for code in TONGUES},
    )  # fmt: skip
    return marking
