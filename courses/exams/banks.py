"""Filling a bank and drawing a paper from it. What a question's record must be is told in ``courses.exams.records``.

A record that cannot be used stops the whole load with its key and the reason; nothing is loaded then. A question that
is already there is left as it stands unless ``overwrite`` is asked, so that an author's edit survives.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.images import get_image_model

from courses.exams import wordings
from courses.exams.marking import plain
from courses.exams.models import Bank, Blueprint, Option, Picture, Question, Wording
from courses.exams.records import TONGUES, Problem, completed, no_image, problems_of, tidy
from courses.exams.records import reasons as reasons  # asked here or there

Kind = Question.Kind


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
    records: Iterable[Mapping[str, Any]],
    *,
    code: str,
    title: Mapping[str, str],
    overwrite: bool = False,
    drafts: bool = False,
    files: Mapping[str, int] | None = None,
) -> Loaded:
    """Bring questions into the bank ``code``, which is made when it is new.

    ``drafts``: a question that lacks only a language is kept, and not drawn. ``files``: the image (its id) that stands
    for each file that pictures name.
    """
    records, files = list(records), files or {}
    unfinished: set[str] = set()
    if problems := problems_of(records):
        if not drafts or problems_of(map(completed, records)):
            raise BadBank(problems)
        unfinished = {problem.key for problem in problems}
    records = [tidy(record) for record in records]
    if problems := list(_unplaced(records, files)):
        raise BadBank(problems)
    records = [_with_images(record, files) for record in records]
    bank, _made = Bank.objects.get_or_create(code=code, defaults={f"title_{t}": title.get(t, "") for t in TONGUES})
    there = _questions(bank, [record["key"] for record in records])
    made, changed = [], []
    for record in records:
        question = there.get(record["key"])
        if question is None:
            made.append((Question(bank=bank, key=record["key"]), record))
        elif overwrite and record_of(question) != record:
            changed.append((question, record))
    for question, record in [*made, *changed]:
        question.draft = record["key"] in unfinished
        for name, value in _fields(record).items():
            setattr(question, name, value)
    Question.objects.bulk_create([question for question, _record in made])
    for question, _record in changed:
        question.save()
    _write_rows([*made, *changed])
    return Loaded(bank, len(made), len(changed), len(records) - len(made) - len(changed))


def _questions(bank, keys: list[str]) -> dict[str, Question]:
    """Those of these keys, asked in parts: a database takes so many keys at once."""
    held = bank.questions.prefetch_related("options", "pictures")
    return {q.key: q for n in range(0, len(keys), 500) for q in held.filter(key__in=keys[n : n + 500])}


def _unplaced(records, files) -> Iterator[Problem]:
    """Pictures whose image cannot be found."""
    wanted = {picture["image"] for record in records for picture in record["pictures"] if picture["image"]}
    there = set(get_image_model().objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for record in records:
        for picture in record["pictures"]:
            if picture["image"] not in there and picture["file"] not in files:
                yield Problem(record["key"], no_image(picture["name"]))


def _with_images(record, files) -> dict[str, Any]:
    """The record whose pictures all have the image they name or bring."""
    pictures = [p | {"image": files.get(p["file"], p["image"]), "file": None} for p in record["pictures"]]
    return record | {"pictures": pictures}


def _write_rows(pairs: list[tuple[Question, dict]]) -> None:
    """Options and pictures of these questions, made anew."""
    ids = [question.pk for question, _record in pairs]
    for n in range(0, len(ids), 500):
        Option.objects.filter(question__in=ids[n : n + 500]).delete()
        Picture.objects.filter(question__in=ids[n : n + 500]).delete()
    Option.objects.bulk_create(
        Option(
            question=question,
            key=option["key"],
            is_right=option["correct"],
            **_columns("text", option["text"]),
            **_columns("feedback", option["feedback"]),
        )
        for question, record in pairs
        for option in record.get("options", ())
    )
    Picture.objects.bulk_create(
        Picture(question=question, name=picture["name"], image_id=picture["image"], **_columns("alt", picture["alt"]))
        for question, record in pairs
        for picture in record["pictures"]
    )


def _columns(field: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{field}_{tongue}": texts.get(tongue, "") for tongue in TONGUES}


def _texts(row, field: str) -> dict[str, str]:
    return {tongue: text for tongue in TONGUES if (text := getattr(row, f"{field}_{tongue}"))}


def _fields(record) -> dict[str, Any]:
    """The columns of a tidy record."""
    numeric = record.get("numeric") or {"value": None, "tolerance": 0, "unit": {}}
    return {
        "competency_code": record["competency"],
        "difficulty": record["difficulty"],
        "kind": record["kind"],
        "points": record["points"],
        "value": numeric["value"] and Decimal(numeric["value"]),
        "tolerance": Decimal(numeric["tolerance"]),
        "details": details_of(record),
        **_columns("stem", record["stem"]),
        **_columns("feedback", record["feedback"]),
        **_columns("unit", numeric["unit"]),
    }


DETAILS = {
    Kind.SHORT: ("accepted",),
    Kind.ORDER: ("items",),
    Kind.MATCH: ("pairs", "extra"),
    Kind.GAPS: ("text", "gaps"),
    Kind.CASE: ("parts",),
}


def details_of(record) -> dict[str, Any] | None:
    """What of a tidy record is kept as it is."""
    return {name: record[name] for name in DETAILS[record["kind"]]} if record["kind"] in DETAILS else None


def record_of(question: Question) -> dict[str, Any]:
    """The tidy record of a question as it stands; what ``load`` would take to make it. Reads options and pictures."""
    record = {
        "key": question.key,
        "competency": question.competency_code,
        "difficulty": question.difficulty,
        "points": question.points,
        "kind": question.kind,
        "stem": _texts(question, "stem"),
        "feedback": _texts(question, "feedback"),
        "pictures": [
            {"name": p.name, "alt": _texts(p, "alt"), "image": p.image_id, "file": None}
            for p in question.pictures.all()
        ],
    }
    if question.kind in DETAILS:
        return record | question.details
    if question.kind == Kind.NUMERIC:
        numbers = {"value": plain(question.value), "tolerance": plain(question.tolerance)}
        return record | {"numeric": numbers | {"unit": _texts(question, "unit")}}
    options = [
        {"key": o.key, "text": _texts(o, "text"), "correct": o.is_right, "feedback": _texts(o, "feedback")}
        for o in question.options.all()
    ]
    return record | {"options": options}


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
    return list(bank.questions.filter(retired=False, draft=False).order_by("key"))


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
    return {
        "key": question.key,
        "wording": wording.pk,
        "kind": question.kind,
        "competency": question.competency_code,
        "points": question.points,
    } | wordings.offered(wording.says, wording.key, dice)


def _pinned(questions) -> list[Wording]:
    """Each question's present wording; made when nobody was asked it in these words before."""
    prefetch_related_objects(questions, "options", "pictures")
    fresh = [wordings.of(question, record_of(question)) for question in questions]
    digests = [wording.digest for wording in fresh]
    kept = {(w.question_id, w.digest): w for w in Wording.objects.filter(digest__in=digests)}
    if missing := [w for w in fresh if (w.question_id, w.digest) not in kept]:
        Wording.objects.bulk_create(missing, ignore_conflicts=True)  # another sitting may begin in this instant
        kept = {(w.question_id, w.digest): w for w in Wording.objects.filter(digest__in=digests)}
    return [kept[w.question_id, w.digest] for w in fresh]
