"""QTI 2.1 and 3.0 go out: one package with an item a question, pictures and a manifest, in one language.

It is written as 2.1 and renamed for 3.0, where every name has hyphens. Keys that cannot be XML names are kept whole in
``label``; competency and difficulty are metadata of the manifest.
"""

import io
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from courses.exams.formats.markup import into
from courses.exams.formats.qti import as_identifier
from courses.exams.formats.reading import Refuse, Said, Written, file_name, spelled

V21 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
V30 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://www.imsglobal.org/xsd/imsmd_v1p2"
HTML = {"div", "p", "br", "img", "span"}
LEVELS = {1: "easy", 2: "medium", 3: "difficult"}
ATTRIBUTES_KEPT = {"class", "src", "alt", "label", "title", "identifier", "cardinality", "adaptive", "shape"}
DAY = (2000, 1, 1, 0, 0, 0)  # of every file inside: the same bank gives the same package


def write_21(records: list[dict], language: str, files: dict[str, bytes]) -> Written:
    return _write(records, language, files, three=False)


def write_30(records: list[dict], language: str, files: dict[str, bytes]) -> Written:
    return _write(records, language, files, three=True)


def _write(records, language, files, *, three: bool) -> Written:
    left_out, notes, items, pictures = [], [], [], {}
    names: set[str] = set()
    for record in records:
        item = _Item(record, _file_of(record["key"], names), language, files)
        try:
            root = item.tree()
        except Refuse as why:
            left_out.append(Said(record["key"], str(why)))
            continue
        notes += [Said(record["key"], sentence) for sentence in item.lost]
        items.append((item.name, record, root, item.used))
        pictures |= item.used
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, "imsmanifest.xml", _spelled(_manifest(items, three=three)))
        for name, _record, root, _used in items:
            _put(package, f"items/{name}.xml", _spelled(_renamed(root) if three else root))
        for path, content in sorted(pictures.items()):
            _put(package, f"items/{path}", content)
    return Written(held.getvalue(), left_out, notes)


def _file_of(key: str, taken: set[str]) -> str:
    """A file name that no other item has on any disk."""
    name = base = re.sub(r"[^A-Za-z0-9_-]", "_", key) or "item"
    n = 1
    while name.casefold() in taken:
        n += 1
        name = f"{base}_{n}"
    taken.add(name.casefold())
    return name


def _put(package, path: str, content: bytes) -> None:
    package.writestr(zipfile.ZipInfo(path, DAY), content, zipfile.ZIP_DEFLATED)


def _spelled(root: ET.Element) -> bytes:
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _renamed(root: ET.Element) -> ET.Element:
    for node in root.iter():
        if node.tag not in HTML:
            node.tag = "qti-" + _hyphens(node.tag)
            for name in [name for name in node.attrib if name not in ATTRIBUTES_KEPT and ":" not in name]:
                if (other := _hyphens(name)) != name:
                    node.attrib[other] = node.attrib.pop(name)
    root.set("xmlns", V30)
    return root


def _hyphens(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda m: "-" + m[1].lower(), name)


def _manifest(items, *, three: bool) -> ET.Element:
    root = ET.Element("manifest", {"xmlns": PACKAGE, "xmlns:imsmd": LOM, "identifier": "MANIFEST"})
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "QTI Package" if three else "QTIv2.1 Package"
    ET.SubElement(metadata, "schemaversion").text = "3.0.0" if three else "1.0.0"
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    kind = "imsqti_item_xmlv3p0" if three else "imsqti_item_xmlv2p1"
    for name, record, _root, used in items:
        path = f"items/{name}.xml"
        resource = ET.SubElement(resources, "resource", identifier=f"RES_{name}", type=kind, href=path)
        lom = ET.SubElement(ET.SubElement(resource, "metadata"), "imsmd:lom")
        if record.get("difficulty") in LEVELS:
            value = ET.SubElement(
                ET.SubElement(ET.SubElement(lom, "imsmd:educational"), "imsmd:difficulty"), "imsmd:value"
            )
            ET.SubElement(value, "imsmd:langstring", {"xml:lang": "x-none"}).text = LEVELS[record["difficulty"]]
        if record.get("competency"):
            belongs = ET.SubElement(lom, "imsmd:classification")
            value = ET.SubElement(ET.SubElement(belongs, "imsmd:purpose"), "imsmd:value")
            ET.SubElement(value, "imsmd:langstring", {"xml:lang": "x-none"}).text = "competency"
            taxon = ET.SubElement(ET.SubElement(belongs, "imsmd:taxonpath"), "imsmd:taxon")
            ET.SubElement(taxon, "imsmd:id").text = record["competency"]
        ET.SubElement(resource, "file", href=path)
        for picture in sorted(used):
            ET.SubElement(resource, "file", href=f"items/{picture}")
    return root


class _Item:
    def __init__(self, record: dict, name: str, language: str, files: dict[str, bytes]):
        self.name = name
        self.record, self.language, self.files = record, language, files
        self.pictures = {p["name"]: p for p in record.get("pictures") or ()}
        self.used: dict[str, bytes] = {}
        self.lost: list[str] = []
        self.conditions: list[tuple[str, ET.Element]] = []  # what says that an answer is right, response by response

    def tree(self) -> ET.Element:
        record, key = self.record, self.record["key"]
        self.root = ET.Element(
            "assessmentItem",
            {
                "xmlns": V21,
                "identifier": as_identifier(key),
                "title": key,
                "label": key,
                "adaptive": "false",
                "timeDependent": "false",
                "xml:lang": self.language,
            },
        )
        self.responses = ET.Element("responses")
        body, conditions = ET.Element("itemBody"), []
        if record["kind"] == "case":
            self._stem(body, record)
            for part in record["parts"]:
                block = ET.SubElement(body, "div", {"class": "part"})
                self.conditions = []
                self._ask(block, part, f"RESPONSE_{part['key']}")
                conditions.append((f"MAXSCORE_{part['key']}", self.conditions))
        else:
            self._ask(body, record, "RESPONSE")
            conditions.append(("MAXSCORE", self.conditions))
        self.root.extend(self.responses)
        self._outcome("SCORE", "float", "0")
        self._outcome("MAXSCORE", "float", str(record.get("points", 1)))
        for part in record.get("parts") or ():
            self._outcome(f"MAXSCORE_{part['key']}", "float", str(part.get("points", 1)))
        feedbacks = {f"part_{part['key']}": self._said(part.get("feedback")) for part in record.get("parts") or ()}
        feedbacks = {
            name: said for name, said in (feedbacks | {"general": self._said(record.get("feedback"))}).items() if said
        }
        if feedbacks:
            says = {"identifier": "FEEDBACK", "cardinality": "multiple", "baseType": "identifier"}
            node = ET.SubElement(ET.SubElement(self.root, "outcomeDeclaration", says), "defaultValue")
            for name in feedbacks:
                ET.SubElement(node, "value").text = name
        self.root.append(body)
        self._processing(conditions)
        for name, said in feedbacks.items():
            shown = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
            into(ET.SubElement(self.root, "modalFeedback", shown), said, self._source)
        return self.root

    def _said(self, texts) -> str:
        return (texts or {}).get(self.language) or ""

    def _source(self, name: str) -> tuple[str, str] | None:
        picture = self.pictures.get(name)
        if picture is None:
            return None
        if picture.get("file") not in self.files:
            raise Refuse(_("Its picture cannot be read."))
        path = f"images/{self.name}/{file_name(picture)}"
        self.used[path] = self.files[picture["file"]]
        return path, self._said(picture["alt"])

    def _write(self, parent: ET.Element, texts, gap=None) -> None:
        if not self._said(texts):
            raise Refuse(_("It is not written in this language."))
        into(parent, self._said(texts), self._source, gap)

    def _stem(self, parent, record) -> None:
        self._write(ET.SubElement(parent, "div", {"class": "stem"}), record["stem"])

    def _outcome(self, name: str, kind: str, value: str) -> None:
        says = {"identifier": name, "cardinality": "single", "baseType": kind}
        node = ET.SubElement(ET.SubElement(self.root, "outcomeDeclaration", says), "defaultValue")
        ET.SubElement(node, "value").text = value

    def _declare(self, name: str, cardinality: str, kind: str, right: list[str], *, any_of: list[str] = ()) -> None:
        says = {"identifier": name, "cardinality": cardinality, "baseType": kind}
        node = ET.SubElement(self.responses, "responseDeclaration", says)
        correct = ET.SubElement(node, "correctResponse")
        for value in right:
            ET.SubElement(correct, "value").text = value
        if any_of:
            mapping = ET.SubElement(node, "mapping", {"defaultValue": "0"})
            for key in any_of:
                ET.SubElement(mapping, "mapEntry", {"mapKey": key, "mappedValue": "1", "caseSensitive": "false"})
            over = ET.Element("gt")
            ET.SubElement(over, "mapResponse", identifier=name)
            ET.SubElement(over, "baseValue", baseType="float").text = "0"
            self.conditions.append((name, over))
        else:
            match = ET.Element("match")
            ET.SubElement(match, "variable", identifier=name)
            ET.SubElement(match, "correct", identifier=name)
            self.conditions.append((name, match))

    def _processing(self, conditions) -> None:
        """Everything right earns all, part by part."""
        processing = ET.SubElement(self.root, "responseProcessing")
        for worth, tests in conditions:
            met = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
            (met if len(tests) == 1 else ET.SubElement(met, "and")).extend(test for _name, test in tests)
            score = ET.SubElement(ET.SubElement(met, "setOutcomeValue", identifier="SCORE"), "sum")
            ET.SubElement(score, "variable", identifier="SCORE")
            ET.SubElement(score, "variable", identifier=worth)

    def _ask(self, parent: ET.Element, record: dict, name: str) -> None:
        {
            "single": self._choice,
            "multiple": self._choice,
            "true_false": self._choice,
            "numeric": self._number,
            "short": self._short,
            "order": self._order,
            "match": self._match,
            "gaps": self._gaps,
        }[record["kind"]](parent, record, name)

    def _choice(self, parent, record, name: str) -> None:
        self._stem(parent, record)
        several = record["kind"] == "multiple"
        says = {"responseIdentifier": name, "shuffle": "true", "maxChoices": "0" if several else "1"}
        node = ET.SubElement(parent, "choiceInteraction", says)
        identifiers = self._identifiers([o["key"] for o in record["options"]])
        for identifier, option in zip(identifiers, record["options"], strict=True):
            choice = ET.SubElement(node, "simpleChoice", identifier=identifier)
            self._write(choice, option["text"])
            if said := self._said(option.get("feedback")):
                shown = {"outcomeIdentifier": name, "identifier": identifier, "showHide": "show"}
                into(ET.SubElement(choice, "feedbackInline", shown), said, self._source)
        right = [i for i, o in zip(identifiers, record["options"], strict=True) if o["correct"]]
        self._declare(name, "multiple" if several else "single", "identifier", right)

    @staticmethod
    def _identifiers(keys: list[str]) -> list[str]:
        return [as_identifier(key) for key in keys]

    def _number(self, parent, record, name: str) -> None:
        self._stem(parent, record)
        number = record["numeric"]
        value, tolerance = spelled(number["value"]), spelled(number["tolerance"])
        line = ET.SubElement(parent, "p")
        entry = ET.SubElement(line, "textEntryInteraction", responseIdentifier=name, expectedLength="12")
        if unit := self._said(number.get("unit")):
            entry.tail = f" {unit}"
        self._declare(name, "single", "float", [value])
        if Decimal(tolerance):
            equal = ET.Element("equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}")
            ET.SubElement(equal, "variable", identifier=name)
            ET.SubElement(equal, "correct", identifier=name)
            self.conditions[-1] = (name, equal)

    def _accepted(self, said) -> list[str]:
        if not (accepted := (said or {}).get(self.language)):
            raise Refuse(_("It has no right answer in this language."))
        return accepted

    def _short(self, parent, record, name: str) -> None:
        self._stem(parent, record)
        accepted = self._accepted(record.get("accepted"))
        ET.SubElement(ET.SubElement(parent, "p"), "textEntryInteraction", responseIdentifier=name)
        self._declare(name, "single", "string", accepted[:1], any_of=accepted)

    def _order(self, parent, record, name: str) -> None:
        self._stem(parent, record)
        node = ET.SubElement(parent, "orderInteraction", responseIdentifier=name, shuffle="true")
        identifiers = self._identifiers([item["key"] for item in record["items"]])
        for identifier, item in sorted(zip(identifiers, record["items"], strict=True), key=lambda row: row[0]):
            self._write(ET.SubElement(node, "simpleChoice", identifier=identifier), item["text"])
        self._declare(name, "ordered", "identifier", identifiers)

    def _match(self, parent, record, name: str) -> None:
        self._stem(parent, record)
        pairs, extra = record["pairs"], record.get("extra") or []
        says = {"responseIdentifier": name, "shuffle": "true", "maxAssociations": str(len(pairs))}
        node = ET.SubElement(parent, "matchInteraction", says)
        left, right = ET.SubElement(node, "simpleMatchSet"), ET.SubElement(node, "simpleMatchSet")
        identifiers = self._identifiers([pair["key"] for pair in pairs])
        most = str(len(pairs))
        joined, seen = [], {}
        for identifier, pair in zip(identifiers, pairs, strict=True):
            self._write(
                ET.SubElement(left, "simpleAssociableChoice", identifier=identifier, matchMax="1"), pair["text"]
            )
            said = self._said(pair["with"])
            if said not in seen:
                seen[said] = f"with_{identifier}"
                self._write(
                    ET.SubElement(right, "simpleAssociableChoice", identifier=seen[said], matchMax=most), pair["with"]
                )
            joined.append(f"{identifier} {seen[said]}")
        for row in extra:
            identifier = as_identifier(row["key"])
            self._write(
                ET.SubElement(right, "simpleAssociableChoice", identifier=identifier, matchMax=most), row["text"]
            )
        self._declare(name, "multiple", "directedPair", joined)

    def _gaps(self, parent, record, name: str) -> None:
        self._stem(parent, record)
        prefix = "" if name == "RESPONSE" else f"{name}-"
        gaps = {gap["key"]: gap for gap in record["gaps"]}

        def put(block, key: str) -> None:
            gap, response = gaps[key], f"{prefix}GAP_{key}"
            if not gap.get("choices"):
                accepted = self._accepted(gap.get("accepted"))
                ET.SubElement(block, "textEntryInteraction", responseIdentifier=response)
                self._declare(response, "single", "string", accepted[:1], any_of=accepted)
                return
            node = ET.SubElement(block, "inlineChoiceInteraction", responseIdentifier=response, shuffle="true")
            identifiers = self._identifiers([choice["key"] for choice in gap["choices"]])
            for identifier, choice in zip(identifiers, gap["choices"], strict=True):
                ET.SubElement(node, "inlineChoice", identifier=identifier).text = self._said(choice["text"])
            right = [i for i, c in zip(identifiers, gap["choices"], strict=True) if c["correct"]]
            if len(right) > 1:
                self.lost.append(_("Of several right words of a gap, only the first is in the file."))
            self._declare(response, "single", "identifier", right[:1])

        self._write(ET.SubElement(parent, "div", {"class": "gap-text"}), record["text"], put)
