from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.exams import sittings, tasks
from people.registry import exam_gates
from tests.courses.exams.makers import answer_right, answers, bank, blueprint, form_answer, record, right_answer, sat
from tests.factories import person

pytestmark = pytest.mark.django_db


def queries(call):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        response = call()
    assert response.status_code < 400
    return len(seen)


def test_exam_is_sat_without_script_from_first_page_to_result(client):
    learner, exam = person(), blueprint()
    client.force_login(learner)
    assert "8" in client.get(f"/fr/exams/{exam.pk}/").content.decode()
    assert client.post(f"/fr/exams/{exam.pk}/begin/").headers["Location"].endswith("/1/")
    sitting = learner.sittings.get()
    for n, item in enumerate(sitting.paper, start=1):
        went = client.post(f"/fr/sittings/{sitting.pk}/{n}/", form_answer(item, right_answer(item)))
        assert went.headers["Location"].endswith("/review/" if n == 8 else f"/{n + 1}/")
    page = client.post(f"/fr/sittings/{sitting.pk}/hand-in/", follow=True).content.decode()
    assert "100" in page
    assert page.count("EXPLANATION") == 8


@pytest.mark.parametrize(("go", "to"), [("5", "/5/"), ("review", "/review/"), ("99", "/1/"), ("x", "/2/"), ("", "/2/")])
def test_form_goes_where_it_was_asked_after_saving(seat, go, to):
    answer = form_answer(seat.sitting.paper[0], right_answer(seat.sitting.paper[0]))
    assert seat.save(1, answer | {"go": go}, json=False).headers["Location"].endswith(to)
    assert len(answers(seat.sitting)) == 1


def test_number_is_taken_as_written_and_refused_with_a_sentence(seat):
    n = seat.number_of("numeric")
    seat.save(n, {"number": " 4 242,50 DH"})
    assert list(answers(seat.sitting).values()) == ["4242.5"]
    assert "7,5" in seat.save(n, {"number": "beaucoup"}).json()["sentence"]
    assert "7,5" in seat.save(n, {"number": "beaucoup"}, json=False).content.decode()
    assert list(answers(seat.sitting).values()) == ["4242.5"]


def test_opening_any_page_after_the_time_hands_in_and_shows_the_result(seat):
    answer_right(seat.sitting, 6, at=timezone.now())
    seat.late(31)
    assert seat.client.get(f"{seat.base}/3/").headers["Location"] == f"{seat.base}/result/"
    assert seat.fresh().passed
    assert seat.sitting.out_of_time


def test_sweep_task_closes_what_is_overdue(seat):
    seat.late(40)
    tasks.close_overdue()
    assert seat.fresh().out_of_time


def test_intro_goes_on_with_the_open_sitting_at_the_first_empty_question(seat):
    answer_right(seat.sitting, 2, at=timezone.now())
    went = seat.client.post(f"/fr/exams/{seat.exam.pk}/begin/")
    assert went.headers["Location"] == f"{seat.base}/3/"


def test_intro_says_from_which_hour_one_may_try_again(client):
    learner, exam = person(), blueprint()
    client.force_login(learner)
    sitting = sat(learner, exam, 0, at=timezone.now() - timedelta(hours=1))
    until = timezone.localtime(sitting.handed_in_at + timedelta(hours=24))
    page = client.get(f"/fr/exams/{exam.pk}/").content.decode()
    assert until.strftime("%H:%M") in page
    assert "/begin/" not in page


def test_intro_tells_an_outsider_nothing_of_the_paper(client):
    exam_gates.register("test")(lambda who, which, *, on: "Réservé aux inscrits.")
    exam = blueprint()
    client.force_login(person())
    page = client.get(f"/fr/exams/{exam.pk}/").content.decode()
    assert "Réservé aux inscrits." in page
    assert "/begin/" not in page


def test_result_before_handing_in_goes_to_the_review(seat):
    assert seat.client.get(f"{seat.base}/result/").headers["Location"] == f"{seat.base}/review/"


def test_pages_in_arabic_read_from_right_to_left(seat):
    base = seat.base.replace("/fr/", "/ar/")
    for page in ("1/", "review/"):
        body = seat.client.get(f"{base}/{page}").content.decode()
        assert 'dir="rtl"' in body
    assert "بالعربية" in seat.client.get(f"{base}/1/").content.decode()


def test_saving_an_answer_asks_at_most_six_queries(seat):
    data = form_answer(seat.sitting.paper[0], right_answer(seat.sitting.paper[0]))
    bounds = 2  # the words that open and close the transaction
    assert queries(lambda: seat.save(1, data)) <= 6 + bounds
    assert queries(lambda: seat.save(1, data)) <= 6 + bounds


@pytest.mark.parametrize("page", ["{base}/1/", "{base}/paper/", "{base}/review/", "/fr/exams/{exam}/"])
def test_pages_ask_the_same_for_a_short_paper_and_a_long_one(client, page):
    counts = []
    for size in (1, 12):
        held = bank([record(f"Q{i}") for i in range(size)], code=f"B{size}")
        learner, exam = person(), blueprint(held, draws=[("POR-01", None, size)])
        client.force_login(learner)
        sitting = sittings.begin(learner, exam, at=timezone.now())
        answer_right(sitting, at=timezone.now())
        address = page.format(base=f"/fr/sittings/{sitting.pk}", exam=exam.pk)
        counts.append(queries(lambda address=address: client.get(address)))
    assert counts[0] == counts[1]


def test_result_asks_the_same_for_a_short_paper_and_a_long_one(client):
    counts = []
    for size in (1, 12):
        held = bank([record(f"Q{i}") for i in range(size)], code=f"B{size}")
        learner = person()
        client.force_login(learner)
        sitting = sat(learner, blueprint(held, draws=[("POR-01", None, size)]))
        counts.append(queries(lambda pk=sitting.pk: client.get(f"/fr/sittings/{pk}/result/")))
    assert counts[0] == counts[1]
