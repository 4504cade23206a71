import re

import pytest
from django.conf import settings

from cms import assets


def test_every_stylesheet_of_a_component_is_joined_once():
    joined = assets.components()
    assert len(joined) == len(set(joined))
    assert {p.stem for p in joined} == {p.stem for p in (assets.SOURCES / "components").glob("*.css")} | {"tokens"}
    assert joined[0].stem == "tokens" and joined[-1].stem == "print"


def test_squeezing_keeps_what_css_means():
    css = "/* why */\n.a > .b {\n  margin: calc(1px - 2px) 0;\n  color: red;\n}\n@media (min-width: 40rem) {\n  .a { color: blue; }\n}\n"
    assert assets.squeezed(css) == ".a>.b{margin:calc(1px - 2px) 0;color:red}@media (min-width:40rem){.a{color:blue}}"


def test_the_sheet_names_files_that_exist():
    sheet = assets.stylesheet()
    made = {font.file for font in assets.FONTS}
    for address in re.findall(r"url\(([^)]+)\)", sheet):
        assert address in made or (assets.SOURCES.parent / address).exists(), address
    assert "Plex" not in sheet, "the name is reserved for the unchanged font"


def test_a_second_build_makes_nothing_and_a_missing_part_is_told(tmp_path):
    if (settings.ROOT / "node_modules" / "@fontsource").exists():
        root = tmp_path / "root"
        root.mkdir()
        (root / "node_modules").symlink_to((settings.ROOT / "node_modules").resolve())
        assert "takwin.css" in assets.build(root, tmp_path / "var")
        assert assets.build(root, tmp_path / "var") == []
    with pytest.raises(assets.MissingParts, match="woff2"):
        assets.build(tmp_path / "bare", tmp_path / "var")
