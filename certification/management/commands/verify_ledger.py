from django.core.management.base import BaseCommand, CommandError

from certification.ledger import first_break
from certification.models import LedgerEntry


class Command(BaseCommand):
    help = "Prove that nothing in the ledger of certificates was altered; otherwise name the first broken position."

    def handle(self, **options):
        if found := first_break():
            where = f"position {found.position}: " if found.position else ""
            raise CommandError(f"The ledger is broken. {where}{found.why}")
        last = LedgerEntry.objects.order_by("-position").first()
        self.stdout.write(f"The ledger holds: {last.position if last else 0} entries, {last.hash if last else 'none'}")
