r"""A formula between two dollars, turned into MathML that any browser shows and reads aloud.

The converter passes on whatever is written, marks and scripts included, so its tree is walked here and only elements
and attributes of presentation go out, each escaped. A dollar that has a space inside, or a digit after the closing one,
is money and no formula: ``5 $ et 6 $`` stays as it is; ``\$`` is always a dollar.
"""

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from latex2mathml.converter import convert_to_element

LONGEST = 300  # characters of one formula
IN_TEXT = re.compile(r"(?<!\\)\$(?=[^\s$])((?:\\.|[^$\\\n])*?)(?<=\S)\$(?!\d)")
_ELEMENTS = {
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
    "mstyle",
    "menclose",
}
_ATTRIBUTES = {
    "accent",
    "columnalign",
    "displaystyle",
    "fence",
    "form",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "width",
}
_VALUE = re.compile(r"[\w .+%-]{1,20}")


class BadFormula(ValueError):
    """What stands between the dollars cannot be read."""


@lru_cache(maxsize=2000)
def mathml(latex: str) -> SafeString:
    if len(latex) > LONGEST or not _closes(latex):
        raise BadFormula(latex[:40])
    try:
        tree = convert_to_element(latex)
    except Exception as error:  # the converter has a class for each mistake, and some that are Python's own
        raise BadFormula(latex[:40]) from error
    inside = "".join(map(_spelled, tree)) + escape(html.unescape(tree.text or ""))
    return mark_safe(f'<math dir="ltr" alttext="{escape(latex)}">{inside}</math>')


def _closes(latex: str) -> bool:
    """The converter itself forgives a brace left open."""
    depth = 0
    for brace in re.sub(r"\\.", "", latex):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            return False
    return depth == 0


def _spelled(element: Element) -> str:
    if element.tag not in _ELEMENTS:
        raise BadFormula(element.tag)
    text = html.unescape(element.text or "")
    if "\\" in text:  # a command that the converter does not know comes out as it went in
        raise BadFormula(text)
    kept = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    return f"<{element.tag}{kept}>{escape(text)}{''.join(map(_spelled, element))}</{element.tag}>"
