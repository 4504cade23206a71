"""XML that nobody vouches for becomes a tree, or a sentence why not.

No document type, no entities, nothing from outside; depth and number of elements are counted while it is read.
"""

from xml.etree import ElementTree as ET

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from django.utils.translation import gettext_lazy as _

from people.sheets import Unreadable

DEEPEST = 60
MOST_ELEMENTS = 400_000


class _Counted(ET.TreeBuilder):
    def __init__(self):
        super().__init__()
        self.depth = self.count = 0

    def start(self, tag, attributes):
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise Unreadable("too_deep", _("The XML is nested too deeply or has far too many elements."))
        return super().start(tag, attributes)

    def end(self, tag):
        self.depth -= 1
        return super().end(tag)


def parse(content: bytes) -> ET.Element:
    parser = XMLParser(target=_Counted(), forbid_dtd=True)
    try:
        parser.feed(content)
        return parser.close()
    except DefusedXmlException as error:
        raise Unreadable(
            "entities", _("The XML declares a document type or entities, which is not accepted. Save it without.")
        ) from error
    except (ET.ParseError, ValueError, LookupError) as error:  # LookupError: an encoding that nobody knows
        line = getattr(error, "position", (0, 0))[0]
        raise Unreadable("xml", _says(line)) from error


def _says(line: int):
    from django.utils.text import format_lazy

    if not line:
        return _("The XML is damaged or not XML.")
    return format_lazy(_("The XML is damaged near line {line}."), line=line)


def local(tag) -> str:
    """A tag without its namespace; comments and instructions have none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def plain_names(root: ET.Element) -> ET.Element:
    """QTI 3.0 writes ``qti-choice-interaction`` and ``max-choices`` where 2.1 writes ``choiceInteraction`` and
    ``maxChoices``: from here on everything is written as in 2.1, without namespaces."""
    for node in root.iter():
        tag = local(node.tag)
        node.tag = _camel(tag[4:]) if tag.startswith("qti-") else tag
        for name in [name for name in node.attrib if "-" in name or "}" in name]:
            if not name.startswith(("data-", "aria-")):
                node.attrib[_camel(local(name))] = node.attrib.pop(name)
    return root


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
