"""What the browser loads, made from our sources and from node_modules: one stylesheet, small fonts, the H5P player.

Everything lands in ``static-built/`` (and the fonts of printed certificates in ``VAR/fonts``), never in the
repository. A part is made again only when what it is made from has changed.
"""

import hashlib
import logging
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parent / "static" / "cms"
FIRST = ("base", "layout", "panel", "lines", "table")  # general before particular; the rest by name
LAST = ("visibility", "print")

ARABIC = "U+600-6FF"
ARABIC_MODERN = "U+60C,U+61B,U+61F,U+621-63A,U+640-655,U+66A-66C,U+670-671,U+67E,U+686,U+6A4,U+6AD,U+6AF"
# ASCII, the signs of our texts, French and Spanish letters; what is rarer comes from the system's font.
_SIGNS = "U+A0-A1,U+A7,U+A9,U+AB,U+B0,U+B2,U+B7,U+BB,U+BF,U+D7,U+2013-2014,U+2018-201E,U+2022,U+2026,U+202F,U+2190-2193,U+2212,U+20AC"
_LETTERS = "U+C0,U+C2,U+C7-CB,U+CE-CF,U+D1,U+D4,U+D9,U+DB,U+E0-E2,U+E7-EB,U+ED-EF,U+F1,U+F3-F4,U+F9-FC,U+152-153"
LATIN = f"U+20-7E,{_SIGNS},{_LETTERS}"
LATIN_RANGE = "U+20-17F,U+2010-2265"
DIGITLESS = f"U+20-2F,U+3A-7E,{_SIGNS},{_LETTERS}"
DIGITLESS_RANGE = "U+20-2F,U+3A-17F,U+2010-2026"
FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "liga", "clig", "rlig", "calt", "init", "medi", "fina", "isol"]


class MissingParts(Exception):
    """node_modules lacks what the pages are made of."""


@dataclass(frozen=True)
class Font:
    """A subset: its file, CSS family and weight; where it comes from, which signs it keeps, for which it is used.

    Families carry names of our own: the licence of IBM Plex reserves its name for the unchanged font.
    """

    file: str
    family: str
    weight: int
    source: str
    keeps: str
    used_for: str


_PLEX, _MESSIRI = "ibm-plex-sans-arabic", "el-messiri"
FONTS = (
    Font("tk-ar-400.woff2", "TkText", 400, f"{_PLEX}/files/{_PLEX}-arabic-400-normal.woff2", ARABIC_MODERN, ARABIC),
    Font("tk-ar-600.woff2", "TkText", 600, f"{_PLEX}/files/{_PLEX}-arabic-600-normal.woff2", ARABIC_MODERN, ARABIC),
    Font("tk-la-400.woff2", "TkText", 400, f"{_PLEX}/files/{_PLEX}-latin-400-normal.woff2", LATIN, LATIN_RANGE),
    Font("tk-la-600.woff2", "TkText", 600, f"{_PLEX}/files/{_PLEX}-latin-600-normal.woff2", LATIN, LATIN_RANGE),
    Font(
        "tk-head-ar.woff2",
        "TkHeadAr",
        600,
        f"{_MESSIRI}/files/{_MESSIRI}-arabic-600-normal.woff2",
        ARABIC_MODERN,
        ARABIC,
    ),
    # El Messiri's Latin digits are old-style; digits always come from Plex.
    Font(
        "tk-head-la.woff2",
        "TkHeadLa",
        600,
        f"{_MESSIRI}/files/{_MESSIRI}-latin-600-normal.woff2",
        DIGITLESS,
        DIGITLESS_RANGE,
    ),
)
PRINT_FONTS = (  # typst reads no woff2
    "el-messiri/600SemiBold/ElMessiri_600SemiBold.ttf",
    "ibm-plex-sans-arabic/400Regular/IBMPlexSansArabic_400Regular.ttf",
    "ibm-plex-sans-arabic/600SemiBold/IBMPlexSansArabic_600SemiBold.ttf",
)
PLAYER = ("frame.bundle.js", "main.bundle.js", "main.bundle.js.LICENSE.txt", "styles", "fonts", "images")


def components() -> list[Path]:
    """Stylesheets in the order in which they are joined."""
    found = {path.stem: path for path in sorted((SOURCES / "components").glob("*.css"))}
    middle = [name for name in found if name not in FIRST + LAST]
    return [SOURCES / "tokens.css", *(found[name] for name in (*FIRST, *middle, *LAST))]


def font_faces() -> str:
    return "".join(
        f'@font-face{{font-family:"{f.family}";font-weight:{f.weight};font-display:swap;'
        f'src:url({f.file}) format("woff2");unicode-range:{f.used_for.replace(",", ", ")}}}\n'
        for f in FONTS
    )


def squeezed(css: str) -> str:
    """Without comments and idle space. Our CSS has no strings with braces or semicolons."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return re.sub(r": ", ":", css).replace(";}", "}").strip()


def by_system(tokens: str) -> str:
    """The dark values once more, for a system that is dark and a reader who did not choose light.

    CSS has ``light-dark()`` for this, which phones of a few years ago do not know.
    """
    dark = re.search(r":root\[data-theme=dark\]\s*(\{[^}]*\})", tokens).group(1)
    return f"@media (prefers-color-scheme: dark) {{:root:not([data-theme=light]) {dark}}}"


def stylesheet() -> str:
    """Tokens and components as one sheet, addresses seen from the root of the static files."""
    tokens, *rest = [path.read_text("utf-8") for path in components()]
    parts = [tokens, by_system(tokens), *rest]
    return font_faces() + "\n".join(squeezed(part.replace("url(../", "url(cms/")) for part in parts)


def subset(source: Path, target: Path, signs: str) -> None:
    """What ``pyftsubset --name-IDs='' --no-hinting --flavor=woff2`` does, without fractions and old-style figures."""
    from fontTools import subset as tool  # slow to import, needed only when a font changed

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = tool.Options(flavor="woff2", layout_features=FEATURES, name_IDs=[], hinting=False)
    font = tool.load_font(str(source), options)
    subsetter = tool.Subsetter(options)
    subsetter.populate(unicodes=tool.parse_unicodes(signs.replace("U+", "")))
    subsetter.subset(font)
    tool.save_font(font, str(target), options)


def _print_of(sources: Iterable[Path], words: str) -> str:
    seen = hashlib.sha256(words.encode())
    for path in sources:
        seen.update(f"{path.name} {path.stat().st_size} ".encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()


def _files(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


class Workshop:
    """Makes parts, remembers what each was made from, and says which were made."""

    def __init__(self, built: Path):
        self.built, self.notes, self.made = built, built / ".made", []
        self.notes.mkdir(parents=True, exist_ok=True)

    def part(self, name: str, target: Path, sources: Iterable[Path], make: Callable[[], None], words: str = "") -> None:
        sources = list(sources)
        if missing := [path for path in sources if not path.exists()]:
            raise MissingParts(str(missing[0]))
        seen, note = _print_of(sources, words), self.notes / name
        if target.exists() and note.exists() and note.read_text() == seen:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        make()
        note.write_text(seen)
        self.made.append(name)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def build(root: Path, var: Path) -> list[str]:
    """Make what changed under ``root/static-built`` and ``var/fonts``; return the names of what was made."""
    modules, built = root / "node_modules", root / "static-built"
    shop = Workshop(built)
    sheet = built / "takwin.css"
    recipe = [*components(), Path(__file__)]
    shop.part("takwin.css", sheet, recipe, lambda: sheet.write_text(stylesheet(), "utf-8"))
    for font in FONTS:
        source, target = modules / "@fontsource" / font.source, built / font.file
        shop.part(
            font.file,
            target,
            [source],
            lambda s=source, t=target, f=font: subset(s, t, f.keeps),
            f"{font.keeps} {FEATURES}",
        )
    for name in PRINT_FONTS:
        source = modules / "@expo-google-fonts" / name
        target = var / "fonts" / source.name
        shop.part(source.name, target, [source], lambda s=source, t=target: _copy(s, t), str(target))
    for name in PLAYER:
        source, target = modules / "h5p-standalone" / "dist" / name, built / "h5p-player" / name
        shop.part(f"player-{name}", target, _files(source), lambda s=source, t=target: _copy(s, t))
    return shop.made
