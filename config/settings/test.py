"""The test run: quick hashing, folders of its own, TEST_DATABASE_URL for the second engine."""

import os
import tempfile

os.environ.setdefault("TAKWIN_VAR", tempfile.mkdtemp(prefix="takwin-test-"))

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES, VAR, database

SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database(os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{VAR / 'takwin.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a database is copied anew between tests that commit
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": STORAGES["private"],
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
