"""What players send: to one's own enrolment or nowhere."""

import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.enrolment import withdraw
from courses.models import ActivityState, Attempt, ItemAnswer, Pass
from tests.courses.makers import NOW, course, enrolled, playable, said, syllabus
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    someone = person()
    client.force_login(someone)
    return someone


@pytest.fixture
def played(learner):
    """(enrolment, activity) of a course with one activity and more to do."""
    made = course()
    one, *_rest = syllabus(made, "h5p", "lesson", "exam")
    playable(one, "ar", "fr")
    return enrolled(learner, made), one


def send(client, enrolment_id, activity_id, body, *, what="statements", language="fr"):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(
        f"/{language}/played/{enrolment_id}/{activity_id}/{what}/", text, content_type="application/json"
    )


def test_statement_is_written_down_in_the_language_it_was_played_in(client, played):
    enrolment, activity = played

    assert send(client, enrolment.pk, activity.pk, said(score=(3, 3)), language="ar").status_code == 204
    attempt = Attempt.objects.get()
    assert (attempt.language, attempt.trust, attempt.passed) == ("ar", "browser", True)


def test_the_same_statement_twice_is_one(client, played):
    enrolment, activity = played
    body = said(score=(3, 3))

    assert [send(client, enrolment.pk, activity.pk, body).status_code for _ in range(2)] == [204, 204]
    assert (Attempt.objects.count(), Pass.objects.count()) == (1, 1)


def test_recording_takes_few_queries(client, played):
    enrolment, activity = played
    with CaptureQueriesContext(connection) as queries:
        send(client, enrolment.pk, activity.pk, said(score=(3, 3)))

    sentences = [q["sql"] for q in queries if q["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    assert len(sentences) <= 6, sentences


def test_somebody_elses_enrolment_is_not_found(client, played):
    _mine, activity = played
    theirs = enrolled(person(), activity.course)
    body = {"content": str(uuid.uuid4()), "state": "{}"}

    assert send(client, theirs.pk, activity.pk, said()).status_code == 404
    assert send(client, theirs.pk, activity.pk, body, what="state").status_code == 404
    assert send(client, 10**9, activity.pk, said()).status_code == 404
    assert not Attempt.objects.exists()


def test_left_course_takes_nothing_more(client, played):
    enrolment, activity = played
    withdraw(enrolment, at=NOW)

    assert send(client, enrolment.pk, activity.pk, said()).status_code == 404


def test_forged_report_passes_no_exam_and_no_lesson(client, played):
    enrolment, _activity = played
    for item in enrolment.course.syllabus.exclude(activity__kind="h5p"):
        assert send(client, enrolment.pk, item.activity_id, said(score=(9, 9), success=True)).status_code == 404
    assert not Pass.objects.exists() and not Attempt.objects.exists()


def test_claimed_actor_and_time_change_nothing(client, played, learner):
    enrolment, activity = played
    body = said(score=(3, 3)) | {"actor": {"mbox": "mailto:other@example.org"}, "timestamp": "2001-01-01T00:00:00Z"}
    send(client, enrolment.pk, activity.pk, body)

    attempt = Attempt.objects.get()
    assert attempt.enrolment.learner == learner and attempt.ended_at.year > 2020


@pytest.mark.parametrize("body", ["", "{", "[]", "null", b"\xff\xfe", '{"id": "x"}', "9" * 200_000])
def test_malformed_statement_is_refused(client, played, body):
    enrolment, activity = played

    assert send(client, enrolment.pk, activity.pk, body).status_code == 400
    assert not Attempt.objects.exists() and not ItemAnswer.objects.exists()


def test_statement_without_the_page_token_is_refused(played, learner):
    enrolment, activity = played
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)

    assert send(strict, enrolment.pk, activity.pk, said()).status_code == 403


def test_state_comes_back_as_it_was_left(client, played):
    enrolment, activity = played
    content = activity.contents.get(language="ar").content_id
    kept = '{"at": 2, "said": "جواب"}'

    for state in ("{}", kept):
        body = {"content": str(content), "state": state}
        assert send(client, enrolment.pk, activity.pk, body, what="state", language="ar").status_code == 204
    assert ActivityState.objects.get().data == kept


def test_state_of_another_content_is_refused(client, played):
    enrolment, activity = played
    body = {"content": str(uuid.uuid4()), "state": "{}"}

    assert send(client, enrolment.pk, activity.pk, body, what="state").status_code == 400
    for bad in ("", "[]", '{"content": 1}', "x" * 2_000_000):
        assert send(client, enrolment.pk, activity.pk, bad, what="state").status_code == 400
    assert not ActivityState.objects.exists()
