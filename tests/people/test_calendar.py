"""The calendar other programs read: its secret address, its lines, and what changed since it was last read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cascade import sessions
from courses.enrolment import withdraw
from courses.groups import enrol_many
from courses.models import Enrolment
from people.calendar import end_key, feed, folded, make_key
from people.models import CalendarItem
from tests.cascade.makers import day, session, trainer
from tests.courses.makers import NOW, TODAY, course, enrolled
from tests.factories import person

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=20)


def unfolded(text) -> list[str]:
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")


def events(someone, at=NOW) -> list[dict]:
    found = []
    for line in unfolded(feed(someone, at=at)):
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line and not line.startswith("END:"):
            name, _colon, value = line.partition(":")
            found[-1][name] = value
    return found


@pytest.fixture
def learner():
    return person(language="fr")


def due(learner, made, on=DUE):
    enrol_many({learner.pk: on}, made, on=TODAY, by=person())
    return Enrolment.objects.get(learner=learner, course=made)


def test_due_day_is_a_whole_day_with_its_course(learner):
    made = course(title_fr="Prévenir, négocier; recouvrer\\agir")
    due(learner, made)
    enrolled(person(), made)
    (event,) = events(learner)

    assert event["DTSTART;VALUE=DATE"] == f"{DUE:%Y%m%d}"
    assert event["DTEND;VALUE=DATE"] == f"{DUE + timedelta(days=1):%Y%m%d}"
    assert event["SUMMARY"].endswith("Prévenir\\, négocier\\; recouvrer\\\\agir")
    assert (event["SEQUENCE"], event["STATUS"]) == ("0", "CONFIRMED")
    assert event["URL"].endswith(f"/courses/{made.code}/")


def test_change_raises_the_number_and_an_end_is_said_then_forgotten(learner):
    made = course()
    enrolment = due(learner, made)
    events(learner)
    assert events(learner)[0]["SEQUENCE"] == "0"  # asked twice, nothing changed
    due(learner, made, DUE + timedelta(days=5))
    assert events(learner)[0]["SEQUENCE"] == "1"
    withdraw(enrolment, at=NOW)
    (gone,) = events(learner)
    assert (gone["SEQUENCE"], gone["STATUS"]) == ("2", "CANCELLED")
    Enrolment.objects.filter(pk=enrolment.pk).update(state="open")
    (back,) = events(learner)
    assert (back["SEQUENCE"], back["STATUS"]) == ("3", "CONFIRMED")

    withdraw(enrolment, at=NOW)
    events(learner)
    assert events(learner, NOW + timedelta(days=70)) == [] and not CalendarItem.objects.exists()


def test_session_stands_in_the_calendars_of_its_trainer_and_its_learners(learner):
    lead, other = trainer(), person()
    held = session(lead, days=[day(TODAY + timedelta(days=3))])
    sessions.register(held, learner, by=lead, on=TODAY)

    for someone in (lead, learner):
        (event,) = events(someone)
        assert event["DTSTART"] == "20261124T080000Z"  # nine in Casablanca is eight in UTC
        assert "Maison des associations" in event["LOCATION"]
    assert events(other) == []
    sessions.move(held, "cancelled")
    assert [one["STATUS"] for one in events(learner)] == ["CANCELLED"]


def test_lines_are_folded_between_letters():
    line = "SUMMARY:" + "تحصيل " * 40
    assert folded(line).replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in folded(line).split("\r\n"))
    assert folded("x" * 75) == "x" * 75


# The address


def test_address_is_secret_shown_once_and_ended_by_a_new_one(client, learner):
    due(learner, course())
    client.force_login(learner)
    page = client.post("/fr/me/calendar/", {"act": "make"}).content.decode()
    address = page.split('readonly value="')[1].split('"')[0]
    path = address[address.index("/fr/") :]
    assert path not in client.get("/fr/me/calendar/").content.decode()
    client.logout()
    answer = client.get(path)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]

    make_key(learner, at=NOW)
    assert client.get(path).status_code == client.get("/fr/calendar/guess.ics").status_code == 404


def test_ended_address_and_a_closed_account_read_nothing(client, learner):
    secret = make_key(learner, at=NOW)
    learner.is_active = False
    learner.save()
    assert client.get(f"/fr/calendar/{secret}.ics").status_code == 404
    learner.is_active = True
    learner.save()
    assert client.get(f"/fr/calendar/{secret}.ics").status_code == 200
    assert end_key(learner) and not end_key(learner)
    assert client.get(f"/fr/calendar/{secret}.ics").status_code == 404


def test_calendar_asks_the_same_questions_for_1_and_for_5(learner):
    counts = []
    for number in (1, 4):
        for _ in range(number):
            due(learner, course())
        feed(learner, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            feed(learner, at=datetime.now(UTC))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6, counts
