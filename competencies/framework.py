"""The reference framework: what the files say, and what a level of a competency looks like."""

import json
from collections.abc import Iterator
from pathlib import Path

from competencies.models import Competency, CompetencyLevel, Domain, DomainIndicator, Level, Requirement
from people.models import JobProfile
from people.reference import BadRecord, Row

DATA = Path(__file__).parent / "data"
FRAMEWORK, PROFILES = "competency_framework.json", "job_profiles.json"


def _read(file: str) -> dict:
    return json.loads((DATA / file).read_text(encoding="utf-8"))


def _tongues(prefix: str, text: dict) -> dict[str, str]:
    return {f"{prefix}_{code}": text[code] for code in ("ar", "fr", "en")}


def rows() -> Iterator[Row]:
    """Levels, domains with their indicators, competencies, and what job profiles (loaded by people/) ask for."""
    framework = _read(FRAMEWORK)
    for given in framework["levels"]:
        says = _tongues("name", given["name"]) | _tongues("descriptor", given["descriptor"])
        yield Row(Level, {"level": given["level"]}, says, FRAMEWORK)
    for position, given in enumerate(framework["domains"], 1):
        says = _tongues("name", given["name"]) | {"position": position}
        yield Row(Domain, {"code": given["code"]}, says, FRAMEWORK)
        domain = Domain.objects.get(code=given["code"])
        for indicator in given["level_indicators"]:
            key = {"domain": domain, "level": indicator["level"]}
            yield Row(DomainIndicator, key, _tongues("text", indicator["indicator"]), FRAMEWORK)
        for one in given["competencies"]:
            yield Row(Competency, {"code": one["code"]}, _competency(one, domain), FRAMEWORK)
    yield from _requirements()


def _competency(given: dict, domain: Domain) -> dict:
    try:
        return {
            "domain": domain,
            **_tongues("name", given["name"]),
            **_tongues("definition", given["definition"]),
            "critical": given["critical"],
            "certified_validity_months": given["certified_validity_months"],
            "accepted_evidence": given["accepted_evidence"],
        }
    except KeyError as missing:
        raise BadRecord(FRAMEWORK, given.get("code", "?"), f"{missing} is missing") from missing


def _requirements() -> Iterator[Row]:
    competencies = {c.code: c for c in Competency.objects.all()}
    profiles = {profile.code: profile for profile in JobProfile.objects.all()}
    for given in _read(PROFILES)["profiles"]:
        profile = profiles.get(given["code"])
        if profile is None:
            raise BadRecord(PROFILES, given["code"], "unknown job profile")
        for asked in given["requirements"]:
            if asked["competency"] not in competencies:
                raise BadRecord(PROFILES, given["code"], f"unknown competency {asked['competency']}")
            key = {"profile": profile, "competency": competencies[asked["competency"]]}
            yield Row(Requirement, key, {"level": asked["level"], "must": asked["must"]}, PROFILES)


def indicators(competency: Competency) -> dict[int, str]:
    """What one sees at each level: the competency's own words, else its domain's."""
    said = {i.level: i.text for i in DomainIndicator.objects.filter(domain=competency.domain_id)}
    return said | {i.level: i.text for i in CompetencyLevel.objects.filter(competency=competency)}
