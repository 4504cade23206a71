from datetime import date

import pytest
from django.db import IntegrityError, transaction

from competencies.evidence import OthersSource, Terms, TooHigh, attest, declare, retract, strongest
from competencies.models import Mark
from people.models import Fact
from people.policy import choose
from tests.competencies.makers import competency, mark
from tests.factories import person

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def test_attesting_twice_from_one_source_writes_one_mark_and_one_fact():
    zineb, skill = person(), competency()
    first = attest(zineb, skill, 3, "certified", source="certificate:A1", on=DAY)
    again = attest(zineb, skill, 5, "assessed", source="certificate:A1", on=date(2026, 9, 1))

    assert (again.pk, again.level, again.kind) == (first.pk, 3, "certified")
    assert Mark.objects.count() == 1
    assert Fact.objects.filter(name="mark.written").count() == 1


def test_the_database_itself_refuses_a_second_mark_of_one_source_and_competency():
    first = mark(person(), source="certificate:A1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(
            person=first.person, competency=first.competency, level=1, kind="declared", source="certificate:A1",
            given_on=DAY, until=DAY,
        )  # fmt: skip


def test_a_source_speaks_for_one_person():
    mark(person(), source="certificate:A1")
    with pytest.raises(OthersSource):
        mark(person(), source="certificate:A1")


@pytest.mark.parametrize(
    ("kind", "until", "ends"),
    [
        ("declared", None, date(2027, 2, 28)),  # 12 months
        ("endorsed", None, date(2027, 8, 31)),  # 18
        ("assessed", None, date(2028, 2, 29)),  # 24
        ("certified", None, date(2027, 2, 28)),  # the competency's own 12
        ("certified", date(2026, 6, 30), date(2026, 6, 30)),  # its certificate ends earlier
        ("certified", date(2030, 1, 1), date(2027, 2, 28)),  # its certificate ends later
    ],
)
def test_a_mark_lasts_until_the_earlier_of_its_source_and_its_own_life(kind, until, ends):
    skill = competency("RIS-05", months=12)
    assert attest(person(), skill, 2, kind, source="x", on=DAY, until=until).until == ends


@pytest.mark.parametrize(("kind", "highest"), [("declared", 3), ("endorsed", 4)])
def test_a_weak_proof_does_not_reach_high(kind, highest):
    somebody = person()
    assert mark(somebody, level=highest, kind=kind).level == highest
    with pytest.raises(TooHigh):
        mark(somebody, level=highest + 1, kind=kind)


def test_a_ceiling_that_the_programme_lowers_holds_from_its_day_on():
    choose("skills.rules.declared_max_level", 2, by=None, reason="drift", from_on=date(2026, 4, 1))
    assert mark(person(), level=3, kind="declared", on=DAY).level == 3
    with pytest.raises(TooHigh):
        mark(person(), level=3, kind="declared", on=date(2026, 4, 1))


def test_what_is_retracted_counts_no_more_and_stays_in_the_history():
    given = mark(person(), source="certificate:A1", on=DAY)
    assert retract("certificate:A1", on=date(2026, 5, 1), reason="revoked") == 1
    assert retract("certificate:A1", on=date(2026, 6, 1), reason="again") == 0

    given.refresh_from_db()
    assert (given.retracted_on, given.retracted_because) == (date(2026, 5, 1), "revoked")
    assert set(Mark.objects.in_force(on=date(2026, 4, 30))) == {given}
    assert set(Mark.objects.in_force(on=date(2026, 5, 1))) == set()


def test_the_strongest_is_level_times_weight_among_those_in_force():
    somebody = person()
    mark(somebody, level=4, kind="endorsed", on=DAY)  # 2.0
    certified = mark(somebody, level=3, kind="certified", on=DAY, until=date(2026, 3, 31))  # 3.0, ends first
    assessed = mark(somebody, level=3, kind="assessed", on=DAY)  # 2.4
    marks, terms = list(Mark.objects.all()), Terms.on(DAY)

    assert strongest(marks, terms, on=date(2026, 3, 31)) == certified
    assert strongest(marks, terms, on=date(2026, 4, 1)) == assessed
    assert strongest(marks, terms, on=date(2031, 4, 1)) is None


def test_declaring_anew_ends_the_old_word_and_keeps_it():
    zineb, skill = person(), competency()
    declare(zineb, skill, 3, on=DAY)
    declare(zineb, skill, 3, on=DAY)
    lower = declare(zineb, skill, 2, on=DAY)
    back = declare(zineb, skill, 3, on=DAY)

    assert Mark.objects.count() == 3
    assert set(Mark.objects.in_force(on=DAY)) == {back}
    assert lower.level == 2
