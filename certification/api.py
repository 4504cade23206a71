"""Verification for machines: the same answer as the page."""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from certification.verification import UNREACHABLE, verify

router = Router(tags=["certificates"])


class Names(Schema):
    ar: str
    latin: str


class InTongues(Schema):
    ar: str
    fr: str
    en: str


class CourseOut(InTongues):
    code: str


class SkillOut(InTongues):
    code: str
    level: int


class Proof(Schema):
    """Where its last event stands in the ledger."""

    position: int
    event: str
    hash: str


class VerdictOut(Schema):
    """``verdict``: valid, due, expired, suspended, revoked, superseded, mistyped, unknown, doubtful or unreachable.

    Only ``valid`` and ``due`` prove anything. ``unreachable`` says nothing about the certificate.
    """

    number: str
    verdict: str
    is_in_force: bool
    checked_on: date
    issued_on: date | None = None
    expires_on: date | None = None
    since: date | None = None
    grounds: str = ""
    holder: Names | None = None
    award: InTongues | None = None
    course: CourseOut | None = None
    skills: list[SkillOut] = []
    ledger: Proof | None = None


@router.get("/certificates/{number}", response={200: VerdictOut, 503: VerdictOut}, auth=None)
def certificate_verify(request, response: HttpResponse, number: str):
    """Check a certificate by its number. No account is needed and nobody is recorded. \"unknown\" is an answer too."""
    today = timezone.localdate()
    found = verify(number, on=today)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    says = {key: found.says[key] for key in ("holder", "award", "course", "skills") if found.says}
    return 503 if found.kind == UNREACHABLE else 200, {
        "number": found.number,
        "verdict": str(found.kind),
        "is_in_force": found.is_in_force,
        "checked_on": today,
        "issued_on": found.issued_on,
        "expires_on": found.expires_on,
        "since": found.decided and found.decided.from_on,
        "grounds": found.decided.grounds if found.decided else "",
        "ledger": found.proof
        and {"position": found.proof.position, "event": found.proof.event, "hash": found.proof.hash},
        **says,
    }
