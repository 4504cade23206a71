"""Test databases on both engines: migrated once, then copied.

Migrating an empty database takes half a minute, copying it a moment. A template is kept for each state of the
migrations and lock file; every worker starts from a copy, and a test that commits (``transactional_db``,
``live_server``) is followed by a fresh copy instead of Django's flush, which would also empty what migrations wrote.
"""

import fcntl
import hashlib
import os
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

FOLDER = Path(os.environ.get("TAKWIN_TEST_DB") or tempfile.gettempdir()) / "takwin-databases"


def _digest() -> str:
    sources = sorted(p for p in settings.ROOT.glob("[a-z]*/**/migrations/*.py") if "node_modules" not in p.parts)
    seen = hashlib.sha256((settings.ROOT / "requirements.lock").read_bytes())
    for source in sources:
        seen.update(source.read_bytes())
    return seen.hexdigest()[:10]


@contextmanager
def _alone():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Sqlite:
    def __init__(self, worker: str):
        self.template = FOLDER / f"template-{_digest()}.sqlite3"
        self.file = FOLDER / f"run-{worker}.sqlite3"

    def prepare(self) -> None:
        with _alone():
            if not self.template.exists():
                for old in FOLDER.glob("template-*"):
                    old.unlink()
                making = self.template.with_suffix(".making")
                making.unlink(missing_ok=True)
                _migrate(str(making))
                making.rename(self.template)
        for left in FOLDER.glob(self.file.name + "*"):
            left.unlink()
        self.restore()
        _point_at(str(self.file))

    def restore(self) -> None:
        connections.close_all()
        source, target = sqlite3.connect(self.template), sqlite3.connect(self.file, timeout=20)
        source.backup(target)
        source.close()
        target.close()

    def drop(self) -> None:
        connections.close_all()
        for left in FOLDER.glob(self.file.name + "*"):
            left.unlink()


class Postgres:
    def __init__(self, worker: str):
        base = connection.settings_dict["NAME"]
        self.template = f"template_{base}_{_digest()}"
        self.older = f"template_{base}_%"
        self.name = f"test_{base}_{worker}".replace("-", "_")

    @contextmanager
    def _server(self):
        """Outside any of our databases."""
        connections.close_all()
        _point_at("postgres")
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connections.close_all()
            _point_at(self.name)

    def prepare(self) -> None:
        with _alone():
            with self._server() as cursor:
                cursor.execute("select datname from pg_database where datname like %s", [self.older])
                there = [name for (name,) in cursor.fetchall()]
                if self.template not in there:
                    for old in there:
                        cursor.execute(f'drop database "{old}" with (force)')
                    cursor.execute(f'drop database if exists "{self.template}_making" with (force)')
                    cursor.execute(f'create database "{self.template}_making"')
            if self.template not in there:
                _migrate(f"{self.template}_making")
                with self._server() as cursor:
                    cursor.execute(f'alter database "{self.template}_making" rename to "{self.template}"')
        self.restore()

    def restore(self) -> None:
        with _alone(), self._server() as cursor:  # a template is copied by one at a time
            cursor.execute(f'drop database if exists "{self.name}" with (force)')
            cursor.execute(f'create database "{self.name}" template "{self.template}"')

    def drop(self) -> None:
        with self._server() as cursor:
            cursor.execute(f'drop database if exists "{self.name}" with (force)')


def _point_at(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _migrate(name: str) -> None:
    _point_at(name)
    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma wal_checkpoint(truncate)")
    connections.close_all()


def databases(worker: str):
    return (Sqlite if connection.vendor == "sqlite" else Postgres)(worker)
