"""Our CSS reads both ways and our pages hold nothing that the content policy would stop."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from cms import assets

ROOT = settings.ROOT
APPS = ("config", "people", "cms", "competencies", "courses", "certification", "cascade")
SIDES = r"(?:left|right)"
PHYSICAL = re.compile(
    rf"(?:^|[\s;{{])(?:margin|padding|border|scroll-margin|scroll-padding)-{SIDES}\b"
    rf"|border-(?:top|bottom)-{SIDES}-radius"
    rf"|(?:^|[\s;{{]){SIDES}\s*:"
    rf"|(?:text-align|float|clear)\s*:\s*{SIDES}\b"
)
IN_PAGES = {
    "inline style": re.compile(r"<style[\s>]|<[^>]+\sstyle\s*=", re.I),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")[\s>]", re.I),
    "event handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.I),
    "javascript address": re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
    "address of another origin": re.compile(
        r"<(?:link|script|img|iframe)\b[^>]+(?:href|src)\s*=\s*[\"']?(?:https?:)?//", re.I
    ),
}


def ours(*suffixes: str) -> list[Path]:
    return sorted(
        path
        for app in APPS
        for path in (ROOT / app).rglob("*")
        if path.suffix in suffixes and "libraries" not in path.parts and "tkw201" not in path.parts
    )


def told(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_our_stylesheets_name_starts_and_ends_never_left_and_right():
    faults = [
        f"{told(path)}:{number}: {line.strip()}"
        for path in ours(".css")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if PHYSICAL.search(line)
    ]
    assert faults == []


@pytest.mark.parametrize("fault", IN_PAGES)
def test_our_pages_keep_to_the_content_policy(fault):
    found = [
        f"{told(path)}: {match.group(0)[:80]}"
        for path in ours(".html")
        for match in IN_PAGES[fault].finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_dark_says_each_colour_of_light_chosen_or_by_the_system():
    sheet = assets.stylesheet()

    def tokens(selector: str) -> dict[str, str]:
        said = re.search(re.escape(selector) + r"\{([^}]*)\}", sheet).group(1)
        return dict(line.split(":", 1) for line in said.split(";"))

    light, chosen = tokens(":root"), tokens(":root[data-theme=dark]")
    by_system = tokens("@media (prefers-color-scheme:dark){:root:not([data-theme=light])")
    coloured = {name for name, value in light.items() if "#" in value}
    assert coloured | {"color-scheme"} == set(chosen)
    assert by_system == chosen
    assert "prefers-color-scheme" not in (ROOT / "cms/static/cms/tokens.css").read_text("utf-8")


def test_every_colour_of_our_stylesheets_outside_the_tokens_is_a_fixed_ground():
    """Night panel, saffron button, chart steps and paper keep their colour in the dark; the rest are tokens."""
    fixed = {"#12345c", "#1b4b82", "#2d5586", "#fff", "#f3c04d", "#ffd774", "#241f19", "#b9d4f4", "#12171dbf", "#0000"}
    fixed |= {"#e4ecf4", "#c2d5e8", "#8fb0d2", "#2c62a0"}  # chart steps
    paper = {"#000", "#999"}
    found = {
        f"{told(path)}: {colour}"
        for path in ours(".css")
        if path.name != "tokens.css" and "h5p" not in path.parts  # a player's frame sees no tokens
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8"))
        if colour.lower() not in fixed | (paper if "print" in path.name else set())
    }
    assert found == set()
