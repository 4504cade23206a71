"""Questions as a table, CSV or XLSX, through django-import-export: a row a question, a column a language.

Lists stand in one cell, a line each: the options, the lines to put in order, what is matched (``left = right``; a
line with nothing on the left fits nothing), the answers accepted. ``right`` counts the right options from 1, or says
``true`` or ``false``. Words of gaps stand as ``1: Rabat | rabat``; a choice marks the right one with a star:
``2: *salé | sucré``. The parts of a case follow in rows whose ``part_of`` is the case's key. A line end inside a line
is written ``\\n``. Unlike the other formats a table holds all languages at once.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import tablib
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import resources
from import_export.fields import Field
from import_export.widgets import Widget

from courses.exams.formats.markup import normal
from courses.exams.formats.reading import (
    Collecting,
    Read,
    Refuse,
    Said,
    Taking,
    Written,
    letter,
    numeric,
    points_of,
    spelled,
    truth,
)
from courses.exams.records import TONGUES
from people import sheets
from people.sheets import Unreadable, harmless

KINDS = ("single", "multiple", "true_false", "numeric", "short", "order", "match", "gaps", "case")
BY_LANGUAGE = ("stem", "options", "option_feedback", "accepted", "text", "gaps", "unit", "feedback")
MOST_LINES = 60


class Words(Widget):
    """Text of several lines, in our one spelling."""

    def clean(self, value, row=None, **kwargs) -> str:
        return normal(str(value or ""))

    def render(self, value, obj=None, **kwargs) -> str:
        return harmless(value or "")


class Lines(Widget):
    """A list, a line each."""

    def clean(self, value, row=None, **kwargs) -> list[str]:
        lines = [_unfolded(line) for line in str(value or "").replace("\r", "\n").split("\n") if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValueError(_("A cell has more than 60 lines."))
        return lines

    def render(self, value, obj=None, **kwargs) -> str:
        return harmless("\n".join(_folded(line) for line in value or []))


def _folded(line: str) -> str:
    return line.replace("\\n", "\\\\n").replace("\n", "\\n")


def _unfolded(line: str) -> str:
    return normal(re.sub(r"(?<!\\)\\n", "\n", line).replace("\\\\n", "\\n"))


class Column(Field):
    def __init__(self, name: str, widget: Widget, says: Callable[[dict], Any]):
        super().__init__(attribute=name, column_name=name, widget=widget)
        self.says = says

    def get_value(self, instance):
        return self.says(instance)


class QuestionResource(resources.Resource):
    """The table. Its rows are flat dicts; ``flat`` and ``_record`` know what they mean."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        plain = ["key", "part_of", "competency", "difficulty", "points", "kind"]
        columns = [(name, Words()) for name in plain]
        for name in BY_LANGUAGE:
            widget = Lines if name in ("options", "option_feedback", "accepted", "gaps") else Words
            columns += [(f"{name}_{t}", widget()) for t in TONGUES]
            columns += [("right", Words())] if name == "options" else []
            columns += [("value", Words()), ("tolerance", Words())] if name == "accepted" else []
        self.fields = {name: Column(name, widget, lambda row, n=name: row.get(n)) for name, widget in columns}

    def get_export_order(self, selected_fields=None):
        return list(self.fields)

    def get_import_order(self):
        return list(self.fields)


ALIASES = {
    "key": "cle code identifiant id المفتاح الرمز",
    "competency": "competence الكفاية",
    "difficulty": "difficulte الصعوبة",
    "points": "النقط",
    "kind": "type genre النوع",
    "right": "bonne bonnes correct juste الصحيح",
    "value": "valeur القيمة",
    "tolerance": "الهامش",
    "part_of": "partie_de جزء_من",
    "stem": "question enonce السؤال",
    "options": "choix الاختيارات",
    "accepted": "reponses_acceptees reponse الأجوبة",
    "feedback": "explication الشرح",
    "text": "texte النص",
    "gaps": "trous الفراغات",
    "unit": "unite الوحدة",
    "option_feedback": "explication_options",
}
_KNOWN = {alias: name for name, aliases in ALIASES.items() for alias in [name, *aliases.split()]}


def column_of(header: str, language: str) -> str | None:
    """The column that a header means; without a language at its end it is the file's."""
    bare = unicodedata.normalize("NFKD", header.casefold())
    bare = re.sub(r"[\s-]+", "_", "".join(c for c in bare if not unicodedata.combining(c)).strip())
    name, _sep, tail = bare.rpartition("_")
    if tail in TONGUES and (known := _KNOWN.get(name)) in BY_LANGUAGE:
        return f"{known}_{tail}"
    known = _KNOWN.get(bare)
    return f"{known}_{language}" if known in BY_LANGUAGE else known


def read(content: bytes, *, language: str) -> Read:
    sheet = sheets.read(content, known=lambda cells: sum(column_of(c, language) is not None for c in cells))
    columns = {n: column_of(header, language) for n, header in enumerate(sheet.header)}
    if not {"kind", f"stem_{language}"} & set(columns.values()) and not any(
        (name or "").startswith("stem_") for name in columns.values()
    ):
        raise Unreadable("no_columns", gettext_lazy("The table has no column for the question: key, kind, stem_fr …"))
    dataset = tablib.Dataset(headers=[*QuestionResource().fields, "line"])
    for line, cells in sheet.rows:
        named = {columns[n]: cell for n, cell in enumerate(cells[: len(sheet.header)]) if columns.get(n)}
        dataset.append([named.get(name, "") for name in dataset.headers[:-1]] + [line])
    collecting = Collecting(language)
    if unread := [h for n, h in enumerate(sheet.header) if h and columns[n] is None]:
        collecting.read.notes.append(
            Said(_("Header"), _("Columns not read: %(names)s.") % {"names": ", ".join(h[:30] for h in unread)})
        )
    _take(dataset, collecting)
    return collecting.read


def _take(dataset: tablib.Dataset, collecting: Collecting) -> None:
    fields = QuestionResource().fields
    rows = dataset.dict
    parts: dict[str, list] = {}
    for row in rows:
        if row["part_of"]:
            parts.setdefault(row["part_of"].strip(), []).append(row)
    keys = {row["key"].strip() for row in rows if not row["part_of"]}
    for row in rows:
        belongs, key = row["part_of"].strip(), row["key"].strip()
        if belongs and belongs in keys:
            continue
        name = key or f"{_('Line')} {row['line']}"
        with collecting.question(name) as taking:
            if belongs:
                raise Refuse(_("It is part of “%(key)s”, which is not in the table.") % {"key": belongs[:40]})
            if not key:
                raise Refuse(_("The key is missing."))
            record = {"key": key, "competency": row["competency"].strip() or None}
            record |= {"difficulty": _difficulty(row["difficulty"])}
            record |= _record(row, fields, taking)
            if record["kind"] == "case":
                record["parts"] = [
                    {"key": (p["key"].removeprefix(f"{key}/").strip() or str(n))[:10]} | _record(p, fields, taking)
                    for n, p in enumerate(parts.get(key, []), start=1)
                ]
            collecting.keep(taking, record, [record["competency"] or ""])


def _difficulty(said: str) -> int | None:
    words = {"1": 1, "2": 2, "3": 3, "easy": 1, "medium": 2, "hard": 3, "facile": 1, "moyen": 2, "moyenne": 2}
    words |= {"difficile": 3, "سهل": 1, "متوسط": 2, "صعب": 3}
    if not said.strip():
        return None
    if (level := words.get(said.strip().casefold())) is None:
        raise Refuse(_("The difficulty is not 1, 2 or 3."))
    return level


def _record(row, fields, taking: Taking) -> dict:
    try:
        said = {name: field.clean(row) for name, field in fields.items()}
    except ValueError as error:
        raise Refuse(str(error)) from error
    by = {name: {t: v for t in TONGUES if (v := said[f"{name}_{t}"])} for name in BY_LANGUAGE}
    kind = said["kind"].casefold().replace(" ", "_").replace("-", "_")
    if kind not in KINDS:
        raise Refuse(_("The kind “%(kind)s” is not known.") % {"kind": said["kind"][:40]})
    record = {"kind": kind, "stem": by["stem"], "points": points_of(said["points"], taking)}
    if by["feedback"]:
        record["feedback"] = by["feedback"]
    lists = by["options"]
    if len({len(lines) for lines in lists.values()}) > 1:
        raise Refuse(_("Its lists have not the same number of lines in each language."))
    rows = [{t: lines[n] for t, lines in lists.items()} for n in range(max(map(len, lists.values()), default=0))]
    if kind in ("single", "multiple"):
        record["options"] = _options(rows, said["right"], by["option_feedback"])
    elif kind == "true_false":
        record["options"] = _true_false(rows, said["right"], by["option_feedback"], by["stem"])
    elif kind == "numeric":
        record["numeric"] = numeric(said["value"], said["tolerance"], taking) | {"unit": by["unit"]}
    elif kind == "short":
        record["accepted"] = by["accepted"]
    elif kind == "order":
        record["items"] = [{"key": letter(n), "text": texts} for n, texts in enumerate(rows)]
    elif kind == "match":
        record |= _pairs(rows)
    elif kind == "gaps":
        record |= {"text": by["text"], "gaps": _gaps(by["gaps"])}
    return record


def _options(rows, right: str, feedback: dict[str, list[str]]) -> list[dict]:
    numbers = re.findall(r"\d{1,3}", right)
    if re.sub(r"[\d\s,;.|/+&-]", "", right) or not numbers or any(not 1 <= int(n) <= len(rows) for n in numbers):
        raise Refuse(_("The column “right” does not say the numbers of the right options, such as 1 or 1,3."))
    options = []
    for n, texts in enumerate(rows):
        option = {"key": letter(n), "text": texts, "correct": str(n + 1) in [str(int(i)) for i in numbers]}
        options.append(option | _said_of(n, feedback))
    return options


def _said_of(n: int, feedback: dict[str, list[str]]) -> dict:
    """Feedback stands on the line of its option; ``-`` keeps a line empty."""
    said = {t: lines[n] for t, lines in feedback.items() if n < len(lines) and lines[n] != "-"}
    return {"feedback": said} if said else {}


def _true_false(rows, right: str, feedback, stem) -> list[dict]:
    words = {
        "true": True,
        "vrai": True,
        "1": True,
        "صحيح": True,
        "false": False,
        "faux": False,
        "0": False,
        "خطأ": False,
    }
    words |= {"2": False}
    if (value := words.get(right.casefold())) is None:
        raise Refuse(_("The column “right” says true or false."))
    if rows and len(rows) != 2:
        raise Refuse(_("A true-or-false question has two options."))
    options = []
    for n, (key, holds) in enumerate((("true", True), ("false", False))):
        texts = rows[n] if rows else {t: truth(t)[key] for t in stem}
        options.append({"key": key, "text": texts, "correct": value is holds} | _said_of(n, feedback))
    return options


def _pairs(rows) -> dict:
    pairs, extra = [], []
    for texts in rows:
        sides = {t: [side.strip() for side in re.split(r"\s=\s|^=\s*", line, maxsplit=1)] for t, line in texts.items()}
        if any(len(two) != 2 for two in sides.values()) or len({bool(two[0]) for two in sides.values()}) != 1:
            raise Refuse(_("A line to match is written: left = right."))
        left, right = ({t: two[n] for t, two in sides.items()} for n in (0, 1))
        if any(left.values()):
            pairs.append({"key": letter(len(pairs)), "text": left, "with": right})
        else:
            extra.append({"key": f"x{len(extra) + 1}", "text": right})
    return {"pairs": pairs, "extra": extra}


def _gaps(by_language: dict[str, list[str]]) -> list[dict]:
    gaps: dict[str, dict] = {}
    for t, lines in by_language.items():
        for line in lines:
            found = re.fullmatch(r"([\w-]{1,10})\s*:\s*(.+)", line, re.S)
            if not found:
                raise Refuse(_("A gap is written: 1: word | other word."))
            words = [word.strip() for word in re.split(r"(?<!\\)\|", found[2]) if word.strip()]
            words = [word.replace("\\|", "|") for word in words]
            gap = gaps.setdefault(found[1], {"key": found[1], "accepted": {}, "choices": []})
            if any(word.startswith("*") for word in words):
                _choose(gap, t, words)
            else:
                gap["accepted"][t] = words
    if any(gap["accepted"] and gap["choices"] for gap in gaps.values()):
        raise Refuse(_("A gap is a choice in one language and not in another."))
    return list(gaps.values())


def _choose(gap: dict, language: str, words: list[str]) -> None:
    made = [{"text": {language: w.lstrip("* ")}, "correct": w.startswith("*")} for w in words]
    if gap["choices"] and [c["correct"] for c in gap["choices"]] != [c["correct"] for c in made]:
        raise Refuse(_("The words of a gap differ from language to language."))
    if not gap["choices"]:
        gap["choices"] = [{"key": letter(n), "text": {}, "correct": c["correct"]} for n, c in enumerate(made)]
    for there, one in zip(gap["choices"], made, strict=True):
        there["text"] |= one["text"]


# Out


def write_csv(records: list[dict], language: str, files=None) -> Written:
    dataset, notes = _dataset(records)
    return Written(("\ufeff" + dataset.export("csv")).encode(), [], notes)


def write_xlsx(records: list[dict], language: str, files=None) -> Written:
    dataset, notes = _dataset(records)
    return Written(dataset.export("xlsx"), [], notes)


def _dataset(records):
    rows, notes = [], []
    for record in records:
        if record.get("pictures"):
            notes.append(Said(record["key"], _("A table cannot hold its pictures.")))
        rows.append(_flat(record))
        rows += [
            _flat(part) | {"key": f"{record['key']}/{part['key']}", "part_of": record["key"]}
            for part in record.get("parts") or ()
        ]
    return QuestionResource().export(rows), notes


def _flat(record: dict) -> dict:
    """A record as a row of the table."""
    row = {name: record.get(name) for name in ("key", "competency", "kind")}
    row |= {name: str(record.get(name) or "") for name in ("difficulty", "points")}

    def put(name: str, texts) -> None:
        row.update({f"{name}_{t}": said for t, said in (texts or {}).items() if said})

    def put_lines(name: str, lines: list[dict]) -> None:
        for t in TONGUES:
            if any(line.get(t) for line in lines):
                row[f"{name}_{t}"] = [line.get(t) or "-" for line in lines]

    put("stem", record.get("stem"))
    put("feedback", record.get("feedback"))
    if options := record.get("options"):
        put_lines("option_feedback", [o.get("feedback") or {} for o in options])
        if record["kind"] == "true_false":
            row["right"] = next(o["key"] for o in options if o["correct"])
        else:
            row["right"] = ",".join(str(n) for n, o in enumerate(options, start=1) if o["correct"])
    if number := record.get("numeric"):
        row |= {"value": spelled(number["value"]), "tolerance": spelled(number["tolerance"])}
        put("unit", number.get("unit"))
    put("accepted", record.get("accepted"))
    put_lines(
        "options",
        [item["text"] for item in record.get("items") or ()]
        or _pair_lines(record)
        or [o["text"] for o in record.get("options") or ()],
    )
    put("text", record.get("text"))
    for gap in record.get("gaps") or ():
        for t in TONGUES:
            if gap.get("choices"):
                words = [
                    ("*" if c["correct"] else "") + c["text"].get(t, "") for c in gap["choices"] if c["text"].get(t)
                ]
            else:
                words = (gap.get("accepted") or {}).get(t) or []
            if words:
                said = " | ".join(word.replace("|", "\\|") for word in words)
                row.setdefault(f"gaps_{t}", []).append(f"{gap['key']}: {said}")
    return row


def _pair_lines(record: dict) -> list[dict]:
    rows = []
    for pair in record.get("pairs") or ():
        rows.append(
            {
                t: f"{pair['text'][t]} = {pair['with'][t]}"
                for t in TONGUES
                if pair["text"].get(t) and pair["with"].get(t)
            }
        )
    for row in record.get("extra") or ():
        rows.append({t: f"= {said}" for t, said in row["text"].items() if said})
    return rows
