"""Filling a bank, checking it, and drawing a paper from it.

A record that cannot be used stops the whole load with its key and the reason; nothing is loaded then. A question that
is already there is left as it stands unless ``overwrite`` is asked, so that an author's edit survives.
"""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.exams.marking import plain
from courses.exams.models import Bank, Blueprint, Option, Question, Wording

TONGUES = ("ar", "fr", "en")
ASKED = ("ar", "fr")  # a question must exist in these


@dataclass(frozen=True)
class Problem:
    """Why a record cannot be used."""

    key: str
    reason: str

    def __str__(self):
        return f"{self.key}: {self.reason}"


class BadBank(Exception):
    """Nothing was loaded; ``problems`` says why, record by record."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class NotEnoughQuestions(Exception):
    """A blueprint draws more than its bank holds; the text is a sentence for its author."""


@dataclass(frozen=True)
class Loaded:
    bank: Bank
    made: int
    changed: int
    same: int


# Loading


@transaction.atomic
def load(
    records: Iterable[Mapping[str, Any]], *, code: str, title: Mapping[str, str], overwrite: bool = False
) -> Loaded:
    """Bring questions into the bank ``code``, which is made when it is new. See the README for the record's shape."""
    records = list(records)
    if problems := problems_of(records):
        raise BadBank(problems)
    bank, _made = Bank.objects.get_or_create(code=code, defaults={f"title_{t}": title.get(t, "") for t in TONGUES})
    there = {q.key: q for q in bank.questions.prefetch_related("options")}
    count = Counter()
    for record in records:
        question = there.get(record["key"])
        if question is None:
            _write(Question(bank=bank, key=record["key"]), record)
            count["made"] += 1
        elif overwrite and _differs(question, record):
            _write(question, record)
            count["changed"] += 1
        else:
            count["same"] += 1
    return Loaded(bank, count["made"], count["changed"], count["same"])


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


def reasons(record: Mapping[str, Any]) -> Iterable[str]:
    """Why this record cannot be used, alone."""
    if not record.get("key"):
        yield _("The key is missing.")
    elif len(str(record["key"])) > 30:
        yield _("The key is longer than 30 characters.")
    if not record.get("competency"):
        yield _("The competency is missing.")
    if record.get("difficulty") not in (1, 2, 3):
        yield _("The difficulty is not 1, 2 or 3.")
    if not isinstance(record.get("points", 1), int) or record.get("points", 1) < 1:
        yield _("The points are not a whole number from 1 up.")
    yield from _missing(record.get("stem"), _("the question"))
    kind = record.get("kind")
    if kind not in Question.Kind.values:
        yield _("The kind “%(kind)s” is not known.") % {"kind": kind}
    elif kind == Question.Kind.NUMERIC:
        yield from _number_reasons(record.get("numeric"))
        if record.get("options"):
            yield _("A question that asks for a number has no options.")
    else:
        yield from _option_reasons(kind, record.get("options"))


def _missing(texts, what: str) -> Iterable[str]:
    for tongue in ASKED:
        if not isinstance(texts, Mapping) or not str(texts.get(tongue) or "").strip():
            yield _("The text of %(what)s is missing in “%(language)s”.") % {"what": what, "language": tongue}


def _number_reasons(numeric) -> Iterable[str]:
    try:
        value, tolerance = (Decimal(str(numeric[name])) for name in ("value", "tolerance"))
    except (KeyError, TypeError, InvalidOperation):
        yield _("The right number or its tolerance is missing.")
        return
    if not (value.is_finite() and tolerance.is_finite()) or abs(value) >= 10**12:
        yield _("The right number is out of range.")
    if tolerance < 0:
        yield _("The tolerance is below zero.")


def _option_reasons(kind, options) -> Iterable[str]:
    if not isinstance(options, list) or len(options) < 2:
        yield _("There are fewer than two options.")
        return
    keys = [str(option.get("key") or "") for option in options]
    if "" in keys or len(set(keys)) < len(keys) or any(len(key) > 10 for key in keys):
        yield _("The options need different keys of at most 10 characters.")
    for key, option in zip(keys, options, strict=True):
        yield from _missing(option.get("text"), _("option %(key)s") % {"key": key})
    right = sum(option.get("correct") is True for option in options)
    if kind == Question.Kind.MULTIPLE and right < 2:
        yield _("A question with several right options has at least two.")
    if kind != Question.Kind.MULTIPLE and right != 1:
        yield _("Exactly one option must be right.")
    if kind == Question.Kind.TRUE_FALSE and set(keys) != {"true", "false"}:
        yield _("A true-or-false question has the options “true” and “false”.")


def _write(question, record) -> None:
    for name, value in _fields(record).items():
        setattr(question, name, value)
    question.save()
    Option.objects.filter(question=question).delete()
    Option.objects.bulk_create(Option(question=question, **values) for values in _option_fields(record))


def _fields(record) -> dict[str, Any]:
    numeric = record.get("numeric") or {}
    fields = {
        "competency_code": record["competency"],
        "difficulty": record["difficulty"],
        "kind": record["kind"],
        "points": record.get("points", 1),
        "value": Decimal(str(numeric["value"])) if numeric else None,
        "tolerance": Decimal(str(numeric.get("tolerance", 0))),
    }
    for name, texts in (("stem", record["stem"]), ("feedback", record.get("feedback")), ("unit", numeric.get("unit"))):
        fields |= {f"{name}_{t}": (texts or {}).get(t, "") for t in TONGUES}
    return fields


def _option_fields(record) -> list[dict[str, Any]]:
    return [
        {"key": o["key"], "is_right": o.get("correct") is True} | {f"text_{t}": o["text"].get(t, "") for t in TONGUES}
        for o in record.get("options") or ()
    ]


def _differs(question, record) -> bool:
    wanted = _option_fields(record)
    has = [
        {name: getattr(o, name) for name in values} for o, values in zip(question.options.all(), wanted, strict=False)
    ]
    return (
        len(wanted) != question.options.count()
        or has != wanted
        or any(getattr(question, name) != value for name, value in _fields(record).items())
    )


def plan(
    bank: Bank, *, title: Mapping[str, str], draws: Iterable[tuple[str, int | None, int]], pk=None, **rules
) -> Blueprint:
    """Make a blueprint: ``draws`` are (competency, difficulty or None, count). Refused when the bank is too small.

    With ``pk`` it is made once and then left as it stands.
    """
    if pk and (there := Blueprint.objects.filter(pk=pk).first()):
        return there
    blueprint = Blueprint(bank=bank, **{f"title_{t}": title.get(t, "") for t in TONGUES}, **rules)
    if pk:
        blueprint.pk = pk
    blueprint.draws = [blueprint.draws.model(competency_code=c, difficulty=d, count=n) for c, d, n in draws]
    if short := shortfalls(bank, list(blueprint.draws.all())):
        raise NotEnoughQuestions(" ".join(short))
    blueprint.save()
    return blueprint


# Drawing


def _pool(bank) -> list[Question]:
    return list(bank.questions.filter(retired=False).order_by("key"))


def _narrow_first(draws):
    """A draw of one difficulty chooses before one that takes any, or the wide one could eat its questions."""
    return sorted(draws, key=lambda draw: (draw.competency_code, draw.difficulty is None, draw.difficulty or 0))


def shortfalls(bank: Bank, draws) -> list[str]:
    """A sentence for each draw that the bank cannot serve; empty when it can."""
    if not draws:
        return [_("The exam draws no question.")]
    left = Counter((q.competency_code, q.difficulty) for q in _pool(bank))
    found = []
    for draw in _narrow_first(draws):
        cells = [cell for cell in left if cell[0] == draw.competency_code and draw.difficulty in (None, cell[1])]
        has, wants = sum(left[cell] for cell in cells), draw.count
        if has < wants:
            found.append(_too_few(draw, has))
        for cell in cells:
            taken = min(left[cell], wants)
            left[cell] -= taken
            wants -= taken
    return found


def _too_few(draw, has: int) -> str:
    which = draw.competency_code
    if draw.difficulty:
        which = f"{which} · {Question.Difficulty(draw.difficulty).label}"
    return ngettext(
        "%(which)s: the exam draws %(wants)d, and the bank has %(has)d question left.",
        "%(which)s: the exam draws %(wants)d, and the bank has %(has)d questions left.",
        has,
    ) % {"which": which, "wants": draw.count, "has": has}


def draw(blueprint: Blueprint, seed: int) -> list[dict]:
    """A paper: items in the order asked, options in the order shown, each pinned to its wording, without keys."""
    dice = random.Random(seed)
    pool, drawn = _pool(blueprint.bank), []
    for wanted in _narrow_first(blueprint.draws.all()):
        fits = [
            q for q in pool if q.competency_code == wanted.competency_code and wanted.difficulty in (None, q.difficulty)
        ]
        if len(fits) < wanted.count:
            raise NotEnoughQuestions(_too_few(wanted, len(fits)))
        chosen = dice.sample(fits, wanted.count)
        drawn += chosen
        pool = [q for q in pool if q not in chosen]
    if not drawn:
        raise NotEnoughQuestions(_("The exam draws no question."))
    dice.shuffle(drawn)
    return [_item(q, wording, dice) for q, wording in zip(drawn, _pinned(drawn), strict=True)]


def _item(question, wording, dice) -> dict:
    options = list(wording.says["options"])
    if question.kind == Question.Kind.TRUE_FALSE:
        options.sort(reverse=True)  # true, then false, as everybody expects
    else:
        dice.shuffle(options)
    return {
        "key": question.key,
        "wording": wording.pk,
        "kind": question.kind,
        "competency": question.competency_code,
        "points": question.points,
        "options": options,
    }


def _pinned(questions) -> list[Wording]:
    """Each question's present wording; made when nobody was asked it in these words before."""
    options = {}
    for option in Option.objects.filter(question__in=questions).order_by("key"):
        options.setdefault(option.question_id, []).append(option)
    fresh = [_wording(q, options.get(q.pk, [])) for q in questions]
    kept = {(w.question_id, w.digest): w for w in Wording.objects.filter(digest__in=[w.digest for w in fresh])}
    if missing := [w for w in fresh if (w.question_id, w.digest) not in kept]:
        Wording.objects.bulk_create(missing, ignore_conflicts=True)  # another sitting may begin in this instant
        kept = {(w.question_id, w.digest): w for w in Wording.objects.filter(digest__in=[w.digest for w in fresh])}
    return [kept[w.question_id, w.digest] for w in fresh]


def _texts(row, field: str) -> dict[str, str]:
    return {t: text for t in TONGUES if (text := getattr(row, f"{field}_{t}"))}


def _wording(question, options) -> Wording:
    says = {
        "kind": question.kind,
        "stem": _texts(question, "stem"),
        "unit": _texts(question, "unit"),
        "options": {option.key: _texts(option, "text") for option in options},
    }
    key = {"feedback": _texts(question, "feedback")}
    if question.kind == Question.Kind.NUMERIC:
        key |= {"value": plain(question.value), "tolerance": plain(question.tolerance)}
    else:
        key["right"] = [option.key for option in options if option.is_right]
    spelled = json.dumps([says, key], sort_keys=True, ensure_ascii=False)
    return Wording(question=question, digest=hashlib.sha256(spelled.encode()).hexdigest(), says=says, key=key)
