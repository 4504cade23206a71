"""A Takwin to measure: a database of its own, made and dropped here, and the servers of `make run` on it."""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from benchmarks.measure import ROOT

VAR = ROOT / "var" / "bench"
BIN = Path(sys.executable).parent
WEB = ["--workers", "2", "--threads", "4", "--keep-alive", "30", "--log-level", "warning", "--no-control-socket"]


class House:
    """Opened before Django is set up, since its addresses go into the environment."""

    def __init__(self):
        self.engine = "SQLite"
        self._database = None  # (address of a server's own database, name of ours)
        self._children: list[subprocess.Popen] = []

    def __enter__(self):
        for folder in ("media", "celery"):  # made static files are kept for the next time
            shutil.rmtree(VAR / folder, ignore_errors=True)
        VAR.mkdir(parents=True, exist_ok=True)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "TAKWIN_VAR": str(VAR),
            "DATABASE_URL": self._make_database(),
            "CELERY_BROKER_URL": "filesystem://",
            "LOG_LEVEL": "ERROR",
        }
        import django

        django.setup()
        return self

    def __exit__(self, *_):
        for child in self._children:
            end(child)
        if self._database:
            from django.db import connections

            connections.close_all()
            server, name = self._database
            _on_server(server, f'drop database if exists "{name}" with (force)')

    def _make_database(self) -> str:
        address = os.environ.get("BENCH_DATABASE_URL") or _server_here()
        if not address:
            bar = "!" * 100
            print(f"{bar}\nNO PostgreSQL: measured on SQLite. Set BENCH_DATABASE_URL or start a server on 5432.\n{bar}")
            for old in VAR.glob("bench.sqlite3*"):
                old.unlink()
            return f"sqlite:///{VAR / 'bench.sqlite3'}"
        parts, name = urlsplit(address), f"takwin_bench_{os.getpid()}"
        server = urlunsplit(parts._replace(path="/postgres"))
        said = _on_server(
            server, f"create database \"{name}\" template template0 encoding 'UTF8'", "show server_version"
        )
        self.engine = f"PostgreSQL {said.split()[0]}"
        self._database = (server, name)
        return urlunsplit(parts._replace(path=f"/{name}"))

    @cached_property
    def data(self):
        """The seeded rows: see benchmarks/seeds.py."""
        from django.core.management import call_command

        from benchmarks import seeds
        from people import reference

        gather_static()
        call_command("migrate", verbosity=0)
        reference.load_all()
        made = seeds.sow()
        if self._database:
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("vacuum analyze")
        return made

    @cached_property
    def port(self) -> int:
        """Where the site answers: gunicorn with two workers, as in `make run`."""
        _ = self.data
        port = free_port()
        self._children.append(start(BIN / "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", *WEB))
        wait_for(port, self._children[-1])
        return port


def gather_static() -> None:
    from django.core.management import call_command

    from config.management.commands.up import Command

    call_command("build_assets", verbosity=0, stdout=io.StringIO())
    Command(stdout=io.StringIO()).gather()


def start(*command, stdout=None, **environment: str) -> subprocess.Popen:
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT, env={**os.environ, **environment}, stdout=stdout, start_new_session=True,
    )  # fmt: skip


def end(child: subprocess.Popen) -> None:
    child.terminate()
    try:
        child.wait(15)
    except subprocess.TimeoutExpired:
        child.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, child: subprocess.Popen) -> None:
    while child.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


@contextmanager
def undone():
    """What is written inside is taken back."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _server_here() -> str | None:
    import config.check

    kept = os.environ.pop("TEST_DATABASE_URL", None)
    try:
        return config.check.postgres_address()
    finally:
        if kept:
            os.environ["TEST_DATABASE_URL"] = kept


def _on_server(address: str, *sentences: str) -> str:
    """Say these to the server; the last one's answer, if it gives any."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as link:
        for sentence in sentences:
            cursor = link.execute(sentence)
        return str(cursor.fetchone()[0]) if cursor.description else ""
