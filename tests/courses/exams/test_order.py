"""Which of several answers to one question holds: the one given last, however late another arrives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.exams import sittings
from courses.exams.models import Answer
from tests.courses.exams.makers import NOON, answers, blueprint, sat
from tests.factories import person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def begun():
    sitting = sittings.begin(person(), blueprint(), at=NOON)
    item = next(i for i in sitting.paper if i["kind"] == "single")

    def give(place, *, minute, **says):
        option = item["options"][place]
        return sittings.save_answer(sitting, item["key"], [option], at=NOON + minute * MINUTE, **says)

    give.holds = lambda: item["options"].index(Answer.objects.get(sitting=sitting).given[0])
    return give


def test_old_answer_that_a_weak_network_brings_late_is_refused(begun):
    begun(2, minute=5, given_ms=200_000)
    with pytest.raises(sittings.Outdated) as refused:
        begun(1, minute=6, given_ms=100_000)
    assert refused.value.holds.given_ms == 200_000
    assert begun.holds() == 2


def test_same_request_again_changes_nothing_not_even_the_hour(begun):
    first = begun(1, minute=5, given_ms=100_000)
    again = begun(1, minute=9, given_ms=100_000)
    assert (again.at, again.given_ms) == (first.at, 100_000)


def test_same_answer_given_again_counts_from_then_on(begun):
    begun(1, minute=1, given_ms=10_000)
    begun(1, minute=3, given_ms=170_000)
    with pytest.raises(sittings.Outdated):
        begun(0, minute=4, given_ms=60_000)


def test_no_answer_counts_as_given_later_than_it_arrived(begun):
    assert begun(1, minute=1, given_ms=10**12).given_ms == 60_000
    begun(2, minute=2, given_ms=90_000)
    assert begun.holds() == 2


def test_without_a_stamp_the_servers_clock_orders(begun):
    begun(1, minute=1)
    begun(2, minute=2)
    assert begun.holds() == 2


def test_plain_page_does_not_replace_an_answer_it_did_not_show(begun):
    begun(1, minute=2)
    with pytest.raises(sittings.Outdated):
        begun(2, minute=3, seen_ms=0)
    begun(2, minute=4, seen_ms=120_000)
    assert begun.holds() == 2


def test_seconds_are_the_most_that_was_said_and_never_more_than_have_passed(begun):
    assert begun(1, minute=1, seconds=20).seconds == 20
    assert begun(2, minute=2, seconds=15).seconds == 20
    assert begun(0, minute=3, seconds=10**9).seconds == 180


def test_question_left_empty_is_written_down_when_marked():
    sitting = sat(person(), blueprint(), 3)
    rows = sitting.answers.values_list("given", "points", "worth", "wording")
    assert len(rows) == 8
    assert [(points, worth) for given, points, worth, _ in rows if given is None] == [(0, 1)] * 5
    assert {wording for *_, wording in rows} == {item["wording"] for item in sitting.paper}


# Over the wire


def test_script_is_told_which_answer_was_kept(seat):
    n = seat.number_of("single")
    seat.save(n, {"choice": "2", "given_ms": "20"})
    late = seat.save(n, {"choice": "1", "given_ms": "10"})
    assert late.status_code == 409
    said = late.json()
    assert said["outdated"]
    assert "plus récente" in said["sentence"]
    assert 'value="2" checked' in said["form"]
    assert 'value="1" checked' not in said["form"]


def test_plain_page_in_an_old_window_shows_what_is_kept(seat):
    n = seat.number_of("single")
    seat.save(n, {"choice": "2"}, json=False)
    kept = answers(seat.sitting)
    page = seat.save(n, {"choice": "1", "seen_ms": "0", "opened_ms": "0"}, json=False)
    assert page.status_code == 409
    assert "plus récente" in page.content.decode()
    assert 'value="2" checked' in page.content.decode()
    assert answers(seat.sitting) == kept


def test_plain_page_knows_how_long_it_was_open_and_in_which_language(seat):
    seat.late(2)
    now = sittings.moment(seat.fresh(), timezone.now())
    seat.save(1, {"choice": "1", "seen_ms": "0", "opened_ms": str(now - 42_500)}, json=False)
    answer = Answer.objects.get()
    assert 42 <= answer.seconds <= 119
    assert answer.language == "fr"


@pytest.mark.parametrize("stamp", [{"given_ms": "x"}, {"given_ms": "-1"}, {"seconds": "1e99"}, {"seen_ms": "9" * 30}])
def test_stamp_that_cannot_be_read_is_refused_with_a_sentence(seat, stamp):
    for json in (True, False):
        answer = seat.save(1, {"choice": "1"} | stamp, json=json)
        assert answer.status_code == 422
        assert "Rechargez la page" in (answer.json()["sentence"] if json else answer.content.decode())
    assert answers(seat.sitting) == {}
