"""What is a staff list compared with? The institution's people and places, and everybody's addresses, read once.

A fixed number of questions to the database, whatever the length of the list.
"""

import re
from datetime import date
from difflib import get_close_matches

from django.db.models.functions import Lower

from people.models import Branch, Charge, Institution, JobProfile, Post, Territory, User
from people.signing_in import phone_of
from people.spelling import fold

IN_ONE_QUESTION = 5_000  # values of an IN list
_PLACE_WORDS = re.compile(r"^(?:province|prefecture|اقليم|عماله)(?: (?:de|d|du|des))? ")


class Known:
    """Everything the rows are compared with, read once."""

    def __init__(self, institution, rows, *, on, officer):
        self.institution, self.on = institution, on
        self.posts: dict[str, Post] = {}  # latest post of each staff number
        self.numbers_of: dict[int, str] = {}
        held = Post.objects.filter(institution=institution).exclude(staff_number="").select_related("person")
        for post in held.order_by("from_on", "pk"):
            self.posts[post.staff_number.upper()] = post
            self.numbers_of[post.person_id] = post.staff_number.upper()
        self.without_zeros: dict[str, list[str]] = {}
        for number in self.posts:
            self.without_zeros.setdefault(number.lstrip("0"), []).append(number)

        self.branches = {branch.pk: branch for branch in Branch.objects.filter(institution=institution)}
        self.branch_words = _words(self.branches.values(), lambda b: [b.code, b.name_ar, b.name_fr, b.name_en])
        self.territories = {t.pk: t for t in Territory.objects.exclude(kind=Territory.Kind.NATION)}
        provinces = [t for t in self.territories.values() if t.kind == Territory.Kind.PROVINCE]
        self.province_words = _words(provinces, _ways_to_write)
        regions = [t for t in self.territories.values() if t.kind == Territory.Kind.REGION]
        self.region_words = _words(regions, _ways_to_write)
        self.profiles = {profile.pk: profile for profile in JobProfile.objects.all()}
        self.profile_words = _words(self.profiles.values(), _ways_to_name_a_job)
        self.shorts = set(Institution.objects.exclude(pk=institution.pk).values_list("short", flat=True))
        self.elsewhere: set[str] | None = None  # branches of others, read only when somebody names one

        self.by_email = _holders("email", {r.says["email"].casefold() for r in rows if "@" in r.says["email"]})
        phones = {r.line: phone_of(fold_digits(r.says["phone"])) for r in rows if r.says["phone"]}
        self.phones = phones
        self.by_phone = _holders("phone", {phone for phone in phones.values() if phone})
        usernames = {f"{institution.short}-{r.says['number'].upper()}" for r in rows if r.says["number"]}
        self.by_username = _holders("username", {name.casefold() for name in usernames})
        self.seen_number: dict[str, int] = {}
        self.seen_email: dict[str, int] = {}
        self.seen_phone: dict[str, int] = {}
        self._meant: dict[tuple[str, str], object] = {}
        self.covers = None
        if officer is not None:
            charges = Charge.objects.in_force(on=on).select_related("territory")
            charges = charges.filter(person=officer, role=Charge.Role.HR_OFFICER, institution=institution)
            self.covers = [(c.territory.path if c.territory_id else "", c.branch_id) for c in charges]

    def is_covered(self, province_id: int, branch_id: int | None) -> bool:
        if self.covers is None:
            return True
        path = self.territories[province_id].path
        return any(
            (not within or path == within or path.startswith(within + "/")) and (branch is None or branch == branch_id)
            for within, branch in self.covers
        )

    def is_elsewhere(self, word: str) -> bool:
        if self.elsewhere is None:
            others = Branch.objects.exclude(institution=self.institution)
            self.elsewhere = {tight(w) for row in others.values_list("code", "name_ar", "name_fr") for w in row}
        return word in self.elsewhere

    def meant(self, kind: str, text: str, words: dict):
        """The row this misspelt text probably means, or None. Asked once per text."""
        key = (kind, text)
        if key not in self._meant:
            close = get_close_matches(tight(text), words, n=1, cutoff=0.72)
            self._meant[key] = words[close[0]] if close else None
        return self._meant[key]


def tight(text: str) -> str:
    return _PLACE_WORDS.sub("", fold(text)).replace(" ", "")


def _words(rows, ways) -> dict:
    """Folded and written together: every way to write a row. What could mean two rows means neither."""
    found: dict = {}
    for row in rows:
        for way in {tight(way) for way in ways(row) if way}:
            found[way] = None if way in found and found[way] is not row else row
    return {way: row for way, row in found.items() if row is not None and way}


def _ways_to_write(place: Territory) -> list[str]:
    return [place.code, place.name_ar, place.name_fr, place.name_en, *place.spellings, *(str(v) for k, v in place.seat.items() if k in ("ar", "fr", "en"))]  # fmt: skip


def _ways_to_name_a_job(profile: JobProfile) -> list[str]:
    """Also without what stands in brackets, and what stands in them."""
    names = [profile.name_ar, profile.name_fr, profile.name_en]
    return [profile.code, profile.code.partition("-")[2], *names, *(re.sub(r"\(.*?\)", "", name) for name in names), *(m for name in names for m in re.findall(r"\((.*?)\)", name))]  # fmt: skip


def _holders(column: str, values: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    values = sorted(values)
    for start in range(0, len(values), IN_ONE_QUESTION):
        rows = User.objects.annotate(wanted=Lower(column)).filter(wanted__in=values[start : start + IN_ONE_QUESTION])
        found |= dict(rows.values_list("wanted", "pk"))
    return found


def fold_digits(text: str) -> str:
    """Arabic digits as Western ones."""
    return text.translate({ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")})


def is_open(post: Post, on: date) -> bool:
    return post.to_on is None or post.to_on >= on
