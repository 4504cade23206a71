"""Plain makers of competencies, marks and listed people."""

from django.utils import timezone

from competencies.evidence import attest
from competencies.models import Competency, Domain, Listing, Mark, Requirement
from people import consent
from tests.factories import charge, institution, person, post, profile, territory

NAMES = {
    "POR-03": ("التحصيل الودي المحترم", "Recouvrement amiable et respectueux", "Amicable, respectful collection"),
    "PRD-02": (
        "التمويل الأصغر القروي والفلاحي",
        "Microfinance rurale et agricole",
        "Rural and agricultural microfinance",
    ),
    "RIS-05": ("الوقاية من الغش وكشفه", "Prévention et détection de la fraude", "Fraud prevention and detection"),
}


def competency(code="POR-03", months=24, **says) -> Competency:
    """Of that code, with its own name where the story needs words."""
    domain, _made = Domain.objects.get_or_create(code=code[:3], defaults={"name_ar": "مجال", "name_fr": "Domaine"})
    ar, fr, en = NAMES.get(code, (f"كفاءة {code}", f"Compétence {code}", f"Skill {code}"))
    texts = {"definition_ar": "-", "definition_fr": "-", "definition_en": "-", "certified_validity_months": months}
    names = {"name_ar": ar, "name_fr": fr, "name_en": en, "domain": domain}
    return Competency.objects.get_or_create(code=code, defaults={**names, **texts, **says})[0]


def mark(holder, code="POR-03", level=4, kind="certified", *, on=None, until=None, source=None) -> Mark:
    source = source or f"test:{Mark.objects.count()}"
    on = on or timezone.localdate()
    return attest(holder, competency(code), level, kind, source=source, on=on, until=until)


def requirement(code, level, must=False, profile_code="JOB-AGC") -> Requirement:
    return Requirement.objects.create(
        profile=profile(profile_code), competency=competency(code), level=level, must=must
    )


def listed_person(path="MA/05/081", *, at=None, **says):
    """Works somewhere and agreed to be listed."""
    somebody = person(**says)
    post(somebody, institution=at or institution(), province=territory(path, name=path.replace("/", " ")))
    consent.give(somebody, "skills_directory", language="fr", at=timezone.now())
    Listing.objects.create(person=somebody)
    return somebody


def officer(short=None, **says):
    """An HR officer of an association of their own."""
    somebody = person(**says)
    at = institution(short)
    post(somebody, institution=at)
    charge(somebody, institution=at)
    return somebody
