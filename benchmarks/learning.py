"""What learning costs: an exam answered by many at once."""

import time
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
from competencies.models import Competency
from courses.exams import banks, carrying
from courses.exams.formats import FORMATS
from courses.exams.models import Answer, Bank, Blueprint, QuestionFile, Sitting
from people import jobs

QUESTIONS = 20  # of the paper that is answered
IMPORTED = 2000  # questions of every kind


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


@figure("question_import_s", "s", aim=10)
def question_import(house):
    """A QTI package of every kind of question: read, judged and shown, confirmed, judged again and written."""
    author, code = house.data.reader, Competency.objects.order_by("code").first().code
    package = FORMATS["qti21"].write([_record(n, code) for n in range(IMPORTED)], "fr", {}).content
    values = []
    for _ in range(RUNS):
        with undone():
            bank = Bank.objects.create(code="BENCH", title_ar="بنك", title_fr="Banque")
            began = time.perf_counter()
            held = QuestionFile(
                pk=uuid.uuid5(seeds.NAMES, "questions"), bank=bank, language="fr", reader="qti", name="bench.zip",
                content=package, competency_code=code, handed_in_by=author,
            )  # fmt: skip
            held.report = carrying.report(carrying.judged(held))
            held.save()
            jobs.run(carrying.confirm(held).pk)
            values.append(time.perf_counter() - began)
            if bank.questions.count() != IMPORTED:
                raise Wrong(f"{bank.questions.count()} questions instead of {IMPORTED}: {held.report['rows'][:1]}")
    return Reading(values, IMPORTED)


def _record(n: int, code: str) -> dict:
    kind = ("single", "multiple", "true_false", "numeric", "short", "order", "match", "gaps", "case")[n % 9]
    record = {"key": f"B-{n}", "competency": code, "difficulty": n % 3 + 1, "points": 1, "kind": kind}
    if kind == "case":
        record["parts"] = [_asked(part, f"p{i}", n) for i, part in enumerate(("single", "numeric", "gaps"))]
    return record | {"stem": _said(f"Question {n} : que vaut le portefeuille à risque ?")} | _asked(kind, "", n)


def _asked(kind: str, key: str, n: int) -> dict:
    part = {"key": key, "kind": kind, "points": 1, "stem": _said(f"Partie {key} de {n}")} if key else {}
    if kind in ("single", "multiple"):
        right = 1 if kind == "single" else 2
        return part | {
            "options": [{"key": k, "text": _said(f"Choix {k} {n}"), "correct": i < right} for i, k in enumerate("abcd")]
        }
    rows = [{"key": k, "text": _said(f"Ligne {k} {n}"), "with": _said(f"Droite {k} {n}")} for k in "abcd"]
    gaps = [{"key": "1", "accepted": {"fr": [f"mot {n}", f"terme {n}"]}}]
    return part | {
        "true_false": {"options": [{"key": "true", "text": _said("Vrai"), "correct": True}, {"key": "false", "text": _said("Faux"), "correct": False}]},
        "numeric": {"numeric": {"value": n, "tolerance": 1, "unit": _said("DH")}},
        "short": {"accepted": {"fr": [f"réponse {n}"]}},
        "order": {"items": rows},
        "match": {"pairs": rows, "extra": [{"key": "x", "text": _said(f"Reste {n}")}]},
        "gaps": {"text": _said(f"Le [[1]] numéro {n} manque."), "gaps": gaps},
        "case": {},
    }[kind]  # fmt: skip


def _said(text: str) -> dict[str, str]:
    return {"fr": text}
