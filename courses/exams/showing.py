"""What a browser may see of a sitting. The one door between a paper and a page.

Options go out as their places in this paper (1, 2, …), never as the bank's keys. Right answers and explanations leave
through ``corrections`` alone, which its caller opens when no attempt is left to profit from them.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import get_language_bidi

from competencies.models import Competency
from courses.exams.marking import is_right
from courses.exams.models import Answer, Question, Sitting, Wording
from people.trilingual import tongue


def in_tongue(texts: dict[str, str]) -> str:
    """In the reader's language; else the first language that has it."""
    return next((texts[code] for code in (tongue(), "fr", "ar", "en") if texts.get(code)), "")


@dataclass(frozen=True)
class Choice:
    place: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Place:
    """One question among the others: where it stands."""

    n: int
    answered: bool
    later: bool


@dataclass(frozen=True)
class Asked:
    """One question as its reader sees it. ``number``: what they wrote, when a number is asked.

    ``given_ms`` and ``seconds`` are those of the answer shown; None and 0 when there is none.
    """

    n: int
    total: int
    kind: str
    stem: str
    competency: str
    points: int
    choices: list[Choice]
    number: str
    unit: str
    later: bool
    answered: bool
    given_ms: int | None = None
    seconds: int = 0

    @property
    def before(self) -> int | None:
        return self.n - 1 if self.n > 1 else None

    @property
    def after(self) -> int | None:
        return self.n + 1 if self.n < self.total else None


@dataclass(frozen=True)
class Part:
    """What was earned in one competency."""

    code: str
    name: str
    points: int
    points_max: int

    @property
    def is_full(self) -> bool:
        return self.points == self.points_max


@dataclass(frozen=True)
class Correction:
    n: int
    stem: str
    is_right: bool
    given: list[str]
    right: list[str]
    feedback: str


def answers_of(sitting: Sitting) -> dict[str, Answer]:
    return {answer.question_key: answer for answer in sitting.answers.all()}


def competency_names(codes) -> dict[str, str]:
    """Codes that the framework does not know stand for themselves."""
    known = {c.code: c.name for c in Competency.objects.filter(code__in=set(codes))}
    return {code: known.get(code, code) for code in codes}


def asked(sitting: Sitting, answers, numbers=None) -> list[Asked]:
    """The questions of these numbers, counted from 1; ``None`` = all."""
    wanted = [(n, item) for n, item in enumerate(sitting.paper, start=1) if numbers is None or n in numbers]
    wordings = Wording.objects.defer("key").in_bulk([item["wording"] for _, item in wanted])
    names = competency_names([item["competency"] for _, item in wanted])
    return [
        _asked(n, len(sitting.paper), item, wordings[item["wording"]].says, names, answers.get(item["key"]))
        for n, item in wanted
    ]


def _asked(n, total, item, says, names, answer) -> Asked:
    given = answer.given if answer else None
    numeric = item["kind"] == Question.Kind.NUMERIC
    chosen = set() if numeric or given is None else set(given)
    return Asked(
        n=n,
        total=total,
        kind=item["kind"],
        stem=in_tongue(says["stem"]),
        competency=names[item["competency"]],
        points=item["points"],
        choices=[
            Choice(str(place), in_tongue(says["options"][key]), key in chosen)
            for place, key in enumerate(item["options"], start=1)
        ],
        number=spelled(given) if numeric and given else "",
        unit=in_tongue(says["unit"]),
        later=bool(answer and answer.later),
        answered=given is not None,
        given_ms=answer.given_ms if answer else None,
        seconds=(answer.seconds or 0) if answer else 0,
    )


def spelled(number: str) -> str:
    """With a decimal comma, as people here write it, except in English."""
    return number if tongue() == "en" else number.replace(".", ",")


def places(sitting: Sitting, answers) -> list[Place]:
    return [
        Place(n, bool(a and a.given is not None), bool(a and a.later))
        for n, item in enumerate(sitting.paper, start=1)
        for a in [answers.get(item["key"])]
    ]


def parts(sitting: Sitting, answers) -> list[Part]:
    """By competency, in the order of their codes; only of a marked sitting."""
    earned, possible = defaultdict(int), defaultdict(int)
    for item in sitting.paper:
        answer = answers.get(item["key"])
        earned[item["competency"]] += (answer.points or 0) if answer else 0
        possible[item["competency"]] += item["points"]
    names = competency_names(possible)
    return [Part(code, names[code], earned[code], possible[code]) for code in sorted(possible)]


def corrections(sitting: Sitting, answers) -> list[Correction]:
    wordings = Wording.objects.in_bulk([item["wording"] for item in sitting.paper])
    return [
        _correction(n, item, wordings[item["wording"]], answers.get(item["key"]))
        for n, item in enumerate(sitting.paper, start=1)
    ]


def _correction(n, item, wording, answer) -> Correction:
    says, key = wording.says, wording.key
    given = answer.given if answer else None
    unit = in_tongue(says["unit"])

    def number(value):
        return [f"{spelled(value)} {unit}".strip()]

    def texts(keys):
        return [in_tongue(says["options"][k]) for k in item["options"] if k in keys]

    if item["kind"] == Question.Kind.NUMERIC:
        mine, right = number(given) if given else [], number(key["value"])
    else:
        mine, right = texts(given or []), texts(key["right"])
    return Correction(
        n, in_tongue(says["stem"]), is_right(item["kind"], key, given), mine, right, in_tongue(key["feedback"])
    )


@dataclass(frozen=True)
class Gauge:
    """A bar of 400 with the score and the pass mark, drawn from the side where reading begins."""

    bar_x: float
    bar_width: float
    mark_x: float
    words_x: float


def gauge(score: int, mark: int) -> Gauge:
    bar, at = 4 * score, 4 * mark
    words = min(max(at, 45), 355)  # the words under the mark stay inside
    if get_language_bidi():
        return Gauge(400 - bar, bar, 400 - at, 400 - words)
    return Gauge(0, bar, at, words)
