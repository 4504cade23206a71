from django.core.management import call_command
from django.core.management.base import BaseCommand

from courses.setting_up import authors


class Command(BaseCommand):
    help = "What an installation needs before its first visitor: reference data, the public site, the catalogue."

    def handle(self, **options):
        call_command("load_reference", stdout=self.stdout)
        group = authors()  # which makes the home pages and the catalogues it may edit
        self.stdout.write(f"The public site and its catalogue stand; “{group}” may edit the catalogue.")
