"""`make run`: one machine, no services. Prepares what has changed, then keeps web server, worker and scheduler up.

Ctrl-C (or a terminate signal) stops everything. A child that dies is started again, the web server excepted: when
that ends, all ends. Children are forks of this process, which has read the whole of Takwin already: that takes seconds,
and would be spent once more by each.
"""

import hashlib
import json
import multiprocessing
import os
import signal
import socket
import sys
import time
import warnings

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from people import jobs

PATIENCE = 10  # seconds a child may take to stop
FORKS = multiprocessing.get_context("fork")
WEB = ["--workers", "2", "--threads", "4", "--preload", "--log-level", "warning", "--no-control-socket"]


def web(*arguments: str) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication

    on_its_own("gunicorn", *arguments)
    WSGIApplication().run()


def celery(*arguments: str) -> None:
    from celery.platforms import SecurityWarning

    from config.celery import app

    on_its_own("celery", *arguments)
    # On a machine of one's own, root may be all there is; what a bell says is JSON, which runs nothing.
    warnings.filterwarnings("ignore", "You're running the worker with superuser", SecurityWarning)
    app.start(list(arguments))


def on_its_own(*command: str) -> None:
    """Ctrl-C in the terminal reaches the parent alone, which stops its children in order."""
    os.setsid()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, signal.SIG_DFL)
    sys.argv = list(command)  # what the program reads, and calls itself


def digest(*patterns: str) -> str:
    """Of the sources matching these patterns: names, sizes and times."""
    seen = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(settings.ROOT.glob(pattern)):
            made_here = path.relative_to(settings.ROOT).parts[0] == "var" or path.is_relative_to(settings.VAR)
            if path.is_file() and not made_here:
                stat = path.stat()
                seen.update(f"{path.relative_to(settings.ROOT)}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return seen.hexdigest()


class Command(BaseCommand):
    help = "Run Takwin on this machine: web server, worker and scheduler."

    def add_arguments(self, parser):
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--no-demo", action="store_true", help="reference data only")

    def handle(self, *, port, no_demo, **options):
        began = time.monotonic()
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", int(port)))
            except OSError as error:
                raise CommandError(
                    f"Port {port} is taken: stop what uses it, or give another with PORT=8001 make run."
                ) from error
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        self.prepare(demo=not no_demo)
        jobs.sweep(all_running=True)
        self.serve(port, began)

    def prepare(self, *, demo: bool):
        stamp = settings.VAR / "prepared.json"
        was = json.loads(stamp.read_text()) if stamp.exists() else {}
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0)
            was = {}
        self.gather()
        now = {
            "reference": digest("*/data/*.json"),
            "demo": digest("config/demo/**/*.*[!c]") if demo else was.get("demo"),
        }
        if was.get("reference") != now["reference"]:
            self.stdout.write("Loading reference data …")
            call_command("set_up", stdout=self.stdout)
        if was.get("demo") != now["demo"]:
            self.stdout.write("Building the demo …")
            call_command("demo")
        stamp.write_text(json.dumps(now))

    def gather(self):
        """Static files, when a source of them has changed."""
        stamp = settings.STATIC_ROOT.with_suffix(".gathered")
        now = digest("requirements.lock", "package-lock.json", "static-built/**/*", "*/static/**/*", "*/*/static/**/*")
        if not stamp.exists() or stamp.read_text() != now:
            self.stdout.write("Gathering static files …")
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(now)

    def serve(self, port: str, began: float):
        commands = {
            "web": (web, ["config.wsgi", "--bind", f"0.0.0.0:{port}", *WEB]),
            "worker": (celery, ["--quiet", "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING",
                                "--without-gossip", "--without-mingle", "--without-heartbeat"]),
            "scheduler": (celery, ["--quiet", "beat", "--loglevel", "WARNING"]),
        }  # fmt: skip
        children: dict[str, multiprocessing.Process] = {}

        def start(name):
            connections.close_all()  # an open one must not be shared
            program, arguments = commands[name]
            children[name] = FORKS.Process(target=program, args=arguments, name=name)
            children[name].start()

        def leave(*_):
            raise KeyboardInterrupt

        for asked in (signal.SIGTERM, signal.SIGINT):  # a shell may have had a background job ignore Ctrl-C
            signal.signal(asked, leave)
        try:
            for name in commands:
                start(name)
            self.wait_for(port, children["web"])
            self.greet(port, time.monotonic() - began)
            while children["web"].is_alive():
                for name, child in children.items():
                    if name != "web" and not child.is_alive():
                        self.stderr.write(f"The {name} ended with code {child.exitcode}; starting it again.")
                        start(name)
                time.sleep(1)
            self.stderr.write("The web server ended.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            self.stop(children.values())

    def stop(self, children):
        for child in children:
            child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in children:
            child.join(max(0.1, deadline - time.monotonic()))
            if child.is_alive():
                os.killpg(child.pid, signal.SIGKILL)

    def wait_for(self, port, web):
        import urllib.request

        while web.is_alive():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise CommandError("The web server did not start.")

    def greet(self, port, seconds):
        from config.demo import accounts

        self.stdout.write(
            f"\nTakwin is up at http://localhost:{port}/ar/ · /fr/ · /en/   ({seconds:.0f} s, {timezone.localdate()})"
        )
        self.stdout.write("Course authors and administrators: " + f"http://localhost:{port}/cms/")
        rows = accounts()
        if rows:
            self.stdout.write("\nDemo accounts (password takwin-demo):")
            width = max(len(name) for name, _ in rows)
            for name, role in rows:
                self.stdout.write(f"  {name:<{width}}  {role}")
        self.stdout.write("\nCtrl-C stops everything.")
        self.stdout.flush()
