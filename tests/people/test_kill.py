"""A real worker over the file transport, killed with its whole group in the middle of an import, and begun again."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from tests.people.kill_play import ROWS

PATIENCE = 600  # seconds; a machine may be busy
KILLS = 2


@pytest.fixture
def machine(tmp_path):
    """Environment of an installation of its own: folders, queue, and a database on the engine under test."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "TAKWIN_VAR": str(tmp_path),
        "LOG_LEVEL": "WARNING",
    }
    for name in ("DATABASE_URL", "CELERY_BROKER_URL"):
        environment.pop(name, None)
    with database(os.environ.get("TEST_DATABASE_URL")) as url:
        if url:
            environment["DATABASE_URL"] = url
        yield environment


@contextmanager
def database(server: str | None):
    """A PostgreSQL database for this test alone; none for SQLite, whose file lies in the machine's folder."""
    if not server:
        yield None
        return
    import psycopg

    before, _slash, _name = server.rpartition("/")
    name = f"takwin_kill_{uuid4().hex[:12]}"
    with psycopg.connect(f"{before}/postgres".replace("postgres://", "postgresql://"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{before}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def play(act: str, machine) -> str:
    return subprocess.run(
        [sys.executable, "-m", "tests.people.kill_play", act],
        cwd=settings.ROOT, env=machine, check=True, capture_output=True, text=True, timeout=PATIENCE,
    ).stdout  # fmt: skip


@contextmanager
def worker(machine):
    """The worker as `make run` starts it, in a process group of its own; killed outright, never asked to stop."""
    celery = Path(sys.executable).parent / "celery"
    process = subprocess.Popen(
        [celery, "-A", "config", "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING",
         "--without-gossip", "--without-mingle", "--without-heartbeat"],
        cwd=settings.ROOT, env=machine, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


QUESTIONS = {
    "accounts": "SELECT count(DISTINCT person_id) FROM people_post WHERE source_id IS NOT NULL",
    "posts": "SELECT count(*) FROM people_post WHERE source_id IS NOT NULL",
    "managed": "SELECT count(*) FROM people_post WHERE source_id IS NOT NULL AND manager_id IS NOT NULL",
    "facts": "SELECT count(*) FROM people_fact WHERE name = 'post.changed'",
}


@contextmanager
def asking(machine):
    """A connection of our own: fast enough to catch the job in the middle."""
    if "DATABASE_URL" in machine:
        import psycopg

        with psycopg.connect(
            machine["DATABASE_URL"].replace("postgres://", "postgresql://"), autocommit=True
        ) as connection:
            yield connection
    else:
        with closing(sqlite3.connect(Path(machine["TAKWIN_VAR"]) / "takwin.sqlite3", timeout=20)) as connection:
            yield connection


def progress(connection) -> dict:
    state, done, run, error = connection.execute("SELECT state, done, run, error FROM people_job").fetchone()
    return {"state": state, "done": done, "run": run, "error": error}


def everything(connection) -> dict:
    return progress(connection) | {name: connection.execute(sql).fetchone()[0] for name, sql in QUESTIONS.items()}


def wait(connection, enough) -> dict:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if enough(says := progress(connection)):
            return says
        time.sleep(0.005)
    pytest.fail(f"the job did not come that far: {says}")


def test_a_killed_worker_costs_nothing_and_every_row_is_written_exactly_once(machine):
    play("prepare", machine)
    with asking(machine) as connection:
        for kill in range(1, KILLS + 1):
            with worker(machine):
                wait(connection, lambda says, enough=kill * ROWS // 4: says["done"] > enough)
            killed = everything(connection)
            assert killed["state"] == "running", "killed in the middle"
            assert killed["accounts"] == killed["posts"] == killed["done"] < ROWS, "the count and its effects are one"
            play("start", machine)

        with worker(machine):
            wait(connection, lambda says: says["state"] not in ("waiting", "running"))
        end = everything(connection)

    assert end == {
        "state": "done",
        "done": ROWS,
        "run": KILLS + 1,
        "error": "",
        "accounts": ROWS,
        "posts": ROWS,
        "managed": ROWS - 1,
        "facts": ROWS,
    }
