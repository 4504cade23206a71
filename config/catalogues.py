"""Where the message catalogues lie, and how they are compiled (no gettext needed).

Each app keeps its own ``locale/``; a sentence belongs to the deepest folder that has one.
"""

import io
from pathlib import Path

TONGUES = ("ar", "fr")
NOT_OURS = (".", "node_modules", "var", "static-built")  # beginnings of folders at the root


def apps(root: Path) -> list[Path]:
    ours = [folder for folder in root.iterdir() if folder.is_dir() and not folder.name.startswith(NOT_OURS)]
    return sorted(path.parent for folder in ours for path in folder.glob("**/locale"))


def catalogue(app: Path, tongue: str) -> Path:
    return app / "locale" / tongue / "LC_MESSAGES" / "django.po"


def compile_all(root: Path) -> None:
    """Those that are older than what they are made from."""
    for app in apps(root):
        for tongue in TONGUES:
            po = catalogue(app, tongue)
            mo = po.with_suffix(".mo")
            if po.exists() and not (mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime):
                _compile(po, mo)


def _compile(po: Path, mo: Path) -> None:
    from babel.messages.mofile import write_mo  # slow to import, needed only when a catalogue changed
    from babel.messages.pofile import read_po

    out = io.BytesIO()
    write_mo(out, read_po(io.BytesIO(po.read_bytes()), locale=po.parts[-3]))
    mo.write_bytes(out.getvalue())
