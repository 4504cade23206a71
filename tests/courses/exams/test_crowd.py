"""A hundred learners sit an exam while the web server is killed twice: no answer is lost, none counts twice."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from config.management.commands.up import WEB
from courses.exams.models import Sitting, Wording
from courses.models import Attempt, Pass
from people.facts import deliver_owed
from people.models import Fact, FactDelivery
from tests.courses.exams.makers import bank, blueprint, record
from tests.courses.makers import activity, course, enrolled
from tests.factories import person
from tests.line.conftest import free_port

pytestmark = pytest.mark.django_db(transaction=True)
LEARNERS, QUESTIONS, KILLS = 100, 5, 2
PATIENCE = 600  # seconds; a machine may be busy
TOKEN = "c" * 32


class Server:
    """The web server of `make run` over the database of this test; killed outright with all its workers."""

    def __init__(self, folder: Path):
        self.port, self.log = free_port(), folder / "web.log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",  # it knows the sessions made here, and delivers facts itself
            "TAKWIN_VAR": str(folder),
            "TEST_DATABASE_URL": address_of_database(),
            "LOG_LEVEL": "ERROR",
        }
        self.process = None

    def start(self):
        with self.log.open("ab") as out:
            program = Path(sys.executable).parent / "gunicorn"
            self.process = subprocess.Popen(
                [program, "config.wsgi", "--bind", f"127.0.0.1:{self.port}", *WEB],
                cwd=settings.ROOT, env=self.environment, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except OSError:
            return False

    def kill(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def address_of_database() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(name).resolve()}"
    return urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}"))


@contextmanager
def serving(folder):
    server = Server(folder)
    server.start()
    try:
        until = time.monotonic() + PATIENCE
        while not server.answers():
            assert time.monotonic() < until
            time.sleep(0.1)
        yield server
    finally:
        server.kill()


@dataclass
class Phone:
    """A browser with the page's manners: it asks again until it is answered, and notes what was confirmed."""

    port: int
    exam: str
    session: str
    dice: random.Random
    told: list[int]
    base: str = ""
    confirmed: dict[int, str] = field(default_factory=dict)
    asked_again: int = 0
    failed: int = 0
    outdated: int = 0
    link: tuple | None = None

    async def post(self, path, **data):
        body = urlencode(data).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nX-CSRFToken: {TOKEN}\r\n"
            f"Cookie: sessionid={self.session}; csrftoken={TOKEN}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        pause = 0.1
        while True:
            try:
                async with asyncio.timeout(60):
                    status, headers, said = await self._once(head.encode() + body)
                if status < 500:
                    return status, headers, said
                self.failed += 1
                assert self.failed < 20, said
            except (OSError, EOFError, TimeoutError, ValueError, IndexError):
                self.link = None
            self.asked_again += 1
            await asyncio.sleep(pause * self.dice.uniform(0.5, 1.5))
            pause = min(2, pause * 2)

    async def _once(self, request):
        if self.link is None:
            self.link = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.link
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        said = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            writer.close()
            self.link = None
        return int(head[0].split()[1]), headers, said

    async def sit(self):
        status, headers, _said = await self.post(f"/fr/exams/{self.exam}/begin/")
        assert status == 302, status
        self.base = headers["location"].rsplit("/", 2)[0]
        began = time.monotonic()
        for n in self.dice.sample(range(1, QUESTIONS + 1), QUESTIONS):
            given = self.dice.choices("1234", k=self.dice.choice([1, 1, 2]))  # some think again
            stamps = []
            for choice in given:
                stamps.append(max(int(1000 * (time.monotonic() - began)), *(s + 1 for s in stamps), 0))
                await self.save(n, choice, stamps[-1])
            if len(given) > 1 and given[0] != given[1]:  # a request that the network had held back
                status, _headers, said = await self.post(f"{self.base}/{n}/", choice=given[0], given_ms=stamps[0])
                assert (status, json.loads(said)["outdated"]) == (409, True)
                self.outdated += 1
        for _again in range(2):
            status, headers, _said = await self.post(f"{self.base}/hand-in/")
            assert (status, headers["location"]) == (302, f"{self.base}/result/")

    async def save(self, n, choice, stamp):
        status, _headers, said = await self.post(f"{self.base}/{n}/", choice=choice, given_ms=stamp)
        assert status == 200, said
        self.confirmed[n] = choice
        self.told[0] += 1


async def all_sit(server, phones, told):
    async def killing():
        for kill in range(1, KILLS + 1):
            while told[0] < kill * LEARNERS * QUESTIONS // (KILLS + 1):
                await asyncio.sleep(0.01)
            server.kill()
            server.start()
            while not await asyncio.to_thread(server.answers):
                await asyncio.sleep(0.1)

    async with asyncio.TaskGroup() as together:
        together.create_task(killing())
        for phone in phones:
            together.create_task(phone.sit())


def deliver_from_two_workers():
    def deliver():
        try:
            deliver_owed()
        finally:
            connections.close_all()

    workers = [threading.Thread(target=deliver) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    deliver_owed()


def test_a_hundred_at_once_lose_nothing_when_the_server_is_killed_twice(tmp_path):
    exam = blueprint(bank([record(f"Q{n}") for n in range(QUESTIONS)]), draws=[("POR-01", None, QUESTIONS)])
    studied = course()
    studied.syllabus.create(activity=activity(studied, "exam", pk=exam.pk), position=1)
    told, phones = [0], []
    with serving(tmp_path) as server:
        for n in range(LEARNERS):
            learner, client = person(), Client()
            enrolled(learner, studied)
            client.force_login(learner)
            session = client.cookies["sessionid"].value
            phones.append(Phone(server.port, str(exam.pk), session, random.Random(n), told))
        connections.close_all()
        with ThreadPoolExecutor(1) as apart:  # a browser of another test may have a loop running in this thread
            apart.submit(asyncio.run, all_sit(server, phones, told)).result()

    assert sum(phone.asked_again for phone in phones) > 0, "nobody noticed that the server was killed"
    assert sum(phone.outdated for phone in phones) > 0
    keys = Wording.objects.in_bulk()
    sittings = {str(one.pk): one for one in Sitting.objects.prefetch_related("answers")}
    assert len(sittings) == LEARNERS, "one sitting each"
    for phone in phones:
        sitting = sittings.pop(phone.base.rsplit("/", 1)[1])
        kept = {answer.question_key: answer.given for answer in sitting.answers.all()}
        confirmed = {
            sitting.paper[n - 1]["key"]: [sitting.paper[n - 1]["options"][int(choice) - 1]]
            for n, choice in phone.confirmed.items()
        }
        assert kept == confirmed
        right = sum(kept[item["key"]] == keys[item["wording"]].key["right"] for item in sitting.paper)
        assert (sitting.points, sitting.points_max, sitting.out_of_time) == (right, QUESTIONS, False)

    deliver_from_two_workers()
    assert Fact.objects.filter(name="exam.marked").count() == LEARNERS
    assert not FactDelivery.objects.filter(done_at=None).exists()
    assert Attempt.objects.filter(key__startswith="sitting:").count() == LEARNERS
    assert Pass.objects.count() == Sitting.objects.filter(passed=True).count()
