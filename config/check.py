"""What `make test` runs, in order, until something fails. Says at the end which engines were used."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
POSTGRES = ("127.0.0.1", 5432)


def run(title: str, *command: str, **extra: str) -> None:
    print(f"\n— {title}", flush=True)
    began = time.monotonic()
    code = subprocess.call(
        command, cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **extra}
    )
    print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
    if code:
        sys.exit(f"{title}: failed")


def postgres_address() -> str | None:
    """TEST_DATABASE_URL, else a server that answers on this machine and lets us make a database."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        return address
    try:
        socket.create_connection(POSTGRES, timeout=2).close()
        import psycopg

        for name in filter(None, (os.environ.get("PGUSER"), "postgres", os.environ.get("USER"))):
            try:
                with psycopg.connect(
                    host=POSTGRES[0], port=POSTGRES[1], user=name, dbname="postgres", connect_timeout=3
                ) as link:
                    able = link.execute(
                        "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
                    ).fetchone()
                if able and able[0]:
                    return f"postgres://{name}@{POSTGRES[0]}:{POSTGRES[1]}/takwin"
            except psycopg.Error:
                continue
    except OSError:
        return None
    return None


def main(arguments: list[str]) -> None:
    python = sys.executable
    workers = os.environ.get("TEST_WORKERS", str(max(1, min(4, os.cpu_count() or 1))))
    run("ruff", str(BIN / "ruff"), "check", ".")
    run("import contracts", str(BIN / "lint-imports"), "--no-cache")
    run("settings and models", python, "manage.py", "check")
    run("missing migrations", python, "manage.py", "makemigrations", "--check", "--dry-run")
    run("missing translations", python, "manage.py", "catalogues", "--check")

    pytest = [python, "-m", "pytest", "-n", workers, "--dist", "loadfile", *arguments]
    folder = ROOT / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    engines = {"SQLite": {"TEST_DATABASE_URL": ""}}
    if address := postgres_address():
        engines["PostgreSQL"] = {"TEST_DATABASE_URL": address}
    for engine, extra in engines.items():
        once = [] if engine == "SQLite" else ["-m", "not pure"]
        run(f"tests on {engine}", *pytest, *once, TAKWIN_TEST_DB=str(folder), **extra)

    print(f"\nEngines used: {', '.join(engines)}.")
    if "PostgreSQL" not in engines:
        bar = "!" * shutil.get_terminal_size((80, 20)).columns
        print(f"{bar}\nPostgreSQL WAS NOT TESTED: set TEST_DATABASE_URL or start a server on 127.0.0.1:5432.\n{bar}")


if __name__ == "__main__":
    main(sys.argv[1:])
