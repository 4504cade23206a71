"""The skill tile: a competency on a post, told by shape before colour.

Five courses laid from the bottom are levels 1-5; how they are filled says what proves them; the thread below is the
share of validity left; two points at the sides mark the level the post demands. Drawn in a box of 32 x 44 whose
inline axis is turned by the stylesheet in Arabic, and used by the page and the printed certificate alike.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

LEVELS = 5
KINDS = ("none", "declared", "endorsed", "assessed", "certified", "expired")
SOON = 90  # days; from then on the thread is saffron
BOTTOM, STEP, LEFT, WIDTH, HEIGHT = 27.0, 6.5, 3, 26, 5


@dataclass(frozen=True, slots=True)
class Mark:
    """One shape: its class in tile.css and its attributes. ``path`` or a rectangle."""

    kind: str
    path: str = ""
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0


def _n(value: float) -> str:
    return f"{value:g}"


def _course(index: int, kind: str):
    y = BOTTOM - STEP * index
    whole = {"x": LEFT, "y": y, "width": WIDTH, "height": HEIGHT}
    hollow = {"x": LEFT + 0.5, "y": y + 0.5, "width": WIDTH - 1, "height": HEIGHT - 1}  # the stroke stays inside
    match kind:
        case "declared":
            yield Mark("o", **hollow)
        case "endorsed":
            yield Mark("o", **hollow)
            yield Mark("h", f"M3 {_n(y + 5)}L19.12 {_n(y + 5)} 12.88 {_n(y)} 3 {_n(y)}z")
        case "assessed":
            yield Mark("a", **whole)
        case "certified":
            yield Mark("c", **whole)
            yield Mark("d", f"M13.5 {_n(y + 2.5)}L16 {_n(y)} 18.5 {_n(y + 2.5)} 16 {_n(y + 5)}z")
        case "expired":
            yield Mark("x", **hollow)
        case _:
            yield Mark("e", **whole)


def is_soon(share: float | None, days_left: int | None) -> bool:
    """Does the mark lapse soon? Without days we cannot know the term, so only a tenth of it counts as soon."""
    if days_left is not None:
        return days_left < SOON
    return share is not None and share < 10


def drawn(level: int, kind: str, *, share=None, demanded: int = 0, days_left=None) -> list[Mark]:
    """The shapes of a tile. ``share``: percent of validity left; ``None`` = without end or without mark."""
    if kind not in KINDS:
        raise ValueError(f"a tile of kind {kind!r}")
    level = 0 if kind == "none" else max(0, min(LEVELS, level))
    marks = [mark for i in range(LEVELS) for mark in _course(i, kind if i < level else "empty")]
    if kind == "expired":
        marks.append(Mark("z", "M3 39.5h26"))
    elif share is not None and level:
        share = max(0, min(100, share))
        marks.append(Mark("k", x=LEFT, y=38, width=WIDTH, height=3))
        thread = "s" if is_soon(share, days_left) else "l"
        marks.append(Mark(thread, x=LEFT, y=38, width=round(WIDTH * share / 100, 1), height=3))
    if demanded:
        y = BOTTOM - STEP * (demanded - 1)
        marks.append(
            Mark(
                "q",
                f"M-1 {_n(y - 1)}L2.5 {_n(y + 2.5)} -1 {_n(y + 6)}zM33 {_n(y - 1)}L29.5 {_n(y + 2.5)} 33 {_n(y + 6)}z",
            )
        )
    return marks


def proof(kind: str) -> str:
    """The word for what proves a level."""
    return {
        "none": pgettext("proof", "no mark"),
        "declared": pgettext("proof", "declared"),
        "endorsed": pgettext("proof", "endorsed"),
        "assessed": pgettext("proof", "assessed"),
        "certified": pgettext("proof", "certified"),
        "expired": pgettext("proof", "expired"),
    }[kind]


def in_words(level: int, kind: str, *, share=None, demanded: int = 0, days_left=None, label: str = "") -> str:
    """What the tile shows, as one sentence in the reader's language."""
    parts = []
    if kind == "none" or not level:
        parts.append(pgettext("proof", "no mark yet"))
    else:
        parts += [_("level %(level)s of 5") % {"level": level}, proof(kind)]
        if kind != "expired" and days_left is not None and days_left < SOON:
            parts.append(ngettext("%(n)s day left", "%(n)s days left", days_left) % {"n": days_left})
        elif kind != "expired" and share is not None:
            parts.append(_("%(share)s%% of validity left") % {"share": round(share)})
    if demanded:
        parts.append(_("level %(level)s demanded") % {"level": demanded})
    said = pgettext("between parts of a sentence", ", ").join(parts)
    return _("%(name)s: %(said)s") % {"name": label, "said": said} if label else said[:1].upper() + said[1:]
