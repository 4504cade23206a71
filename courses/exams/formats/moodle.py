"""Moodle XML comes in: every question of the file, its categories as hints for the competency.

A Moodle question is known by its ID number; without one by its name. What Moodle gives for half-right answers, hints
and penalties has no equal here and is noted.
"""

import base64
import binascii
import re
from decimal import Decimal
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exams.formats import cloze
from courses.exams.formats.markup import from_html, normal
from courses.exams.formats.reading import (
    Collecting,
    Read,
    Refuse,
    Said,
    Taking,
    chosen,
    decimal,
    letter,
    numeric,
    points_of,
    task,
    truth,
)
from courses.exams.formats.trees import parse
from people.sheets import Unreadable

MOST_BYTES = 32 * 2**20
NOT_READ = {
    "essay": gettext_lazy("It asks for an essay, which no machine can mark. Make an assignment of it."),
    "calculated": gettext_lazy("Its numbers are drawn anew each time (template), which has no equal here."),
    "calculatedmulti": gettext_lazy("Its numbers are drawn anew each time (template), which has no equal here."),
    "calculatedsimple": gettext_lazy("Its numbers are drawn anew each time (template), which has no equal here."),
    "randomsamatch": gettext_lazy("It is made of other questions at random, which has no equal here."),
    "random": gettext_lazy("It is made of other questions at random, which has no equal here."),
    "ddimageortext": gettext_lazy("It is answered by dragging onto a picture, which has no equal here."),
    "ddmarker": gettext_lazy("It is answered by dragging onto a picture, which has no equal here."),
}
FULL = Decimal("99.9")  # percent: thirds are written with a few decimals


def read(content: bytes, *, language: str) -> Read:
    if not content.strip():
        raise Unreadable("empty", gettext_lazy("The file is empty."))
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large", gettext_lazy("The file is larger than 32 MB. Send it in parts."))
    root = parse(content)
    if root.tag != "quiz":
        raise Unreadable("not_moodle", gettext_lazy("This XML is not a Moodle question file: quiz is missing."))
    collecting, category = Collecting(language), ""
    for question in root.findall("question"):
        if question.get("type") == "category":
            category = _text(question.find("category"))
        else:
            _take(question, category, collecting)
    return collecting.read


def _text(node: ET.Element | None) -> str:
    """What stands in <text>, or in the element itself as older files have it."""
    if node is None:
        return ""
    inside = node.find("text")
    return ("".join((node if inside is None else inside).itertext())).strip()


def _take(question: ET.Element, category: str, collecting: Collecting) -> None:
    name, number = _text(question.find("name")), _text(question.find("idnumber"))
    with collecting.question(f"{number} · {name}" if number and name else number or name) as taking:
        taking.find_file = _files(question)
        key = collecting.key(number, name)
        tags = [_text(tag) for tag in question.findall("tags/tag")]
        said = dict(tag.split(":", 1) for tag in tags if ":" in tag)
        kind = question.get("type", "")
        if kind == "description":
            collecting.read.notes.append(Said(taking.which, _("A description asks nothing: it was left out.")))
            return
        if kind in NOT_READ:
            raise Refuse(str(NOT_READ[kind]))
        made = KINDS.get(kind)
        if made is None:
            raise Refuse(_("Its kind “%(kind)s” is not known here.") % {"kind": kind[:40]})
        asking = _Asking(question, taking, said)
        record = {"key": key, "competency": None, "difficulty": _difficulty(said.get("difficulty", ""))}
        record |= made(asking)
        record["points"] = points_of(_text(question.find("defaultgrade")), taking)
        if feedback := asking.html(question.find("generalfeedback")):
            record["feedback"] = taking.texts(feedback)
        asking.what_is_lost()
        hints = [said.get("competency", ""), *reversed(category.split("/")), *tags]
        collecting.keep(taking, record, [hint.strip() for hint in hints])


def _difficulty(said: str) -> int | None:
    return int(said) if said in ("1", "2", "3") else None


def _files(question: ET.Element):
    """Pictures stand in the question as base64, by name; ``data:`` addresses hold their own bytes."""
    held = {unquote(f.get("name", "")): f for f in question.iter("file")}

    def find(source: str) -> bytes | None:
        if source.startswith("data:"):
            return _decoded(source.partition(",")[2]) if ";base64," in source[:60] else None
        name = unquote(source.removeprefix("@@PLUGINFILE@@/").partition("?")[0])
        file = held.get(name)
        if file is None:
            file = held.get(name.rpartition("/")[2])
        return None if file is None else _decoded("".join(file.itertext()))

    return find


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(re.sub(r"\s+", "", text))
    except (binascii.Error, ValueError):
        return None


class _Asking:
    """One question of the file."""

    def __init__(self, question: ET.Element, taking: Taking, said: dict[str, str]):
        self.node, self.taking, self.said = question, taking, said

    def html(self, node: ET.Element | None) -> str:
        if node is None:
            return ""
        if node.get("format") == "plain_text":
            return normal(_text(node))
        return from_html(_text(node), self.taking)

    def stem(self, kind: str = "") -> dict:
        text = self.html(self.node.find("questiontext"))
        if not text and kind:
            self.taking.note(_("It does not say what to do; a sentence was added."))
            text = task(self.taking.language, kind)
        if not text:
            raise Refuse(_("The text of the question is missing."))
        return {"stem": self.taking.texts(text)}

    def answers(self) -> list[tuple[ET.Element, Decimal]]:
        return [(a, decimal(a.get("fraction", "0")) or Decimal(0)) for a in self.node.findall("answer")]

    def full(self, answers) -> list[ET.Element]:
        """Those that earn all; whatever earns a part is noted."""
        if any(0 < worth < FULL for _a, worth in answers):
            self.half()
        return [a for a, worth in answers if worth >= FULL]

    def half(self) -> None:
        self.taking.note(_("Points for half-right answers were not carried over: an answer is right or wrong."))

    def what_is_lost(self) -> None:
        whole = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
        if self.node.find("hint") is not None:
            self.taking.note(_("Its hints were not carried over."))
        if any(len(_text(self.node.find(tag))) > 60 for tag in whole):  # shorter ones are Moodle's own “Well done”
            self.taking.note(_("What it says of right and wrong answers as a whole was not carried over."))

    # Kind by kind

    def choice(self) -> dict:
        answers = self.answers()
        several = _text(self.node.find("single")) in ("false", "0")
        if several:
            rights = [worth > 0 for _a, worth in answers]
            if len({worth for _a, worth in answers if worth > 0}) > 1:
                self.half()
        else:
            full = self.full(answers)
            rights = [a in full for a, _worth in answers]
        kind = chosen(rights, several, self.taking)
        options = []
        for n, ((answer, _worth), right) in enumerate(zip(answers, rights, strict=True)):
            option = {"key": letter(n), "text": self.taking.texts(self.html(answer)), "correct": right}
            options.append(option | self.feedback(answer))
        return {"kind": kind} | self.stem() | {"options": options}

    def feedback(self, answer) -> dict:
        said = self.html(answer.find("feedback"))
        return {"feedback": self.taking.texts(said)} if said else {}

    def true_false(self) -> dict:
        words, options = truth(self.taking.language), {}
        for answer, worth in self.answers():
            key = _text(answer).casefold()
            if key in words and key not in options:
                says = {"key": key, "text": self.taking.texts(words[key]), "correct": worth >= FULL}
                options[key] = says | self.feedback(answer)
        if set(options) != {"true", "false"} or sum(o["correct"] for o in options.values()) != 1:
            raise Refuse(_("It does not say whether true or false is right."))
        return {"kind": "true_false"} | self.stem() | {"options": [options["true"], options["false"]]}

    def short(self) -> dict:
        answers = self.answers()
        accepted = [normal(_text(a)) for a in self.full(answers)]
        if any("*" in said.replace("\\*", "") for said in accepted):
            self.taking.note(_("An answer with a star (any letters) was not carried over."))
        accepted = [said.replace("\\*", "*") for said in accepted if "*" not in said.replace("\\*", "")]
        if not accepted:
            raise Refuse(_("It does not say which answer is right."))
        if _text(self.node.find("usecase")) == "1":
            self.taking.note(_("Capital and small letters count the same here."))
        if any(self.html(a.find("feedback")) for a, _worth in answers):
            self.taking.note(_("What it says of single answers was not carried over."))
        return {"kind": "short"} | self.stem() | {"accepted": {self.taking.language: list(dict.fromkeys(accepted))}}

    def number(self) -> dict:
        full = self.full(self.answers())
        if len(full) != 1:
            raise Refuse(_("It does not say which number is right.") if not full else _("Several numbers are right."))
        tolerance = _text(full[0].find("tolerance"))
        units = self.node.findall("units/unit")
        if len(units) > 1:
            self.taking.note(_("Only its first unit was carried over."))
        if any(self.html(a.find("feedback")) for a, _worth in self.answers()):
            self.taking.note(_("What it says of single answers was not carried over."))
        unit = (
            normal(_text(units[0].find("unit_name")) or _text(self.node.find("units/unit/unit_name"))) if units else ""
        )
        return {"kind": "numeric"} | self.stem() | {"numeric": numeric(_text(full[0]), tolerance, self.taking, unit)}

    def match(self) -> dict:
        pairs, extra = [], []
        for sub in self.node.findall("subquestion"):
            left, right = self.html(sub), normal(_text(sub.find("answer")))
            if left and right:
                pairs.append(
                    {"key": letter(len(pairs)), "text": self.taking.texts(left), "with": self.taking.texts(right)}
                )
            elif right:
                extra.append({"key": f"x{len(extra) + 1}", "text": self.taking.texts(right)})
        return {"kind": "match"} | self.stem("match") | {"pairs": pairs, "extra": extra}

    def order(self) -> dict:
        answers = self.answers()
        if len({worth for _a, worth in answers}) == len(answers):
            answers.sort(key=lambda row: row[1])
        items = [{"key": letter(n), "text": self.taking.texts(self.html(a))} for n, (a, _w) in enumerate(answers)]
        return {"kind": "order"} | self.stem("order") | {"items": items}

    def words_in_gaps(self) -> dict:
        """Gaps [[1]] that share groups of words; a gap names the number of its right word."""
        offered = []
        for node in [*self.node.findall("dragbox"), *self.node.findall("selectoption")]:
            offered.append((_text(node.find("group")) or "1", normal(_text(node))))
        text = self.html(self.node.find("questiontext"))
        gaps, count = [], 0

        def gap(found):
            nonlocal count
            count += 1
            right = int(found[1]) - 1
            if right < 0 or right >= len(offered):
                raise Refuse(_("Gap %(gap)s does not say which one of its words is right.") % {"gap": count})
            group = offered[right][0]
            choices = [
                {"key": letter(n), "text": self.taking.texts(word), "correct": n == right}
                for n, (of, word) in enumerate(offered)
                if of == group
            ]
            gaps.append({"key": str(count), "accepted": {}, "choices": choices})
            return f"[[{count}]]"

        text = re.sub(r"\[\[(\d{1,3})\]\]", gap, text)
        if not gaps:
            raise Refuse(_("It has no gap."))
        stem, text = cloze.stem_of(text, "[[1]]", self.taking)
        return {"kind": "gaps", "stem": self.taking.texts(stem), "text": self.taking.texts(text), "gaps": gaps}

    def cloze(self) -> dict:
        record = cloze.read(
            _text(self.node.find("questiontext")),
            self.taking,
            name=_text(self.node.find("name")),
            kind=self.said.get("kind", ""),
        )
        keys = self.said.get("gaps", "").split()
        if record["kind"] == "gaps" and len(set(keys)) == len(record["gaps"]) == len(keys):
            cloze.rename(record, keys)
        return record


KINDS = {
    "multichoice": _Asking.choice,
    "truefalse": _Asking.true_false,
    "shortanswer": _Asking.short,
    "numerical": _Asking.number,
    "matching": _Asking.match,
    "ddmatch": _Asking.match,
    "ordering": _Asking.order,
    "gapselect": _Asking.words_in_gaps,
    "ddwtos": _Asking.words_in_gaps,
    "cloze": _Asking.cloze,
    "multianswer": _Asking.cloze,
}
