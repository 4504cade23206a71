"""GIFT, in and out.

A question is known by ``// [id:…]`` above it, else by its ``::title::``. Categories and tags are hints for the
competency. Pictures, ordering, texts with several gaps and cases do not exist in GIFT.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exams.formats.markup import formulae, from_html, normal
from courses.exams.formats.reading import (
    Collecting,
    Read,
    Refuse,
    Said,
    Taking,
    Written,
    chosen,
    clean,
    decimal,
    letter,
    numeric,
    points_of,
    spelled,
    truth,
)
from people import sheets
from people.sheets import Unreadable

MOST_BYTES = 8 * 2**20
BLANK = "_____"
SPECIAL = "~=#{}:"
FULL = Decimal("99.9")
ID = re.compile(r"\[id:((?:\\.|[^\]\\])+)\]")
TAG = re.compile(r"\[tag:((?:\\.|[^\]\\])+)\]")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,6})?)%")


def read(content: bytes, *, language: str) -> Read:
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large", gettext_lazy("The file is larger than 8 MB. Send it in parts."))
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("empty", gettext_lazy("The file is empty."))
    text = _decoded(content)
    collecting, category = Collecting(language), ""
    for block in _blocks(text):
        if block.category is not None:
            category = block.category
        elif block.text:
            _take(block, category, collecting)
    if not collecting.count:
        raise Unreadable("not_gift", gettext_lazy("The file holds no GIFT question."))
    return collecting.read


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return sheets.decode(content)[0]
    except Unreadable as error:
        raise Unreadable(
            "letters", gettext_lazy("The letters of this file cannot be read. Save it as UTF-8.")
        ) from error


@dataclass
class _Block:
    line: int
    comments: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    category: str | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def _blocks(text: str) -> list[_Block]:
    """Questions are parted by empty lines; inside braces an empty line parts nothing."""
    blocks, block, depth = [], _Block(1), 0
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for n, line in enumerate(lines, start=1):
        bare = line.strip()
        if bare.startswith("//"):
            block.comments.append(bare[2:])
        elif bare.upper().startswith("$CATEGORY:") and not block.lines:
            blocks.append(_Block(n, category=bare[10:].strip()))
        elif bare or depth > 0:
            if not block.lines:
                block.line = n
            if depth > 0 and bare.startswith("::") and not block.lines[-1].strip():
                depth, block = 0, _next(blocks, block, n)  # the brace before was never closed
            block.lines.append(line)
            depth = max(0, depth + _braces(line))
        elif block.lines:
            block = _next(blocks, block, n)
    blocks.append(block)
    return blocks


def _next(blocks, block, line: int) -> _Block:
    blocks.append(block)
    return _Block(line)


def _braces(line: str) -> int:
    bare = re.sub(r"\\.", "", line)
    return bare.count("{") - bare.count("}")


def _take(block: _Block, category: str, collecting: Collecting) -> None:
    above = " ".join(block.comments)
    identity = _unescaped(found[1]) if (found := ID.search(above)) else ""
    tags = [_unescaped(tag) for tag in TAG.findall(above)]
    text, title = block.text, ""
    if found := re.match(r"::((?:\\.|[^\\])*?)::", text, re.S):
        title, text = normal(_unescaped(found[1])), text[found.end() :].lstrip()
    shown = title or normal(_unescaped(text))[:60]
    with collecting.question(
        f"{identity} · {title}"
        if identity and title and title != identity
        else identity or shown or f"line {block.line}"
    ) as taking:
        key = collecting.key(identity, title or normal(_unescaped(text.partition("{")[0])))
        said = dict(tag.split(":", 1) for tag in tags if ":" in tag)
        asking = _Asking(text, taking)
        if not asking.has_answers:
            if not asking.balanced:
                raise Refuse(_("A brace is opened and not closed, or closed and not opened."))
            collecting.read.notes.append(Said(taking.which, _("A description asks nothing: it was left out.")))
            return
        record = asking.record()
        record |= {"key": key, "competency": None, "points": points_of(said.get("points", ""), taking)}
        record["difficulty"] = int(said["difficulty"]) if said.get("difficulty") in ("1", "2", "3") else None
        hints = [said.get("competency", ""), *reversed(category.split("/")), *tags]
        collecting.keep(taking, record, [hint.strip() for hint in hints])


def _unescaped(text: str) -> str:
    return re.sub(rf"\\(n|->|[{re.escape(SPECIAL)}\[\]\\])", lambda m: "\n" if m[1] == "n" else m[1], text)


class _Asking:
    def __init__(self, text: str, taking: Taking):
        self.taking, self.html = taking, True
        if found := re.match(r"\[(html|moodle|plain|markdown)\]", text):
            self.html = found[1] != "plain"
            text = text[found.end() :]
        self.before, self.inside, self.after = _cut(text)
        self.balanced = _braces(text) == 0
        self.has_answers = self.inside is not None

    def words(self, text: str) -> str:
        if found := re.match(r"\s*\[(html|moodle|plain|markdown)\]", text):
            text = text[found.end() :]
        text = _unescaped(text)
        if self.html and re.search(r"<[a-zA-Z/!]|&#?\w+;", text):
            return from_html(text, self.taking)
        return normal(formulae(text))

    def record(self) -> dict:
        inside, general = self.inside, ""
        if found := re.search(r"(?<!\\)####", inside):
            inside, general = inside[: found.start()], self.words(inside[found.end() :])
        inside = inside.strip()
        stem = f"{self.before.rstrip()} {BLANK} {self.after.lstrip()}" if self.after.strip() else self.before
        if re.search(r"(?<!\\)[{}]", self.after):
            raise Refuse(_("It has several gaps, which GIFT files do not have. Use Moodle XML or QTI."))
        asked = self.words(stem)
        if not asked:
            raise Refuse(_("The text of the question is missing."))
        record = {"stem": self.taking.texts(asked)} | self.answers(inside)
        return record | ({"feedback": self.taking.texts(general)} if general else {})

    def answers(self, inside: str) -> dict:
        if not inside:
            raise Refuse(_("It asks for an essay, which no machine can mark. Make an assignment of it."))
        if inside.startswith("#"):
            return self.number(inside[1:])
        if found := re.fullmatch(r"(TRUE|FALSE|T|F)\s*(?:(?<!\\)#(.*))?", inside, re.S | re.I):
            return self.true_false(found[1].upper().startswith("T"), found[2] or "")
        rows = [_Row(m[1], m[2], self) for m in re.finditer(r"([=~])((?:\\.|[^\\=~])*)", inside, re.S)]
        lead = re.match(r"(?:\\.|[^\\=~])*", inside, re.S)[0]
        if lead.strip() or not rows:
            raise Refuse(_("Its answers cannot be read: each begins with = or ~."))
        if all(row.sign == "=" for row in rows):
            arrows = [re.search(r"(?<!\\)->", row.raw) for row in rows]
            return self.match(rows, arrows) if all(arrows) and len(rows) > 1 else self.short(rows)
        return self.choice(rows)

    def true_false(self, right: bool, feedback: str) -> dict:
        words = truth(self.taking.language)
        if_wrong, _sep, if_right = ([*re.split(r"((?<!\\)#|$)", feedback, maxsplit=1), "", ""])[:3]
        said = {right: self.words(if_right), not right: self.words(if_wrong)}
        options = []
        for key, value in (("true", True), ("false", False)):
            option = {"key": key, "text": self.taking.texts(words[key]), "correct": value is right}
            options.append(option | ({"feedback": self.taking.texts(said[value])} if said[value] else {}))
        return {"kind": "true_false", "options": options}

    def number(self, inside: str) -> dict:
        inside = inside.strip()
        rows = re.findall(r"=((?:\\.|[^\\=~])*)", inside, re.S) if inside.startswith("=") else [inside]
        right = []
        for row in rows:
            weight = WEIGHT.match(row.strip())
            words, _sep, feedback = ([*re.split(r"((?<!\\)#|$)", row, maxsplit=1), "", ""])[:3]
            if feedback.strip():
                self.taking.note(_("What it says of single answers was not carried over."))
            if weight and decimal(weight[1]) < FULL:
                self.half()
            else:
                right.append(words.strip()[weight.end() if weight else 0 :].strip())
        if len(right) != 1:
            raise Refuse(_("Several numbers are right.") if right else _("It does not say which number is right."))
        if ".." in right[0]:
            low, high = (decimal(side) for side in right[0].split("..", 1))
            if low is None or high is None or high < low:
                raise Refuse(_("Its right number or its tolerance cannot be read."))
            return {"kind": "numeric", "numeric": numeric(str((low + high) / 2), (high - low) / 2, self.taking)}
        value, _sep, tolerance = right[0].partition(":")
        return {"kind": "numeric", "numeric": numeric(value, tolerance, self.taking)}

    def half(self) -> None:
        self.taking.note(_("Points for half-right answers were not carried over: an answer is right or wrong."))

    def short(self, rows) -> dict:
        if any(row.feedback for row in rows):
            self.taking.note(_("What it says of single answers was not carried over."))
        if any(row.weight is not None and row.weight < FULL for row in rows):
            self.half()
        accepted = [row.text for row in rows if (row.weight is None or row.weight >= FULL) and row.text]
        if any("*" in said for said in accepted):
            self.taking.note(_("An answer with a star (any letters) was not carried over."))
        accepted = [said for said in accepted if "*" not in said]
        if not accepted:
            raise Refuse(_("It does not say which answer is right."))
        return {"kind": "short", "accepted": {self.taking.language: list(dict.fromkeys(accepted))}}

    def match(self, rows, arrows) -> dict:
        pairs, extra = [], []
        for row, arrow in zip(rows, arrows, strict=True):
            left, right = self.words(row.raw[: arrow.start()]), self.words(row.raw[arrow.end() :])
            if left and right:
                pairs.append(
                    {"key": letter(len(pairs)), "text": self.taking.texts(left), "with": self.taking.texts(right)}
                )
            elif right:
                extra.append({"key": f"x{len(extra) + 1}", "text": self.taking.texts(right)})
            else:
                raise Refuse(_("“%(text)s” belongs to nothing.") % {"text": left[:60]})
        return {"kind": "match", "pairs": pairs, "extra": extra}

    def choice(self, rows) -> dict:
        several = not any(row.sign == "=" for row in rows)
        if several:
            rights = [row.weight is not None and row.weight > 0 for row in rows]
            if len({row.weight for row, right in zip(rows, rights, strict=True) if right}) > 1:
                self.half()
        else:
            rights = [row.sign == "=" and (row.weight is None or row.weight >= FULL) for row in rows]
            if any(row.weight and 0 < row.weight < FULL for row in rows):
                self.half()
        several = several and sum(rights) != 1
        kind = chosen(rights, several, self.taking)
        options = []
        for n, (row, right) in enumerate(zip(rows, rights, strict=True)):
            option = {"key": letter(n), "text": self.taking.texts(row.text), "correct": right}
            options.append(option | ({"feedback": self.taking.texts(row.feedback)} if row.feedback else {}))
        return {"kind": kind, "options": options}


class _Row:
    """One answer: ``=`` or ``~``, its weight in percent (None = not said), words and feedback."""

    def __init__(self, sign: str, raw: str, asking: _Asking):
        self.sign, self.raw = sign, raw.strip()
        weight = WEIGHT.match(self.raw)
        self.weight = decimal(weight[1]) if weight else None
        words = self.raw[weight.end() :] if weight else self.raw
        words, _sep, feedback = re.split(r"((?<!\\)#|$)", words, maxsplit=1)
        self.text, self.feedback = asking.words(words), asking.words(feedback)


def _cut(text: str) -> tuple[str, str | None, str]:
    """What stands before the first brace, inside it, and after it; None = there are no braces."""
    found = re.match(r"((?:\\.|[^\\{}])*)\{((?:\\.|[^\\{}])*)\}(.*)", text, re.S)
    return (found[1], found[2], found[3]) if found else (text, None, "")


# Out


def write(records: list[dict], language: str, files=None) -> Written:
    said, left_out, notes, category = [], [], [], None
    for record in records:
        try:
            text, lost = _written(record, language)
        except Refuse as why:
            left_out.append(Said(record["key"], str(why)))
            continue
        notes += [Said(record["key"], sentence) for sentence in lost]
        if record.get("competency") and record["competency"] != category:
            category = record["competency"]
            said.append(f"$CATEGORY: $course$/top/{category}\n")
        said.append(text)
    return Written("\n".join(said).encode(), left_out, notes)


def _written(record: dict, language: str) -> tuple[str, list[str]]:
    kind, lost = record["kind"], []

    def words(texts) -> str:
        return _escaped((texts or {}).get(language) or "")

    if kind not in ("single", "multiple", "true_false", "numeric", "short", "match"):
        raise Refuse(_("GIFT has no such kind of question."))
    if record.get("pictures"):
        raise Refuse(_("GIFT cannot hold its pictures."))
    if not words(record["stem"]):
        raise Refuse(_("It is not written in this language."))
    lines = []
    if kind == "numeric":
        number = record["numeric"]
        if (number.get("unit") or {}).get(language):
            lost.append(_("GIFT cannot hold its unit."))
        lines.append(f"#{spelled(number['value'])}:{spelled(number['tolerance'])}")
    elif kind == "short":
        lines += [f"={_escaped(said)}" for said in (record["accepted"].get(language) or [])]
        if not lines:
            raise Refuse(_("It has no right answer in this language."))
    elif kind == "match":
        lines += [f"={words(p['text'])} -> {words(p['with'])}" for p in record["pairs"]]
        lines += [f"= -> {words(row['text'])}" for row in record.get("extra") or ()]
    elif kind == "true_false":
        options = {o["key"]: o for o in record["options"]}
        right = options["true"]["correct"]
        said = {key: words(o.get("feedback")) for key, o in options.items()}
        if_right, if_wrong = (said["true"], said["false"]) if right else (said["false"], said["true"])
        tail = f"#{if_wrong}#{if_right}" if if_right else f"#{if_wrong}" if if_wrong else ""
        lines.append(f"{'TRUE' if right else 'FALSE'}{tail}")
    else:
        count = sum(o["correct"] for o in record["options"])
        for option in record["options"]:
            sign = ("=" if option["correct"] else "~") if kind == "single" else "~"
            if kind == "multiple":
                sign += f"%{Decimal(100) / count:.5f}%" if option["correct"] else "%-100%"
            feedback = words(option.get("feedback"))
            lines.append(f"{sign}{words(option['text'])}{'#' + feedback if feedback else ''}")
    if general := words(record.get("feedback")):
        lines.append(f"####{general}")
    tags = "".join(
        f" [tag:{name}:{_bracketed(str(value))}]"
        for name, value in (
            ("competency", record.get("competency")),
            ("difficulty", record.get("difficulty")),
            ("points", record.get("points", 1)),
        )
        if value
    )
    body = "\n".join(f"  {line}" for line in lines)
    return f"// [id:{_bracketed(record['key'])}]{tags}\n[plain]{words(record['stem'])} {{\n{body}\n}}\n", lost


def _bracketed(text: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", clean(text).replace("\n", " "))


def _escaped(text: str) -> str:
    text = re.sub(rf"([\\{re.escape(SPECIAL)}])", r"\\\1", normal(text))
    return text.replace("\n", "\\n").replace("->", "\\->")
