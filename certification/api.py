"""Verification for machines: the same answer as the page."""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from certification.verification import LATER, UNREACHABLE, verify_for
from people.limits import address_of

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
    """``verdict``: valid, due, expired, suspended, revoked, superseded, mistyped, unknown, doubtful, unreachable or later.

    Only ``valid`` and ``due`` prove anything. ``unreachable`` and ``later`` say nothing about the certificate.
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


@router.get("/certificates/{number}", response={200: VerdictOut, 429: VerdictOut, 503: VerdictOut}, auth=None)
def certificate_verify(request, response: HttpResponse, number: str):
    """Check a certificate by its number. No account is needed and nobody is recorded. \"unknown\" is an answer too; many of
    them from one address are held back for a while (429)."""
    today = timezone.localdate()
    found = verify_for(address_of(request), number, on=today)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    says = {key: found.says[key] for key in ("holder", "award", "course", "skills") if found.says}
    if found.wait:
        response["Retry-After"] = str(found.wait)
    return {UNREACHABLE: 503, LATER: 429}.get(found.kind, 200), {
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
