"""Acts of the kill test, each played in a process of its own: ``python -m tests.people.kill_play ACT``."""

import sys
from datetime import date

import django

ROWS = 600


def prepare():
    """A migrated database, an association, and an import confirmed while no worker is there to hear the bell."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from people.models import Job
    from people.staff_import import confirm, keep
    from people.tasks import run_job
    from tests.people.makers import association, csv_file, row

    institution, officer = association()
    rows = [
        row(Matricule=f"{50_000 + n}", Nom="Ait " + chr(65 + n % 26) * 3, Responsable="50001" if n > 1 else "")
        for n in range(1, ROWS + 1)
    ]
    on = date(2026, 11, 21)
    job = confirm(keep(csv_file(*rows), "long.csv", institution, by=officer, on=on), on=on)
    Job.objects.filter(pk=job.pk).update(asks={**job.asks, "rows_a_step": 2})
    for _more in range(3):  # bells too many do no harm
        run_job.delay(str(job.pk))


def start():
    """What the start of a machine that is alone does."""
    from people import jobs

    jobs.sweep(all_running=True)


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "start": start}[sys.argv[1]]()
