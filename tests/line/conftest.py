"""The whole house, as `make run` starts it: web server, worker and scheduler over a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

PATIENCE = 600  # seconds for the first start: tables, reference data and demo


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class House:
    """One embedded installation in a folder of its own."""

    folder: Path
    database: str
    port: int
    process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "TAKWIN_VAR": str(self.folder),
            "DATABASE_URL": self.database,
            "SITE_URL": self.address,
            "STATIC_ROOT": str(settings.ROOT / "var" / "test" / "static"),  # compressing takes a while: once for all
            "CELERY_BROKER_URL": "",
        }

    @property
    def log(self) -> Path:
        return self.folder / "up.log"

    def start(self) -> float:
        """Seconds until the first page is served."""
        began = time.monotonic()
        command = [sys.executable, "manage.py", "up", "--port", str(self.port)]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=settings.ROOT, env=self.environment, stdout=out, stderr=out, start_new_session=True
            )
        while time.monotonic() - began < PATIENCE:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.2)
        raise AssertionError(self.log.read_text()[-4000:])

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def ask(self, code: str) -> str:
        """What a line of Python prints inside the house."""
        said = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
            cwd=settings.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr[-3000:]
        return said.stdout.strip()


def database_for(folder: Path):
    """An address for the engine under test, and how to drop it again."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{folder / 'takwin.sqlite3'}", lambda: None
    import psycopg

    name = f"takwin_line_{os.getpid()}"
    parts = urlsplit(given)
    admin = urlunsplit(parts._replace(scheme="postgresql", path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as link:
        link.execute(f'drop database if exists "{name}"')
        link.execute(f'create database "{name}"')

    def drop():
        with psycopg.connect(admin, autocommit=True) as link:
            link.execute(f'drop database if exists "{name}" with (force)')

    return urlunsplit(parts._replace(path=f"/{name}")), drop


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    database, drop = database_for(folder)
    house = House(folder, database, free_port())
    try:
        house.start()
        yield house
    finally:
        house.stop()
        drop()
