from datetime import date, time, timedelta
from itertools import product

import pytest

from cascade import sessions
from cascade.models import Session
from courses.models import Enrolment
from tests.cascade.makers import TODAY, course, day, earned, session, trainer
from tests.factories import person, territory

pytestmark = pytest.mark.django_db
State = Session.State


@pytest.mark.parametrize(("was", "to"), list(product(State.values, State.values)))
def test_a_session_moves_only_as_the_table_says(was, to):
    held = session()
    Session.objects.filter(pk=held.pk).update(state=was)
    if was in sessions.FROM.get(to, ()):
        sessions.move(held, to)
        assert Session.objects.get(pk=held.pk).state == to
    else:
        with pytest.raises(sessions.ImpossibleMove):
            sessions.move(held, to)
        assert Session.objects.get(pk=held.pk).state == was


def reasons(lead, **says):
    with pytest.raises(sessions.SessionRefused) as refused:
        session(lead, **says)
    return refused.value.reasons


def test_a_trainer_whose_accreditation_ends_before_the_last_day_may_not_plan():
    lead = trainer()  # twelve months by appointment
    late = day(TODAY + timedelta(days=400))
    assert len(reasons(lead, days=[day(), late])) == 1
    assert "ends on" in reasons(lead, days=[day(), late])[0]


def test_a_person_without_accreditation_may_not_plan():
    assert "holds no accreditation" in reasons(person())[0]


def test_a_trainer_of_a_region_may_not_teach_outside_it():
    lead = trainer(where=territory("MA/05"), level=2)
    assert session(lead, province=territory("MA/05/081")).hop == 1
    assert "covers" in reasons(lead, province=territory("MA/09/001"), days=[day(TODAY + timedelta(days=2))])[0]


def test_every_reason_is_said_at_once():
    found = reasons(trainer(), capacity=40, practice_pct=10)
    assert len(found) == 2


def test_above_fifteen_people_a_second_trainer_is_needed():
    lead = trainer()
    assert "second trainer" in reasons(lead, capacity=16)[0]
    assert session(lead, capacity=16, co_lead=trainer()).pk


def test_a_trainer_is_not_in_two_places_at_once():
    lead = trainer()
    session(lead, days=[day(starts=time(9), ends=time(12))])
    assert "already leads" in reasons(lead, days=[day(starts=time(11), ends=time(13))])[0]
    assert session(lead, days=[day(starts=time(12), ends=time(13))]).pk


def test_hops_are_computed_and_the_fourth_is_refused():
    national = trainer()
    first = session(national)
    regional = person()
    earned(regional, first, level=2)
    second = session(regional)
    local = person()
    earned(local, second)
    third = session(local)
    beyond = person()
    earned(beyond, third)

    assert [first.hop, second.hop, third.hop] == [1, 2, 3]
    assert "steps from the national level" in reasons(beyond)[0]


def test_registering_enrols_once_and_twice_changes_nothing():
    held, learner = session(), person()
    first = sessions.register(held, learner, by=held.lead, on=TODAY)
    assert sessions.register(held, learner, by=held.lead, on=TODAY) == first
    assert Enrolment.objects.filter(learner=learner, course=held.course).count() == 1


def test_a_full_session_takes_nobody_until_a_place_is_freed():
    held = session(capacity=1)
    place = sessions.register(held, person(), by=held.lead, on=TODAY)
    with pytest.raises(sessions.SessionRefused):
        sessions.register(held, person(), by=held.lead, on=TODAY)
    sessions.withdraw(place, at="2026-11-21T10:00Z")
    sessions.register(held, person(), by=held.lead, on=TODAY)


def test_a_founding_trainer_is_appointed_once():
    from cascade.accreditation import NotAppointed, appoint

    who, by = person(), person()
    first = appoint(who, 3, "portfolio", territory("MA"), by=by, on=TODAY, reason="founding")
    assert appoint(who, 3, "portfolio", territory("MA"), by=by, on=TODAY, reason="again") == first
    assert first.until_on == date(2027, 11, 21)
    with pytest.raises(NotAppointed):
        appoint(who, 3, "portfolio", territory("MA"), by=by, on=date(2028, 1, 1), reason="renew")


def test_another_course_family_is_another_accreditation():
    assert "this family" in reasons(trainer(family="client"), of=course())[0]
