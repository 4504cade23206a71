"""Message catalogues: ``--compile`` (no gettext needed), ``--make`` (new sentences in), ``--check`` (nothing missing).

Where they lie and how they are compiled: config/catalogues.py.
"""

import io
import re
import subprocess
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.catalogues import TONGUES, apps, catalogue, compile_all

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


class Command(BaseCommand):
    help = "Compile, refresh or check the message catalogues."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--compile", action="store_true")
        parser.add_argument("--make", action="store_true")
        parser.add_argument("--check", action="store_true")

    def handle(self, **options):
        if options["make"]:
            for app in apps(settings.ROOT):
                self._make(app)
        if options["compile"]:
            compile_all(settings.ROOT)
        if options["check"] and (faults := [fault for app in apps(settings.ROOT) for fault in self._faults(app)]):
            raise CommandError("Translations are incomplete:\n" + "\n".join(faults))

    def _make(self, app: Path):
        inner = [other.relative_to(app) for other in apps(settings.ROOT) if other != app and app in other.parents]
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
