from datetime import UTC, datetime, time, timedelta

import pytest

from cascade import attendance, sessions
from cascade.models import Registration, Session
from certification.models import Attendance
from tests.cascade.makers import TODAY, day, session
from tests.factories import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def a_session_of_two_days(learners=2):
    held = session(
        days=[day(TODAY - timedelta(days=1), time(9), time(12)), day(TODAY, time(9), time(10))],
        on=TODAY - timedelta(days=5),
    )
    places = [sessions.register(held, person(), by=held.lead, on=TODAY) for _ in range(learners)]
    return held, list(held.days.all()), places


def test_shares_are_of_minutes_and_late_counts_as_there():
    held, (long, short), (a, b) = a_session_of_two_days()
    attendance.mark(held, long, {a.pk: "late", b.pk: "absent"}, by=held.lead, at=NOW)
    attendance.mark(held, short, {a.pk: "absent", b.pk: "present"}, by=held.lead, at=NOW)
    assert attendance.shares(held) == {a.pk: 75, b.pk: 25}


def test_marking_again_keeps_the_last_word_and_one_row():
    held, (long, _), (a, _) = a_session_of_two_days()
    for word in ("absent", "present", "present"):
        attendance.mark(held, long, {a.pk: word}, by=held.lead, at=NOW)
    assert list(a.presences.values_list("mark", flat=True)) == ["present"]
    assert Session.objects.get(pk=held.pk).state == "running"


def test_a_mark_for_somebody_of_another_session_is_not_written():
    held, (long, _), _ = a_session_of_two_days()
    _, _, (stranger, _) = a_session_of_two_days()
    assert attendance.mark(held, long, {stranger.pk: "present"}, by=held.lead, at=NOW) == 0


def test_a_day_to_come_cannot_be_marked():
    held = session(days=[day(TODAY + timedelta(days=1))])
    place = sessions.register(held, person(), by=held.lead, on=TODAY)
    with pytest.raises(sessions.SessionRefused):
        attendance.mark(held, held.days.get(), {place.pk: "present"}, by=held.lead, at=NOW)


def test_closing_asks_for_every_mark_then_hands_shares_down_once():
    held, (long, short), (a, b) = a_session_of_two_days()
    attendance.mark(held, long, {a.pk: "present", b.pk: "present"}, by=held.lead, at=NOW)
    with pytest.raises(sessions.SessionRefused):
        attendance.close(held, by=held.lead, on=TODAY)
    attendance.mark(held, short, {a.pk: "present", b.pk: "absent"}, by=held.lead, at=NOW)
    attendance.close(held, by=held.lead, on=TODAY)

    assert set(Attendance.objects.values_list("person", "share_pct")) == {(a.person_id, 100), (b.person_id, 75)}
    assert set(Registration.objects.filter(trained=True)) == {a}  # 80 % is asked
    with pytest.raises(sessions.ImpossibleMove):
        attendance.close(held, by=held.lead, on=TODAY)
    with pytest.raises(sessions.SessionRefused):
        attendance.mark(held, long, {a.pk: "absent"}, by=held.lead, at=NOW)
