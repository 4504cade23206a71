"""The embedded installation: one machine, no services. What `make run` uses."""

import secrets

from config.settings.base import *  # noqa: F403
from config.settings.base import VAR

VAR.mkdir(parents=True, exist_ok=True)
_key = VAR / "secret-key"
if not _key.exists():
    _key.write_text(secrets.token_urlsafe(50))
SECRET_KEY = _key.read_text()
DEBUG = False
ALLOWED_HOSTS = ["*"]  # a user's own machine; production names its hosts
CELERY_WORKER_REDIRECT_STDOUTS = False  # a message on its way to nobody is printed as it is, not as a warning
