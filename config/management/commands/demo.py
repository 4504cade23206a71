"""The demo, built by calling the same rules that the site calls. Building it again changes nothing."""

from importlib import import_module

from django.core.management.base import BaseCommand
from django.utils import timezone

from people import facts

STEPS = ("people", "competencies", "courses", "exams", "cascade", "certification", "register")


class Command(BaseCommand):
    help = "Build the demo."

    def add_arguments(self, parser):
        parser.add_argument("--stage", choices=STEPS, default=STEPS[-1], help="stop after this step")

    def handle(self, *, stage, **options):
        from config.demo.people import Cast

        cast, on = Cast(), timezone.localdate()
        for name in STEPS[: STEPS.index(stage) + 1]:
            self.stdout.write(f"  {name}")
            import_module(f"config.demo.{name}").build(cast, on=on)
            while facts.deliver_owed():
                pass
