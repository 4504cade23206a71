from django.core.management.base import BaseCommand

from cms.setting_up import homes


class Command(BaseCommand):
    help = "Make the languages, the home pages and the site, where they are missing."

    def handle(self, **options):
        for code, home in homes().items():
            self.stdout.write(f"{code}: {home.headline}")
