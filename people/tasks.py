import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from people import facts, jobs, notices
from people.registry import daily

log = logging.getLogger(__name__)


@shared_task
def run_job(pk: str):
    jobs.run(pk)


@shared_task
def sweep_jobs():
    jobs.sweep()


@shared_task
def deliver_facts():
    facts.deliver_owed()


@shared_task
def send_notices():
    notices.send_waiting()


@shared_task
def every_day():
    """Each duty alone: one that fails is logged and does not hold up the others."""
    for name, duty in daily.items():
        try:
            with transaction.atomic():
                duty(timezone.localdate())
        except Exception:
            log.exception("the daily duty %s failed", name)
