"""Marked-up text becomes ours, and ours becomes marked-up text.

Ours is plain: a blank line parts paragraphs, ``![name]`` alone on a line is a picture, ``$…$`` is a formula. Lists
keep their lines, tables their cells one after the other. Of HTML nothing else survives: no tag reaches a page.
"""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from courses.exams.formats.reading import Refuse, Taking, clean

PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "dl", "figure"}
LINES = {"div", "section", "article", "li", "tr", "dt", "dd", "figcaption", "caption", "header", "footer", "center"}
UNSEEN = {"script", "style", "head", "title", "template", "noscript"}
LEFT_OUT = {"object", "embed", "iframe", "video", "audio", "canvas", "svg", "form", "input", "textarea", "select"}
VOID = {"br", "hr", "img", "input", "embed", "wbr", "source", "track", "col", "area", "meta", "link", "base", "param"}
RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
PICTURE = re.compile(r"!\[([\w.-]{1,40})\]")
MARK = re.compile("\ue000(\\d+)\ue001")  # where an interaction stood


def normal(text: str) -> str:
    """One spelling of spaces and empty lines."""
    return _tight(clean(text))


def _tight(text: str) -> str:
    lines = [re.sub("[ \t]+", " ", line).strip(" ") for line in text.split("\n")]  # no-break spaces stay
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(" \n")


def formulae(text: str) -> str:
    r"""``\(x\)``, ``\[x\]`` and ``$$x$$`` are all ``$x$`` here."""
    text = re.sub(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", lambda m: f"${(m[1] or m[2]).strip()}$", text, flags=re.S)
    return re.sub(r"\$\$(.+?)\$\$", lambda m: f"${m[1].strip()}$", text, flags=re.S)


class Flat:
    """Takes tags and words as they come and keeps the text."""

    def __init__(self, taking: Taking):
        self.taking = taking
        self.parts: list[str] = []
        self.gap = 0  # line ends owed before the next word
        self.after_picture = False
        self.space = False
        self.unseen = 0
        self.small: list[tuple[dict, int]] = []

    def start(self, tag: str, attributes: dict[str, str | None]) -> None:
        if self.unseen:
            self.unseen += tag not in VOID
        elif tag in UNSEEN or tag in LEFT_OUT:
            if tag in LEFT_OUT:
                self.taking.note(_("A film, a sound or an embedded object was left out."))
            self.unseen = int(tag not in VOID)
        elif tag == "br":
            self.gap = max(self.gap, 1) if self.after_picture else min(2, self.gap + 1)
            self.after_picture = False
        elif tag == "hr" or tag in PARAGRAPHS:
            self._owe(2)
        elif tag in LINES:
            self._owe(1)
            if tag == "li":
                self._put("- ")
        elif tag in ("td", "th"):
            self.taking.note(_("A table was written out as lines."))
            if self.parts and not self.gap and self.parts[-1] != "- ":
                self._put(" · ")
        elif tag == "img":
            name = self.taking.picture(attributes.get("src") or "", attributes.get("alt") or "")
            self._owe(1)
            self._put(f"![{name}]")
            self._owe(1)
            self.after_picture = True
        elif tag in ("sup", "sub"):
            self.small.append((RAISED if tag == "sup" else LOWERED, len(self.parts)))

    def end(self, tag: str) -> None:
        if self.unseen:
            self.unseen -= tag not in VOID
        elif tag in PARAGRAPHS:
            self._owe(2)
        elif tag in LINES:
            self._owe(1)
        elif tag in ("sup", "sub") and self.small:
            letters, at = self.small.pop()
            said = "".join(self.parts[at:])
            if said.strip():
                put = "".join(letters.get(c, "") for c in said)
                sign = "^" if letters is RAISED else "_"
                self.parts[at:] = [put if len(put) == len(said) else f"{sign}({said.strip()})"]

    def words(self, text: str) -> None:
        if self.unseen:
            return
        text = clean(text)
        if self.gap or not self.parts:
            text = text.lstrip(" \t\n")
        if text:
            self._put(re.sub("[ \t\n]+", " ", text))

    def mark(self, place: int, *, block: bool) -> None:
        """Leave a mark where an interaction stands."""
        if block:
            self._owe(2)
        self._put(f"\ue000{place}\ue001")
        if block:
            self._owe(2)

    def put_formula(self, tex: str) -> None:
        self._put(f"${tex}$")

    def _owe(self, lines: int) -> None:
        self.gap = max(self.gap, lines)

    def _put(self, text: str) -> None:
        if self.gap and self.parts:
            self.parts.append("\n" * self.gap)
        self.gap, self.after_picture = 0, False
        self.parts.append(text)

    @property
    def text(self) -> str:
        return _tight(formulae("".join(self.parts)))  # cleaned word by word: marks of ours stay


class _Tags(HTMLParser):
    def __init__(self, flat: Flat):
        super().__init__(convert_charrefs=True)
        self.flat = flat

    def handle_starttag(self, tag, attrs):
        self.flat.start(tag, dict(attrs))

    def handle_startendtag(self, tag, attrs):
        self.flat.start(tag, dict(attrs))
        if tag not in VOID:
            self.flat.end(tag)

    def handle_endtag(self, tag):
        self.flat.end(tag)

    def handle_data(self, data):
        self.flat.words(data)


def from_html(text: str, taking: Taking) -> str:
    flat = Flat(taking)
    parser = _Tags(flat)
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError):  # declarations that the parser gives up on
        return normal(formulae(html.unescape(re.sub(r"<[^>]*>", " ", text))))
    return flat.text


def from_tree(
    nodes: list[ET.Element], taking: Taking, *, marks: Callable[[ET.Element], tuple[int, bool] | None] = lambda e: None
) -> str:
    """``marks(element)`` says which elements are interactions: their number, and whether they stand as a block."""
    flat = Flat(taking)
    for node in nodes:
        _walk(node, flat, marks)
    return flat.text


def _walk(node, flat: Flat, marks) -> None:
    """Without recursion into depth: the tree's depth was limited when it was read."""
    tag = node.tag if isinstance(node.tag, str) else ""
    if (mark := marks(node)) is not None:
        flat.mark(mark[0], block=mark[1])
    elif tag == "math":
        if tex := tex_of(node):
            flat.put_formula(tex)
    elif tag:
        flat.start(tag, node.attrib)
        flat.words(node.text or "")
        for child in node:
            _walk(child, flat, marks)
        if tag not in VOID:
            flat.end(tag)
    flat.words(node.tail or "")


def inner(node: ET.Element | None, taking: Taking, **how) -> str:
    """The text inside an element, without what follows it."""
    if node is None:
        return ""
    flat = Flat(taking)
    flat.words(node.text or "")
    for child in node:
        _walk(child, flat, how.get("marks", lambda e: None))
    return flat.text


MATH = {
    "mfrac": r"\frac{{{0}}}{{{1}}}",
    "msup": "{{{0}}}^{{{1}}}",
    "msub": "{{{0}}}_{{{1}}}",
    "msubsup": "{{{0}}}_{{{1}}}^{{{2}}}",
    "mroot": r"\sqrt[{1}]{{{0}}}",
}
SIGNS = {"×": r"\times ", "÷": r"\div ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "·": r"\cdot ", "π": r"\pi "}


def tex_of(node: ET.Element) -> str:
    """LaTeX of simple MathML; its own annotation when it has one."""
    for note in node.iter():
        if isinstance(note.tag, str) and note.tag.endswith("annotation") and "tex" in note.get("encoding", ""):
            return clean(note.text or "").strip().strip("$").strip()
    return _tex(node).strip()


def _tex(node) -> str:
    tag = node.tag if isinstance(node.tag, str) else ""
    inside = [_tex(child) for child in node]
    if tag in ("mn", "mi", "mo", "mtext"):
        said = clean(node.text or "").strip()
        return SIGNS.get(said, f"\\text{{{said}}}" if tag == "mtext" else said)
    if tag in ("math", "mrow", "mstyle", "semantics", "mpadded"):
        return "".join(inside)
    if tag in ("mfenced",):
        return f"({','.join(inside)})"
    if tag == "msqrt":
        return f"\\sqrt{{{''.join(inside)}}}"
    if tag in MATH and len(inside) == MATH[tag].count("{{{") + (tag == "mroot"):
        return MATH[tag].format(*inside)
    if tag in ("mspace", "annotation", "annotation-xml"):
        return ""
    raise Refuse(_("Its formula cannot be read. Write it between dollar signs, as LaTeX."))


# Out


def to_html(text: str, source: Callable[[str], tuple[str, str] | None], *, tex=("\\(", "\\)")) -> str:
    """``source(name)`` gives a picture's address and its description; None = there is no such picture."""
    text = re.sub(r"\$([^$\n]+)\$", lambda m: f"{tex[0]}{m[1]}{tex[1]}", text)
    paragraphs = []
    for paragraph in normal(text).split("\n\n"):
        lines = []
        for line in paragraph.split("\n"):
            found = PICTURE.fullmatch(line)
            shown = source(found[1]) if found else None
            if shown:
                lines.append(f'<img src="{html.escape(shown[0])}" alt="{html.escape(shown[1])}" />')
            else:
                lines.append(html.escape(line, quote=False))
        paragraphs.append("<br />".join(lines))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def into(parent: ET.Element, text: str, source: Callable[[str], tuple[str, str] | None], gap=None) -> None:
    """The same below an element. ``gap(parent, key)`` puts a gap where ``[[key]]`` stands."""
    for paragraph in normal(text).split("\n\n"):
        block = ET.SubElement(parent, "p")
        for n, line in enumerate(paragraph.split("\n")):
            if n:
                ET.SubElement(block, "br")
            found = PICTURE.fullmatch(line)
            if found and (shown := source(found[1])):
                ET.SubElement(block, "img", src=shown[0], alt=shown[1])
                continue
            for piece in re.split(r"(\[\[[^\[\]]{1,10}\]\])", line) if gap else [line]:
                if gap and (key := re.fullmatch(r"\[\[([^\[\]]{1,10})\]\]", piece)):
                    gap(block, key[1])
                elif piece:
                    _say(block, piece)


def _say(parent, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
