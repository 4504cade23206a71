"""What becomes of one row of a staff list? It gets its fate and its problems before anything is written.

A person is known by the staff number within the institution. A blank cell leaves things as they are. A change of
branch, province or job ends the present post the day before and opens a new one; a start date says when a new
person begins or a move takes effect, it never rewrites a past post.

What the person confirmed is the person's: names confirmed by the holder, and the e-mail and phone of somebody who
already signs in, are not overwritten by a list; the row says so.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from people.models import Branch, JobProfile, Post, Territory, User
from people.spelling import fold
from people.staff_columns import COLUMNS
from people.staff_known import Known, fold_digits, is_open, tight
from people.staff_problems import Problem
from people.trilingual import tongue

NAMES = {"given": "first_name", "family": "last_name", "given_ar": "given_ar", "family_ar": "family_ar"}
NAME_LONGEST = 80
CELL_LONGEST = 300
EARLIEST = 1950
DAYS_AHEAD = 400
_NUMBER = re.compile(r"[A-Z0-9](?:[A-Z0-9/-]{0,18}[A-Z0-9])?")
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?E\+?\d+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:[ .'’ʼ-]+[^\W\d_]+)*\.?")
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


def row_of(line: int, cells: list[str], columns: dict[str, int], corrections: dict) -> Row:
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


def judge_row(row: Row, known: Known) -> None:
    for column, text in row.says.items():
        if len(text) > CELL_LONGEST:
            row.refuse("too_long", column)
        elif any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text):
            row.refuse("hidden_signs", column)
    if row.problems:
        return
    _judge_number(row, known)
    _judge_names(row)
    _judge_email(row, known)
    _judge_phone(row, known)
    _judge_place(row, known)
    _judge_profile(row, known)
    _judge_dates(row, known)
    if text := row.says["language"]:
        if language := LANGUAGES.get(fold(text)):
            row.writes["language"] = language
        else:
            row.refuse("language_unknown", "language")
    if not row.problems:
        _compare(row, known)


def _judge_number(row: Row, known: Known) -> None:
    text = fold_digits(row.says["number"]).upper().replace(" ", "")
    text = text.removeprefix(f"{known.institution.short.upper()}-")
    if not text:
        return row.refuse("number_missing", "number")
    if _SCIENTIFIC.fullmatch(text) and "+" in text:
        return row.refuse("number_scientific", "number")
    if not _NUMBER.fullmatch(text):
        return row.refuse("number_shape", "number")
    for short in known.shorts:
        if text.startswith(f"{short.upper()}-"):
            return row.refuse("number_elsewhere", "number", short=short)
    if text not in known.posts and (alike := known.without_zeros.get(text.lstrip("0"))):
        if len(alike) == 1 and _same_name(row, known.posts[alike[0]].person):
            text = alike[0]
        else:
            return row.refuse("number_zeros", "number", number=alike[0], use=alike[0])
    if text in known.seen_number:
        return row.refuse("number_twice", "number", line=known.seen_number[text])
    known.seen_number[text] = row.line
    row.number = text
    row.post = known.posts.get(text)
    row.person = row.post.person if row.post else None
    if row.person is None and f"{known.institution.short}-{text}".casefold() in known.by_username:
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


def _judge_email(row: Row, known: Known) -> None:
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
    if email in known.seen_email:
        return row.refuse("email_twice", "email", line=known.seen_email[email])
    known.seen_email[email] = row.line
    if known.by_email.get(email, row.person and row.person.pk) != (row.person and row.person.pk):
        return row.refuse("email_taken", "email")
    row.writes["email"] = email


def _judge_phone(row: Row, known: Known) -> None:
    text = row.says["phone"]
    if not text:
        return
    if _SCIENTIFIC.fullmatch(text):
        return row.refuse("phone_scientific", "phone")
    phone = known.phones[row.line]
    if phone is None or re.search(r"[A-Za-z\u0600-\u06ff]", fold_digits(text)):
        return row.refuse("phone_shape", "phone")
    if phone in known.seen_phone:
        return row.refuse("phone_twice", "phone", line=known.seen_phone[phone])
    known.seen_phone[phone] = row.line
    if known.by_phone.get(phone, row.person and row.person.pk) != (row.person and row.person.pk):
        return row.refuse("phone_taken", "phone")
    row.writes["phone"] = phone


def _judge_place(row: Row, known: Known) -> None:
    if text := row.says["branch"]:
        row.branch = known.branch_words.get(tight(text))
        if row.branch is None:
            if known.is_elsewhere(tight(text)):
                row.refuse("branch_elsewhere", "branch")
            elif meant := known.meant("branch", text, known.branch_words):
                row.refuse("branch_meant", "branch", suggestion=_names(meant), use=meant.code)
            else:
                row.refuse("branch_unknown", "branch")
            return
        row.province = known.territories[row.branch.province_id]
    if text := row.says["province"]:
        province = known.province_words.get(tight(text))
        if province is None:
            if region := known.region_words.get(tight(text)):
                row.refuse("province_region", "province", region=_names(region))
            elif meant := known.meant("province", text, known.province_words):
                row.refuse("province_meant", "province", suggestion=_names(meant), use=meant.name_fr)
            else:
                row.refuse("province_unknown", "province")
        elif row.branch and province.pk != row.branch.province_id:
            where = _names(known.territories[row.branch.province_id])
            row.refuse("province_not_branch", "province", branch=_names(row.branch), province=where)
        else:
            row.province = province
    elif not row.branch:
        if row.post:
            row.province = known.territories[row.post.province_id]
        else:
            row.refuse("place_missing", "branch")


def _judge_profile(row: Row, known: Known) -> None:
    text = row.says["profile"]
    if not text:
        if row.post:
            row.profile = known.profiles[row.post.profile_id]
        else:
            row.refuse("profile_missing", "profile")
        return
    profile = known.profile_words.get(tight(text))
    if profile is None:
        if meant := known.meant("profile", text, known.profile_words):
            row.refuse("profile_meant", "profile", suggestion=_names(meant), use=meant.code)
        else:
            row.refuse("profile_unknown", "profile")
    elif profile.kind == JobProfile.Kind.ROLE:
        row.refuse("profile_role", "profile", role=_names(profile))
    else:
        row.profile = profile


def _names(row) -> dict[str, str]:
    return {"ar": row.name_ar, "fr": row.name_fr, "en": row.name_en or row.name_fr}


def _judge_dates(row: Row, known: Known) -> None:
    for column in ("from_on", "to_on"):
        if not row.says[column]:
            continue
        day = _date(row, column)
        if day is None:
            continue
        if day.year < EARLIEST or day > known.on + timedelta(days=DAYS_AHEAD):
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


def _compare(row: Row, known: Known) -> None:
    """What the row changes of a known person; what stays theirs; whether a post opens."""
    if not known.is_covered(row.province.pk, row.branch and row.branch.pk) or (
        row.post and not known.is_covered(row.post.province_id, row.post.branch_id)
    ):
        row.refuse("outside_charge", "branch")
        return
    if row.person is None:
        row.opens = True
        row.starts_on = row.starts_on or (min(known.on, row.ends_on) if row.ends_on else known.on)
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
        row.branch = known.branches.get(post.branch_id)  # neither is said: the place stays
    if (row.branch and row.branch.pk) != post.branch_id:
        was = known.branches.get(post.branch_id)
        moved["branch"] = (_names(was) if was else "", _names(row.branch) if row.branch else "")
    if row.province.pk != post.province_id:
        moved["province"] = (_names(known.territories[post.province_id]), _names(row.province))
    if row.profile.pk != post.profile_id:
        moved["profile"] = (_names(known.profiles[post.profile_id]), _names(row.profile))
    row.changes |= moved

    still_open = is_open(post, known.on)
    if moved or (not still_open and not (row.ends_on and row.ends_on <= post.to_on)):
        earliest = post.to_on + timedelta(days=1) if not still_open else post.from_on
        wished = row.starts_on if row.starts_on and row.starts_on > post.from_on else known.on
        row.starts_on = max(wished, earliest)
        row.opens = True
        if not still_open:
            row.changes["from_on"] = ("", row.starts_on.isoformat())
        if row.ends_on and row.ends_on < row.starts_on:
            row.refuse("date_order", "to_on")
    elif row.ends_on and row.ends_on != post.to_on:
        if row.ends_on < post.from_on:
            row.refuse("date_before_post", "to_on", start=post.from_on.strftime("%d/%m/%Y"))
        row.changes["to_on"] = (post.to_on.isoformat() if post.to_on else "", row.ends_on.isoformat())


def fate_of(row: Row) -> Fate:
    if row.is_refused:
        return Fate.REFUSED
    if row.person is None:
        return Fate.NEW
    if row.changes:
        return Fate.CHANGED
    return Fate.LEFT if any(note.code == "note_holder" for note in row.notes) else Fate.SAME
