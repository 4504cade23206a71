"""Plain makers of people and places. Each gives a valid row; name only what your story is about."""

import itertools
from datetime import date

from people.models import Branch, Charge, Institution, JobProfile, Post, Territory, User

_number = itertools.count(1)
LONG_AGO = date(2020, 1, 1)


def territory(path="MA/05/081", name="Azilal", **says) -> Territory:
    """One place of that path with those above it; asking again gives the same place."""
    if found := Territory.objects.filter(path=path).first():
        return found
    above, _, last = path.rpartition("/")
    kind = [Territory.Kind.NATION, Territory.Kind.REGION, Territory.Kind.PROVINCE][path.count("/")]
    says = {"name_ar": says.pop("name_ar", name), "name_fr": name, "name_en": name, **says}
    return Territory.objects.create(
        path=path,
        code=".".join(path.split("/")[1:]) or last,
        kind=kind,
        parent=territory(above, name=above) if above else None,
        **says,
    )


def institution(short=None, **says) -> Institution:
    short = short or f"INST{next(_number)}"
    names = {"name_ar": f"جمعية {short}", "name_fr": f"Association {short}", "name_en": f"{short} association"}
    return Institution.objects.create(**{"code": f"MFI-{short}", "short": short, "type": "amc", **names, **says})


def branch(institution, code=None, province=None, **says) -> Branch:
    code = code or f"B{next(_number)}"
    names = {"name_ar": f"وكالة {code}", "name_fr": f"Agence {code}", "name_en": f"Branch {code}"}
    return Branch.objects.create(
        **{"institution": institution, "code": code, "province": province or territory(), **names, **says}
    )


def profile(code="JOB-AGC", **says) -> JobProfile:
    names = {"name_ar": f"منصب {code}", "name_fr": f"Poste {code}", "name_en": f"Job {code}"}
    return JobProfile.objects.get_or_create(code=code, defaults={**names, **says})[0]


def person(username=None, *, password=None, **says) -> User:
    """With a password only when asked: hashing costs time. Sign in with ``client.force_login``."""
    number = next(_number)
    latin = "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize()
    arabic = "".join("بتثجحدرسعف"[int(digit)] for digit in str(number))
    names = {"first_name": "Amina", "last_name": latin, "given_ar": "أمينة", "family_ar": arabic}
    made = User(**{"username": username or f"P-{number:05}", **names, **says})
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save()
    return made


def post(holder=None, *, institution=None, from_on=LONG_AGO, **says) -> Post:
    """A post in force: in the branch's institution and province when a branch is named."""
    at = says.get("branch")
    return Post.objects.create(
        person=holder or person(),
        institution=institution or (at.institution if at else globals()["institution"]()),
        from_on=from_on,
        **{
            "province": at.province if at else territory(),
            "profile": profile(),
            "staff_number": f"F{next(_number):05}",
            **says,
        },
    )


def charge(holder=None, role=Charge.Role.HR_OFFICER, *, from_on=LONG_AGO, **says) -> Charge:
    return Charge.objects.create(person=holder or person(), role=role, from_on=from_on, **says)


def hr_officer(institution, **says) -> User:
    """Somebody who answers for an institution."""
    officer = person(**says)
    number = officer.username.rpartition("-")[2]
    post(officer, institution=institution, profile=profile("JOB-RHF"), staff_number=number)
    charge(officer, institution=institution)
    return officer
