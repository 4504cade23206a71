"""Whatever a browser sends, the result follows from what the bank says is right."""

import html
import uuid

import pytest
from django.test import Client
from django.utils import timezone, translation

from courses.exams import refusals, sittings
from courses.exams.models import Sitting
from people.models import Fact
from tests.courses.exams.makers import SECRETS, answer_right, answers, form_answer, right_answer, sat
from tests.factories import person

pytestmark = pytest.mark.django_db
FORGED = {
    "score": "100",
    "score_pct": "100",
    "points": "8",
    "passed": "true",
    "pass_mark_pct": "1",
    "right": "1",
    "key": "rightkey0",
    "at": "2020-01-01",
    "due_at": "2099-01-01T00:00",
    "person": "1",
    "paper": "[]",
}


def result(sitting):
    return Sitting.objects.values_list("points", "passed", "handed_in_at", "due_at", "pass_mark_pct").get(pk=sitting.pk)


def test_score_sent_along_is_not_looked_at(seat):
    due = seat.sitting.due_at
    for n in range(1, 9):
        seat.save(n, FORGED)
    seat.client.post(f"{seat.base}/hand-in/", FORGED)

    points, passed, _at, due_at, mark = result(seat.sitting)
    assert (points, passed, due_at, mark) == (0, False, due, 75)


@pytest.mark.parametrize("choice", ["rightkey0", "0", "5", "-1", "1.0", "true", "١", "1 ", "[1]", "../1", "None"])
def test_option_that_is_not_on_the_paper_is_refused(seat, choice):
    assert seat.save(seat.number_of("single"), {"choice": choice}).status_code == 422
    assert answers(seat.sitting) == {}


def test_two_options_where_one_is_asked_count_as_one(seat):
    n = seat.number_of("single")
    assert seat.save(n, {"choice": ["1", "2", "3", "4"]}).status_code == 200
    assert len(answers(seat.sitting)[seat.sitting.paper[n - 1]["key"]]) == 1


@pytest.mark.parametrize("n", [0, 9, 999999999999])
def test_question_beyond_the_paper_is_not_found(seat, n):
    assert seat.save(n, {"choice": "1"}).status_code == 404
    assert seat.client.get(f"{seat.base}/{n}/").status_code == 404


@pytest.mark.parametrize("page", ["1/", "paper/", "review/", "hand-in/", "result/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_sitting_of_somebody_else_is_not_found(seat, page, method):
    other = Client()
    other.force_login(person())
    status = getattr(other, method)(f"{seat.base}/{page}", {"choice": "1"}).status_code
    assert status == 404 or (method == "post" and page not in ("1/", "hand-in/") and status == 405)
    assert answers(seat.sitting) == {}
    assert not seat.fresh().is_over


@pytest.mark.parametrize("page", ["1/", "paper/", "review/", "hand-in/", "result/"])
def test_without_signing_in_nothing_is_shown_or_kept(seat, page):
    stranger = Client()
    assert stranger.get(f"{seat.base}/{page}").status_code in (302, 405)
    assert stranger.post(f"{seat.base}/{page}", {"choice": "1"}).status_code in (302, 405)
    assert answers(seat.sitting) == {}
    assert not seat.fresh().is_over


def test_request_from_another_site_is_refused(seat):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(seat.learner)
    assert careful.post(f"{seat.base}/1/", {"choice": "1"}).status_code == 403
    assert careful.post(f"{seat.base}/hand-in/").status_code == 403
    assert not seat.fresh().is_over


def test_answer_after_handing_in_changes_nothing(seat):
    seat.client.post(f"{seat.base}/hand-in/")
    before = result(seat.sitting)
    for n, item in enumerate(seat.sitting.paper, start=1):
        assert seat.save(n, form_answer(item, right_answer(item))).json()["over"]
        assert seat.save(n, form_answer(item, right_answer(item)), json=False).status_code == 302
    seat.client.post(f"{seat.base}/hand-in/")

    assert answers(seat.sitting) == {}
    assert result(seat.sitting) == before
    assert Fact.objects.filter(name="exam.marked").count() == 1


def test_answer_after_the_time_changes_nothing(seat):
    seat.late(31)
    for n, item in enumerate(seat.sitting.paper, start=1):
        assert seat.save(n, form_answer(item, right_answer(item))).status_code == 409
    assert answers(seat.sitting) == {}


WORDS = {
    "signed out": (refusals.SIGNED_OUT, 401),
    "of another": (refusals.NOT_YOURS, 404),
    "nowhere": (refusals.NOT_YOURS, 404),
    "no such question": (refusals.NO_QUESTION, 404),
    "handed in": (refusals.HANDED_IN, 409),
    "too late": (refusals.TOO_LATE, 409),
    "older": (refusals.OUTDATED, 409),
    "unreadable": (refusals.UNREADABLE, 422),
}


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("case", WORDS)
def test_refused_request_changes_nothing_and_is_told_why(seat, case, script, language):
    sentence, status = WORDS[case]
    n, data, pk, client = seat.number_of("single"), {"choice": "1", "given_ms": "5"}, seat.sitting.pk, seat.client
    if case in ("signed out", "of another"):
        client = Client()
        if case == "of another":
            client.force_login(person(language=language))
    elif case == "nowhere":
        pk = uuid.uuid4()
    elif case == "no such question":
        n = 99
    elif case == "handed in":
        sittings.hand_in(seat.sitting, at=timezone.now())
    elif case == "too late":
        seat.late(31)
    elif case == "older":
        assert seat.save(n, {"choice": "3", "given_ms": "9"}).status_code == 200
        data["seen_ms"] = "0"
        if not script:
            del data["given_ms"]
    elif case == "unreadable":
        data["given_ms"] = "later"
    before, kept = result(seat.sitting), answers(seat.sitting)

    says = {"accept": "application/json" if script else "text/html", "accept-language": language}
    answer = client.post(f"/{language}/sittings/{pk}/{n}/", data, headers=says)

    if case != "too late" or script:
        assert result(seat.sitting) == before
    assert answers(seat.sitting) == kept
    with translation.override("en"):
        english = str(sentence)
    with translation.override(language):
        words = str(sentence)
    assert words != english
    if script:
        assert (answer.status_code, answer.json()["sentence"]) == (status, words)
    elif case == "signed out":
        assert "/accounts/login/" in answer.headers["Location"]
    elif case in ("handed in", "too late"):
        assert words in html.unescape(client.get(answer.headers["Location"]).content.decode())
    else:
        assert answer.status_code == status
        assert words in html.unescape(answer.content.decode())


def test_replayed_requests_count_once(seat):
    n = seat.number_of("single")
    for _ in range(3):
        seat.save(n, {"choice": "2", "later": "on"})
    for _ in range(3):
        seat.client.post(f"{seat.base}/hand-in/")
    assert len(answers(seat.sitting)) == 1
    assert Fact.objects.filter(name="exam.marked").count() == 1


def test_begin_pressed_again_after_the_limit_makes_no_sitting(client):
    from tests.courses.exams.conftest import Seat

    seat = Seat(client, max_attempts=1)
    seat.client.post(f"{seat.base}/hand-in/")
    for _ in range(3):
        assert client.post(f"/fr/exams/{seat.exam.pk}/begin/", FORGED).status_code == 302
    assert Sitting.objects.count() == 1


def test_no_key_leaves_before_handing_in_nor_while_an_attempt_is_left(seat):
    pages = [f"{seat.base}/{page}" for page in ("paper/", "review/", *(f"{n}/" for n in range(1, 9)))]
    pages.append(f"/fr/exams/{seat.exam.pk}/")
    for page in pages:
        assert_secret(seat.client.get(page), page)
    for n, item in enumerate(seat.sitting.paper, start=1):
        assert_secret(seat.save(n, form_answer(item, wrong_answer(item))), f"save {n}")
        assert_secret(seat.save(n, {"choice": "nonsense", "number": "nonsense"}), f"refused {n}")
        assert_secret(seat.save(n, {"choice": "nonsense", "number": "x"}, json=False), f"refused page {n}")
    seat.client.post(f"{seat.base}/hand-in/")
    assert_secret(seat.client.get(f"{seat.base}/result/"), "result")
    assert_secret(seat.client.get(f"/fr/exams/{seat.exam.pk}/"), "intro")


def wrong_answer(item):
    return "1" if item["kind"] == "numeric" else [key for key in item["options"] if key not in right_answer(item)]


def assert_secret(response, page):
    body = response.content.decode()
    assert [mark for mark in SECRETS if mark in body] == [], page


def test_paper_in_the_database_holds_no_right_answer(seat):
    assert set(seat.sitting.paper[0]) == {"key", "wording", "kind", "competency", "points", "options"}


def test_explanations_are_shown_once_no_attempt_is_left(client):
    learner = person()
    client.force_login(learner)
    sitting = sat(learner, exam := _one_try(), 3)
    body = client.get(f"/fr/sittings/{sitting.pk}/result/").content.decode()
    assert body.count("EXPLANATION") == 8

    sittings.allow(learner, exam, reason="appeal", at=timezone.now(), attempts=1)
    assert "EXPLANATION" not in client.get(f"/fr/sittings/{sitting.pk}/result/").content.decode()


def _one_try():
    from tests.courses.exams.makers import blueprint

    return blueprint(max_attempts=1)


def test_explanations_of_an_old_attempt_are_hidden_while_another_is_under_way(client):
    learner = person()
    client.force_login(learner)
    exam = _one_try()
    old = sat(learner, exam, 0)
    now = timezone.now()
    sittings.allow(learner, exam, reason="renewal", at=now, counts_from=now)
    open_ = sittings.begin(learner, exam, at=now)
    answer_right(open_, 1, at=now)
    assert "EXPLANATION" not in client.get(f"/fr/sittings/{old.pk}/result/").content.decode()
