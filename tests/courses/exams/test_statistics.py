"""Figures of questions against sums done by hand, and the report that shows them."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from courses.exams import sittings, statistics
from courses.exams.models import Answer, Question
from tests.courses.exams.makers import NOON, bank, blueprint, record, right_answer
from tests.factories import person

pytestmark = pytest.mark.django_db

#: Five people (rows), three questions (columns): 1 = right, 0 = wrong, None = left empty.
#: Worked by hand for Q1: x = 1,1,1,0,0; rest of the paper (of 2) r = 1, .5, .5, 1, 0.
#: n = 5, Σx = 3, Σx² = 3, Σr = 3, Σr² = 2.5, Σxr = 2; so r_pb = (5·2 - 3·3) / √((5·3 - 9)(5·2.5 - 9)) = 1/√21 = 0.218
#: Q2: x = 1,1,0,1,0; r = 1, .5, 1, .5, 0: Σx = 3, Σr = 3, Σr² = 2.5, Σxr = 2, the same 1/√21.
#: Q3: x = 1,0,1,1,0 (the last left empty); r = 1, 1, .5, .5, 0: Σxr = 2, Σr = 3, the same again.
MARKS = [(1, 1, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (0, 0, None)]
SECONDS = {"Q1": [10, 20, 30, 40, 50], "Q2": [5, 5, 7, 9, 9], "Q3": [60, 61, 62, 63]}


def sit(exam, marks, *, language="fr", at=NOON, turn=0):
    """A person whose answers are right or wrong as the marks say, by the order of the questions' keys."""
    sitting = sittings.begin(person(language=language), exam, at=at)
    for item in sitting.paper:
        mark = marks[int(item["key"][1:]) - 1]
        if mark is None:
            continue
        given = right_answer(item) if mark else [k for k in item["options"] if k not in right_answer(item)][:1]
        seconds = SECONDS[item["key"]][turn % 5] if item["key"] in SECONDS else None
        sittings.save_answer(
            sitting, item["key"], given, at=at + timedelta(minutes=9), seconds=seconds, language=language
        )
    return sittings.hand_in(sitting, at=at + timedelta(minutes=10))


@pytest.fixture
def exam():
    return blueprint(bank([record(f"Q{n}") for n in (1, 2, 3)]), draws=[("POR-01", None, 3)])


def by_key(**how):
    found = statistics.figures(**how)
    return {question.key: found[question.pk] for question in Question.objects.filter(pk__in=found)}


def test_figures_are_those_worked_out_by_hand(exam):
    for turn, marks in enumerate(MARKS):
        sit(exam, marks, turn=turn)
    found = by_key(bank=exam.bank)
    assert {key: (one.n, one.people, one.share, one.seconds) for key, one in found.items()} == {
        "Q1": (5, 5, 0.6, 30),
        "Q2": (5, 5, 0.6, 7),
        "Q3": (5, 5, 0.6, 61),
    }
    assert [round(found[key].discrimination, 6) for key in ("Q1", "Q2", "Q3")] == [round(1 / 21**0.5, 6)] * 3


def test_question_that_those_who_know_get_wrong_is_put_up_for_review(exam):
    for marks in [(0, 1, 1), (0, 1, 1), (1, 0, 0), (1, 0, 0), (0, 1, 0)]:
        sit(exam, marks)
    found = by_key()
    assert found["Q1"].discrimination == pytest.approx(-0.9129, abs=1e-4)  # -5 / √(6·5)
    assert found["Q1"].is_for_review(20)


def test_hard_question_is_put_up_for_review_and_one_that_all_know_discriminates_nothing(exam):
    for turn in range(6):
        sit(exam, (0 if turn else 1, 1, 1))
    found = by_key()
    assert found["Q1"].share == pytest.approx(1 / 6)
    assert found["Q1"].is_for_review(20)
    assert found["Q2"].discrimination is not None or not found["Q2"].is_for_review(20)
    assert not found["Q2"].is_for_review(20)


def test_fewer_than_five_people_show_nothing_however_often_they_sat(exam):
    for marks in MARKS[:4]:
        sit(exam, marks)
    assert {(one.people, one.share, one.discrimination, one.seconds) for one in by_key().values()} == {
        (4, None, None, None)
    }
    assert not any(one.is_for_review(100) for one in by_key().values())


def test_by_language(exam):
    for marks in MARKS:
        sit(exam, marks, language="fr")
    for _ in range(5):
        sit(exam, (1, 1, 1), language="ar")
    assert by_key(language="ar")["Q1"].share == 1
    assert by_key(language="fr")["Q1"].share == 0.6
    assert by_key()["Q1"].share == 0.8


def test_running_papers_and_pretests_do_not_count(exam):
    exam.has_pretest = True
    exam.save()
    for _ in range(5):
        sitting = sittings.begin(person(), exam, at=NOON, purpose="pre")
        sittings.hand_in(sitting, at=NOON + timedelta(minutes=5))
        running = sittings.begin(person(), exam, at=NOON)
        sittings.save_answer(running, running.paper[0]["key"], None, at=NOON)
    assert statistics.figures() == {}


def test_two_questions_to_the_database_however_many_were_asked(exam):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            statistics.figures()
        return len(seen)

    sit(exam, MARKS[0])
    few = asked()
    other = blueprint(bank([record(f"Q{n}") for n in range(1, 13)], code="B2"), draws=[("POR-01", None, 12)])
    for _ in range(5):
        sit(other, (1,) * 12)
    assert asked() == few == 2


# The report


@pytest.fixture
def editor(client):
    found = person(is_superuser=True, is_staff=True, language="fr")
    client.force_login(found)
    return found


def test_report_shows_and_exports_without_names(client, editor, exam):
    learners = []
    for marks in [(0, 1, 1), (0, 1, 1), (1, 0, 0), (1, 0, 0), (0, 1, 0)]:
        learners.append(sit(exam, marks).person)
    lone = blueprint(bank([record("Z1")], code="LONE"), draws=[("POR-01", None, 1)])
    sittings.hand_in(sittings.begin(person(), lone, at=NOON), at=NOON + timedelta(minutes=1))

    address = reverse("exam_question_report")
    page = client.get(address).content.decode()
    assert "Q1" in page
    assert "-0.91" in page or "-0,91" in page
    assert client.get(f"{address}?bank={exam.bank_id}").content.decode().count("Énoncé") == 3
    assert client.get(f"{address}?review=1&bank={exam.bank_id}").content.decode().count("Énoncé") == 2  # Q2: -1/√(6·5)

    table = b"".join(client.get(f"{address}?export=csv").streaming_content).decode()
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == 5
    assert not any(learner.username in table for learner in learners)
    assert next(row for row in rows if "Z1" in row)[5:] == ["", "", "", ""]
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{address}?export=xlsx").streaming_content)))
    assert book.active.max_row == 5


@pytest.mark.parametrize("name", ["exam_question_report", "exam_gain_report"])
def test_who_writes_no_questions_sees_no_report(client, name):
    client.force_login(person())
    assert client.get(reverse(name)).status_code in (302, 403)


def test_report_asks_the_same_for_few_questions_and_many(client, editor, exam):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("exam_question_report")).status_code == 200
        return len(seen)

    for marks in MARKS:
        sit(exam, marks)
    asked()
    few = asked()
    other = blueprint(bank([record(f"Q{n}") for n in range(1, 13)], code="B2"), draws=[("POR-01", None, 12)])
    for _ in range(5):
        sit(other, (1,) * 12)
    assert Answer.objects.count() == 15 + 60
    assert asked() == few
