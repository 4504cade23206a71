from celery import shared_task
from django.utils import timezone

from courses.exams import sittings


@shared_task
def close_overdue():
    sittings.close_overdue(at=timezone.now())
