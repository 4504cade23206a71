"""What every format gives: records, what was refused, what could not be carried over.

A reader takes bytes and the language in which the file is written. It raises ``Unreadable`` when the file as a whole
cannot be read; anything wrong with one question refuses that question alone, by its name. Nothing is fetched, and
nothing is written: pictures come along as bytes.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.exams import marking

KEY_LENGTH = 30
OPTION_KEY_LENGTH = 10
MOST_QUESTIONS = 5000
PLACES = Decimal("0.000001")  # what the bank keeps of a number
PICTURE_BYTES = 4 * 2**20
PICTURE_KINDS = {
    "png": b"\x89PNG\r\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF8",
    "webp": b"RIFF",
}


class Refuse(Exception):
    """This question cannot be brought in; the text is a sentence for its author."""


@dataclass(frozen=True)
class Said:
    """A sentence about one question, named as its author knows it."""

    which: str
    sentence: str


@dataclass
class Read:
    """``hints``: by key, words of the file that may be a competency's code, the best first. ``files``: pictures."""

    records: list[dict[str, Any]] = field(default_factory=list)
    refused: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    hints: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Written:
    """``left_out``: questions that the format cannot hold; ``notes``: what those it holds have lost."""

    content: bytes
    left_out: list[Said]
    notes: list[Said]


@dataclass
class Taking:
    """One question while it is read: its notes and pictures are kept only when it comes in."""

    which: str
    language: str
    find_file: Callable[[str], bytes | None] = lambda name: None
    notes: list[str] = field(default_factory=list)
    pictures: dict[str, dict] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def texts(self, text: str) -> dict[str, str]:
        return {self.language: text} if text else {}

    def picture(self, source: str, alt: str) -> str:
        """The name under which a picture is placed in a text."""
        if re.match(r"(?:[a-z]+:)?//", source, re.I):
            raise Refuse(
                _("It shows a picture of another site, which is not fetched. Put the picture itself in the file.")
            )
        content = self.find_file(source)
        if content is None:
            raise Refuse(_("Its picture “%(name)s” is not in the file.") % {"name": source[-80:]})
        kind = picture_kind(content)
        if kind is None:
            raise Refuse(_("Its picture “%(name)s” is not a PNG, JPEG, GIF or WebP.") % {"name": source[-80:]})
        if len(content) > PICTURE_BYTES:
            raise Refuse(_("Its picture “%(name)s” is larger than 4 MB.") % {"name": source[-80:]})
        file = f"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}.{kind}"  # as Wagtail tells images apart
        stem = "" if source.startswith("data:") else unquote(source).rpartition("/")[2].rpartition(".")[0]
        if not re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", stem):
            stem = re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")[:24]
        name, n = stem or "picture", 1
        while name in self.pictures and self.pictures[name]["file"] != file:
            n += 1
            name = f"{stem[:36] or 'picture'}-{n}"
        alt = " ".join(alt.split())
        there = self.pictures.setdefault(name, {"name": name, "alt": self.texts(alt), "image": None, "file": file})
        if alt and not there["alt"]:
            there["alt"] = self.texts(alt)
        self.files[file] = content
        return name


def file_name(picture: dict) -> str:
    """What a picture's file is called when it goes out, so that its name comes back."""
    return f"{picture['name']}.{picture['file'].rpartition('.')[2]}"


def picture_kind(content: bytes) -> str | None:
    kind = next((kind for kind, magic in PICTURE_KINDS.items() if content.startswith(magic)), None)
    return None if kind == "webp" and content[8:12] != b"WEBP" else kind


class Collecting:
    """Fills a Read, question by question."""

    def __init__(self, language: str, find_file: Callable[[str], bytes | None] = lambda name: None):
        self.read, self.language, self.find_file = Read(), language, find_file
        self._keys: set[str] = set()
        self.count = 0

    @contextmanager
    def question(self, which: str) -> Iterator[Taking]:
        """What is raised inside as ``Refuse`` refuses this question."""
        self.count += 1
        which = " ".join(which.split())[:120] or f"#{self.count}"
        if self.count > MOST_QUESTIONS:
            raise_too_many()
        taking = Taking(which, self.language, self.find_file)
        try:
            yield taking
        except Refuse as why:
            self.read.refused.append(Said(which, str(why)))

    def keep(self, taking: Taking, record: dict, hints: list[str] = ()) -> None:
        if taking.pictures:
            record["pictures"] = list(taking.pictures.values())
        self.read.records.append(record)
        self.read.notes += [Said(taking.which, sentence) for sentence in taking.notes]
        self.read.files |= taking.files
        if words := [word for word in hints if word]:
            self.read.hints.setdefault(record["key"], words)

    def key(self, explicit: str, name: str) -> str:
        """The identity that the file gives, else one made of the name: the same file gives the same keys."""
        if explicit:
            return short_key(explicit)
        wanted = key = short_key(name or f"Q{self.count}")
        n = 1
        while key in self._keys:
            n += 1
            key = f"{wanted[: KEY_LENGTH - 5]}-{n}"
        self._keys.add(key)
        return key


def raise_too_many():
    from people.sheets import Unreadable

    raise Unreadable("too_many", _("The file has more than 5,000 questions. Send it in parts."))


def short_key(text: str) -> str:
    """As it stands when it can be a key; otherwise its beginning and a mark that tells it from others."""
    text = " ".join(clean(text).split())
    key = re.sub(r"\s+", "-", text)
    if key and len(key) <= KEY_LENGTH:
        return key
    return f"{key[: KEY_LENGTH - 9]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def option_keys(given: list[str]) -> list[str]:
    """The file's own identifiers when they all fit; otherwise a, b, c … in their order."""
    if given and all(0 < len(key) <= OPTION_KEY_LENGTH for key in given) and len(set(given)) == len(given):
        return list(given)
    return [letter(n) for n in range(len(given))]


def letter(n: int) -> str:
    return chr(97 + n) if n < 26 else f"o{n + 1}"


def clean(text: str) -> str:
    """Without control characters and marks that we use ourselves."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\ue0ff\ufeff\ufffe\uffff]", "", text)


def points_of(text: str, taking: Taking) -> int:
    """Whole points, from 1 to 100."""
    if not text.strip():
        return 1
    given = decimal(text)
    if given is None:
        taking.note(_("Its points could not be read and are now 1."))
        return 1
    points = int(min(max(given, Decimal(1)), Decimal(100)))
    if points != given:
        taking.note(_("Points are whole numbers from 1 to 100 here: they are now %(points)d.") % {"points": points})
    return points


def decimal(text: str) -> Decimal | None:
    """A number as any of these formats writes it; None = it is not one."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        try:
            value = marking.number(text)
        except marking.NotANumber:
            return None
    return value if value.is_finite() and abs(value) < 10**15 else None


def numeric(value: str, tolerance: str | Decimal, taking: Taking, unit: str = "") -> dict:
    right, around = decimal(value), tolerance if isinstance(tolerance, Decimal) else decimal(tolerance or "0")
    if right is None or around is None:
        raise Refuse(_("Its right number or its tolerance cannot be read."))
    kept = right.quantize(PLACES), around.quantize(PLACES)
    if kept != (right, around):
        taking.note(_("Numbers keep six decimals here; the rest was rounded."))
    if len(unit) > 30:
        raise Refuse(_("Its unit is longer than 30 characters."))
    return {"value": spelled(kept[0]), "tolerance": spelled(kept[1]), "unit": taking.texts(unit)}


def spelled(value) -> str:
    return marking.plain(Decimal(str(value)) + 0)


def truth(language: str) -> dict[str, str]:
    with override(language):
        return {"true": _("True"), "false": _("False")}


def chosen(rights: list[bool], several: bool, taking: Taking) -> str:
    """Which kind a choice is here, by how many options are right."""
    count = sum(rights)
    if count == 0:
        raise Refuse(_("It does not say which answer is right."))
    if count == 1:
        if several:
            taking.note(_("It let several options be chosen, and one is right: it is now a choice of one."))
        return "single"
    if not several:
        raise Refuse(_("Several options are right, but only one can be chosen."))
    return "multiple"


def task(language: str, kind: str) -> str:
    """What to do, for texts that do not say it."""
    with override(language):
        return {
            "gaps": _("Complete the text."),
            "order": _("Put these in the right order."),
            "match": _("Find what belongs together."),
        }[kind]
