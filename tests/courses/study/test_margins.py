"""Notes and bookmarks: private, never lost, as long as the lesson's identity lasts."""

import uuid

import pytest

from courses.enrolment import withdraw
from courses.recording import read
from courses.study.margins import bookmark, margin_of, write
from courses.study.models import Margin
from courses.study.registrations import forget, merge, own_words
from tests.courses.makers import NOW, course, course_page, enrolled, lesson, syllabus
from tests.courses.test_pages import asked
from tests.factories import person

pytestmark = pytest.mark.django_db
HERE = uuid.uuid4()


def test_what_another_phone_wrote_meanwhile_is_kept_too():
    someone = person()
    write(someone, HERE, "one", seen=0, at=NOW)
    write(someone, HERE, "from the other phone", seen=1, at=NOW)
    kept = write(someone, HERE, "from this phone", seen=1, at=NOW)
    assert "from the other phone" in kept.note and "from this phone" in kept.note

    assert write(someone, HERE, "", seen=1, at=NOW).note == kept.note  # an old empty page wipes nothing
    assert write(someone, HERE, "short", seen=kept.version, at=NOW).note == "short"


def test_same_note_twice_is_one_change_and_a_bookmark_is_put_once():
    someone = person()
    for _ in range(2):
        write(someone, HERE, "one", seen=0, at=NOW)
        bookmark(someone, HERE, on=True, at=NOW)
    margin = Margin.objects.get()
    assert (margin.version, margin.bookmarked_at) == (1, NOW)
    assert bookmark(someone, HERE, on=False, at=NOW).bookmarked_at is None


def test_notes_are_exported_forgotten_and_merged():
    kept, gone = person(), person()
    write(kept, HERE, "mine", seen=0, at=NOW)
    write(gone, HERE, "theirs", seen=0, at=NOW)
    bookmark(gone, uuid.uuid4(), on=True, at=NOW)
    assert [one["note"] for one in own_words(kept)["margins"]] == ["mine"]

    merge(kept, gone)
    assert not Margin.objects.filter(person=gone).exists()
    assert margin_of(kept, HERE).note == "mine\n\ntheirs"
    forget(kept)
    assert not Margin.objects.exists()


# The lesson's page


@pytest.fixture
def taught(client):
    made = course()
    page = lesson(course_page(made))
    someone = person()
    client.force_login(someone)
    return made, page, enrolled(someone, made), f"/fr/learn/{made.code}/{page.translation_key}/"


def test_note_is_kept_by_button_and_by_script(client, taught):
    _made, _page, _enrolment, at = taught
    assert client.post(f"{at}note/", {"note": "À revoir", "seen": 0}).url == f"{at}#margin"
    assert "À revoir" in client.get(at).content.decode()
    said = client.post(f"{at}note/", {"note": "À revoir demain", "seen": 1}, headers={"accept": "application/json"})
    assert said.json() == {"note": "À revoir demain", "version": 2}
    too_long = client.post(f"{at}note/", {"note": "x" * 10_001}, headers={"accept": "application/json"})
    assert too_long.status_code == 422 and Margin.objects.get().version == 2


def test_notes_are_nobody_elses(client, taught):
    made, _page, _enrolment, at = taught
    client.post(f"{at}note/", {"note": "secret", "seen": 0})
    client.force_login(person())
    assert client.post(f"{at}note/", {"note": "x"}).status_code == client.post(f"{at}bookmark/").status_code == 404
    other = person()
    enrolled(other, made)
    client.force_login(other)
    for address in (at, "/fr/notes/"):
        assert "secret" not in client.get(address).content.decode()


def test_notes_outlive_an_edit_and_leaving_the_course(client, taught):
    _made, page, enrolment, at = taught
    client.post(f"{at}note/", {"note": "gardé", "seen": 0})
    client.post(f"{at}bookmark/", {"on": "1"})
    page.title = "Leçon refaite"
    page.save_revision().publish()
    assert "gardé" in client.get(at).content.decode()

    withdraw(enrolment, at=NOW)
    listed = client.get("/fr/notes/").content.decode()
    assert "gardé" in listed and "Leçon refaite" in listed and at not in listed


def test_list_asks_the_same_questions_for_1_and_for_5(client, taught):
    made, _page, enrolment, at = taught
    client.post(f"{at}note/", {"note": "un", "seen": 0})
    _answer, one = asked(client, "/fr/notes/")
    for another in syllabus(made, *["lesson"] * 4):
        read(enrolment, another.pk, language="fr", at=NOW)
        write(enrolment.learner, another.pk, "x", seen=0, at=NOW)
    _answer, five = asked(client, "/fr/notes/")

    assert len(one) == len(five) <= 6, five
