"""Long work. A Job row is the truth, Celery only rings the bell after commit.

A kind of work is a generator registered in ``job_kinds``. It receives the job (``asks``, ``cursor``) and yields
a ``Step`` *inside a transaction* that this module holds: the effects of the step, the new cursor and the count are
committed together. A worker that is killed loses at most the step it was in, and the next run goes on from
the cursor: exactly once in effect.

    @job_kinds.register("people.staff_import")
    def import_staff(job):
        yield Step(total=len(rows))
        for start in range(job.cursor.get("next", 0), len(rows), 100):
            write(rows[start:start + 100])
            yield Step(done=..., cursor={"next": start + 100})
        yield Step(result={...})

Each time a job is taken up its ``run`` grows; a run that lost its turn finds that and stops without writing.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from people.facts import ring
from people.models import Job
from people.registry import job_kinds

log = logging.getLogger(__name__)
SILENT_AFTER = timedelta(seconds=90)  # a running job without a sign of life is taken up again


class JobRefused(Exception):
    """Raised by a kind for a reason its owner can act on; the text is shown."""


class LostTurn(Exception):
    """Another run has taken the job up, or its owner stopped it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to write with a step's effects; ``None`` = leave as it is."""

    done: int | None = None
    total: int | None = None
    cursor: dict[str, Any] | None = None
    result: dict[str, Any] | None = None


def start(owner, kind: str, **asks) -> Job:
    """Write the job down; the bell rings once the caller's transaction is committed."""
    job_kinds[kind]
    job = Job.objects.create(owner=owner, kind=kind, asks=asks)
    _ring(job)
    return job


def _ring(job) -> None:
    from people.tasks import run_job

    transaction.on_commit(partial(ring, run_job, str(job.pk)))


def stop(job) -> bool:
    """Ask a job to end after its present step; what is done stays done."""
    return bool(
        Job.objects.filter(pk=job.pk, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(
            state=Job.State.STOPPED, ended_at=timezone.now()
        )
    )


def take_up(pk) -> Job | None:
    """Claim a waiting or silent job; ``None`` when it is over or somebody else is at it."""
    now = timezone.now()
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, alive_at__lt=now - SILENT_AFTER)
    taken = Job.objects.filter(free, pk=pk).update(state=Job.State.RUNNING, run=F("run") + 1, alive_at=now)
    return Job.objects.get(pk=pk) if taken else None


def run(pk) -> None:
    """Take a job up and carry it to its end. Running it twice does no harm."""
    if (job := take_up(pk)) is None:
        return
    try:
        _carry(job)
        _end(job, Job.State.DONE)
    except LostTurn:
        log.info("job %s: run %s lost its turn", job.pk, job.run)
    except JobRefused as reason:
        _end(job, Job.State.FAILED, str(reason))
    except Exception as error:  # the row must say so, whatever it was
        log.exception("job %s failed", job.pk)
        _end(job, Job.State.FAILED, type(error).__name__)


def _carry(job) -> None:
    steps = job_kinds[job.kind](job)
    while True:
        with transaction.atomic():
            step = next(steps, None)
            if step is None:
                return
            writes = {
                name: value
                for name in ("done", "total", "cursor", "result")
                if (value := getattr(step, name)) is not None
            }
            mine = Job.objects.filter(pk=job.pk, run=job.run, state=Job.State.RUNNING)
            if not mine.update(alive_at=timezone.now(), **writes):
                raise LostTurn
        for name, value in writes.items():
            setattr(job, name, value)


def _end(job, state, error="") -> None:
    Job.objects.filter(pk=job.pk, run=job.run, state=Job.State.RUNNING).update(
        state=state, error=error, ended_at=timezone.now()
    )


def sweep(*, all_running: bool = False) -> int:
    """Ring again for waiting and silent jobs. ``all_running``: at the start of a machine that is alone, nothing
    can be running, so running jobs are taken up at once instead of after SILENT_AFTER."""
    now = timezone.now()
    if all_running:
        Job.objects.filter(state=Job.State.RUNNING).update(state=Job.State.WAITING)
    silent = Q(state=Job.State.RUNNING, alive_at__lt=now - SILENT_AFTER)
    owed = list(Job.objects.filter(silent | Q(state=Job.State.WAITING)))
    for job in owed:
        _ring(job)
    return len(owed)
