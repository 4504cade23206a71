"""Our API: the catalogue for everybody, progress for oneself."""

import pytest

from courses.recording import read
from tests.courses.makers import NOW, course, enrolled, syllabus
from tests.factories import person

pytestmark = pytest.mark.django_db


def test_catalogue_is_open_to_all(client):
    made = course(family="credit")
    syllabus(made, "lesson")
    course(family="client")

    assert [(one["code"], one["is_open"]) for one in client.get("/api/courses?family=credit").json()] == [
        (made.code, True)
    ]
    assert client.get("/api/courses?family=none").status_code == 404


def test_progress_is_ones_own(client):
    made, learner = course(), person()
    lesson, _other = syllabus(made, "lesson", "lesson")
    read(enrolled(learner, made), lesson.pk, language="fr", at=NOW)
    enrolled(person(), made)
    elsewhere = course()
    enrolled(person(), elsewhere)
    client.force_login(learner)

    assert [one["progress"]["percent"] for one in client.get("/api/my/courses").json()] == [50]
    assert [step["passed"] for step in client.get(f"/api/my/courses/{made.code}").json()["steps"]] == [True, False]
    assert client.get(f"/api/my/courses/{elsewhere.code}").status_code == 404


def test_visitor_has_no_progress(client):
    assert client.get("/api/my/courses").status_code == 401
