"""Message catalogues: ``--compile`` (no gettext needed), ``--make`` (new sentences in), ``--check`` (nothing missing).

Each app keeps its own ``locale/``; a sentence belongs to the deepest folder that has one.
"""

import io
import re
import subprocess
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

TONGUES = ("ar", "fr")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def apps() -> list[Path]:
    return sorted(path.parent for path in settings.ROOT.glob("*/**/locale") if not _foreign(path))


def _foreign(path: Path) -> bool:
    return any(
        part.startswith((".", "node_modules", "var", "static-built")) for part in path.relative_to(settings.ROOT).parts
    )


def catalogue(app: Path, tongue: str) -> Path:
    return app / "locale" / tongue / "LC_MESSAGES" / "django.po"


class Command(BaseCommand):
    help = "Compile, refresh or check the message catalogues."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--compile", action="store_true")
        parser.add_argument("--make", action="store_true")
        parser.add_argument("--check", action="store_true")

    def handle(self, **options):
        if options["make"]:
            for app in apps():
                self._make(app)
        if options["compile"]:
            for app in apps():
                for tongue in TONGUES:
                    self._compile(catalogue(app, tongue))
        if options["check"] and (faults := [fault for app in apps() for fault in self._faults(app)]):
            raise CommandError("Translations are incomplete:\n" + "\n".join(faults))

    def _compile(self, po: Path):
        mo = po.with_suffix(".mo")
        if not po.exists() or (mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime):
            return
        out = io.BytesIO()
        write_mo(out, read_po(io.BytesIO(po.read_bytes()), locale=po.parts[-3]))
        mo.write_bytes(out.getvalue())

    def _make(self, app: Path):
        inner = [other.relative_to(app) for other in apps() if other != app and app in other.parents]
        import os

        here = Path.cwd()
        os.chdir(app)
        try:
            call_command(
                "makemessages",
                locale=list(TONGUES),
                no_location=True,
                ignore_patterns=[f"{path}/*" for path in inner] + ["libraries/*"],
                verbosity=0,
            )
        finally:
            os.chdir(here)

    def _faults(self, app: Path):
        """What the sources say that a catalogue does not; sentences left empty, fuzzy or with another placeholder."""
        kept = {
            tongue: catalogue(app, tongue).read_bytes() if catalogue(app, tongue).exists() else b""
            for tongue in TONGUES
        }
        try:
            self._make(app)
            for tongue in TONGUES:
                po = catalogue(app, tongue)
                if not po.exists():
                    continue
                for message in read_po(io.BytesIO(po.read_bytes()), locale=tongue):
                    if not message.id:
                        continue
                    strings = [message.string] if isinstance(message.string, str) else list(message.string)
                    ids = [message.id] if isinstance(message.id, str) else list(message.id)
                    where = f"  {app.relative_to(settings.ROOT)} {tongue}: {ids[0]!r}"
                    if message.fuzzy or not all(strings):
                        yield where + " is missing"
                    elif isinstance(message.string, str) and set(PLACEHOLDER.findall(ids[0])) != set(
                        PLACEHOLDER.findall(strings[0])
                    ):
                        yield where + " has other placeholders"
        except subprocess.CalledProcessError as error:
            raise CommandError(f"xgettext failed in {app}: {error}") from error
        finally:
            for tongue, text in kept.items():
                if text:
                    catalogue(app, tongue).write_bytes(text)
