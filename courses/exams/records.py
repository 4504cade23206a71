"""A question as a record: what files, importers and demo data hand over, and why one cannot be used.

::

    {"key", "competency", "difficulty": 1–3, "points": 1, "kind", "stem": {ar, fr, en}, "feedback": {…},
     "pictures": [{"name", "alt": {…}, "image": id or None, "file": name in the package or None}],
     "options": [{"key", "text": {…}, "correct": bool, "feedback": {…}}],         single, multiple, true_false
     "numeric": {"value", "tolerance", "unit": {…}},                               numeric
     "accepted": {"ar": [..], "fr": [..], "en": [..]},                             short
     "items": [{"key", "text": {…}}],                                              order: in the right order
     "pairs": [{"key", "text": {…}, "with": {…}}], "extra": [{"key", "text": {…}}],  match; extra fits nothing
     "text": {…} with gaps written [[1]], "gaps": [{"key": "1", "accepted": {…}}
                                                or {"key": "1", "choices": [{"key", "text": {…}, "correct": bool}]}],
     "parts": [record without competency and difficulty, of any kind but case]}    case; worth what its parts are

Texts exist in Arabic and French; English is welcome. A line ``![name]`` places a picture, ``$…$`` is a formula.
A record of another kind may carry fields it does not use; they are left aside.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from courses.exams import texts
from courses.exams.marking import folded, plain
from courses.exams.models import Question

TONGUES = ("ar", "fr", "en")
ASKED = ("ar", "fr")  # a question must exist in these
GAP = re.compile(r"\[\[([\w-]{1,10})\]\]")
LONGEST_TEXT = 10_000
LONGEST_ANSWER = 200
MOST = 50  # options, items, pairs, gaps or parts of one question
_PLACES = Decimal("0.000001")  # as the database keeps a number
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")
_NAME = re.compile(r"[\w.-]{1,40}")
Kind = Question.Kind


@dataclass(frozen=True)
class Problem:
    """Why a record cannot be used."""

    key: str
    reason: str

    def __str__(self):
        return f"{self.key}: {self.reason}"


def problems_of(records: Iterable[Mapping[str, Any]]) -> list[Problem]:
    found, seen = [], set()
    for place, record in enumerate(records, start=1):
        if not isinstance(record, Mapping):
            found.append(Problem(f"#{place}", _("This is not a record.")))
            continue
        key = str(record.get("key") or f"#{place}")
        if key in seen:
            found.append(Problem(key, _("Another question has this key.")))
        seen.add(key)
        found.extend(Problem(key, reason) for reason in reasons(record))
    return found


def reasons(record: Mapping[str, Any]) -> Iterator[str]:
    """Why this record cannot be used, alone. Never fails, whatever the record holds."""
    if any(_UNWRITABLE.search(text) for text in _strings(record)):
        yield _("A text holds a character that cannot be kept.")
        return
    if not record.get("key"):
        yield _("The key is missing.")
    elif len(str(record["key"])) > 30:
        yield _("The key is longer than 30 characters.")
    if not record.get("competency") or not isinstance(record["competency"], str):
        yield _("The competency is missing.")
    elif len(record["competency"]) > 20:
        yield _("The competency is longer than 20 characters.")
    if not _is_one_of(record.get("difficulty"), (1, 2, 3)):
        yield _("The difficulty is not 1, 2 or 3.")
    yield from _asked_reasons(record, list(Kind))
    yield from _picture_reasons(record)


def _asked_reasons(record, kinds) -> Iterator[str]:
    """What holds for a question and for a part of a case alike."""
    points, kind = record.get("points", 1), record.get("kind")
    if not isinstance(points, int) or isinstance(points, bool) or not 1 <= points <= 1000:
        yield _("The points are not a whole number from 1 up.")
    yield from _missing(record.get("stem"), _("the question"))
    yield from _loose(record.get("feedback"), _("the explanation"))
    if not _is_one_of(kind, kinds):
        yield _("The kind “%(kind)s” is not known.") % {"kind": str(kind)[:40]}
    else:
        yield from _CHECKS[kind](record)


# Texts


def _strings(value) -> Iterator[str]:
    """Every string within, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _strings(name)
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _is_one_of(value, allowed) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value in allowed


def _missing(said, what: str) -> Iterator[str]:
    for tongue in ASKED:
        if not isinstance(said, Mapping) or not isinstance(said.get(tongue), str) or not said[tongue].strip():
            yield _("The text of %(what)s is missing in “%(language)s”.") % {"what": what, "language": tongue}
    yield from _loose(said, what)


def _loose(said, what: str) -> Iterator[str]:
    """What is wrong with a text that may also be absent."""
    if said is None or said == "":
        return
    if not isinstance(said, Mapping) or not all(isinstance(text, str | None) for text in said.values()):
        yield _("The text of %(what)s is not written by language.") % {"what": what}
        return
    for text in filter(None, said.values()):
        if len(text) > LONGEST_TEXT:
            yield _("The text of %(what)s is too long.") % {"what": what}
        for latex in texts.bad_formulae(text):
            yield _("The formula “%(formula)s” in %(what)s cannot be read.") % {"formula": latex[:60], "what": what}


def _rows(record, name: str, *, least: int, too_few: str, keys: str) -> tuple[list[Mapping], list[str]]:
    """The rows of ``record[name]`` with what is wrong with their number and keys; no rows when they cannot be read."""
    rows = record.get(name)
    if rows is None and not least:
        return [], []
    if not isinstance(rows, list) or len(rows) < least or not all(isinstance(row, Mapping) for row in rows):
        return [], [too_few]
    if len(rows) > MOST:
        return [], [_("There are more than %(most)d of one thing.") % {"most": MOST}]
    named = [str(row.get("key") or "") for row in rows]
    if "" in named or len(set(named)) < len(named) or any(len(key) > 10 for key in named):
        return rows, [keys]
    return rows, []


# One kind after the other


def _number_reasons(record) -> Iterator[str]:
    if record.get("options"):
        yield _("A question that asks for a number has no options.")
    numeric = record.get("numeric")
    try:
        value, tolerance = (Decimal(str(numeric[name])) for name in ("value", "tolerance"))
    except (KeyError, TypeError, IndexError, InvalidOperation):
        yield _("The right number or its tolerance is missing.")
        return
    if not value.is_finite() or not tolerance.is_finite() or abs(value) >= 10**12 or tolerance >= 10**12:
        yield _("The right number is out of range.")
        return
    if tolerance < 0:
        yield _("The tolerance is below zero.")
    unit = numeric.get("unit")
    yield from _loose(unit, _("the unit"))
    if isinstance(unit, Mapping) and any(len(text) > 30 for text in unit.values() if isinstance(text, str)):
        yield _("The unit is longer than 30 characters.")


def _option_reasons(record) -> Iterator[str]:
    kind = record["kind"]
    options, wrong = _rows(
        record,
        "options",
        least=2,
        too_few=_("There are fewer than two options."),
        keys=_("The options need different keys of at most 10 characters."),
    )
    yield from wrong
    if not options:
        return
    for option in options:
        what = _("option %(key)s") % {"key": str(option.get("key"))[:10]}
        yield from _missing(option.get("text"), what)
        yield from _loose(option.get("feedback"), what)
    right = sum(option.get("correct") is True for option in options)
    if kind == Kind.MULTIPLE and right < 2:
        yield _("A question with several right options has at least two.")
    if kind != Kind.MULTIPLE and right != 1:
        yield _("Exactly one option must be right.")
    if kind == Kind.TRUE_FALSE and {str(option.get("key")) for option in options} != {"true", "false"}:
        yield _("A true-or-false question has the options “true” and “false”.")


def _accepted_reasons(accepted, what: str) -> Iterator[str]:
    lists = [accepted.get(tongue) for tongue in TONGUES] if isinstance(accepted, Mapping) else [None]
    if not all(isinstance(answers, list | None) for answers in lists):
        lists = [None]
    answers = [answer for answers in lists for answer in answers or ()]
    if not answers:
        yield _("No answer is accepted for %(what)s.") % {"what": what}
    for answer in answers:
        if not isinstance(answer, str) or len(answer) > LONGEST_ANSWER or not folded(answer):
            yield _("The accepted answer “%(answer)s” has no letter or digit, or is too long.") % {
                "answer": str(answer)[:40]
            }


def _short_reasons(record) -> Iterator[str]:
    yield from _accepted_reasons(record.get("accepted"), _("the question"))


def _order_reasons(record) -> Iterator[str]:
    items, wrong = _rows(
        record,
        "items",
        least=2,
        too_few=_("There are fewer than two things to put in order."),
        keys=_("The things to put in order need different keys of at most 10 characters."),
    )
    yield from wrong
    for item in items:
        yield from _missing(item.get("text"), _("item %(key)s") % {"key": str(item.get("key"))[:10]})
    if _repeats(item.get("text") for item in items):
        yield _("Two of the things to put in order say the same.")


def _match_reasons(record) -> Iterator[str]:
    different = _("The pairs, and what fits nothing, need different keys of at most 10 characters.")
    pairs, wrong = _rows(
        record, "pairs", least=2, too_few=_("There are fewer than two pairs to match."), keys=different
    )
    yield from wrong
    extra, wrong = _rows(
        record, "extra", least=0, too_few=_("What fits nothing is not written row by row."), keys=different
    )
    yield from wrong
    for pair in pairs:
        what = _("pair %(key)s") % {"key": str(pair.get("key"))[:10]}
        yield from _missing(pair.get("text"), what)
        yield from _missing(pair.get("with"), what)
    for row in extra:
        yield from _missing(row.get("text"), _("what fits nothing"))
    if _repeats(pair.get("text") for pair in pairs):
        yield _("Two of the things to match say the same.")
    if extra and pairs:
        fits = {text for pair in pairs for text in _pair_of(pair.get("with"))}
        if any(text in fits for row in extra for text in _pair_of(row.get("text"))):
            yield _("What fits nothing says the same as what fits.")


def _pair_of(said) -> set[tuple[str, str]]:
    return (
        {(t, str(text).strip()) for t, text in said.items() if text and t in TONGUES}
        if isinstance(said, Mapping)
        else set()
    )


def _repeats(rows) -> bool:
    seen = [text for said in rows for text in _pair_of(said)]
    return len(set(seen)) < len(seen)


def _gap_reasons(record) -> Iterator[str]:
    yield from _missing(record.get("text"), _("the text with gaps"))
    gaps, wrong = _rows(
        record,
        "gaps",
        least=1,
        too_few=_("There is no gap."),
        keys=_("The gaps need different keys of at most 10 letters or digits."),
    )
    yield from wrong
    keys = sorted(str(gap.get("key")) for gap in gaps)
    if isinstance(record.get("text"), Mapping):
        for tongue, text in record["text"].items():
            if (
                tongue in TONGUES
                and isinstance(text, str)
                and text.strip()
                and gaps
                and sorted(GAP.findall(text)) != keys
            ):
                yield _("The text in “%(language)s” must hold each gap once: %(gaps)s.") % {
                    "language": str(tongue)[:10],
                    "gaps": " ".join(f"[[{key[:10]}]]" for key in keys),
                }
    for gap in gaps:
        yield from _one_gap_reasons(gap, _("gap %(key)s") % {"key": str(gap.get("key"))[:10]})


def _one_gap_reasons(gap, what: str) -> Iterator[str]:
    if not gap.get("choices"):
        yield from _accepted_reasons(gap.get("accepted"), what)
        return
    choices, wrong = _rows(
        gap,
        "choices",
        least=2,
        too_few=_("There are fewer than two words to choose from for %(what)s.") % {"what": what},
        keys=_("The words to choose from for %(what)s need different keys of at most 10 characters.") % {"what": what},
    )
    yield from wrong
    for choice in choices:
        yield from _missing(choice.get("text"), what)
    if choices and not any(choice.get("correct") is True for choice in choices):
        yield _("No word to choose from is right for %(what)s.") % {"what": what}


def _case_reasons(record) -> Iterator[str]:
    parts, wrong = _rows(
        record,
        "parts",
        least=1,
        too_few=_("A case has no part."),
        keys=_("The parts of a case need different keys of at most 10 characters."),
    )
    yield from wrong
    for part in parts:
        for reason in _asked_reasons(part, [kind for kind in Kind if kind != Kind.CASE]):
            yield _("Part %(key)s: %(reason)s") % {"key": str(part.get("key"))[:10], "reason": reason}


_CHECKS = {
    Kind.SINGLE: _option_reasons,
    Kind.MULTIPLE: _option_reasons,
    Kind.TRUE_FALSE: _option_reasons,
    Kind.NUMERIC: _number_reasons,
    Kind.SHORT: _short_reasons,
    Kind.ORDER: _order_reasons,
    Kind.MATCH: _match_reasons,
    Kind.GAPS: _gap_reasons,
    Kind.CASE: _case_reasons,
}


# Pictures


def _picture_reasons(record) -> Iterator[str]:
    rows = all_pictures(record)
    if not all(isinstance(row, Mapping) for row in rows) or len(rows) > MOST:
        yield _("The pictures are not written row by row.")
        return
    names = [str(row.get("name") or "") for row in rows]
    if len(set(names)) < len(names) or not all(_NAME.fullmatch(name) for name in names):
        yield _("The pictures need different names of at most 40 letters, digits, points and dashes.")
    for name, row in zip(names, rows, strict=True):
        what = _("picture %(name)s") % {"name": name[:40]}
        yield from _missing(row.get("alt"), what)
        if isinstance(row.get("alt"), Mapping) and any(len(str(text)) > 500 for text in row["alt"].values()):
            yield _("The text of %(what)s is too long.") % {"what": what}
        image, file = row.get("image"), row.get("file")
        if not (isinstance(image, int) and not isinstance(image, bool)) and not (isinstance(file, str) and file):
            yield no_image(name)
    placed = {name for text in _strings(record) for name in texts.pictures_in(text)}
    for name in sorted(placed - set(names)):
        yield _("The text places the picture “%(name)s”, which the question does not have.") % {"name": name}
    for name in sorted(set(names) - placed):
        if _NAME.fullmatch(name):
            yield _("The picture “%(name)s” is not placed: write ![%(name)s] on a line of its own.") % {"name": name}


def no_image(name: str) -> str:
    return _("There is no image behind the picture “%(name)s”.") % {"name": name[:40]}


def all_pictures(record) -> list:
    """Those of a case's parts are the case's own."""
    held = [record, *(part for part in _list(record, "parts") if isinstance(part, Mapping))]
    return [picture for holder in held for picture in _list(holder, "pictures")]


def _list(record, name) -> list:
    value = record.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


# Languages that are not there yet


def completed(record: Mapping[str, Any]) -> Any:
    """The record as if each text were there in every language asked: is anything else wrong with it?"""
    return _completed(record)


def _completed(value, name=""):
    if isinstance(value, Mapping):
        if name not in ("stem", "text", "with", "alt"):
            return {inner: _completed(held, inner) for inner, held in value.items()}
        written = next((t for t in value.values() if isinstance(t, str) and t.strip()), "…" if name == "alt" else "")
        return {**value, **{t: value.get(t) or written for t in ASKED if written}}
    return [_completed(held) for held in value] if isinstance(value, list) else value


# One spelling of a record


def tidy(record: Mapping[str, Any]) -> dict[str, Any]:
    """The same question with every field it uses, texts trimmed, and nothing else. Ask only of a record without reasons."""
    made = _tidy_part(record) | {"competency": record["competency"], "difficulty": record["difficulty"]}
    made["pictures"] = [
        {
            "name": picture["name"],
            "alt": _said(picture["alt"]),
            "image": picture.get("image"),
            "file": picture.get("file"),
        }
        for picture in all_pictures(record)
    ]
    return made


def _tidy_part(record) -> dict[str, Any]:
    kind = str(record["kind"])
    made = {
        "key": str(record["key"]),
        "kind": kind,
        "points": record.get("points", 1),
        "stem": _said(record["stem"]),
        "feedback": _said(record.get("feedback")),
    }
    made |= _TIDY.get(kind, _tidy_options)(record)
    if kind == Kind.CASE:
        made["points"] = sum(part["points"] for part in made["parts"])
    return made


def _said(said) -> dict[str, str]:
    return {tongue: text for tongue in TONGUES if (text := (said or {}).get(tongue))}


def _answers(accepted) -> dict[str, list[str]]:
    return {t: kept for t in TONGUES if (kept := [a.strip() for a in (accepted or {}).get(t) or ()])}


def number(value) -> str:
    return plain(Decimal(str(value)).quantize(_PLACES))


def _keyed(rows, **fields) -> list[dict]:
    return [{"key": str(row["key"])} | {name: read(row.get(name)) for name, read in fields.items()} for row in rows]


def _tidy_options(record):
    return {"options": _keyed(record["options"], text=_said, correct=lambda given: given is True, feedback=_said)}


def _tidy_numeric(record):
    numeric = record["numeric"]
    return {
        "numeric": {
            "value": number(numeric["value"]),
            "tolerance": number(numeric["tolerance"]),
            "unit": _said(numeric.get("unit")),
        }
    }


def _tidy_gap(gap):
    if gap.get("choices"):
        return {"choices": _keyed(gap["choices"], text=_said, correct=lambda given: given is True)}
    return {"accepted": _answers(gap["accepted"]), "choices": []}


_TIDY = {
    Kind.NUMERIC: _tidy_numeric,
    Kind.SHORT: lambda record: {"accepted": _answers(record["accepted"])},
    Kind.ORDER: lambda record: {"items": _keyed(record["items"], text=_said)},
    Kind.MATCH: lambda record: {
        "pairs": _keyed(record["pairs"], text=_said, **{"with": _said}),
        "extra": _keyed(record.get("extra") or (), text=_said),
    },
    Kind.GAPS: lambda record: {
        "text": _said(record["text"]),
        "gaps": [{"key": str(gap["key"])} | _tidy_gap(gap) for gap in record["gaps"]],
    },
    Kind.CASE: lambda record: {"parts": [_tidy_part(part) for part in record["parts"]]},
}
