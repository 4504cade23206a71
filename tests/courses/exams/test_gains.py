"""Before and after: the pre-test and the exam of one blueprint."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.exams import gains, sittings
from courses.exams.models import Sitting
from people.models import Fact
from people.registry import mergers
from tests.courses.exams.makers import NOON, answer_right, blueprint, sat
from tests.factories import person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def exam():
    return blueprint(has_pretest=True)


def pretest(learner, exam, right=0, *, at=NOON - 48 * HOUR):
    sitting = sittings.begin(learner, exam, at=at, purpose="pre")
    answer_right(sitting, right, at=at)
    return sittings.hand_in(sitting, at=at + HOUR / 4)


@pytest.mark.parametrize(
    ("pre", "post", "gain"),
    [(0.25, 0.75, 2 / 3), (0, 1, 1), (0.5, 0.5, 0), (0.5, 0.25, -0.5), (1, 1, None), (1, 0.5, None)],
)
def test_normalised_gain(pre, post, gain):
    assert gains.normalised(pre, post) == (pytest.approx(gain) if gain is not None else None)


def test_pretest_is_passed_by_nobody_uses_no_attempt_and_tells_nobody(exam):
    learner = person()
    before = pretest(learner, exam, 8)
    assert (before.score_pct, before.passed, before.number) == (100, False, 1)
    assert not Fact.objects.filter(name="exam.marked").exists()
    known = sittings.standing(learner, exam, at=NOON - 47 * HOUR)
    assert (known.used, known.left, known.passed, known.may_begin, known.may_pretest) == (0, 3, None, True, False)
    assert sittings.begin(learner, exam, at=NOON - 47 * HOUR).number == 1


def test_pretest_is_sat_once_and_before_the_exam(exam):
    learner, late = person(), person()
    pretest(learner, exam)
    sat(late, exam, 0)
    for who in (learner, late):
        with pytest.raises(sittings.MayNotSit) as refused:
            sittings.begin(who, exam, at=NOON + 48 * HOUR, purpose="pre")
        assert refused.value.refusals[0].code == "pretest"
    with pytest.raises(sittings.MayNotSit):
        sittings.begin(person(), blueprint_without(), at=NOON, purpose="pre")


def blueprint_without():
    from tests.courses.exams.makers import bank, record

    return blueprint(bank([record("Q1")], code="PLAIN"), draws=[("POR-01", None, 1)])


def test_database_lets_no_pretest_be_passed(exam):
    sitting = pretest(person(), exam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(passed=True)


def test_gain_is_of_the_first_attempt_after_the_pretest(exam):
    learner = person()
    pretest(learner, exam, 4)
    assert gains.gain_of(learner, exam) is None
    sat(learner, exam, 5)
    sat(learner, exam, 8, at=NOON + 25 * HOUR)
    gain = gains.gain_of(learner, exam)
    assert (gain.pre, gain.post, gain.normalised) == (0.5, 0.625, 0.25)


def test_group_of_fewer_than_five_shows_nothing(exam):
    people = [person() for _ in range(5)]
    for n, learner in enumerate(people):
        pretest(learner, exam, 4)
        if n < 4:
            sat(learner, exam, 6)
    assert gains.gain_of_group([exam], people) == gains.GroupGain(4, None)
    assert gains.by_blueprint()[exam.pk].gain is None

    sat(people[4], exam, 6)
    group = gains.gain_of_group([exam], people)
    assert (group.n, group.gain.pre, group.gain.post, group.gain.normalised) == (5, 0.5, 0.75, 0.5)
    assert gains.gain_of_group([exam], people[:3]).gain is None


def test_learner_sits_the_pretest_and_sees_right_answers_only_after_the_exam(client, exam):
    exam.max_attempts = 1
    exam.save()
    learner = person(language="fr")
    client.force_login(learner)
    assert 'value="pre"' in client.get(f"/fr/exams/{exam.pk}/").content.decode()
    client.post(f"/fr/exams/{exam.pk}/begin/", {"purpose": "pre"})
    before = learner.sittings.get()
    assert before.is_pretest
    client.post(f"/fr/sittings/{before.pk}/hand-in/")
    page = client.get(f"/fr/sittings/{before.pk}/result/").content.decode()
    assert "EXPLANATION" not in page
    assert "Non validé" not in page
    assert 'value="pre"' not in client.get(f"/fr/exams/{exam.pk}/").content.decode()

    client.post(f"/fr/exams/{exam.pk}/begin/", {"purpose": "pre"})  # pressed again: nothing begins
    assert learner.sittings.count() == 1
    client.post(f"/fr/exams/{exam.pk}/begin/")
    after = learner.sittings.get(purpose="exam")
    assert "EXPLANATION" not in client.get(f"/fr/sittings/{before.pk}/result/").content.decode()
    answer_right(after, 4, at=after.started_at)
    client.post(f"/fr/sittings/{after.pk}/hand-in/")
    assert "EXPLANATION" in client.get(f"/fr/sittings/{before.pk}/result/").content.decode()
    shown = client.get(f"/fr/sittings/{after.pk}/result/").content.decode()
    assert "50\u00a0%" in shown


def test_report_of_gains_hides_small_groups(client, exam):
    client.force_login(person(is_superuser=True, is_staff=True, language="fr"))
    for _ in range(4):
        learner = person()
        pretest(learner, exam, 4)
        sat(learner, exam, 8)
    address = reverse("exam_gain_report")
    assert "1.00" not in client.get(address).content.decode()
    learner = person()
    pretest(learner, exam, 4)
    sat(learner, exam, 8)
    assert "1.00" in client.get(address).content.decode()
    assert b"1.00" in b"".join(client.get(f"{address}?export=csv").streaming_content)


def test_merging_two_people_keeps_both_pretests(exam):
    kept, gone = person(), person()
    pretest(kept, exam)
    pretest(gone, exam)
    mergers["exams"](kept, gone)
    assert sorted(kept.sittings.values_list("purpose", "number")) == [("pre", 1), ("pre", 2)]
