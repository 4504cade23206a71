"""Whatever stands in a file: it is read or refused with a sentence, and no question is lost on the way."""

import copy
import csv
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.exams.formats import FORMATS, Unreadable, guess, read
from tests.courses.exams.formats.asking import every, holds, sample

pytestmark = pytest.mark.pure
CASES = 2000
thoroughly = settings(
    max_examples=CASES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

NASTY = [
    "", " ", "0", "-1", "1.5", "1e999", "NaN", "100%", "²", "١٢", "vrai", "true", "[[1]]", "[[9]]", "![x]", "$x$", "$\\frac$", "\\",
    "\ue0000\ue001", "\x00", "\x0b", "a" * 300, "{1:MC:=a~b}", "{1:NM:=a:b}", "{", "}", "=a", "~%50%a", "#", "->", "::t::",
    "<p>x", "<![x", "<img src='x.png'>", "<img src='data:image/png;base64,AAAA'>", "&#0;", "&nope;", "]]>", "choice_1",
    "RESPONSE", "single", "multiple", "case", "a | b", "1: *a | b", "x = y", "1,3", "قرض", "\u202e", "😀", "\n\n", "a b", "a b c",
]  # fmt: skip
nasty = st.one_of(st.sampled_from(NASTY), st.text(max_size=8))
edits = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 9), nasty, nasty), max_size=6)


def survives(content: bytes, form: str, *, name="", language="fr"):
    """The file as its format, and as whatever it is taken for."""
    found = None
    for reader in {READERS[form], guess(content, name)}:
        try:
            found = read(content, reader=reader, language=language)
        except Unreadable as reason:
            assert str(reason.sentence).strip()
        else:
            holds(found, form)
    return found


READERS = {"qti21": "qti", "qti30": "qti", "moodle": "moodle", "gift": "gift", "csv": "table", "xlsx": "table"}


def sayable(text: str) -> str:
    """What XML can hold at all."""
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def bent(root: ET.Element, changes, keep=()) -> ET.Element:
    """A tree with these changes; elements named in ``keep`` stay, so that questions can be counted."""
    root = copy.deepcopy(root)
    for place, what, one, other in changes:
        nodes = list(root.iter())
        node, one, other = nodes[place % len(nodes)], sayable(one), sayable(other)
        parent = next((p for p in nodes if node in list(p)), None) if what < 2 else None
        if what == 0 and parent is not None and node.tag not in keep:
            parent.remove(node)
        elif what == 1 and parent is not None and node.tag not in keep:
            parent.insert(place % (len(parent) + 1), copy.deepcopy(node))
        elif what in (2, 3):
            node.text = one
        elif what == 4:
            node.tail = one
        elif what in (5, 6) and node.attrib and node.tag not in keep:
            names = sorted(node.attrib)
            node.attrib[names[place % len(names)]] = one
        elif what == 7 and node.attrib and node.tag not in keep:
            names = sorted(node.attrib)
            del node.attrib[names[place % len(names)]]
        elif what == 8 and node.tag not in keep:
            node.tag = (
                nodes[(place * 7) % len(nodes)].tag if nodes[(place * 7) % len(nodes)].tag not in keep else node.tag
            )
        elif what == 9:
            other_node = nodes[(place * 13) % len(nodes)]
            node.text, other_node.text = other_node.text, node.text
    return root


def torn(content: bytes, changes) -> bytes:
    """The bytes with these changes."""
    for place, what, one, other in changes:
        at = place % (len(content) + 1)
        if what < 3:
            content = content[:at] + content[at + what * 17 + 1 :]
        elif what < 7:
            content = content[:at] + (one + other).encode("utf-8", "replace") + content[at:]
        else:
            content = content[:at] + content[at // 2 : at // 2 + what * 5] + content[at:]
    return content


# Moodle

MOODLE = [
    question
    for file in (sample("moodle.xml"), FORMATS["moodle"].write(every(), "fr", {}).content)
    for question in ET.fromstring(file).findall("question")
]


@thoroughly
@given(st.lists(st.integers(0, len(MOODLE) - 1), min_size=1, max_size=2), edits, st.integers(0, 5))
def test_moodle(which, changes, tear):
    root = ET.Element("quiz")
    root.extend(copy.deepcopy(MOODLE[n]) for n in which)
    if tear == 0:
        survives(torn(ET.tostring(root), changes), "moodle")
        return
    root = bent(root, changes, keep={"question", "quiz"})
    root.tail = None
    found = survives(ET.tostring(root, encoding="utf-8"), "moodle")
    asked = [q for q in root.findall("question") if q.get("type") != "category"]
    described = [q for q in asked if q.get("type") == "description"]
    assert len(asked) == len(found.records) + len(found.refused) + len(described)


# QTI


def items_of(package: bytes) -> list[ET.Element]:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return [ET.fromstring(parts.read(name)) for name in parts.namelist() if name.startswith("items/")]


ITEMS = {
    form: [*items_of(FORMATS[form].write(every(), "fr", {}).content), ET.fromstring(sample(other))]
    for form, other in (("qti21", "tao.xml"), ("qti30", "three.xml"))
}


def package_of(items: list[bytes], changes=()) -> bytes:
    manifest = ET.Element("manifest", xmlns="http://www.imsglobal.org/xsd/imscp_v1p1")
    resources = ET.SubElement(manifest, "resources")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for n, item in enumerate(items):
            ET.SubElement(resources, "resource", identifier=f"r{n}", type="imsqti_item_xmlv2p1", href=f"i{n}.xml")
            package.writestr(f"i{n}.xml", item)
        if changes:
            manifest = bent(manifest, changes)
        package.writestr("imsmanifest.xml", ET.tostring(manifest))
    return held.getvalue()


@pytest.mark.parametrize("form", ["qti21", "qti30"])
def test_qti(form):
    items = ITEMS[form]

    @thoroughly
    @given(
        st.lists(st.tuples(st.integers(0, len(items) - 1), edits, st.integers(0, 7)), min_size=1, max_size=2),
        edits,
        st.integers(0, 9),
    )
    def check(chosen, changes, way):
        made = [
            torn(ET.tostring(items[n]), bends) if tear == 0 else ET.tostring(bent(items[n], bends), encoding="utf-8")
            for n, bends, tear in chosen
        ]
        if way == 0:
            survives(torn(package_of(made), changes), form)
        elif way == 1:
            survives(package_of(made, changes), form)
        elif way == 2:
            survives(made[0], form)
        else:
            found = survives(package_of(made), form)
            assert len(found.records) + len(found.refused) == len(made)

    check()


# GIFT

GIFT = re.split(r"\n\n(?=//|::)", sample("questions.gift").decode())
GIFT += [FORMATS["gift"].write([record], "fr", {}).content.decode() for record in every()]
ANSWERS = [
    "=a ~b",
    "~%50%a ~%50%b ~c",
    "T",
    "FALSE#x#y",
    "#3:1",
    "#1..5",
    "#=1 =%50%2:3",
    "=a -> b =c -> d",
    "",
    "=a",
    "x",
]
pieces = st.tuples(nasty, st.lists(st.one_of(st.sampled_from(ANSWERS), nasty), max_size=3), nasty)


@thoroughly
@given(st.one_of(edits, st.lists(pieces, min_size=1, max_size=4)), st.integers(0, 1000))
def test_gift(made, which):
    if made and len(made[0]) == 3:
        questions = []
        for n, (stem, answers, tail) in enumerate(made):
            plain = re.sub(r"\s+", " ", f"{stem} {{{' '.join(answers)}}}{tail}".replace("\\", ""))
            opened = plain.count("{") - plain.count("}")
            questions.append(f"::N{n}:: q {plain}" + "}" * max(0, opened))
        found = survives("\n\n".join(questions).encode("utf-8", "replace"), "gift", name="x.gift")
        named = {said.which for said in [*found.refused, *found.notes]} | {r["key"] for r in found.records}
        assert {f"N{n}" for n in range(len(made))} <= named
    else:
        survives(torn(GIFT[which % len(GIFT)].encode(), made), "gift", name="x.gift")


# Tables

TABLES = [FORMATS["csv"].write([record], "fr", {}).content for record in every()]
EXCELS = [FORMATS["xlsx"].write([record], "fr", {}).content for record in every()]
KIND_WORDS = ["single", "multiple", "true_false", "numeric", "short", "order", "match", "gaps", "case", "essay", ""]
lists_of = st.one_of(st.sampled_from(["a\nb", "a = b\nc = d\n= e", "1: a | b", "1: *a | b\n2: c", "a"]), nasty)
rows = st.lists(
    st.tuples(st.sampled_from(KIND_WORDS), nasty, lists_of, lists_of, nasty, st.integers(0, 6)), min_size=1, max_size=4
)


@thoroughly
@given(st.one_of(edits, rows), st.integers(0, len(TABLES) - 1))
def test_tables_of_commas(made, which):
    if made and len(made[0]) == 6:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(
            ["key", "part_of", "kind", "stem_fr", "options_fr", "gaps_fr", "text_fr", "right", "value", "accepted_fr"]
        )
        for n, (kind, stem, options, gaps, right, part) in enumerate(made):
            row = [f"N{n}", "N0" if part == 0 and n else "", kind, stem, options, gaps, stem, right, right, options]
            writer.writerow([cell.replace("\x00", "").replace("\r", "") for cell in row])
        content = b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")
        try:
            found = read(content, reader="table", language="fr")
        except Unreadable as reason:
            assert reason.code in ("letters", "quotes")  # words that no language writes
            return
        holds(found, "csv")
        whole = [n for n, row in enumerate(made) if not (row[5] == 0 and n)]
        assert len(found.records) + len(found.refused) == len(whole)
    else:
        survives(torn(TABLES[which], made), "csv", name="x.csv")


@thoroughly
@given(edits, st.integers(0, 2), st.integers(0, len(EXCELS) - 1))
def test_tables_of_excel(changes, way, which):
    if way == 0:
        survives(torn(EXCELS[which], changes), "xlsx", name="x.xlsx")
        return
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(EXCELS[which])) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(("sheet1.xml", "sharedStrings.xml")):
                content = torn(content, changes)
            new.writestr(name, content)
    survives(held.getvalue(), "xlsx", name="x.xlsx")
