"""QTI 2.1 and 3.0 come in: a package with its manifest and pictures, or a single item.

An item with one interaction is a question, one whose interactions are all gaps in a text is a gap text, any other mix
is a case. Right answers are read from ``correctResponse``, or else from a mapping: what earns most is right. Scores
for half-right answers, hints, time limits and adaptive behaviour have no equal here and are noted or refused.
"""

import io
import posixpath
import re
from decimal import Decimal
from functools import partial
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exams.formats import markup
from courses.exams.formats.reading import (
    Collecting,
    Read,
    Refuse,
    Taking,
    chosen,
    decimal,
    numeric,
    option_keys,
    points_of,
    task,
)
from courses.exams.formats.trees import parse, plain_names
from courses.h5p import zips
from people.sheets import Unreadable

LIMITS = zips.Limits(upload=32 * 2**20, members=8000, single=8 * 2**20, total=96 * 2**20)
DAMAGED = gettext_lazy("The zip file is damaged, locked or of an unusual kind. Export it again.")
TOO_LARGE = gettext_lazy("The zip file is too large, or swells too much when it is unpacked. Send it in parts.")
ODD_NAMES = gettext_lazy("The zip file holds file names that are not accepted. Export it again with plain names.")
ZIP_SAYS = dict.fromkeys(
    ("not-a-zip", "zip64", "encrypted", "compression", "damaged", "two-names", "lying-size"), DAMAGED
)
ZIP_SAYS |= dict.fromkeys(
    ("upload-too-large", "too-many-files", "bomb", "file-too-large", "total-too-large", "overlap"), TOO_LARGE
)

CHOICE, TEXT, INLINE = "choiceInteraction", "textEntryInteraction", "inlineChoiceInteraction"
LONG, ORDER, MATCH = "extendedTextInteraction", "orderInteraction", "matchInteraction"
ASSOCIATE, GAPS, SLIDER = "associateInteraction", "gapMatchInteraction", "sliderInteraction"
READ = {CHOICE, TEXT, INLINE, LONG, ORDER, MATCH, ASSOCIATE, GAPS, SLIDER}
NOT_READ = {
    "hotspotInteraction": gettext_lazy("choosing a place on a picture"),
    "graphicOrderInteraction": gettext_lazy("ordering places of a picture"),
    "graphicAssociateInteraction": gettext_lazy("joining places of a picture"),
    "graphicGapMatchInteraction": gettext_lazy("dragging onto a picture"),
    "selectPointInteraction": gettext_lazy("pointing at a picture"),
    "positionObjectInteraction": gettext_lazy("placing on a picture"),
    "hottextInteraction": gettext_lazy("choosing words in a text"),
    "drawingInteraction": gettext_lazy("drawing"),
    "uploadInteraction": gettext_lazy("handing in a file"),
    "mediaInteraction": gettext_lazy("a film or a sound"),
    "customInteraction": gettext_lazy("an interaction of one tool alone"),
    "portableCustomInteraction": gettext_lazy("an interaction of one tool alone"),
    "endAttemptInteraction": gettext_lazy("a button that asks for a hint"),
}
INTERACTIONS = READ | set(NOT_READ)
INLINE_ONES = {TEXT, INLINE, "endAttemptInteraction"}
DIFFICULTIES = {"very easy": 1, "easy": 1, "medium": 2, "difficult": 3, "very difficult": 3, "hard": 3}


def read(content: bytes, *, language: str) -> Read:
    if not content.strip():
        raise Unreadable("empty", gettext_lazy("The file is empty."))
    if content.startswith(b"PK"):
        return _package(content, language)
    root = plain_names(parse(content))
    if root.tag != "assessmentItem":
        raise Unreadable("not_qti", gettext_lazy("This XML is not a QTI item: assessmentItem is missing."))
    collecting = Collecting(language)
    _take(root, collecting, {}, "")
    return collecting.read


def _package(content: bytes, language: str) -> Read:
    file = io.BytesIO(content)
    try:
        members = zips.members(file, LIMITS)
        manifest = members.get("imsmanifest.xml")
        if manifest is None:
            raise Unreadable(
                "no_manifest", gettext_lazy("The zip file has no imsmanifest.xml: it is not a QTI package.")
            )
        resources = _resources(plain_names(parse(_content(file, manifest))))
        return _items(file, members, resources, language)
    except zips.BadZip as error:
        raise Unreadable(error.code, ZIP_SAYS.get(error.code, ODD_NAMES)) from error


def _content(file, member: zips.Member) -> bytes:
    return b"".join(zips.inflate(file, member.info, member.path, LIMITS))


def _find(file, members, folder: str, source: str) -> bytes | None:
    found = members.get(posixpath.normpath(posixpath.join(folder, unquote(source).partition("?")[0])))
    return None if found is None else _content(file, found)


def _items(file, members, resources, language: str) -> Read:
    collecting = Collecting(language)
    for path, says in resources:
        member = members.get(path)
        if member is None:
            with collecting.question(path):
                raise Refuse(_("The package names it, but its file is missing."))
            continue

        collecting.find_file = partial(_find, file, members, posixpath.dirname(path))
        try:
            root = plain_names(parse(_content(file, member)))
        except Unreadable as reason:
            with collecting.question(path):
                raise Refuse(str(reason.sentence)) from reason
            continue
        if root.tag != "assessmentItem":
            with collecting.question(path):
                raise Refuse(_("This XML is not a QTI item: assessmentItem is missing."))
            continue
        _take(root, collecting, says, path)
    if not collecting.count:
        raise Unreadable("no_items", gettext_lazy("The package names no QTI item."))
    return collecting.read


def _resources(manifest: ET.Element) -> list[tuple[str, dict]]:
    """The path of each item, and what the manifest says of it."""
    found, seen = [], set()
    for resource in manifest.iter("resource"):
        if not re.match(r"imsqti_(item|apipitem)_xml", resource.get("type", "")):
            continue
        path = resource.get("href") or next((f.get("href", "") for f in resource.iter("file")), "")
        path = posixpath.normpath(unquote(path))
        if path not in seen:
            seen.add(path)
            found.append((path, _metadata(resource)))
    return found


def _metadata(resource: ET.Element) -> dict:
    """LOM as QTI packages use it: difficulty, and the codes of what the item belongs to; competencies first."""
    says, first, others = {}, [], []
    for difficulty in resource.iter("difficulty"):
        words = " ".join("".join(difficulty.itertext()).split()).casefold()
        level = next((n for name, n in DIFFICULTIES.items() if words.endswith(name)), None)
        says.setdefault("difficulty", level)
    for classification in resource.iter("classification"):
        purpose = "".join("".join(p.itertext()) for p in classification.iter("purpose")).casefold()
        for taxon in classification.iter("taxon"):
            words = [" ".join("".join(n.itertext()).split()) for tag in ("id", "entry") for n in taxon.iter(tag)]
            (first if "competency" in purpose else others).extend(words)
    others += [" ".join("".join(k.itertext()).split()) for k in resource.iter("keyword")]
    return says | {"hints": (first + others)[:20]}


def _take(root: ET.Element, collecting: Collecting, says: dict, path: str) -> None:
    identifier = root.get("identifier", "").strip()
    title = " ".join(root.get("title", "").split())
    name = f"{identifier} · {title}" if title and identifier and title != identifier else identifier or title or path
    with collecting.question(name) as taking:
        record = _record(root, taking)
        record["key"] = collecting.key(_key(root, identifier), title or path)
        record["competency"] = None
        record["difficulty"] = says.get("difficulty")
        collecting.keep(taking, record, says.get("hints", []))


def _key(root, identifier: str) -> str:
    """``label`` keeps a key that could not be an XML name."""
    label = root.get("label", "")
    return label if label and as_identifier(label) == identifier else identifier


def as_identifier(key: str) -> str:
    name = re.sub(r"[^\w.-]", "_", key)
    return name if re.match(r"[^\W\d]", name) else f"_{name}"


def _record(root: ET.Element, taking: Taking) -> dict:
    body = root.find("itemBody")
    if body is None:
        raise Refuse(_("The item has no body."))
    if root.get("adaptive") == "true":
        raise Refuse(_("It changes while it is answered (adaptive), which has no equal here."))
    if root.find("templateDeclaration") is not None:
        raise Refuse(_("Its numbers are drawn anew each time (template), which has no equal here."))
    if root.get("timeDependent") == "true":
        taking.note(_("Its own time limit was not carried over; the exam has one."))
    for block in list(body.iter("rubricBlock")):
        _hide(block)
        taking.note(_("Its instructions for markers or readers (rubric) were left out."))
    if root.find(".//stylesheet") is not None:
        taking.note(_("Its style sheet was left out."))
    item = _Item(root, taking)
    record = item.block(body)
    record["points"] = item.points()
    return record


def _hide(node: ET.Element) -> None:
    tail = node.tail
    node.clear()
    node.tag, node.tail = "script", tail  # which is never shown


class _Item:
    def __init__(self, root: ET.Element, taking: Taking):
        self.root, self.taking = root, taking
        self.declared = {d.get("identifier", ""): d for d in root.findall("responseDeclaration")}
        self.feedbacks = [f for f in root.iter("modalFeedback") if f.get("showHide", "show") == "show"]
        self.used_feedbacks: set[int] = set()

    # What the whole says

    def block(self, node: ET.Element, *, inside_case=False) -> dict:
        """A question out of an item's body, or out of a part of it."""
        parts = [] if inside_case else [e for e in node if e.tag == "div" and e.get("class") == "part"]
        if parts:
            head = [e for e in node if e not in parts]
            if not any(e.tag in INTERACTIONS for top in head for e in top.iter()):
                return self._case(
                    markup.from_tree(head, self.taking), [self._part(p, n) for n, p in enumerate(parts, start=1)]
                )
        found = [e for e in node.iter() if e.tag in INTERACTIONS]
        if not found:
            raise Refuse(_("It asks nothing: it has no interaction."))
        for one in found:
            if one.tag in NOT_READ:
                raise Refuse(_("It asks for %(what)s, which has no equal here.") % {"what": NOT_READ[one.tag]})
        places = {id(e): n for n, e in enumerate(found)}

        def marks(e):
            return (places[id(e)], e.tag not in INLINE_ONES) if id(e) in places else None

        told = next((e for e in node.iter("div") if e.get("class") == "gap-text"), None)
        if told is not None and all(e.tag in (TEXT, INLINE) for e in found):
            before = [e for e in node if e is not told and not any(i in found for i in e.iter())]
            return self._gap_text(
                markup.from_tree(before, self.taking), markup.inner(told, self.taking, marks=marks), found
            )
        flow = markup.inner(node, self.taking, marks=marks)
        if len(found) == 1:
            return self._single(found[0], flow)
        if all(e.tag in (TEXT, INLINE) for e in found):
            return self._gaps_in_flow(flow, found)
        return self._several(flow, found)

    def _part(self, node: ET.Element, n: int) -> dict:
        """A part that we wrote; its key is in the names of its responses."""
        names = [e.get("responseIdentifier", "") for e in node.iter() if e.tag in INTERACTIONS]
        found = re.fullmatch(r"RESPONSE_([\w.-]{1,10}?)(?:-GAP_\w+)?", names[0] if names else "")
        key = found[1] if found else str(n)
        record = {"key": key} | self.block(node, inside_case=True) | {"points": self.points(f"MAXSCORE_{key}")}
        record.pop("feedback", None)
        said = self._feedback_of(f"part_{key}")
        return record | ({"feedback": self.taking.texts(said)} if said else {})

    def points(self, name="MAXSCORE") -> int:
        for outcome in self.root.findall("outcomeDeclaration"):
            if outcome.get("identifier") == name and (value := outcome.find("defaultValue/value")) is not None:
                return points_of(value.text or "", self.taking)
        for outcome in self.root.findall("outcomeDeclaration"):
            if name == "MAXSCORE" and outcome.get("identifier") == "SCORE" and (most := outcome.get("normalMaximum")):
                return points_of(most, self.taking)
        return 1

    def feedback(self) -> dict:
        said = []
        for n, f in enumerate(self.feedbacks):
            if n not in self.used_feedbacks:
                text = markup.inner(f, self.taking)
                if text and text not in said:
                    said.append(text)
        return self.taking.texts("\n\n".join(said))

    def _case(self, stem: str, parts: list[dict]) -> dict:
        return self._told({"kind": "case", "stem": self.taking.texts(stem), "parts": parts})

    def _told(self, record: dict) -> dict:
        if feedback := self.feedback():
            record["feedback"] = feedback
        return record

    def _single(self, one: ET.Element, flow: str) -> dict:
        before, _mark, after = markup.MARK.split(flow, maxsplit=1)
        before, after = before.rstrip(), after.strip()
        if one.tag in (TEXT, INLINE):
            is_number = one.tag == TEXT and self._is_number(one)
            if is_number and len(after) <= 30 and "\n" not in after:
                return self._told(self._answer(one, before, unit=after))
            if one.tag == INLINE or after.strip(" .!?؟،,:;"):
                return self._gaps_in_flow(flow, [one])
            return self._told(self._answer(one, before))
        prompt = markup.inner(one.find("prompt"), self.taking)
        stem = "\n\n".join(said for said in (before, prompt, after) if said)
        return self._told(self._answer(one, stem))

    def _gaps_in_flow(self, flow: str, found) -> dict:
        paragraphs = flow.split("\n\n")
        first = next(n for n, p in enumerate(paragraphs) if markup.MARK.search(p))
        stem, text = "\n\n".join(paragraphs[:first]), "\n\n".join(paragraphs[first:])
        return self._gap_text(stem, text, found)

    def _gap_text(self, stem: str, text: str, found) -> dict:
        gaps, numbers = [], {}
        for place in map(int, markup.MARK.findall(text)):
            if place not in numbers:
                numbers[place] = key = self._gap_key(found[place], len(numbers) + 1, numbers.values())
                gaps.append(self._gap(found[place], key))
        text = markup.MARK.sub(lambda m: f"[[{numbers[int(m[1])]}]]", text)
        record = {"kind": "gaps", "stem": self.taking.texts(stem or self._task("gaps"))}
        return self._told(record | {"text": self.taking.texts(text), "gaps": gaps})

    def _gap_key(self, one, n: int, taken) -> str:
        """Ours are written as RESPONSE_key; others are counted."""
        found = re.fullmatch(r"(?:.*-)?GAP_([0-9A-Za-z]{1,10})", one.get("responseIdentifier", ""))
        return found[1] if found and found[1] not in taken else str(n)

    def _gap(self, one, key: str) -> dict:
        if one.tag == INLINE:
            choices = [(c.get("identifier", ""), markup.inner(c, self.taking)) for c in one.iter("inlineChoice")]
            rights = self._rights(one)
            keys = option_keys([i for i, _text in choices])
            made = [
                {"key": k, "text": self.taking.texts(text), "correct": identifier in rights}
                for k, (identifier, text) in zip(keys, choices, strict=True)
            ]
            if sum(choice["correct"] for choice in made) != 1:
                raise Refuse(_("Gap %(gap)s does not say which one of its words is right.") % {"gap": key})
            return {"key": key, "accepted": {}, "choices": made}
        accepted = self._accepted(one)
        if self._around() and self._is_number(one):
            self.taking.note(_("The tolerance of a number in a gap was not carried over."))
        return {"key": key, "accepted": {self.taking.language: accepted}, "choices": []}

    def _several(self, flow: str, found) -> dict:
        """A case: each interaction is a part, asked by its prompt or by what stands before it."""
        pieces = markup.MARK.split(flow)
        between = [pieces[n].strip() for n in range(0, len(pieces), 2)]
        order = [found[int(pieces[n])] for n in range(1, len(pieces), 2)]
        stem, parts = "", []
        for n, one in enumerate(order):
            asked = markup.inner(one.find("prompt"), self.taking)
            before = between[n]
            if n == 0 and asked:
                stem, before = before, ""
            elif n == 0:
                stem, _sep, before = before.rpartition("\n\n")
            unit = ""
            if one.tag == TEXT and self._is_number(one) and n + 1 < len(between):
                unit, between[n + 1] = self._unit(between[n + 1])
            part = self._answer(one, "\n\n".join(said for said in (before, asked) if said), unit=unit)
            part |= {"key": str(n + 1), "points": 1}
            parts.append(part)
        if tail := between[-1]:
            stem = f"{stem}\n\n{tail}" if stem else tail
        if not stem:
            raise Refuse(_("It has several parts and no text that they belong to."))
        return self._told({"kind": "case", "stem": self.taking.texts(stem), "parts": parts})

    @staticmethod
    def _unit(text: str) -> tuple[str, str]:
        head, sep, rest = text.partition("\n")
        return (head, rest.strip()) if 0 < len(head) <= 12 and (sep or not rest) else ("", text)

    # What one interaction says

    def _answer(self, one: ET.Element, stem: str, unit: str = "") -> dict:
        made = {
            CHOICE: self._choice,
            ORDER: self._order,
            MATCH: self._match,
            ASSOCIATE: self._associate,
            GAPS: self._gap_match,
        }.get(one.tag)
        if made is not None:
            return made(one, stem)
        if one.tag == INLINE:
            raise Refuse(_("It mixes gaps with other interactions in one text."))
        if one.tag == SLIDER or self._is_number(one):
            rights = sorted(self._rights(one))
            if len(rights) != 1:
                raise Refuse(_("It does not say which number is right."))
            if one.tag == SLIDER:
                self.taking.note(_("A slider is now a number to write."))
            value = decimal(rights[0])
            around = self._tolerance(value) if value is not None else Decimal(0)
            return self._asks("numeric", stem) | {"numeric": numeric(rights[0], around, self.taking, unit)}
        if one.tag == LONG and not self._rights(one):
            raise Refuse(_("It asks for an essay, which no machine can mark. Make an assignment of it."))
        stem = f"{stem} … {unit}" if unit else stem
        return self._asks("short", stem) | {"accepted": {self.taking.language: self._accepted(one)}}

    def _asks(self, kind: str, stem: str) -> dict:
        stem = stem or (self._task(kind) if kind in ("order", "match", "gaps") else "")
        if not stem:
            raise Refuse(_("The text of the question is missing."))
        return {"kind": kind, "stem": self.taking.texts(stem)}

    def _task(self, kind: str) -> str:
        self.taking.note(_("It does not say what to do; a sentence was added."))
        return task(self.taking.language, kind)

    def _declaration(self, one) -> ET.Element:
        found = self.declared.get(one.get("responseIdentifier", ""))
        if found is None:
            raise Refuse(
                _("It does not declare its response “%(name)s”.") % {"name": one.get("responseIdentifier", "")[:40]}
            )
        return found

    def _is_number(self, one) -> bool:
        return self._declaration(one).get("baseType") in ("integer", "float")

    def _right_list(self, one) -> list[str]:
        """In their order. A mapping stands in when no right response is given: what earns most is right."""
        declaration = self._declaration(one)
        values = [v for v in (self._said(v) for v in declaration.findall("correctResponse/value")) if v]
        entries = [
            (e.get("mapKey", ""), decimal(e.get("mappedValue", "")) or Decimal(0)) for e in declaration.iter("mapEntry")
        ]
        earning = [(key, worth) for key, worth in entries if worth > 0 and key]
        if earning and one.tag in (TEXT, LONG):
            most = max(worth for _key, worth in earning)
            values += [key for key, worth in earning if worth == most and key not in values]
            partial = [key for key, worth in earning if worth < most and key not in values]
        elif earning:
            values = values or [key for key, _worth in earning]
            partial = len({worth for _key, worth in earning}) > 1
        else:
            partial = []
        if partial or (entries and one.tag not in (TEXT, LONG) and len(values) > 1):
            self.taking.note(_("Points for half-right answers were not carried over: an answer is right or wrong."))
        return values

    def _rights(self, one) -> set[str]:
        return set(self._right_list(one))

    @staticmethod
    def _said(value: ET.Element) -> str:
        return " ".join("".join(value.itertext()).split())

    def _accepted(self, one) -> list[str]:
        accepted = list(dict.fromkeys(markup.normal(a) for a in self._right_list(one) if a.strip()))
        if not accepted:
            raise Refuse(_("It does not say which answer is right."))
        if one.get("patternMask"):
            self.taking.note(_("The pattern that an answer must follow was left out."))
        return accepted

    def _around(self) -> ET.Element | None:
        return next((e for e in self.root.iter("equal") if e.get("tolerance")), None)

    def _tolerance(self, value: Decimal) -> Decimal:
        equal = self._around()
        if equal is None or equal.get("toleranceMode", "exact") == "exact":
            return Decimal(0)
        sides = [decimal(side) for side in equal.get("tolerance", "").split()][:2]
        if not sides or None in sides:
            raise Refuse(_("Its right number or its tolerance cannot be read."))
        if len(set(sides)) > 1:
            self.taking.note(_("Its tolerance differs above and below; the smaller one holds."))
        around = min(abs(side) for side in sides)
        return abs(value) * around / 100 if equal.get("toleranceMode") == "relative" else around

    def _choice(self, one, stem: str) -> dict:
        given = list(one.iter("simpleChoice"))
        rights = self._rights(one)
        several = self._declaration(one).get("cardinality") in ("multiple", "ordered")
        identifiers = [c.get("identifier", "") for c in given]
        kind = chosen([i in rights for i in identifiers], several, self.taking)
        if {i.casefold() for i in identifiers} == {"true", "false"} and kind == "single":
            kind, keys = "true_false", [i.casefold() for i in identifiers]
        else:
            keys = option_keys(identifiers)
        options = []
        for key, choice in zip(keys, given, strict=True):
            feedback = list(choice.iter("feedbackInline"))
            said = markup.normal("\n".join(markup.inner(e, self.taking) for e in feedback)) or self._feedback_of(
                choice.get("identifier", "")
            )
            for e in feedback:
                _hide(e)
            option = {"key": key, "text": self.taking.texts(markup.inner(choice, self.taking))}
            option["correct"] = choice.get("identifier", "") in rights
            options.append(option | ({"feedback": self.taking.texts(said)} if said else {}))
        return self._asks(kind, stem) | {"options": options}

    def _feedback_of(self, identifier: str) -> str:
        """A modal feedback that bears this identifier."""
        said = []
        for n, f in enumerate(self.feedbacks):
            if identifier and f.get("identifier") == identifier:
                self.used_feedbacks.add(n)
                said.append(markup.inner(f, self.taking))
        return "\n\n".join(s for s in said if s)

    def _order(self, one, stem: str) -> dict:
        given = {c.get("identifier", ""): markup.inner(c, self.taking) for c in one.iter("simpleChoice")}
        order = self._right_list(one)
        if sorted(order) != sorted(given):
            raise Refuse(_("It does not say the right order of all its lines."))
        keys = dict(zip(given, option_keys(list(given)), strict=True))
        return self._asks("order", stem) | {
            "items": [{"key": keys[i], "text": self.taking.texts(given[i])} for i in order]
        }

    def _match(self, one, stem: str) -> dict:
        sets = [list(s.iter("simpleAssociableChoice")) for s in one.iter("simpleMatchSet")]
        if len(sets) != 2:
            raise Refuse(_("It does not have two columns to match."))
        left, right = ({c.get("identifier", ""): markup.inner(c, self.taking) for c in s} for s in sets)
        return self._pairs(one, stem, left, right, [pair.split() for pair in self._right_list(one)])

    def _associate(self, one, stem: str) -> dict:
        all_of = {c.get("identifier", ""): markup.inner(c, self.taking) for c in one.iter("simpleAssociableChoice")}
        pairs = [pair.split() for pair in self._right_list(one)]
        starts = [pair[0] for pair in pairs if pair]
        left = {i: all_of[i] for i in starts if i in all_of}
        return self._pairs(one, stem, left, {i: t for i, t in all_of.items() if i not in left}, pairs)

    def _pairs(self, one, stem, left: dict, right: dict, given: list[list[str]]) -> dict:
        joined: dict[str, str] = {}
        for pair in given:
            if len(pair) == 2 and pair[0] in right and pair[1] in left:
                pair = pair[::-1]
            if len(pair) != 2 or pair[0] not in left or pair[1] not in right or pair[0] in joined:
                raise Refuse(_("Its pairs are not one to one."))
            joined[pair[0]] = pair[1]
        if alone := [i for i in left if i not in joined]:
            raise Refuse(_("“%(text)s” belongs to nothing.") % {"text": left[alone[0]][:60]})
        keys = option_keys(list(left))
        pairs = [
            {"key": key, "text": self.taking.texts(left[i]), "with": self.taking.texts(right[joined[i]])}
            for key, i in zip(keys, left, strict=True)
        ]
        over = [i for i in right if i not in joined.values()]
        extra_keys = (
            over
            if not set(over) & set(keys) and option_keys(over) == over
            else [f"x{n}" for n in range(1, len(over) + 1)]
        )
        extra = [{"key": k, "text": self.taking.texts(right[i])} for k, i in zip(extra_keys, over, strict=True)]
        return self._asks("match", stem) | {"pairs": pairs, "extra": extra}

    def _gap_match(self, one, stem: str) -> dict:
        """Words are dragged into gaps: every gap offers all of them."""
        words = {g.get("identifier", ""): markup.inner(g, self.taking) for g in one if g.tag in ("gapText", "gapImg")}
        if any(g.tag == "gapImg" for g in one):
            raise Refuse(
                _("It asks for %(what)s, which has no equal here.") % {"what": _("dragging pictures into a text")}
            )
        gaps = list(one.iter("gap"))
        places = {id(g): n for n, g in enumerate(gaps)}
        for prompt in one.findall("prompt"):
            said = markup.inner(prompt, self.taking)
            stem = f"{stem}\n\n{said}" if stem else said
        shown = [e for e in one if e.tag not in ("gapText", "prompt")]
        text = markup.from_tree(shown, self.taking, marks=lambda e: (places[id(e)], False) if id(e) in places else None)
        rights = {gap: word for word, gap in (pair.split() for pair in self._right_list(one) if len(pair.split()) == 2)}
        keys = dict(zip(words, option_keys(list(words)), strict=True))
        made = []
        for n, gap in enumerate(gaps, start=1):
            right = rights.get(gap.get("identifier", ""))
            if right not in words:
                raise Refuse(_("Gap %(gap)s does not say which one of its words is right.") % {"gap": n})
            choices = [{"key": keys[i], "text": self.taking.texts(t), "correct": i == right} for i, t in words.items()]
            made.append({"key": str(n), "accepted": {}, "choices": choices})
        text = markup.MARK.sub(lambda m: f"[[{int(m[1]) + 1}]]", text)
        return self._asks("gaps", stem) | {"text": self.taking.texts(text), "gaps": made}
