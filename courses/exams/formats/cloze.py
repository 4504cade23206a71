"""Moodle's embedded answers: ``{1:SHORTANSWER:=Rabat~%50%Fès#No}`` inside a text, and the text written from gaps.

When every answer is a word or a choice of one, it is a text with gaps. Numbers with a tolerance and choices of
several make it a case, each part asked by the text before it; a ruled line parts them when we wrote it.
"""

import html
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.exams.formats.markup import MARK, from_html, normal
from courses.exams.formats.reading import Refuse, Taking, chosen, decimal, letter, numeric, task

NAMES = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), "short"),
    **dict.fromkeys(("NUMERICAL", "NM"), "numeric"),
    **dict.fromkeys(
        [
            "MULTICHOICE",
            "MC",
            "MCV",
            "MCH",
            "MCS",
            "MCVS",
            "MCHS",
            "MULTICHOICE_V",
            "MULTICHOICE_H",
            "MULTICHOICE_S",
            "MULTICHOICE_VS",
            "MULTICHOICE_HS",
        ],
        "single",
    ),
    **dict.fromkeys(
        ["MULTIRESPONSE", "MR", "MRH", "MRS", "MRHS", "MULTIRESPONSE_H", "MULTIRESPONSE_S", "MULTIRESPONSE_HS"],
        "multiple",
    ),
}
ASKED = re.compile(r"\{(\d{0,3}):([A-Z_]{2,20}):((?:\\.|[^\\}])*)\}", re.S)
ANSWER = re.compile(r"\s*(?:(=)|%(-?\d{1,3}(?:\.\d{1,6})?)%)?(.*)", re.S)


@dataclass
class Sub:
    kind: str
    points: int
    answers: list[tuple[str, Decimal, str]]  # words, percent, feedback

    def right(self) -> list[str]:
        return [words for words, worth, _feedback in self.answers if worth >= Decimal("99.9")]


def read(said: str, taking: Taking, *, name: str, kind: str) -> dict:
    subs: list[Sub] = []

    def mark(found):
        subs.append(_sub(found[1], found[2], found[3]))
        return f"QzQ{len(subs) - 1}QzQ"

    text = ASKED.sub(mark, re.sub(r"<hr\b[^>]*>", "<p>QzRQzQ</p>", said))
    if not subs:
        raise Refuse(_("It has no gap."))
    text = re.sub(r"QzQ(\d+)QzQ", "\ue000\\1\ue001", from_html(text, taking))
    if "{" in text and re.search(r"\{\d*:[A-Za-z_]+:", text):
        raise Refuse(_("One of its embedded answers cannot be read."))
    if any(0 < worth < 100 for sub in subs for _w, worth, _f in sub.answers if sub.kind != "multiple"):
        taking.note(_("Points for half-right answers were not carried over: an answer is right or wrong."))
    with_tolerance = any(sub.kind == "numeric" and ":" in words for sub in subs for words in sub.right())
    if kind == "case" or (kind != "gaps" and (with_tolerance or any(sub.kind == "multiple" for sub in subs))):
        return _case(text, subs, taking, name)
    return _gaps(text.replace("QzRQzQ", "").strip(), subs, taking)


def _sub(points: str, name: str, body: str) -> Sub:
    if name not in NAMES:
        raise Refuse(_("Its kind “%(kind)s” is not known here.") % {"kind": name})
    answers = []
    for piece in re.split(r"(?<!\\)~", body):
        sign, percent, rest = ANSWER.fullmatch(piece).groups()
        words, _sep, feedback = re.split(r"((?<!\\)#|$)", rest, maxsplit=1)
        worth = Decimal(100) if sign else decimal(percent or "0") or Decimal(0)
        answers.append((_unescaped(words), worth, _unescaped(feedback)))
    return Sub(NAMES[name], min(max(int(points or 1), 1), 100), [a for a in answers if a[0]])


def _unescaped(text: str) -> str:
    text = re.sub(r"\\([}#~/\"\\&={])", r"\1", text)
    return normal(html.unescape(re.sub(r"<[^>]*>", " ", text)))


def _escaped(text: str) -> str:
    return html.escape(re.sub(r"([\\}#~])", r"\\\1", text.replace("\n", " ")), quote=False)


def stem_of(text: str, first: str, taking: Taking) -> tuple[str, str]:
    """Paragraphs before the first gap say what to do."""
    paragraphs = text.split("\n\n")
    at = next((n for n, p in enumerate(paragraphs) if first in p), 0)
    stem = "\n\n".join(paragraphs[:at])
    if not stem:
        taking.note(_("It does not say what to do; a sentence was added."))
        stem = task(taking.language, "gaps")
    return stem, "\n\n".join(paragraphs[at:])


def _gaps(text: str, subs: list[Sub], taking: Taking) -> dict:
    stem, text = stem_of(text, "\ue000", taking)
    gaps = []
    for n, sub in enumerate(subs, start=1):
        rights = sub.right()
        if not rights:
            raise Refuse(_("Gap %(gap)s does not say which one of its words is right.") % {"gap": n})
        if any(feedback for _w, _p, feedback in sub.answers):
            taking.note(_("What it says of single answers was not carried over."))
        if sub.kind == "single":
            choices = [
                {"key": letter(i), "text": taking.texts(words), "correct": worth >= Decimal("99.9")}
                for i, (words, worth, _f) in enumerate(sub.answers)
            ]
            gaps.append({"key": str(n), "accepted": {}, "choices": choices})
            continue
        if sub.kind == "numeric":
            rights = [words.partition(":")[0] for words in rights]
        if any("*" in words for words in rights):
            taking.note(_("An answer with a star (any letters) was not carried over."))
            rights = [words for words in rights if "*" not in words]
        if not rights:
            raise Refuse(_("It does not say which answer is right."))
        gaps.append({"key": str(n), "accepted": {taking.language: list(dict.fromkeys(rights))}, "choices": []})
    text = MARK.sub(lambda m: f"[[{int(m[1]) + 1}]]", text)
    return {"kind": "gaps", "stem": taking.texts(stem), "text": taking.texts(text), "gaps": gaps}


def rename(record: dict, keys: list[str]) -> None:
    """Gaps counted from 1 get these keys."""
    names = dict(zip([gap["key"] for gap in record["gaps"]], keys, strict=True))
    for gap in record["gaps"]:
        gap["key"] = names[gap["key"]]
    record["text"] = {
        t: re.sub(r"\[\[(\w{1,10})\]\]", lambda m: f"[[{names.get(m[1], m[1])}]]", text)
        for t, text in record["text"].items()
    }


def _case(text: str, subs: list[Sub], taking: Taking, name: str) -> dict:
    if "QzRQzQ" in text:
        stem, *pieces = (piece.strip() for piece in text.split("QzRQzQ"))
        asked = [(MARK.sub("", p).strip(), [int(n) for n in MARK.findall(p)]) for p in pieces]
        if MARK.search(stem) or any(len(places) != 1 for _t, places in asked):
            raise Refuse(_("One of its embedded answers cannot be read."))
    else:
        pieces = MARK.split(text)
        asked = [(pieces[n - 1].strip(), [int(pieces[n])]) for n in range(1, len(pieces), 2)]
        head, _sep, first = asked[0][0].rpartition("\n")
        stem = head.strip() or name
        asked[0] = (first.strip(), asked[0][1])
    if not stem:
        raise Refuse(_("It has several parts and no text that they belong to."))
    parts = [_part(str(n), said, subs[places[0]], taking) for n, (said, places) in enumerate(asked, start=1)]
    return {"kind": "case", "stem": taking.texts(stem), "parts": parts}


def _part(key: str, stem: str, sub: Sub, taking: Taking) -> dict:
    if not stem:
        raise Refuse(_("The text of the question is missing."))
    part = {"key": key, "points": sub.points, "stem": taking.texts(stem)}
    if sub.kind in ("single", "multiple"):
        several = sub.kind == "multiple"
        rights = [worth > 0 if several else worth >= Decimal("99.9") for _w, worth, _f in sub.answers]
        options = []
        for n, ((words, _worth, feedback), right) in enumerate(zip(sub.answers, rights, strict=True)):
            option = {"key": letter(n), "text": taking.texts(words), "correct": right}
            options.append(option | ({"feedback": taking.texts(feedback)} if feedback else {}))
        return part | {"kind": chosen(rights, several, taking), "options": options}
    rights = sub.right()
    if not rights:
        raise Refuse(_("It does not say which answer is right."))
    if sub.kind == "numeric":
        value, _sep, tolerance = rights[0].partition(":")
        return part | {"kind": "numeric", "numeric": numeric(value, tolerance, taking)}
    return part | {"kind": "short", "accepted": {taking.language: list(dict.fromkeys(rights))}}


# Out


def written(kind: str, answers: list[tuple[str, Decimal | int, str]], points: int = 1) -> str:
    """``answers``: words, percent, feedback."""
    said = []
    for words, worth, feedback in answers:
        sign = "=" if worth == 100 else f"%{worth:f}%" if worth else ""
        said.append(f"{sign}{_escaped(words)}{'#' + _escaped(feedback) if feedback else ''}")
    name = {"short": "SHORTANSWER", "numeric": "NUMERICAL", "single": "MULTICHOICE", "multiple": "MULTIRESPONSE"}[kind]
    return f"{{{points}:{name}:{'~'.join(said)}}}"


def number(value: str, tolerance: str, points: int = 1) -> str:
    return f"{{{points}:NUMERICAL:={value}:{tolerance}}}"
