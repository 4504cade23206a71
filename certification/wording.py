"""What a certificate says, drawn up once at issue and frozen.

Names in both scripts (either may be empty), the award, the course and its hours, the skills it proves, the dates.
Only strings and whole numbers, so that the same statement is the same bytes in every database.
"""

from certification.models import Certificate
from courses.models import Course
from people.models import Institution

TONGUES = ("ar", "fr", "en")


def in_tongues(row, field: str) -> dict[str, str]:
    return {code: getattr(row, f"{field}_{code}") for code in TONGUES}


def granted(course: Course) -> list:
    """The gains that the certificate itself proves; those that wait for an observation are given with it."""
    return [gain for gain in course.gains.select_related("competency") if not gain.waits_for]


def holder_of(person) -> dict[str, str]:
    """The name in each script; a person without either is called by their staff number."""
    ar, latin = person.name_ar, person.name_latin
    return {"ar": ar, "latin": latin if ar or latin else person.username}


def issuer() -> dict[str, str]:
    """The Centre, by the name it bears that day. Empty = no such institution is known; the sheet has its usual name."""
    centre = Institution.objects.filter(type="centre").order_by("code").first()
    return in_tongues(centre, "name") if centre else {}


def wording(certificate: Certificate) -> dict:
    scheme, course = certificate.scheme, certificate.scheme.course
    return {
        "number": certificate.number,
        "cycle": certificate.cycle,
        "issuer": issuer(),
        "holder": holder_of(certificate.person),
        "award": in_tongues(scheme, "name"),
        "course": {"code": course.code, **in_tongues(course, "title")},
        "hours": {"all": course.hours, "live": course.hours_live, "in_person": course.hours_in_person},
        "skills": [
            {"code": gain.competency.code, "level": gain.level, **in_tongues(gain.competency, "name")}
            for gain in granted(course)
        ],
        "issued_on": certificate.issued_on.isoformat(),
        "expires_on": certificate.expires_on.isoformat(),
        "scheme": scheme.version,
    }
