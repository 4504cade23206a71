"""Celery rings the bell; the truth of long work is the Job row (people/jobs.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
app = Celery("takwin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
