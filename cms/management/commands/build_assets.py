from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms import assets


class Command(BaseCommand):
    help = "Make the stylesheet, the fonts and the player from our sources and node_modules."
    requires_system_checks = []

    def handle(self, **options):
        try:
            made = assets.build(settings.ROOT, settings.VAR)
        except assets.MissingParts as missing:
            raise CommandError(
                f"{missing} is missing: run `make install`, which fetches the browser parts."
            ) from missing
        self.stdout.write(f"made: {', '.join(made)}" if made else "assets are up to date")
