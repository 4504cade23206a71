"""What a browser may see of a sitting. The one door between a paper and a page.

What is offered goes out as its place in this paper (1, 2, …), never as the bank's keys. Right answers and explanations
leave through ``courses.exams.corrections`` alone, which its caller opens when no attempt is left to profit from them.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from competencies.models import Competency
from courses.exams import fields, pictures, texts
from courses.exams.given import is_whole
from courses.exams.models import Answer, Question, Sitting, Wording
from courses.exams.records import GAP
from people.trilingual import tongue

Kind = Question.Kind


def in_tongue(texts: dict[str, str]) -> str:
    """In the reader's language; else the first language that has it."""
    return next((texts[code] for code in (tongue(), "fr", "ar", "en") if texts.get(code)), "")


@dataclass(frozen=True)
class Choice:
    place: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One thing that gets a place, or a partner, from a list."""

    name: str
    text: SafeString
    choices: list[Choice]


@dataclass(frozen=True)
class Piece:
    """Of a text with gaps: text, or a gap with its number. A gap without choices is typed."""

    text: SafeString | str = ""
    gap: int = 0
    name: str = ""
    choices: list[Choice] = field(default_factory=list)
    written: str = ""


@dataclass(frozen=True)
class Ask:
    """What is asked in one go: a question, or a part of a case. ``prefix`` begins the names of its fields.

    ``written``: the number or words that were given. ``fits``: what can be matched, when it is more than letters and a
    list cannot show it.
    """

    prefix: str
    kind: str
    stem: SafeString
    points: int
    unit: str
    choices: list[Choice] = field(default_factory=list)
    written: str = ""
    rows: list[Row] = field(default_factory=list)
    fits: list[SafeString] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    parts: list["Ask"] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """One question among the others: where it stands. ``begun``: something is given, and something still open."""

    n: int
    answered: bool
    begun: bool
    later: bool


@dataclass(frozen=True)
class Asked:
    """One question as its reader sees it.

    ``given_ms`` and ``seconds`` are those of the answer shown; None and 0 when there is none.
    """

    n: int
    total: int
    ask: Ask
    competency: str
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


def answers_of(sitting: Sitting) -> dict[str, Answer]:
    return {answer.question_key: answer for answer in sitting.answers.all()}


def competency_names(codes) -> dict[str, str]:
    """Codes that the framework does not know stand for themselves."""
    known = {c.code: c.name for c in Competency.objects.filter(code__in=set(codes))}
    return {code: known.get(code, code) for code in codes}


def asked(sitting: Sitting, answers, numbers=None, *, typed=None) -> list[Asked]:
    """The questions of these numbers, counted from 1; ``None`` = all. ``typed``: fields to show instead of the answer."""
    wanted = [(n, item) for n, item in enumerate(sitting.paper, start=1) if numbers is None or n in numbers]
    wordings = Wording.objects.defer("key").in_bulk([item["wording"] for _, item in wanted])
    names = competency_names([item["competency"] for _, item in wanted])
    rendered = pictures.drawings(wording.says for wording in wordings.values())
    shown = []
    for n, item in wanted:
        answer, says = answers.get(item["key"]), wordings[item["wording"]].says
        given = answer.given if answer else None
        said = fields.posted(item, given) if typed is None else dict(typed.lists())
        shown.append(
            Asked(
                n=n,
                total=len(sitting.paper),
                ask=ask(item, says, said, pictures.named(says, rendered)),
                competency=names[item["competency"]],
                later=bool(answer and answer.later),
                answered=given is not None,
                given_ms=answer.given_ms if answer else None,
                seconds=(answer.seconds or 0) if answer else 0,
            )
        )
    return shown


def ask(item: dict, says: dict, said: dict[str, list[str]], drawings, prefix: str = "") -> Ask:
    """``said``: the fields of what was given before."""
    made = Ask(
        prefix=prefix,
        kind=item["kind"],
        stem=texts.drawn(in_tongue(says["stem"]), drawings),
        points=item["points"],
        unit=in_tongue(says["unit"]),
        written=_first(said, f"{prefix}number") or _first(said, f"{prefix}text"),
    )
    fill = {Kind.ORDER: _order, Kind.MATCH: _match, Kind.GAPS: _gaps, Kind.CASE: _case}.get(item["kind"], _options)
    return replace(made, **fill(item, says, said, drawings, prefix))


def _first(said, name) -> str:
    return (said.get(name) or [""])[0]


def _options(item, says, said, drawings, prefix):
    chosen = said.get(f"{prefix}choice", ())
    return {
        "choices": [
            Choice(str(place), texts.drawn(in_tongue(says["options"][key]), drawings), str(place) in chosen)
            for place, key in enumerate(item["options"], start=1)
        ]
    }


def _listed(words, name, said) -> list[Choice]:
    return [Choice(str(n), word, _first(said, name) == str(n)) for n, word in enumerate(words, start=1)]


def _order(item, says, said, drawings, prefix):
    places = [str(n) for n, _name in enumerate(item["options"], start=1)]
    return {
        "rows": [
            Row(name, texts.drawn(in_tongue(says["options"][key]), drawings), _listed(places, name, said))
            for n, key in enumerate(item["options"], start=1)
            for name in [f"{prefix}place-{n}"]
        ]
    }


def _match(item, says, said, drawings, prefix):
    fits = [in_tongue(says["options"][key]) for key in item["options"]]
    in_letters = all(map(texts.is_plain, fits))
    words = fits if in_letters else [str(n) for n, _text in enumerate(fits, start=1)]
    return {
        "fits": [] if in_letters else [texts.drawn(text, drawings) for text in fits],
        "rows": [
            Row(name, texts.drawn(in_tongue(says["pairs"][left]), drawings), _listed(words, name, said))
            for n, left in enumerate(item["pairs"], start=1)
            for name in [f"{prefix}pair-{n}"]
        ],
    }


def _gaps(item, says, said, drawings, prefix):
    names = {gap: f"{prefix}gap-{n}" for n, gap in enumerate(sorted(item["gaps"]), start=1)}
    pieces, count = [], 0
    for n, text in enumerate(GAP.split(in_tongue(says["text"]))):
        if n % 2 == 0:
            pieces.append(Piece(text=texts.drawn(text, drawings)))
        elif text in names:
            count += 1
            name, words = names[text], [texts.plain(in_tongue(says["gaps"][text][key])) for key in item["gaps"][text]]
            pieces.append(Piece(gap=count, name=name, choices=_listed(words, name, said), written=_first(said, name)))
    return {"pieces": pieces}


def _case(item, says, said, drawings, prefix):
    told = {part["key"]: part for part in says["parts"]}
    return {
        "parts": [ask(part, told[part["key"]], said, drawings, start) for part, start in fields.inside(item, prefix)]
    }


def places(sitting: Sitting, answers) -> list[Place]:
    found = []
    for n, item in enumerate(sitting.paper, start=1):
        answer = answers.get(item["key"])
        given = answer.given if answer else None
        whole = is_whole(item, given)
        found.append(Place(n, whole, given is not None and not whole, bool(answer and answer.later)))
    return found


def parts(sitting: Sitting, answers) -> list[Part]:
    """By competency, in the order of their codes; only of a marked sitting."""
    earned, possible = defaultdict(int), defaultdict(int)
    for item in sitting.paper:
        answer = answers.get(item["key"])
        earned[item["competency"]] += (answer.points or 0) if answer else 0
        possible[item["competency"]] += item["points"]
    names = competency_names(possible)
    return [Part(code, names[code], earned[code], possible[code]) for code in sorted(possible)]


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
