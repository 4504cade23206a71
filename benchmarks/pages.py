"""Pages: what people open most, and the door by which what a learner did comes in."""

import itertools
import json
import uuid
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from benchmarks import seeds
from benchmarks.house import undone
from benchmarks.load import Ask, ask, drive, rate
from benchmarks.measure import RUNS, Reading, Wrong, figure, queries
from courses.models import Attempt, Course, Pass

SECONDS = 4  # of one run
READERS = 100  # signed-in people who take turns
FEW, MANY = 3, 300


def address(name: str, *args, language="fr") -> str:
    with override(language):
        return reverse(name, args=args)


def rates(house, asks: list[Ask], *, rows: int, queries: int) -> list[Reading]:
    """With eight hands, then with one."""
    rate(house.port, asks, hands=8, seconds=2)  # so that workers and caches are warm
    return [
        Reading([rate(house.port, asks, hands=hands, seconds=SECONDS) for _ in range(RUNS)], rows, queries, also=also)
        for hands, also in ((8, ""), (1, "_c1"))
    ]


def counted(person, path: str, *, word: str) -> int:
    """The queries of a page, the second time it is asked for."""
    client = Client(headers={"host": "localhost"})
    if person:
        client.force_login(person)
    for _ in range(2):
        with queries() as asked:
            answer = client.get(path)
    if answer.status_code != 200 or word not in answer.content.decode():
        raise Wrong(f"{path} answers {answer.status_code} without {word!r}")
    return len(asked)


def flat(count: Callable[[], int], grow: Callable[[int], None]) -> int:
    """The count with few rows, which must be the same with many."""
    found = {}
    for rows in (FEW, MANY):
        with undone():
            grow(rows)
            found[rows] = count()
    if found[FEW] != found[MANY]:
        raise Wrong(f"{found[FEW]} queries for {FEW} rows, {found[MANY]} for {MANY}")
    return found[FEW]


@figure("catalogue_page_rps", "1/s", aim=400, most_queries=4)
def catalogue(house):
    _ = house.data
    path = address("courses:course-list")

    def grow(rows):
        Course.objects.filter(family=Course.Family.PRODUCTS).update(family=Course.Family.CREDIT)
        for n in range(rows):
            seeds.course(f"M-{n}", family=Course.Family.PRODUCTS)

    flat(lambda: counted(None, f"{path}?family=products", word="M-2"), grow)
    asked = counted(None, path, word="BEN-900")
    return rates(house, [ask(path, word="BEN-900")], rows=Course.objects.count(), queries=asked)


@figure("course_page_rps", "1/s", aim=250, most_queries=8)
def course(house):
    data = house.data
    path = address("courses:course-detail", data.course.code)

    def grow(rows):
        other = seeds.course("M-1")
        seeds.ask_for(other, max(1, rows // 3), rows - max(1, rows // 3))
        seeds.enrol([data.reader], other)

    flat(lambda: counted(data.reader, address("courses:course-detail", "M-1"), word="Exercice 1"), grow)
    asked = counted(data.reader, path, word="Exercice 12")
    asks = [ask(path, cookies=cookies, word="Exercice 12") for cookies in seeds.sign_in(data.learners[:READERS])]
    return rates(house, asks, rows=seeds.LESSONS + seeds.PLAYED, queries=asked)


@figure("record_activity_rps", "1/s", aim=400, most_queries=6)
def record_activity(house):
    """Each request hands in another activity of another learner; afterwards the rows are counted."""
    data = house.data

    def count(enrolment, activity):
        client = Client(headers={"host": "localhost"})
        client.force_login(enrolment.learner)
        path = address("courses:xapi-inbox", enrolment.pk, activity.pk)
        with queries() as asked:
            answer = client.post(path, _statement(str(uuid.uuid4())), content_type="application/json")
        if answer.status_code != 204:
            raise Wrong(f"{path} answers {answer.status_code}")
        return len(asked)

    asked = {}
    for rows in (FEW, MANY):
        with undone():
            other = seeds.course("M-1")
            steps = seeds.ask_for(other, 1, rows - 1)
            asked[rows] = count(seeds.enrol([data.reader], other)[0], steps[-1].activity)
    if asked[FEW] != asked[MANY]:
        raise Wrong(f"{asked[FEW]} queries for {FEW} activities, {asked[MANY]} for {MANY}")

    signed_in = list(zip(data.enrolments, seeds.sign_in(data.learners), strict=True))
    owed = itertools.chain.from_iterable(
        ((enrolment, cookies, activity) for enrolment, cookies in signed_in) for activity in data.played
    )

    def asks(kept):
        for enrolment, cookies, activity in owed:
            key = str(uuid.uuid4())
            kept.append((enrolment.pk, activity.pk, key))
            headers = {"Content-Type": "application/json", "X-CSRFToken": "c" * 32}
            path = address("courses:xapi-inbox", enrolment.pk, activity.pk)
            yield ask(path, method="POST", cookies=cookies, headers=headers, body=_statement(key), status=204)

    readings = []
    drive(house.port, asks([]), hands=8, seconds=1)
    for hands, also in ((8, ""), (1, "_c1")):
        values = []
        for _ in range(RUNS):
            kept = []
            value, answered = drive(house.port, asks(kept), hands=hands, seconds=2)
            _once_each(kept, answered)
            values.append(value)
        readings.append(Reading(values, seeds.LEARNERS, asked[FEW], also=also))
    return readings


def _statement(key: str) -> bytes:
    """What a player says of an exercise done well."""
    return json.dumps(
        {
            "id": key,
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": "https://takwin.example/activity"},
            "result": {"score": {"scaled": 0.9, "raw": 9, "min": 0, "max": 10}, "success": True, "duration": "PT40S"},
        }
    ).encode()


def _once_each(kept, answered: int) -> None:
    """Every statement that was answered is one attempt and one pass."""
    keys = [key for *_, key in kept]
    attempts = Attempt.objects.filter(key__in=keys, passed=True).values_list("enrolment", "activity", "key")
    passes = Pass.objects.filter(enrolment__in={pk for pk, *_ in kept}, activity__in={pk for _, pk, _ in kept})
    there = set(passes.values_list("enrolment", "activity"))
    if sorted(attempts) != sorted(kept) or answered != len(kept):
        raise Wrong(f"{answered} answers of {len(kept)} left {len(attempts)} attempts")
    if missing := {(enrolment, activity) for enrolment, activity, _ in kept} - there:
        raise Wrong(f"{len(missing)} activities have no pass")


@figure("dashboard_bytes", "bytes", aim=150_000)
def dashboard(house):
    """Everything that a browser which was never here fetches, as it comes over the wire, in Arabic and in French."""
    data = house.data

    def grow(rows):
        for n in range(rows):
            seeds.course(f"M-{n}")
        seeds.furnish(data.reader, courses=rows, marks=rows)

    flat(lambda: counted(data.reader, address("people:dashboard"), word=data.course.code), grow)
    readings = []
    for language, also in (("ar", ""), ("fr", "_fr")):
        path = address("people:dashboard", language=language)
        asked = counted(data.reader, path, word=data.course.code)
        cookies = seeds.sign_in([data.reader])[0]
        values = [fetched(f"http://localhost:{house.port}{path}", cookies, word=data.course.code) for _ in range(RUNS)]
        readings.append(Reading(values, 1, asked, also=also))
    return readings


def fetched(url: str, cookies: dict[str, str], *, word: str) -> int:
    """Bytes of every answer, headers too, that a phone with an empty cache receives until the network rests."""
    from benchmarks.browsing import phone

    with phone(cookies) as page:
        link = page.context.new_cdp_session(page)
        link.send("Network.enable")
        sizes: dict[str, float] = {}
        link.on("Network.loadingFinished", lambda said: sizes.__setitem__(said["requestId"], said["encodedDataLength"]))
        failed = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        page.goto(url, wait_until="networkidle")
        page.wait_for_timeout(300)
        if word not in page.content():
            raise Wrong(f"{url} shows no {word!r}")
        if failed:
            raise Wrong(f"could not be fetched: {', '.join(failed)}")
        return int(sum(sizes.values()))
