"""What learning costs: an exam answered by many at once."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone

from benchmarks import seeds
from benchmarks.house import undone
from benchmarks.load import ask, drive
from benchmarks.measure import RUNS, Reading, Wrong, figure, queries
from benchmarks.pages import FEW, MANY, address
from courses.exams import banks
from courses.exams.models import Answer, Blueprint, Sitting

QUESTIONS = 20  # of the paper that is answered


@figure("exam_save_rps", "1/s", aim=300, most_queries=6)
def exam_save(house):
    """Each request saves an answer of somebody's sitting, or changes it; afterwards the rows are looked at."""
    data = house.data
    exam = exam_of(QUESTIONS)
    rows = begun(exam, data.learners)
    asked = {}
    for size in (FEW, MANY):
        with undone():
            other = exam_of(size)
            asked[size] = counted(begun(other, [data.reader])[0], data.reader)
    if asked[FEW] != asked[MANY]:
        raise Wrong(f"{asked[FEW]} queries for {FEW} questions, {asked[MANY]} for {MANY}")

    signed_in = list(zip(rows, seeds.sign_in(data.learners), strict=True))
    given = {}

    def asks():
        turn = 0
        while True:
            turn += 1
            n, choice = turn % QUESTIONS + 1, turn % 4 + 1
            for sitting, cookies in signed_in:
                given[sitting.pk, n] = choice
                yield save(sitting, n, cookies, choice=choice, given_ms=turn)

    endless, readings = asks(), []
    drive(house.port, endless, hands=8, seconds=2)
    for hands, also in ((8, ""), (1, "_c1")):
        values = []
        for _ in range(RUNS):
            given.clear()
            values.append(drive(house.port, endless, hands=hands, seconds=4)[0])
            _as_given(rows, given)
        readings.append(Reading(values, QUESTIONS, asked[FEW], also=also))
    return readings


def exam_of(size: int) -> Blueprint:
    """A blueprint of that many questions with four options each; it belongs to no course."""
    texts = {"ar": "سؤال للقياس", "fr": "Question de mesure"}
    records = [
        {
            "key": f"B{n}", "kind": "single", "competency": "POR-01", "difficulty": 1, "points": 1, "stem": texts,
            "options": [{"key": str(k), "text": texts, "correct": k == 1} for k in range(1, 5)],
        }
        for n in range(size)
    ]  # fmt: skip
    bank = banks.load(records, code=f"BENCH-{uuid.uuid4().hex[:8]}", title=texts).bank
    return banks.plan(bank, title=texts, draws=[("POR-01", None, size)], minutes=600)


def begun(exam, people) -> list[Sitting]:
    """Sittings under way, in bulk; begun an hour ago, so that what is given counts as given before it arrives."""
    at = timezone.now() - timedelta(hours=1)
    paper = banks.draw(exam, 1)
    return Sitting.objects.bulk_create(
        Sitting(
            person=person, blueprint=exam, number=1, started_at=at, due_at=at + timedelta(minutes=600),
            pass_mark_pct=70, seed=1, paper=paper, points_max=len(paper),
        )
        for person in people
    )  # fmt: skip


def save(sitting, n, cookies, **says):
    path = address("exams:question", sitting.pk, n)
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": "c" * 32,
    }
    body = urlencode(says).encode()
    return ask(path, method="POST", cookies=cookies, headers=headers, body=body, word="saved_at")


def counted(sitting, person) -> int:
    """The queries of a save, the second time."""
    client = Client(headers={"host": "localhost", "accept": "application/json"})
    client.force_login(person)
    for given_ms in (1, 2):
        with queries() as asked:
            answer = client.post(address("exams:question", sitting.pk, 1), {"choice": given_ms, "given_ms": given_ms})
        if answer.status_code != 200 or not Answer.objects.filter(sitting=sitting, given_ms=given_ms).exists():
            raise Wrong(f"a save answers {answer.status_code}")
    return len(asked)


def _as_given(rows, given) -> None:
    """Every answer stands as it was given last; of those on their way when time was out, either may be."""
    papers = {sitting.pk: sitting.paper for sitting in rows}
    there = {(a.sitting_id, a.question_key): a.given for a in Answer.objects.filter(sitting__in=papers)}
    wrong = sum(
        there.get((pk, papers[pk][n - 1]["key"])) != [papers[pk][n - 1]["options"][choice - 1]]
        for (pk, n), choice in given.items()
    )
    if wrong > 8:  # as many as had hands
        raise Wrong(f"{wrong} of {len(given)} answers are not what was given")
