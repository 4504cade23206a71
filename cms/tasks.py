from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_scheduled():
    """Pages whose hour has come are published, those whose end has come are withdrawn."""
    call_command("publish_scheduled")
