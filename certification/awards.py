"""Who earns a certificate, and what becomes of it.

A certificate is earned when every required activity is passed, the exam is passed on the server at the scheme's own
mark, enough of the live hours was attended, and the courses before it are held or recognised. What a browser alone
reports earns nothing: a course without an exam gives no certificate.

A *cycle* begins with the first issue; the next one opens when renewal does, or when the certificate was withdrawn.
Renewal asks again for the exam and the attendance, since that day; lessons once passed stay passed.
"""

from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from certification import ledger, numbers, sentences
from certification.models import Attendance, Certificate, CertificateStatement, LedgerEntry, PriorLearning, Scheme
from certification.schemes import in_force, scheme_of
from certification.states import DECIDING, FROM, State, decision, due_on, renewal_days, state_of
from certification.wording import granted, holder_of, wording
from competencies.evidence import attest, retract
from courses.models import Activity, Attempt, Course, CourseNeed, Enrolment, SyllabusItem, Trust
from courses.progress import Progress
from people.charges import Rows, held
from people.facts import announce
from people.models import Charge
from people.notices import notify
from people.prepared import prepared

Event, Grounds = LedgerEntry.Event, LedgerEntry.Grounds
SILENT = {State.REVOKED, State.SUSPENDED}  # a certificate that says nothing for the courses that build on its own
ROUNDING = 1e-6  # a score is a float: 0.7 may be stored a hair below


class NotEarned(Exception):
    """``missing``: what is not met."""

    def __init__(self, missing: list["Requirement"]):
        self.missing = missing
        super().__init__(", ".join(m.kind for m in missing))


class NotAllowed(Exception):
    """This person may not decide that."""


class ImpossibleEvent(Exception):
    """A certificate in this state does not take this event."""


@dataclass(frozen=True)
class Requirement:
    """One condition of a certificate. ``says``: what its sentence needs (sentences.py)."""

    kind: str  # enrolled, activities, exam, attendance, prerequisite
    is_met: bool
    says: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return sentences.requirement(self)


Unmet = Requirement


@dataclass(frozen=True)
class Cycle:
    """Which issue it would be. ``since`` None = all evidence counts; ``running`` = the certificate that stands."""

    number: int
    since: date | None = None
    running: Certificate | None = None


def requirements(person, scheme: Scheme, *, on: date) -> list[Requirement]:
    """Every condition of the next certificate, met or not."""
    since = cycle_of(person, scheme.course, on=on).since
    return _conditions(_known.first(scheme=scheme, person=person, since=since, on=on), since)


def outlook(person, course: Course, *, on: date) -> tuple[Scheme | None, list[Requirement] | None]:
    """The course's scheme and what the person's first certificate asks for; ``None`` = they hold one of this course
    already, or there is no scheme."""
    known = _known_of_course.first(course=course, person=person, on=on)
    if known is None or known.was_issued:
        return known, None
    return known, _conditions(known, None)


def unmet(person, scheme: Scheme, *, on: date) -> list[Unmet]:
    return [requirement for requirement in requirements(person, scheme, on=on) if not requirement.is_met]


@prepared
def _known(scheme, person, since, on):
    return _knowing(Scheme.objects.filter(pk=scheme).select_related("course"), person, since, on=on)


@prepared
def _known_of_course(course, person, on):
    return _knowing(in_force(course, on=on), person, None, on=on)


def _knowing(schemes, person, since: date | None, *, on: date):
    """These schemes with all that their conditions need to know about the person, in one question."""
    course = OuterRef("course")
    joined = Enrolment.objects.joined().filter(learner=person, course=course).with_progress()
    exams = SyllabusItem.objects.filter(course=course, required=True, activity__kind=Activity.Kind.EXAM).order_by()
    passes = Attempt.objects.filter(
        enrolment__learner=person,
        activity=OuterRef("activity"),
        trust=Trust.SERVER,
        passed=True,
        score__gte=OuterRef(OuterRef("pass_mark_pct")) / 100.0 - ROUNDING,
    )
    noted = Attendance.objects.filter(person=person, course=course).order_by().values("course")
    if since:
        passes = passes.filter(ended_at__date__gte=since)
        noted = noted.filter(held_on__gte=since)

    def number(items):
        return Coalesce(Subquery(items.values("course").annotate(n=Count("pk")).values("n")), 0)

    return schemes.annotate(
        was_issued=Exists(Certificate.objects.filter(person=person, scheme__course=course)),
        asked=Subquery(joined.values("asked")[:1]),
        done=Subquery(joined.values("done")[:1]),
        exams=number(exams),
        exams_owed=number(exams.filter(~Exists(passes))),
        share_pct=Subquery(noted.annotate(best=Max("share_pct")).values("best")),
        before=Subquery(_before(person, on=on).filter(course=course)),
    )


def _before(person, *, on: date):
    """The courses to hold before, each with whether it is. Met by a certificate of that course that ``counts_before``
    (its age does not matter here), or by prior learning that the Centre has recognised."""
    needs = OuterRef("needs")
    recognised = PriorLearning.objects.filter(person=person, course=needs, from_on__lte=on)
    issued = Certificate.objects.filter(person=person, scheme__course=needs).annotate(decided=decision(on=on))
    stopped = [event for event, state in DECIDING.items() if state in SILENT]
    says = JSONObject(
        code="needs__code", title_ar="needs__title_ar", title_fr="needs__title_fr", title_en="needs__title_en",
        is_met=Exists(recognised) | Exists(issued.exclude(decided__in=stopped)),
    )  # fmt: skip
    return CourseNeed.objects.order_by().values("course").annotate(rows=Rows(says)).values("rows")


def _conditions(known: Scheme, since: date | None) -> list[Requirement]:
    return [_activities(known), _exam(known, since), *_attendance(known, since), *_prerequisites(known)]


def _activities(known) -> Requirement:
    if known.asked is None:
        return Requirement("enrolled", False, {"course": known.course})
    progress = Progress(known.done, known.asked)
    return Requirement("activities", progress.is_complete, {"passed": progress.passed, "required": progress.required})


def _exam(known, since: date | None) -> Requirement:
    """Of several required exams, each must be passed. The attempt's own score is held against the scheme's mark."""
    says = {"pass_mark_pct": known.pass_mark_pct, "has_exam": bool(known.exams), "since": since}
    return Requirement("exam", bool(known.exams) and not known.exams_owed, says)


def _attendance(known, since: date | None):
    """The best of what was noted: presence at two sessions of a course is not added up."""
    if not known.min_attendance_pct:
        return
    share = known.share_pct or 0
    says = {"share_pct": share, "asked_pct": known.min_attendance_pct, "since": since}
    yield Requirement("attendance", share >= known.min_attendance_pct, says)


def _prerequisites(known):
    for says in sorted(known.before or [], key=itemgetter("code")):
        names = {name: text for name, text in says.items() if name != "is_met"}
        yield Requirement("prerequisite", bool(says["is_met"]), {"course": Course(**names)})


def counts_before(certificate: Certificate, *, on: date) -> bool:
    """Whether a certificate still says that its course was learnt, for those that build on it."""
    return state_of(certificate, on=on) not in SILENT


def cycle_of(person, course: Course, *, on: date) -> Cycle:
    """The certificate that stands, or the cycle that is open on that day."""
    last = Certificate.objects.filter(person=person, scheme__course=course).with_story().order_by("cycle").last()
    if last is None:
        return Cycle(1)
    entries = list(last.entries.all())
    opens = renewal_days(on=on)
    match state_of(last, entries, on=on, opens=opens):
        case State.REVOKED:
            revoked_on = next(e.from_on for e in reversed(entries) if e.event == Event.REVOKED)
            return Cycle(last.cycle + 1, since=revoked_on)
        case State.DUE | State.EXPIRED:
            return Cycle(last.cycle + 1, since=due_on(last, opens))
        case _:
            return Cycle(last.cycle, running=last)


@transaction.atomic
def award(person, scheme: Scheme, *, on: date) -> Certificate:
    """Issue once a cycle; asking again returns the certificate that stands, unchanged."""
    ledger.hold()
    cycle = cycle_of(person, scheme.course, on=on)
    if cycle.running:
        return cycle.running
    if missing := unmet(person, scheme, on=on):
        raise NotEarned(missing)
    certificate = _numbered(
        person=person,
        scheme=scheme,
        cycle=cycle.number,
        issued_on=on,
        expires_on=on + relativedelta(months=scheme.validity_months),
    )
    CertificateStatement.objects.create(certificate=certificate, holder=person, says=wording(certificate))
    _supersede_before(certificate, on=on)
    ledger.write(certificate, Event.ISSUED if cycle.number == 1 else Event.RENEWED, from_on=on)
    _give_marks(certificate, source_of(certificate), on=on)
    announce(
        "certificate.issued",
        certificate=certificate.pk,
        number=certificate.number,
        person=person.pk,
        course=scheme.course.code,
    )
    say(certificate, "certificate_issued", key=f"certificate-issued:{certificate.number}")
    return certificate


def say(certificate: Certificate, kind: str, *, key: str, **says) -> None:
    """A notice to the holder, with the award's name in every language."""
    named = {f"award_{code}": getattr(certificate.scheme, f"name_{code}") for code in ("ar", "fr", "en")}
    notify(certificate.person, kind, key=key, number=certificate.number, **named, **says)


def _numbered(**values) -> Certificate:
    """Draw until the number is free: the first draw is, but for a chance in thousands."""
    while Certificate.objects.filter(number=(number := numbers.draw())).exists():
        pass
    return Certificate.objects.create(number=number, **values)


def _supersede_before(certificate: Certificate, *, on: date) -> None:
    before = Certificate.objects.filter(person=certificate.person, scheme__course=certificate.scheme.course)
    for old in before.exclude(pk=certificate.pk).with_story():
        if state_of(old, on=on) in FROM[Event.SUPERSEDED]:
            ledger.write(old, Event.SUPERSEDED, from_on=on)


def consider(person, course: Course, *, on: date) -> Certificate | None:
    """Something new is known about this person in this course: award if it is earned now."""
    scheme = scheme_of(course, on=on)
    if scheme is None:
        return None
    try:
        return award(person, scheme, on=on)
    except NotEarned:
        return None


@transaction.atomic
def note_attendance(person, course: Course, *, source: str, share_pct: int, on: date) -> Attendance:
    """Write down what share of the live hours was attended; the source may say it again, or correct itself.

    A correction downwards takes no certificate away: that is a decision, with a reason.
    """
    attendance, _ = Attendance.objects.update_or_create(
        person=person, course=course, source=source, defaults={"share_pct": share_pct, "held_on": on}
    )
    announce("attendance.noted", person=person.pk, course=course.code, source=source)
    return attendance


def recognise(person, course: Course, *, by, reason: str, on: date) -> PriorLearning:
    """The Centre takes what was learnt elsewhere in place of a prerequisite."""
    _must_decide(by, on=on)
    found, _ = PriorLearning.objects.get_or_create(
        person=person, course=course, defaults={"by": by, "reason": _reason(reason), "from_on": on}
    )
    return found


# Decisions of the Centre about a certificate


def may_decide(user, *, on: date) -> bool:
    """Whether this person may withdraw, suspend, reinstate or correct a certificate."""
    return user.is_superuser or bool(held(user, on=on, roles=[Charge.Role.ADMINISTRATOR]))


def _must_decide(user, *, on: date) -> None:
    if not may_decide(user, on=on):
        raise NotAllowed(f"user {user.pk}")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValueError("a reason is asked")
    return reason.strip()


def revoke(
    certificate: Certificate, *, by, reason: str, on: date, grounds: str = Grounds.ISSUED_IN_ERROR
) -> LedgerEntry:
    """Withdraw it for good: it says so to anybody, and the marks it gave end that day."""
    entry = _decide(certificate, Event.REVOKED, by=by, reason=reason, on=on, grounds=grounds)
    _end_marks(certificate, on=on, reason=f"{certificate.number} {Event.REVOKED}")
    return entry


def suspend(certificate: Certificate, *, by, reason: str, on: date, grounds: str = Grounds.CONDITIONS) -> LedgerEntry:
    """Set it aside while something is looked into."""
    entry = _decide(certificate, Event.SUSPENDED, by=by, reason=reason, on=on, grounds=grounds)
    _end_marks(certificate, on=on, reason=f"{certificate.number} {Event.SUSPENDED}")
    return entry


@transaction.atomic
def reinstate(certificate: Certificate, *, by, reason: str, on: date) -> LedgerEntry:
    """In force again, with the marks it gave, to the same end."""
    entry = _decide(certificate, Event.REINSTATED, by=by, reason=reason, on=on)
    if on <= certificate.expires_on:
        _give_marks(certificate, source_of(certificate, entry), on=on)
    return entry


@transaction.atomic
def correct(certificate: Certificate, *, by, reason: str, on: date) -> LedgerEntry:
    """The holder's name is written as it should have been. Nothing else that was said is touched."""
    _must_decide(by, on=on)
    ledger.hold()
    _allow(certificate, Event.CORRECTED, on=on)
    last = certificate.statements.last()
    says = last.says | {"holder": holder_of(certificate.person)}
    CertificateStatement.objects.create(
        certificate=certificate, version=last.version + 1, holder=certificate.person, says=says
    )
    return ledger.write(certificate, Event.CORRECTED, from_on=on, by=by, reason=_reason(reason))


@transaction.atomic
def _decide(certificate, event, *, by, reason: str, on: date, grounds: str = "") -> LedgerEntry:
    _must_decide(by, on=on)
    reason = _reason(reason)
    ledger.hold()
    _allow(certificate, event, on=on)
    entry = ledger.write(certificate, event, from_on=on, grounds=grounds, by=by, reason=reason)
    announce(
        f"certificate.{event}", certificate=certificate.pk, number=certificate.number, person=certificate.person_id
    )
    return entry


def _allow(certificate, event, *, on: date) -> None:
    state = state_of(certificate, LedgerEntry.objects.filter(certificate=certificate), on=on)
    if state not in FROM[event]:
        raise ImpossibleEvent(f"{certificate.number}: {state} to {event}")


# The marks a certificate gives, handed down to the register


def source_of(certificate: Certificate, reinstated: LedgerEntry | None = None) -> str:
    """A mark is never written over: each return into force speaks as a source of its own."""
    return f"certificate:{certificate.number}" + (f"/{reinstated.position}" if reinstated else "")


def _give_marks(certificate, source: str, *, on: date) -> None:
    for gain in granted(certificate.scheme.course):
        attest(
            certificate.person,
            gain.competency,
            gain.level,
            "certified",
            source=source,
            on=on,
            until=certificate.expires_on,
        )


def _end_marks(certificate, *, on: date, reason: str) -> None:
    retract(source_of(certificate), on=on, reason=reason)
    for entry in LedgerEntry.objects.filter(certificate=certificate, event=Event.REINSTATED):
        retract(source_of(certificate, entry), on=on, reason=reason)
