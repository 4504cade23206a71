"""A question in the words of one day: what a paper may say of it, and what stays behind until it is marked.

Things to put in order and what can be matched are named by what they say, not by the bank's keys: those would tell
which belongs where.
"""

import hashlib
import json
import random
from typing import Any

from courses.exams.models import Question, Wording

Kind = Question.Kind


def of(question: Question, record: dict[str, Any]) -> Wording:
    """Not yet kept. ``record`` is the question's own, in one spelling."""
    says, key = _sides(record)
    if record["pictures"]:
        says["pictures"] = {p["name"]: {"alt": p["alt"], "image": p["image"]} for p in record["pictures"]}
    spelled = json.dumps([says, key], sort_keys=True, ensure_ascii=False)
    return Wording(question=question, digest=hashlib.sha256(spelled.encode()).hexdigest(), says=says, key=key)


def _sides(record) -> tuple[dict, dict]:
    """What may be read, and what may not yet."""
    says = {"kind": record["kind"], "stem": record["stem"], "unit": {}, "options": {}}
    key = {"feedback": record["feedback"]}
    _KINDS.get(record["kind"], _options)(record, says, key)
    return says, key


def _name(texts: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:10]


def _options(record, says, key):
    options = sorted(record["options"], key=lambda option: option["key"])
    says["options"] = {option["key"]: option["text"] for option in options}
    key["right"] = [option["key"] for option in options if option["correct"]]
    if said := {option["key"]: option["feedback"] for option in options if option["feedback"]}:
        key["of_options"] = said


def _numeric(record, says, key):
    numeric = record["numeric"]
    says["unit"] = numeric["unit"]
    key |= {"value": numeric["value"], "tolerance": numeric["tolerance"]}


def _short(record, says, key):
    key["accepted"] = record["accepted"]


def _order(record, says, key):
    key["order"] = [_name(item["text"]) for item in record["items"]]
    says["options"] = dict(sorted((_name(item["text"]), item["text"]) for item in record["items"]))


def _match(record, says, key):
    pairs = record["pairs"]
    fits = [*(pair["with"] for pair in pairs), *(row["text"] for row in record["extra"])]
    says["pairs"] = {pair["key"]: pair["text"] for pair in pairs}
    says["options"] = dict(sorted((_name(text), text) for text in fits))
    key["pairs"] = {pair["key"]: _name(pair["with"]) for pair in pairs}


def _gaps(record, says, key):
    says["text"] = record["text"]
    says["gaps"] = {gap["key"]: {c["key"]: c["text"] for c in gap["choices"]} for gap in record["gaps"]}
    key["gaps"] = {
        gap["key"]: {"right": [c["key"] for c in gap["choices"] if c["correct"]]}
        if gap["choices"]
        else {"accepted": gap["accepted"]}
        for gap in record["gaps"]
    }


def _case(record, says, key):
    says["parts"], key["parts"] = [], {}
    for part in record["parts"]:
        said, hidden = _sides(part)
        says["parts"].append(said | {"key": part["key"], "points": part["points"]})
        key["parts"][part["key"]] = {"kind": part["kind"], "key": hidden}


_KINDS = {
    Kind.NUMERIC: _numeric,
    Kind.SHORT: _short,
    Kind.ORDER: _order,
    Kind.MATCH: _match,
    Kind.GAPS: _gaps,
    Kind.CASE: _case,
}


def offered(says: dict, key: dict, dice: random.Random) -> dict[str, Any]:
    """What one paper offers of this wording, in the order shown."""
    options = sorted(says["options"])
    kind = says["kind"]
    if kind == Kind.TRUE_FALSE:
        options.reverse()  # true, then false, as everybody expects
    else:
        dice.shuffle(options)
    made = {"options": options}
    if kind == Kind.ORDER and options == key["order"]:
        options.reverse()  # the right order must not stand there from the start
    if kind == Kind.MATCH:
        made["pairs"] = sorted(says["pairs"])
        dice.shuffle(made["pairs"])
    if kind == Kind.GAPS:
        made["gaps"] = {gap: _shuffled(choices, dice) for gap, choices in sorted(says["gaps"].items())}
    if kind == Kind.CASE:
        made["parts"] = [
            {"key": part["key"], "kind": part["kind"], "points": part["points"]}
            | offered(part, key["parts"][part["key"]]["key"], dice)
            for part in says["parts"]
        ]
    return made


def _shuffled(keys, dice) -> list[str]:
    keys = sorted(keys)
    dice.shuffle(keys)
    return keys
