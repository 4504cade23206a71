"""The catalogue's outlines as reference data: courses, modules, what they give, for whom, after which."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from competencies.models import Competency
from courses.models import Course, CourseGain, CourseModule, CourseNeed, CourseTarget
from people.models import JobProfile
from people.reference import BadRecord, Row
from people.registry import reference_loaders

DATA = Path(__file__).parent / "data"
FILE = "course_catalogue.json"


@reference_loaders.register("courses.catalogue", order=60)
def catalogue() -> Iterator[Row]:
    outlines = json.loads((DATA / FILE).read_text(encoding="utf-8"))["courses"]
    for given in outlines:
        yield Row(Course, {"code": given["code"]}, _course(given), FILE)
    courses = {course.code: course for course in Course.objects.all()}
    profiles = {profile.code: profile for profile in JobProfile.objects.all()}
    competencies = {competency.code: competency for competency in Competency.objects.all()}
    for given in outlines:
        course = courses[given["code"]]
        for module in given["modules"]:
            says = {**_tongues("title", module["title"]), "hours": Decimal(f"{module['hours']:.1f}")}
            yield Row(CourseModule, {"course": course, "no": module["no"]}, says, FILE)
        for gain in given["competencies_gained"]:
            competency = _known(competencies, gain["competency"], given, "competency")
            says = {"level": gain["level"], "waits_for": gain.get("waits_for", "")}
            yield Row(CourseGain, {"course": course, "competency": competency}, says, FILE)
        for code in given["target_profiles"]:
            yield Row(
                CourseTarget, {"course": course, "profile": _known(profiles, code, given, "job profile")}, {}, FILE
            )
        for code in given["prerequisites"]:
            yield Row(CourseNeed, {"course": course, "needs": _known(courses, code, given, "course")}, {}, FILE)


def _tongues(prefix: str, text: dict) -> dict[str, str]:
    return {f"{prefix}_{code}": text[code] for code in ("ar", "fr", "en")}


def _known(there: dict, code: str, given: dict, what: str):
    if code not in there:
        raise BadRecord(FILE, given["code"], f"unknown {what} {code}")
    return there[code]


def _course(given: dict) -> dict:
    try:
        split, certificate = given["hours_split"], given["certification"]
        return {
            "family": given["family"],
            "modality": given["modality"],
            "hours": given["duration_hours"],
            "hours_online": split["online_self_paced"],
            "hours_live": split["live_online"],
            "hours_in_person": split["in_person"],
            **_tongues("title", given["title"]),
            **_tongues("certificate", certificate["name"]),
            "validity_months": certificate["validity_months"],
            "pass_mark_pct": certificate["pass_mark_pct"],
            "min_attendance_pct": certificate["min_attendance_pct"],
            "max_attempts": certificate["max_attempts"],
            "wait_between_attempts_hours": certificate["wait_between_attempts_hours"],
            "renews": given.get("renews", []),
            "accreditation_role": given.get("accreditation_role", ""),
        }
    except KeyError as missing:
        raise BadRecord(FILE, given.get("code", "?"), f"{missing} is missing") from missing
