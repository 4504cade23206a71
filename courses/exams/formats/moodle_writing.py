"""Moodle XML goes out, in one language; competencies are categories and tags, keys are ID numbers."""

import base64
from decimal import Decimal
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from courses.exams.formats import cloze
from courses.exams.formats.markup import to_html
from courses.exams.formats.reading import Refuse, Said, Written, file_name, spelled

TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true_false": "truefalse",
    "numeric": "numerical",
    "short": "shortanswer",
    "order": "ordering",
    "match": "matching",
    "gaps": "cloze",
    "case": "cloze",
}


def write(records: list[dict], language: str, files: dict[str, bytes]) -> Written:
    quiz, left_out, notes, category = ET.Element("quiz"), [], [], None
    for record in records:
        one = _Question(record, language, files)
        try:
            question = one.tree()
        except Refuse as why:
            left_out.append(Said(record["key"], str(why)))
            continue
        notes += [Said(record["key"], sentence) for sentence in one.lost]
        if record.get("competency") and record["competency"] != category:
            category = record["competency"]
            node = ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category")
            ET.SubElement(node, "text").text = f"$course$/top/{category}"
        quiz.append(question)
    return Written(ET.tostring(quiz, encoding="utf-8", xml_declaration=True), left_out, notes)


class _Question:
    def __init__(self, record: dict, language: str, files: dict[str, bytes]):
        self.record, self.language, self.files = record, language, files
        self.pictures = {p["name"]: p for p in record.get("pictures") or ()}
        self.shown: list[dict] = []  # pictures of the text being written
        self.lost: list[str] = []

    def tree(self) -> ET.Element:
        record = self.record
        self.node = node = ET.Element("question", type=TYPES[record["kind"]])
        self._text(node, "name", record["key"])
        asked = self._embedded() if TYPES[record["kind"]] == "cloze" else self._html(record["stem"])
        self._put(node, "questiontext", asked)
        self._put(node, "generalfeedback", self._html(record.get("feedback"), needed=False))
        ET.SubElement(node, "defaultgrade").text = str(record.get("points", 1))
        ET.SubElement(node, "penalty").text = "0"
        ET.SubElement(node, "hidden").text = "0"
        ET.SubElement(node, "idnumber").text = record["key"]
        if TYPES[record["kind"]] != "cloze":
            getattr(self, f"_{record['kind']}")()
        tags = ET.SubElement(node, "tags")
        for name in ("competency", "difficulty", "kind"):
            if record.get(name):
                self._text(tags, "tag", f"{name}:{record[name]}")
        if record["kind"] == "gaps":  # Moodle counts gaps as they come in the text
            keys = [gap["key"] for gap in record["gaps"]]
            order = sorted(keys, key=lambda key: self._said(record["text"]).find(f"[[{key}]]"))
            self._text(tags, "tag", f"gaps:{' '.join(order)}")
        return node

    def _said(self, texts) -> str:
        return (texts or {}).get(self.language) or ""

    @staticmethod
    def _text(parent, tag: str, text: str) -> ET.Element:
        node = ET.SubElement(parent, tag)
        ET.SubElement(node, "text").text = text
        return node

    def _source(self, name: str) -> tuple[str, str] | None:
        picture = self.pictures.get(name)
        if picture is None:
            return None
        if picture.get("file") not in self.files:
            raise Refuse(_("Its picture cannot be read."))
        self.shown.append(picture)
        return f"@@PLUGINFILE@@/{file_name(picture)}", self._said(picture["alt"])

    def _html(self, texts, *, needed=True) -> str:
        said = self._said(texts)
        if not said and needed:
            raise Refuse(_("It is not written in this language."))
        return to_html(said, self._source) if said else ""

    def _put(self, parent, tag: str, html: str, **says) -> ET.Element:
        """A text with the pictures that were met while it was written."""
        node = self._text(parent, tag, html)
        node.attrib |= {"format": "html"} | says
        for name, picture in {file_name(picture): picture for picture in self.shown}.items():
            held = ET.SubElement(node, "file", name=name, path="/", encoding="base64")
            held.text = base64.b64encode(self.files[picture["file"]]).decode()
        self.shown = []
        return node

    def _answer(self, html: str, worth, feedback=None, **says) -> ET.Element:
        node = self._put(self.node, "answer", html, fraction=f"{worth}", **says)
        self._put(node, "feedback", self._html(feedback, needed=False))
        return node

    def _single(self) -> None:
        options = self.record["options"]
        several = self.record["kind"] == "multiple"
        ET.SubElement(self.node, "single").text = "false" if several else "true"
        ET.SubElement(self.node, "shuffleanswers").text = "true"
        ET.SubElement(self.node, "answernumbering").text = "abc"
        right = f"{Decimal(100) / sum(o['correct'] for o in options):.7g}" if several else "100"
        for option in options:
            worth = right if option["correct"] else "-100" if several else "0"
            self._answer(self._html(option["text"]), worth, option.get("feedback"))

    _multiple = _single

    def _true_false(self) -> None:
        for option in self.record["options"]:
            self._answer(
                option["key"], 100 if option["correct"] else 0, option.get("feedback"), format="moodle_auto_format"
            )

    def _numeric(self) -> None:
        number = self.record["numeric"]
        node = self._answer(spelled(number["value"]), 100, format="moodle_auto_format")
        ET.SubElement(node, "tolerance").text = spelled(number["tolerance"])
        if unit := self._said(number.get("unit")):
            held = ET.SubElement(ET.SubElement(self.node, "units"), "unit")
            ET.SubElement(held, "multiplier").text = "1"
            ET.SubElement(held, "unit_name").text = unit
            ET.SubElement(self.node, "showunits").text = "3"

    def _accepted(self, said) -> list[str]:
        if not (accepted := (said or {}).get(self.language)):
            raise Refuse(_("It has no right answer in this language."))
        return accepted

    def _short(self) -> None:
        ET.SubElement(self.node, "usecase").text = "0"
        for said in self._accepted(self.record.get("accepted")):
            self._answer(said.replace("*", "\\*"), 100, format="plain_text")

    def _order(self) -> None:
        for n, item in enumerate(self.record["items"], start=1):
            self._answer(self._html(item["text"]), n)

    def _match(self) -> None:
        ET.SubElement(self.node, "shuffleanswers").text = "true"
        for pair in self.record["pairs"]:
            self._pair(self._html(pair["text"]), self._said(pair["with"]))
        for row in self.record.get("extra") or ():
            self._pair("", self._said(row["text"]))

    def _pair(self, left: str, right: str) -> None:
        if not right:
            raise Refuse(_("It is not written in this language."))
        if "\n" in right or "![" in right:
            self.lost.append(_("What is matched loses its lines and pictures in Moodle."))
        self._text(self._put(self.node, "subquestion", left), "answer", " ".join(right.split("\n")))

    # Embedded answers

    def _embedded(self) -> str:
        record = self.record
        if record["kind"] == "gaps":
            return self._html(record["stem"]) + self._with_gaps(record)
        said = [self._html(record["stem"])]
        for part in record["parts"]:
            if part["kind"] in ("order", "match", "gaps"):
                raise Refuse(_("A part of this case is of a kind that Moodle cannot embed."))
            if self._said(part.get("feedback")):
                self.lost.append(_("What it says of a single part of the case is not in the file."))
            said.append(f"{self._html(part['stem'])}<p>{self._one(part)}</p>")
        return "<hr />".join(said)

    def _with_gaps(self, record) -> str:
        text = self._html(record["text"])
        for gap in record["gaps"]:
            if gap.get("choices"):
                rows = [(self._said(c["text"]), 100 if c["correct"] else 0, "") for c in gap["choices"]]
                asked = cloze.written("single", rows)
            else:
                asked = cloze.written("short", [(said, 100, "") for said in self._accepted(gap.get("accepted"))])
            text = text.replace(f"[[{gap['key']}]]", asked)
        return text

    def _one(self, part) -> str:
        kind = part["kind"]
        if kind == "short":
            return cloze.written(
                "short", [(said, 100, "") for said in self._accepted(part.get("accepted"))], part.get("points", 1)
            )
        if kind == "numeric":
            number = part["numeric"]
            if self._said(number.get("unit")):
                self.lost.append(_("The unit of a part of the case is not in the file."))
            return cloze.number(spelled(number["value"]), spelled(number["tolerance"]), part.get("points", 1))
        several = kind == "multiple"
        right = 100 if not several else Decimal(100) / sum(o["correct"] for o in part["options"])
        rows = []
        for option in part["options"]:
            worth = (right if not several else right.quantize(Decimal("0.00001"))) if option["correct"] else 0
            if several and not option["correct"]:
                worth = Decimal(-100)
            rows.append((self._said(option["text"]), worth, self._said(option.get("feedback"))))
        if kind == "true_false":
            self.lost.append(_("True or false inside a case becomes a choice of one."))
        return cloze.written("multiple" if several else "single", rows, part.get("points", 1))
