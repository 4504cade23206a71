from django.core.management.base import BaseCommand, CommandError

from people.reference import BadRecord, load_all


class Command(BaseCommand):
    help = "Load the reference data. May run again and again; rows that an administrator edited are kept and listed."

    def handle(self, **options):
        try:
            report = load_all()
        except BadRecord as bad:
            raise CommandError(f"Nothing was loaded. {bad}") from bad
        self.stdout.write(f"Reference data: {report.made} made, {report.changed} changed, {report.same} the same.")
        if report.kept:
            self.stdout.write(f"{len(report.kept)} kept as an administrator left them:")
            for kept in report.kept:
                self.stdout.write(f"  {kept}")
