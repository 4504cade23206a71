"""What an author writes into a question, as a reader sees it.

Lines break where they were broken; ``$…$`` is a formula; a line ``![name]`` is the question's picture of that name.
Everything else is text and stays text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from courses.exams import formulae

PICTURE = re.compile(r"^[ \t\u200e\u200f]*!\[([\w.-]{1,40})\][ \t\u200e\u200f]*\r?$", re.M)


@dataclass(frozen=True)
class Drawing:
    """A picture ready to be shown. Without an address its words stand in its place."""

    alt: str
    address: str = ""
    width: int = 0
    height: int = 0


def pictures_in(text: str) -> list[str]:
    return PICTURE.findall(text)


def bad_formulae(text: str) -> Iterable[str]:
    for latex in formulae.IN_TEXT.findall(text):
        try:
            formulae.mathml(latex)
        except formulae.BadFormula:
            yield latex


def is_plain(text: str) -> bool:
    """Can it stand where only letters can, such as in a list to choose from?"""
    return not PICTURE.search(text) and not formulae.IN_TEXT.search(text)


def plain(text: str, pictures: Mapping[str, Drawing] | None = None) -> str:
    """In letters alone: pictures by their words, formulae as they were written."""
    pictures = pictures or {}
    text = PICTURE.sub(lambda found: pictures[found[1]].alt if found[1] in pictures else "", text)
    return formulae.IN_TEXT.sub(lambda found: found[1], text).replace(r"\$", "$").strip()


def drawn(text: str, pictures: Mapping[str, Drawing] | None = None) -> SafeString:
    """As HTML that fits inside a line of text."""
    made, at = [], 0
    for found in PICTURE.finditer(text):
        made += [_lines(text[at : found.start()].removesuffix("\n")), _picture(found[1], pictures or {})]
        at = found.end() + 1
    made.append(_lines(text[at:]))
    return mark_safe("".join(made))


def _lines(text: str) -> str:
    made, at = [], 0
    for found in formulae.IN_TEXT.finditer(text):
        made += [_letters(text[at : found.start()]), _formula(found)]
        at = found.end()
    made.append(_letters(text[at:]))
    return "".join(made)


def _letters(text: str) -> str:
    return escape(text.replace("\r\n", "\n").replace(r"\$", "$")).replace("\n", "<br>")


def _formula(found) -> str:
    try:
        return formulae.mathml(found[1])
    except formulae.BadFormula:  # refused when it is written; a wording may be older than the rule
        return escape(found[0])


def _picture(name: str, pictures: Mapping[str, Drawing]) -> str:
    picture = pictures.get(name)
    if picture is None:
        return ""
    if not picture.address:
        return format_html('<span class="no-picture">{}</span>', picture.alt)
    return format_html(
        '<img class="picture" src="{}" alt="{}" width="{}" height="{}" decoding="async">',
        picture.address,
        picture.alt,
        picture.width,
        picture.height,
    )
