"""The reference data that people/ owns: territories, institutions, job profiles, sectors."""

from django.conf import settings

from people.models import Institution, InstitutionName, JobProfile, Sector, Territory
from people.policy import DATA
from people.reference import BadRecord, Row, read, reading, records, trilingual
from people.registry import reference_loaders

# The file also holds the requirements, which the register loads; hence it lies with the register.
JOB_PROFILES = settings.ROOT / "competencies" / "data" / "job_profiles.json"
NATION = {"ar": "المغرب", "fr": "Maroc", "en": "Morocco"}


@reference_loaders.register("people.territories", order=10)
def territories():
    file = "regions.json"
    data = read(DATA / file)
    yield Row(
        Territory,
        {"code": "MA"},
        {"path": "MA", "kind": Territory.Kind.NATION, **trilingual(NATION)},
        file,
    )
    nation = Territory.objects.get(code="MA")
    spellings: dict[str, list[str]] = {}
    for spelling in data["place_spellings"]:
        with reading(file, str(spelling)):
            spellings.setdefault(spelling["maps_to"], []).append(spelling["spelling"])
    for region in records(file, data["regions"]):
        with reading(file, region["code"]):
            row = Row(
                Territory,
                {"code": region["code"]},
                {
                    "path": f"MA/{region['code']}",
                    "kind": Territory.Kind.REGION,
                    "parent": nation,
                    **trilingual(region["name"]),
                    "name_zgh": region["name"].get("zgh", "") if region["tifinagh_certainty"] != "low" else "",
                    "seat": region["seat"],
                    "spellings": spellings.pop(region["code"], []),
                    "neighbours": region["neighbours"],
                },
                file,
            )
        yield row
    regions = {region.code: region for region in Territory.objects.filter(kind=Territory.Kind.REGION)}
    for region in data["regions"]:
        for province in records(file, region["provinces"]):
            with reading(file, province["code"]):
                number = province["code"].removeprefix(f"{region['code']}.")
                if number == province["code"]:
                    raise ValueError(f"does not belong to region {region['code']}")
                if province["type"] not in ("province", "prefecture"):
                    raise ValueError(f"type {province['type']!r} is unknown")
                row = Row(
                    Territory,
                    {"code": province["code"]},
                    {
                        "path": f"MA/{region['code']}/{number}",
                        "kind": Territory.Kind.PROVINCE,
                        "parent": regions[region["code"]],
                        **trilingual(province["name"]),
                        "seat": province["seat"],
                        "latitude": province["lat"],
                        "longitude": province["lon"],
                        "spellings": province.get("aliases_fr", []) + spellings.pop(province["code"], []),
                    },
                    file,
                )
            yield row
    if spellings:
        raise BadRecord(file, f"place_spellings {min(spellings)}", "maps to a place that is not in the file")


@reference_loaders.register("people.institutions", order=20)
def institutions():
    """The present name stands on the institution, former ones beside it with their dates."""
    file = "institutions.json"
    data = read(DATA / file)
    places = {place.code: place for place in Territory.objects.all()}
    for item in records(file, data["institutions"]):
        with reading(file, item["code"]):
            seat = item["seat"] or {}
            place = seat.get("province_code") or seat.get("region_code")
            *_, present = item["names"]
            if present["to"] is not None:
                raise ValueError("the last name must be the present one")
            row = Row(
                Institution,
                {"code": item["code"]},
                {
                    **trilingual(present),
                    "short": short_of(item["code"], item["type"]),
                    "type": item["type"],
                    "status": item["status"],
                    "acronym": item["acronym"] or "",
                    "aliases": item["aliases"],
                    "seat": places[place] if place else None,
                    "details": {
                        "since": present["from"],
                        "city": seat.get("city"),
                        **{
                            k: item.get(k)
                            for k in (
                                "founded",
                                "parent_group",
                                "role_in_takwin",
                                "description",
                                "certainty",
                                "sources",
                            )
                        },
                    },
                },
                file,
            )
        yield row
    owners = {institution.code: institution for institution in Institution.objects.all()}
    for item in data["institutions"]:
        for former in item["names"][:-1]:
            with reading(file, item["code"]):
                row = Row(
                    InstitutionName,
                    {"institution": owners[item["code"]], "to_on": former["to"]},
                    {"from_on": former["from"] or "", **trilingual(former)},
                    file,
                )
            yield row


def short_of(code: str, kind: str) -> str:
    """What staff numbers begin with: ALAMANA of MFI-ALAMANA, CENTRE for the Centre, CRI03 where only a number is left."""
    if kind == "centre":
        return "CENTRE"
    prefix, _, rest = code.partition("-")
    return prefix + rest if rest.isdigit() else rest


@reference_loaders.register("people.job_profiles", order=30)
def job_profiles():
    file = JOB_PROFILES.name
    for item in records(file, read(JOB_PROFILES)["profiles"]):
        with reading(file, item["code"]):
            row = Row(
                JobProfile,
                {"code": item["code"]},
                {
                    "kind": item["kind"],
                    **trilingual(item["name"]),
                    **trilingual(item["purpose"], "purpose"),
                    "isco08_codes": item["isco08_codes"],
                },
                file,
            )
        yield row


@reference_loaders.register("people.sectors", order=40)
def sectors():
    file = "sectors.json"
    data = read(DATA / file)
    groups = {group["code"]: group["name"] for group in records(file, data["groups"])}
    for item in records(file, data["sectors"]):
        with reading(file, item["code"]):
            row = Row(
                Sector,
                {"code": item["code"]},
                {**trilingual(item["name"]), "group": item["group"], **trilingual(groups[item["group"]], "group_name")},
                file,
            )
        yield row
