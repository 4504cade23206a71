"""A question of a file meets the question of the same key in the bank.

A file holds one language, the bank three: what a file says is laid over what the bank has, language by language, and
what the file does not say (a unit, an explanation, a picture that its format cannot hold) stays. Options, lines and
gaps are joined by their keys, or by their places when a format keeps no keys. Where that cannot be done honestly the
question is refused: a translation whose options are others than those of the bank would mark learners wrongly.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.exams.formats.cloze import rename
from courses.exams.formats.markup import normal
from courses.exams.records import TONGUES

Record = dict[str, Any]
TEXTS = ("stem", "feedback", "text", "with", "alt", "unit")


class CannotJoin(Exception):
    """The text is a sentence for the author."""


def join(there: Record | None, new: Mapping[str, Any]) -> Record:
    """The record after ``new`` came in. ``there``: as the bank has it, tidy; None = it is not there."""
    if there is None:
        return dict(new)
    others = languages(there) - languages(new)
    if there["kind"] != new["kind"]:
        if others:
            raise CannotJoin(_("In the bank it is of another kind. Give it another key, or change it there first."))
        return {**new, "pictures": new.get("pictures") or []}
    fills = bool(languages(new) - languages(there))
    return _joined(there, new, others=bool(others), fills=fills)


def languages(record: Mapping[str, Any]) -> set[str]:
    """Those in which the question itself is written."""
    stem = record.get("stem")
    return {t for t in TONGUES if isinstance(stem, Mapping) and str(stem.get(t) or "").strip()}


def _joined(there: Record, new: Mapping[str, Any], *, others: bool, fills: bool) -> Record:
    """``others``: there are texts that the file does not hold, so that what is shared must agree."""
    made = {**there, **{name: new[name] for name in ("competency", "difficulty", "points") if name in new}}
    made["stem"] = _said(there["stem"], new["stem"])
    made["feedback"] = _said(there.get("feedback"), new.get("feedback"))
    if "pictures" in there or new.get("pictures"):
        made["pictures"] = _pictures(there.get("pictures") or [], new.get("pictures") or [], others)
    kind = there["kind"]
    if kind in ("single", "multiple", "true_false"):
        made["options"] = _options(there["options"], new["options"], kind, others, fills)
    elif kind == "numeric":
        made["numeric"] = dict(new["numeric"]) | {
            "unit": _said(there["numeric"].get("unit"), new["numeric"].get("unit"))
        }
        if fills and any(_differ(there["numeric"][name], new["numeric"][name]) for name in ("value", "tolerance")):
            raise CannotJoin(_("In the bank another answer is right."))
    elif kind == "short":
        made["accepted"] = dict(there["accepted"]) | {t: a for t, a in new["accepted"].items() if a}
    elif kind == "order":
        made["items"] = _rows(there["items"], new["items"], others)
    elif kind == "match":
        made["pairs"] = _rows(there["pairs"], new["pairs"], others)
        made["extra"] = _rows(there.get("extra") or [], new.get("extra") or [], others)
    elif kind == "gaps":
        made |= _gaps(there, new, others)
    elif kind == "case":
        made["parts"] = [_part(t, n, others, fills) for t, n in _aligned(there["parts"], new["parts"], others)]
    return made


def _differ(a, b) -> bool:
    return Decimal(str(a)) != Decimal(str(b))


def _said(there, new) -> dict[str, str]:
    """Language by language; the same words in another spelling of spaces are the same."""
    made = dict(there or {})
    for t, text in (new or {}).items():
        if text and folded(made.get(t) or "") != folded(text):
            made[t] = text
    return {t: made[t] for t in TONGUES if made.get(t)}


def folded(text: str) -> str:
    return normal(text.replace("\u00a0", " ").replace("\u202f", " "))


def _aligned(there: list[Record], new: list[Record], others: bool) -> list[tuple[Record | None, Record]]:
    """Rows of both, by key or else by place."""
    by_key = {row["key"]: row for row in there}
    if set(by_key) == {row["key"] for row in new}:
        return [(by_key[row["key"]], row) for row in new]
    if len(there) == len(new):
        return list(zip(there, new, strict=True))
    if others:
        raise CannotJoin(
            _("In the bank it has %(there)d lines, in the file %(new)d. Change it there first, or give it another key.")
            % {"there": len(there), "new": len(new)}
        )
    return [(None, row) for row in new]


def _row(there: Record | None, new: Record) -> Record:
    if there is None:
        return dict(new)
    texts = {name: _said(there.get(name), new.get(name)) for name in TEXTS if name in there or name in new}
    return {**there, **texts}


def _rows(there: list[Record], new: list[Record], others: bool) -> list[Record]:
    if not new and there and others:  # distractors that a format does not hold stay
        return there
    return [_row(t, n) for t, n in _aligned(there, new, others)]


def _options(there, new, kind: str, others: bool, fills: bool) -> list[Record]:
    made = []
    for old, row in _aligned(there, new, others):
        if fills and old is not None and old["correct"] != (row.get("correct") is True):
            raise CannotJoin(_("In the bank another answer is right."))
        joined = _row(old, row) | {"correct": row.get("correct") is True}
        if kind == "true_false" and old is not None:  # formats without words for true and false lend their own
            joined["text"] = dict(row["text"]) | old["text"]
        made.append(joined)
    order = {row["key"]: n for n, row in enumerate(there)}
    return sorted(made, key=lambda row: order.get(row["key"], len(order)))


def _pictures(there, new, others: bool) -> list[Record]:
    by_name = {p["name"]: p for p in there}
    made = []
    for picture in new:
        old = by_name.pop(picture["name"], None)
        alt = _said(old and old["alt"], picture["alt"])
        if old is not None and picture.get("image") is None and not picture.get("file"):
            made.append({**old, "alt": alt})
        else:
            made.append({**picture, "alt": alt})
    # those that the file does not bring stay when another language, or this one, still places them
    return [*by_name.values(), *made] if others or not new else made


def _gaps(there, new, others: bool) -> Record:
    new = {"text": dict(new["text"]), "gaps": [dict(gap) for gap in new["gaps"]]}
    if {g["key"] for g in there["gaps"]} != {g["key"] for g in new["gaps"]} and len(there["gaps"]) == len(new["gaps"]):
        rename(new, [gap["key"] for gap in there["gaps"]])
    made = []
    for old, gap in _aligned(there["gaps"], new["gaps"], others):
        if old is None:
            made.append(gap)
        elif bool(old.get("choices")) != bool(gap.get("choices")):
            if others:
                raise CannotJoin(_("A gap is a choice in one language and not in another."))
            made.append({**gap, "key": old["key"]})
        elif gap.get("choices"):
            choices = _options(old["choices"], gap["choices"], "", others, others)
            made.append({**old, "choices": choices})
        else:
            made.append({**old, "accepted": {**old["accepted"], **{t: a for t, a in gap["accepted"].items() if a}}})
    return {"text": _said(there["text"], new["text"]), "gaps": made}


def _part(there: Record | None, new: Record, others: bool, fills: bool) -> Record:
    if there is None or (there["kind"] != new["kind"] and not others):
        return dict(new)
    if there["kind"] != new["kind"]:
        raise CannotJoin(_("In the bank it is of another kind. Give it another key, or change it there first."))
    return _joined(there, new, others=others, fills=fills)
