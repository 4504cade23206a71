"""What was right, once it may be told: each answer beside the right one, with what the author says of it."""

from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.exams import marking, pictures, texts
from courses.exams.fields import spelled
from courses.exams.models import Question, Sitting, Wording
from courses.exams.records import GAP
from courses.exams.showing import in_tongue

Kind = Question.Kind


@dataclass(frozen=True)
class Line:
    """One thing that was given. ``is_right`` None: not judged alone."""

    text: SafeString
    is_right: bool | None = None
    feedback: SafeString | str = ""


@dataclass(frozen=True)
class Correction:
    """Of a question, or of a part of a case."""

    n: int
    kind: str
    title: str
    stem: SafeString
    is_right: bool
    points: int
    worth: int
    given: list[Line]
    right: list[SafeString]
    feedback: SafeString
    parts: list["Correction"] = field(default_factory=list)

    @property
    def is_partly_right(self) -> bool:
        return 0 < self.points < self.worth


def corrections(sitting: Sitting, answers) -> list[Correction]:
    """Its caller asks only when no attempt is left to profit from them."""
    wordings = Wording.objects.in_bulk([item["wording"] for item in sitting.paper])
    rendered = pictures.drawings(wording.says for wording in wordings.values())
    found = []
    for n, item in enumerate(sitting.paper, start=1):
        wording, answer = wordings[item["wording"]], answers.get(item["key"])
        drawings = pictures.named(wording.says, rendered)
        found.append(correction(n, item, wording.says, wording.key, answer.given if answer else None, drawings))
    return found


def correction(n, item, says, key, given, drawings) -> Correction:
    """Of one question, or of one part: ``n`` among its like."""
    stem = in_tongue(says["stem"])
    mine, right, parts = [], [], []
    if item["kind"] == Kind.CASE:
        told = {part["key"]: part for part in says["parts"]}
        parts = [
            correction(
                place,
                part,
                told[part["key"]],
                key["parts"][part["key"]]["key"],
                (given or {}).get(part["key"]),
                drawings,
            )
            for place, part in enumerate(item["parts"], start=1)
        ]
    else:

        def drawn(said):
            return texts.drawn(in_tongue(said), drawings)

        mine, right = _LINES.get(item["kind"], _options)(item, says, key, given, drawn)
    return Correction(
        n=n,
        kind=item["kind"],
        title=texts.plain(stem, drawings),
        stem=texts.drawn(stem, drawings),
        is_right=marking.is_right(item["kind"], key, given),
        points=marking.points(item, key, given),
        worth=item["points"],
        given=mine,
        right=right,
        feedback=texts.drawn(in_tongue(key["feedback"]), drawings),
        parts=parts,
    )


def of_options(says, key, drawings) -> list[Line]:
    """Everything the author says of single options."""
    return [
        Line(
            texts.drawn(in_tongue(says["options"][name]), drawings),
            name in key["right"],
            texts.drawn(in_tongue(told), drawings),
        )
        for name, told in key.get("of_options", {}).items()
    ]


def _options(item, says, key, given, drawn):
    of_options = key.get("of_options", {})
    mine = [
        Line(drawn(says["options"][k]), k in key["right"], drawn(of_options.get(k, {})))
        for k in item["options"]
        if k in (given or ())
    ]
    return mine, [drawn(says["options"][k]) for k in item["options"] if k in key["right"]]


def _numeric(item, says, key, given, drawn):
    unit = in_tongue(says["unit"])

    def number(value):
        return texts.drawn(f"{spelled(value)} {unit}".strip())

    return [Line(number(given))] if given else [], [number(key["value"])]


def _accepted(accepted) -> str:
    """One of them, in the reader's language when there is one."""
    return in_tongue({tongue: answers[0] for tongue, answers in accepted.items() if answers})


def _short(item, says, key, given, drawn):
    return [Line(texts.drawn(given))] if given else [], [texts.drawn(_accepted(key["accepted"]))]


def _order(item, says, key, given, drawn):
    mine = [
        Line(drawn(says["options"][name]) if name else SafeString("—"), name == key["order"][n])
        for n, name in enumerate(given or ())
    ]
    return mine, [drawn(says["options"][name]) for name in key["order"]]


def _together(left, right) -> SafeString:
    return format_html(_("{one}: {other}"), one=left, other=right)


def _match(item, says, key, given, drawn):
    pairs, fits = says["pairs"], says["options"]
    mine = [
        Line(_together(drawn(pairs[left]), drawn(fits[given[left]])), given[left] == key["pairs"][left])
        for left in item["pairs"]
        if left in (given or {})
    ]
    return mine, [_together(drawn(pairs[left]), drawn(fits[key["pairs"][left]])) for left in item["pairs"]]


def _gaps(item, says, key, given, drawn):
    mine, right = [], []
    for n, gap in enumerate(GAP.findall(in_tongue(says["text"])), start=1):
        place, is_key, choices = SafeString(n), key["gaps"][gap], says["gaps"][gap]
        if "right" in is_key:
            wanted = drawn(choices[is_key["right"][0]])
        else:
            wanted = texts.drawn(_accepted(is_key["accepted"]))
        right.append(_together(place, wanted))
        if said := (given or {}).get(gap):
            written = drawn(choices[said]) if choices else texts.drawn(said)
            mine.append(Line(_together(place, written), marking.gap_is_right(is_key, said)))
    return mine, right


_LINES = {
    Kind.NUMERIC: _numeric,
    Kind.SHORT: _short,
    Kind.ORDER: _order,
    Kind.MATCH: _match,
    Kind.GAPS: _gaps,
}
