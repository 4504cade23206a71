"""Config: the composition root. Settings, addresses, Celery and the demo; nothing imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
