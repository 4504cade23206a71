"""What would a staff list change? Every row gets its fate before anything is written.

A person is known by the staff number within the institution. A blank cell leaves things as they are. A change of
branch, province or job ends the present post the day before and opens a new one; a start date says when a new
person begins or a move takes effect, it never rewrites a past post. Nobody is deleted: people who are not in the
list stay as they are, and a leaver is a row with an end date.

What the person confirmed is the person's: names confirmed by the holder, and the e-mail and phone of somebody who
already signs in, are not overwritten by a list; the row says so.

Judging reads the database in a fixed number of questions, whatever the length of the list.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from people.models import Branch, Charge, Institution, JobProfile, Post, Territory, User
from people.sheets import Sheet, read
from people.signing_in import phone_of
from people.spelling import fold
from people.staff_columns import COLUMNS, columns_of, known
from people.staff_problems import Problem
from people.trilingual import tongue

NAMES = {"given": "first_name", "family": "last_name", "given_ar": "given_ar", "family_ar": "family_ar"}
NAME_LONGEST = 80
CELL_LONGEST = 300
IN_ONE_QUESTION = 5_000  # values of an IN list
EARLIEST = 1950
DAYS_AHEAD = 400
_NUMBER = re.compile(r"[A-Z0-9](?:[A-Z0-9/-]{0,18}[A-Z0-9])?")
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?E\+?\d+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:[ .'’ʼ-]+[^\W\d_]+)*\.?")
_PLACE_WORDS = re.compile(r"^(?:province|prefecture|اقليم|عماله)(?: (?:de|d|du|des))? ")
LANGUAGES = {
    fold(word): code
    for code, words in {
        "ar": "ar|arabe|arabic|العربية|عربية|عربي",
        "fr": "fr|francais|french|الفرنسية|فرنسية",
        "en": "en|anglais|english|الإنجليزية|إنجليزية",
    }.items()
    for word in words.split("|")
}


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"  # differs only in what the person confirmed
    REFUSED = "refused"


@dataclass
class Row:
    """One row of the list, what it says, and what will become of it."""

    line: int
    cells: list[str]
    says: dict[str, str]
    fate: Fate = Fate.SAME
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    changes: dict[str, tuple] = field(default_factory=dict)  # column: (what it was, what it becomes)
    person: User | None = None  # None = new
    post: Post | None = None  # the present or last post in this institution
    writes: dict[str, str | None] = field(default_factory=dict)  # fields of the person
    number: str = ""
    manager: str | None = None  # a staff number; None = leave as it is
    branch: Branch | None = None
    province: Territory | None = None
    profile: JobProfile | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    opens: bool = False  # a new post begins

    def refuse(self, code: str, column: str = "", *, use: str = "", **says) -> None:
        self.problems.append(Problem(code, column, self.says.get(column, "")[:CELL_LONGEST], says, use))

    @property
    def is_refused(self) -> bool:
        return bool(self.problems)

    @property
    def shown_name(self) -> str:
        """In the reader's script when the list says it, else as the list or the account has it."""
        says = self.says
        latin, arabic = f"{says['given']} {says['family']}".strip(), f"{says['given_ar']} {says['family_ar']}".strip()
        first, second = (arabic, latin) if tongue() == "ar" else (latin, arabic)
        return first or second or (self.person.name if self.person else "")

    @property
    def changes_said(self) -> list[tuple[str, str, str]]:
        """Column, what it was, what it becomes, in the reader's language."""
        return [
            (str(COLUMNS[column][0]), _said(was), _said(becomes)) for column, (was, becomes) in self.changes.items()
        ]


def _said(value) -> str:
    return (value.get(tongue()) or value["fr"]) if isinstance(value, dict) else str(value or "")


@dataclass(frozen=True)
class Judgement:
    sheet: Sheet
    columns: dict[str, int]
    rows: list[Row]
    absent: int  # people of the institution in force who are not in the list; they stay as they are

    def of(self, *fates: Fate) -> list[Row]:
        return [row for row in self.rows if row.fate in fates]

    @property
    def counts(self) -> dict[str, int]:
        return {fate.value: len(self.of(fate)) for fate in Fate}


def institutions_of(officer, *, on: date):
    """Institutions whose staff list this officer may hand in."""
    charges = Charge.objects.in_force(on=on).filter(person=officer, role=Charge.Role.HR_OFFICER)
    return Institution.objects.filter(pk__in=charges.values("institution"))


def judge(content: bytes, institution: Institution, *, on: date, officer=None, corrections=None) -> Judgement:
    """Raise ``sheets.Unreadable`` when the file as a whole cannot be taken.

    ``officer`` None = nobody's charge limits the list. ``corrections``: {column: {value written: value meant}}.
    """
    sheet = read(content, known=known)
    columns = columns_of(sheet)
    rows = [_row(line, cells, columns, corrections or {}) for line, cells in sheet.rows]
    for row in rows:
        if len(row.cells) > len(sheet.header) and any(row.cells[len(sheet.header) :]):
            row.refuse("extra_cells")
    around = _Around(institution, rows, on=on, officer=officer)
    for row in rows:
        _judge_row(row, around)
    _judge_managers(rows, around)
    for row in rows:
        row.fate = _fate(row)
    named = {row.post.pk for row in rows if row.post}
    absent = sum(1 for post in around.posts.values() if post.pk not in named and _is_open(post, on))
    return Judgement(sheet, columns, rows, absent)


def _row(line: int, cells: list[str], columns: dict[str, int], corrections: dict) -> Row:
    says = {}
    for column in (
        "number",
        *NAMES,
        "email",
        "phone",
        "branch",
        "province",
        "profile",
        "manager",
        "from_on",
        "to_on",
        "language",
    ):
        at = columns.get(column)
        text = cells[at] if at is not None and at < len(cells) else ""
        says[column] = corrections.get(column, {}).get(text, text)
    return Row(line, cells, says)


class _Around:
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
            self.elsewhere = {_tight(w) for row in others.values_list("code", "name_ar", "name_fr") for w in row}
        return word in self.elsewhere

    def meant(self, kind: str, text: str, words: dict):
        """The row this misspelt text probably means, or None. Asked once per text."""
        key = (kind, text)
        if key not in self._meant:
            close = get_close_matches(_tight(text), words, n=1, cutoff=0.72)
            self._meant[key] = words[close[0]] if close else None
        return self._meant[key]


def _tight(text: str) -> str:
    return _PLACE_WORDS.sub("", fold(text)).replace(" ", "")


def _words(rows, ways) -> dict:
    """Folded and written together: every way to write a row. What could mean two rows means neither."""
    found: dict = {}
    for row in rows:
        for way in {_tight(way) for way in ways(row) if way}:
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


def _is_open(post: Post, on: date) -> bool:
    return post.to_on is None or post.to_on >= on


def _judge_row(row: Row, around: _Around) -> None:
    for column, text in row.says.items():
        if len(text) > CELL_LONGEST:
            row.refuse("too_long", column)
        elif any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text):
            row.refuse("hidden_signs", column)
    if row.problems:
        return
    _judge_number(row, around)
    _judge_names(row)
    _judge_email(row, around)
    _judge_phone(row, around)
    _judge_place(row, around)
    _judge_profile(row, around)
    _judge_dates(row, around)
    if text := row.says["language"]:
        if language := LANGUAGES.get(fold(text)):
            row.writes["language"] = language
        else:
            row.refuse("language_unknown", "language")
    if not row.problems:
        _compare(row, around)


def _judge_number(row: Row, around: _Around) -> None:
    text = fold_digits(row.says["number"]).upper().replace(" ", "")
    text = text.removeprefix(f"{around.institution.short.upper()}-")
    if not text:
        return row.refuse("number_missing", "number")
    if _SCIENTIFIC.fullmatch(text) and "+" in text:
        return row.refuse("number_scientific", "number")
    if not _NUMBER.fullmatch(text):
        return row.refuse("number_shape", "number")
    for short in around.shorts:
        if text.startswith(f"{short.upper()}-"):
            return row.refuse("number_elsewhere", "number", short=short)
    if text not in around.posts and (alike := around.without_zeros.get(text.lstrip("0"))):
        if len(alike) == 1 and _same_name(row, around.posts[alike[0]].person):
            text = alike[0]
        else:
            return row.refuse("number_zeros", "number", number=alike[0], use=alike[0])
    if text in around.seen_number:
        return row.refuse("number_twice", "number", line=around.seen_number[text])
    around.seen_number[text] = row.line
    row.number = text
    row.post = around.posts.get(text)
    row.person = row.post.person if row.post else None
    if row.person is None and f"{around.institution.short}-{text}".casefold() in around.by_username:
        row.refuse("number_twice_known", "number")


def _same_name(row: Row, person: User) -> bool:
    latin = fold(f"{row.says['given']} {row.says['family']}")
    arabic = fold(f"{row.says['given_ar']} {row.says['family_ar']}")
    return bool(latin and latin == fold(person.name_latin)) or bool(arabic and arabic == fold(person.name_ar))


def _judge_names(row: Row) -> None:
    says = row.says
    for column in NAMES:
        text = says[column]
        if not text:
            continue
        if wrong := wrong_name(text, arabic=column.endswith("_ar")):
            row.refuse(wrong, column)
        else:
            row.writes[NAMES[column]] = " ".join(text.split())
    for given, family in (("given", "family"), ("given_ar", "family_ar")):
        if row.person is None and bool(says[given]) != bool(says[family]):
            row.refuse("name_half", family if says[given] else given)
    if row.person is None and not any(says[c] for c in NAMES):
        row.refuse("name_missing", "family")


def wrong_name(text: str, *, arabic: bool) -> str | None:
    """What is wrong with a name in Arabic or in Latin letters; ``None`` = nothing."""
    if arabic != any("\u0600" <= c <= "\u06ff" for c in text):
        return "name_not_arabic" if arabic else "name_not_latin"
    if len(text) > NAME_LONGEST:
        return "too_long"
    return None if _NAME.fullmatch(_without_marks(text)) else "name_signs"


def _without_marks(text: str) -> str:
    """Without Arabic vowel signs and tatweel, which stand between letters but are none."""
    return re.sub("[\u064b-\u0652\u0640\u0670]", "", text)


def _judge_email(row: Row, around: _Around) -> None:
    email = row.says["email"].casefold()
    if not email:
        return
    name, at, domain = email.partition("@")
    if not (name and at and domain) or "@" in domain:
        return row.refuse("email_at", "email")
    if "." not in domain.strip("."):
        return row.refuse("email_end", "email")
    try:
        validate_email(email)
    except ValidationError:
        return row.refuse("email_shape", "email")
    if email in around.seen_email:
        return row.refuse("email_twice", "email", line=around.seen_email[email])
    around.seen_email[email] = row.line
    if around.by_email.get(email, row.person and row.person.pk) != (row.person and row.person.pk):
        return row.refuse("email_taken", "email")
    row.writes["email"] = email


def _judge_phone(row: Row, around: _Around) -> None:
    text = row.says["phone"]
    if not text:
        return
    if _SCIENTIFIC.fullmatch(text):
        return row.refuse("phone_scientific", "phone")
    phone = around.phones[row.line]
    if phone is None or re.search(r"[A-Za-z\u0600-\u06ff]", fold_digits(text)):
        return row.refuse("phone_shape", "phone")
    if phone in around.seen_phone:
        return row.refuse("phone_twice", "phone", line=around.seen_phone[phone])
    around.seen_phone[phone] = row.line
    if around.by_phone.get(phone, row.person and row.person.pk) != (row.person and row.person.pk):
        return row.refuse("phone_taken", "phone")
    row.writes["phone"] = phone


def _judge_place(row: Row, around: _Around) -> None:
    if text := row.says["branch"]:
        row.branch = around.branch_words.get(_tight(text))
        if row.branch is None:
            if around.is_elsewhere(_tight(text)):
                row.refuse("branch_elsewhere", "branch")
            elif meant := around.meant("branch", text, around.branch_words):
                row.refuse("branch_meant", "branch", suggestion=_names(meant), use=meant.code)
            else:
                row.refuse("branch_unknown", "branch")
            return
        row.province = around.territories[row.branch.province_id]
    if text := row.says["province"]:
        province = around.province_words.get(_tight(text))
        if province is None:
            if region := around.region_words.get(_tight(text)):
                row.refuse("province_region", "province", region=_names(region))
            elif meant := around.meant("province", text, around.province_words):
                row.refuse("province_meant", "province", suggestion=_names(meant), use=meant.name_fr)
            else:
                row.refuse("province_unknown", "province")
        elif row.branch and province.pk != row.branch.province_id:
            where = _names(around.territories[row.branch.province_id])
            row.refuse("province_not_branch", "province", branch=_names(row.branch), province=where)
        else:
            row.province = province
    elif not row.branch:
        if row.post:
            row.province = around.territories[row.post.province_id]
        else:
            row.refuse("place_missing", "branch")


def _judge_profile(row: Row, around: _Around) -> None:
    text = row.says["profile"]
    if not text:
        if row.post:
            row.profile = around.profiles[row.post.profile_id]
        else:
            row.refuse("profile_missing", "profile")
        return
    profile = around.profile_words.get(_tight(text))
    if profile is None:
        if meant := around.meant("profile", text, around.profile_words):
            row.refuse("profile_meant", "profile", suggestion=_names(meant), use=meant.code)
        else:
            row.refuse("profile_unknown", "profile")
    elif profile.kind == JobProfile.Kind.ROLE:
        row.refuse("profile_role", "profile", role=_names(profile))
    else:
        row.profile = profile


def _names(row) -> dict[str, str]:
    return {"ar": row.name_ar, "fr": row.name_fr, "en": row.name_en or row.name_fr}


def _judge_dates(row: Row, around: _Around) -> None:
    for column in ("from_on", "to_on"):
        if not row.says[column]:
            continue
        day = _date(row, column)
        if day is None:
            continue
        if day.year < EARLIEST or day > around.on + timedelta(days=DAYS_AHEAD):
            row.refuse("date_far", column, year=day.year)
        elif column == "from_on":
            row.starts_on = day
        else:
            row.ends_on = day
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        row.refuse("date_order", "to_on")


def _date(row: Row, column: str) -> date | None:
    text = fold_digits(row.says[column]).partition(" ")[0]
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        day, month, year = map(int, found.groups())
    else:
        row.refuse("date_shape", column)
        return None
    try:
        return date(year, month, day)
    except ValueError:
        row.refuse("date_none", column)
        return None


def _compare(row: Row, around: _Around) -> None:
    """What the row changes of a known person; what stays theirs; whether a post opens."""
    if not around.is_covered(row.province.pk, row.branch and row.branch.pk) or (
        row.post and not around.is_covered(row.post.province_id, row.post.branch_id)
    ):
        row.refuse("outside_charge", "branch")
        return
    if row.person is None:
        row.opens = True
        row.starts_on = row.starts_on or (min(around.on, row.ends_on) if row.ends_on else around.on)
        return
    post, person = row.post, row.person
    held = set()
    if person.names_confirmed_at:
        held |= set(NAMES.values())
    if person.has_usable_password():
        held |= {name for name in ("email", "phone", "language") if getattr(person, name)}
    columns = {v: k for k, v in NAMES.items()}
    kept = []
    for name, becomes in list(row.writes.items()):
        was = getattr(person, name)
        if (was or "") == (becomes or ""):
            del row.writes[name]
        elif name in held:
            del row.writes[name]
            kept.append(columns.get(name, name))
        else:
            row.changes[columns.get(name, name)] = (was or "", becomes)
    if kept:
        row.notes.append(Problem("note_holder", says={"columns": kept}))

    moved = {}
    if row.branch is None and not row.says["province"]:
        row.branch = around.branches.get(post.branch_id)  # neither is said: the place stays
    if (row.branch and row.branch.pk) != post.branch_id:
        was = around.branches.get(post.branch_id)
        moved["branch"] = (_names(was) if was else "", _names(row.branch) if row.branch else "")
    if row.province.pk != post.province_id:
        moved["province"] = (_names(around.territories[post.province_id]), _names(row.province))
    if row.profile.pk != post.profile_id:
        moved["profile"] = (_names(around.profiles[post.profile_id]), _names(row.profile))
    row.changes |= moved

    is_open = _is_open(post, around.on)
    if moved or (not is_open and not (row.ends_on and row.ends_on <= post.to_on)):
        earliest = post.to_on + timedelta(days=1) if not is_open else post.from_on
        wished = row.starts_on if row.starts_on and row.starts_on > post.from_on else around.on
        row.starts_on = max(wished, earliest)
        row.opens = True
        if not is_open:
            row.changes["from_on"] = ("", row.starts_on.isoformat())
        if row.ends_on and row.ends_on < row.starts_on:
            row.refuse("date_order", "to_on")
    elif row.ends_on and row.ends_on != post.to_on:
        if row.ends_on < post.from_on:
            row.refuse("date_before_post", "to_on", start=post.from_on.strftime("%d/%m/%Y"))
        row.changes["to_on"] = (post.to_on.isoformat() if post.to_on else "", row.ends_on.isoformat())


def _judge_managers(rows: list[Row], around: _Around) -> None:
    by_number = {row.number: row for row in rows if row.number}
    over: dict[str, str] = {}  # who is whose manager once the list is written
    for number, post in around.posts.items():
        if post.manager_id in around.numbers_of:
            over[number] = around.numbers_of[post.manager_id]
    for row in rows:
        text = fold_digits(row.says["manager"]).upper().replace(" ", "")
        text = text.removeprefix(f"{around.institution.short.upper()}-")
        if not text or not row.number:
            continue
        if (
            text not in by_number
            and text not in around.posts
            and len(alike := around.without_zeros.get(text.lstrip("0"), [])) == 1
        ):
            text = alike[0]
        if text == row.number:
            row.refuse("manager_self", "manager")
        elif text in by_number and by_number[text].is_refused and text not in around.posts:
            row.notes.append(Problem("note_manager", "manager", text, {"line": by_number[text].line}))
        elif text not in by_number and text not in around.posts:
            row.refuse("manager_unknown", "manager")
        else:
            row.manager = text
            was = over.get(row.number, "")
            if row.person and was != text:
                row.changes["manager"] = (was, text)
            over[row.number] = text
    for circle in _circles(over):
        for number in circle:
            if number in by_number and by_number[number].manager:
                by_number[number].refuse("manager_circle", "manager", circle=[*circle, circle[0]])


def _circles(over: dict[str, str]) -> list[list[str]]:
    circles, settled = [], set()
    for start in over:
        way: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in way:
            way[at] = None
            at = over.get(at)
        if at in way:
            walked = list(way)
            circles.append(walked[walked.index(at) :])
        settled |= set(way)
    return circles


def _fate(row: Row) -> Fate:
    if row.is_refused:
        return Fate.REFUSED
    if row.person is None:
        return Fate.NEW
    if row.changes:
        return Fate.CHANGED
    return Fate.LEFT if any(note.code == "note_holder" for note in row.notes) else Fate.SAME
