import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from courses.exams import banks, sittings
from courses.exams.given import NoSuchOption
from courses.exams.models import Answer, Option, Question, Sitting
from people.models import Fact
from people.registry import exam_gates, mergers, personal_data
from tests.courses.exams.makers import NOON, answer_right, answers, blueprint, right_answer, sat
from tests.factories import person

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def codes(refused):
    return [refusal.code for refusal in refused.value.refusals]


# Beginning


def test_pressing_begin_twice_gives_the_same_sitting():
    learner, exam = person(), blueprint()
    first = sittings.begin(learner, exam, at=NOON)
    assert sittings.begin(learner, exam, at=NOON + MINUTE) == first
    assert first.due_at == NOON + 30 * MINUTE


def test_database_allows_one_open_sitting_per_person_and_exam():
    learner, exam = person(), blueprint()
    one = sittings.begin(learner, exam, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.create(
            person=learner,
            blueprint=exam,
            number=2,
            started_at=NOON,
            due_at=one.due_at,
            pass_mark_pct=75,
            seed=1,
            paper=[],
            points_max=1,
        )


@pytest.mark.django_db(transaction=True)
def test_two_begins_at_once_give_one_sitting():
    learner, exam = person(), blueprint()
    ready, found = threading.Barrier(4), []

    def press():
        try:
            ready.wait()
            found.append(sittings.begin(learner, exam, at=NOON).pk)
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(found) == 4
    assert set(found) == set(Sitting.objects.values_list("pk", flat=True))
    assert len(set(found)) == 1


def test_gate_says_why_a_person_may_not_sit():
    exam, enrolled, other = blueprint(), person(), person()
    exam_gates.register("test")(lambda who, which, *, on: None if who == enrolled else "Not enrolled.")

    assert sittings.may_sit(enrolled, exam, at=NOON) is None
    assert sittings.may_sit(other, exam, at=NOON) == "Not enrolled."
    with pytest.raises(sittings.MayNotSit):
        sittings.begin(other, exam, at=NOON)


def test_next_attempt_waits_from_the_end_of_the_last():
    learner, exam = person(), blueprint()
    first = sat(learner, exam, 0)
    until = first.handed_in_at + 24 * HOUR

    with pytest.raises(sittings.MayNotSit) as refused:
        sittings.begin(learner, exam, at=until - MINUTE)
    assert [(r.code, r.until) for r in refused.value.refusals] == [("wait", until)]
    assert sittings.begin(learner, exam, at=until).number == 2


def test_attempts_are_limited_and_none_is_overwritten():
    learner, exam = person(), blueprint()
    for day in range(3):
        sat(learner, exam, day, at=NOON + day * 25 * HOUR)

    with pytest.raises(sittings.MayNotSit) as refused:
        sittings.begin(learner, exam, at=NOON + 100 * HOUR)
    assert codes(refused) == ["used"]
    assert [s.number for s in Sitting.objects.order_by("number")] == [1, 2, 3]


def test_who_passed_does_not_sit_again_until_attempts_count_anew():
    learner, exam = person(), blueprint()
    sat(learner, exam)
    renewal = NOON + timedelta(days=700)
    with pytest.raises(sittings.MayNotSit) as refused:
        sittings.begin(learner, exam, at=renewal)
    assert codes(refused) == ["passed"]

    sittings.allow(learner, exam, reason="renewal", at=renewal, counts_from=renewal)
    assert sittings.begin(learner, exam, at=renewal).number == 2


def test_allowance_gives_one_person_more_time_and_attempts():
    learner, other, exam = person(), person(), blueprint(max_attempts=1)
    sittings.allow(learner, exam, reason="low vision", at=NOON, minutes=15, attempts=1)

    assert sittings.begin(learner, exam, at=NOON).due_at == NOON + 45 * MINUTE
    assert sittings.begin(other, exam, at=NOON).due_at == NOON + 30 * MINUTE
    assert sittings.standing(learner, exam, at=NOON).allowed == 2


@pytest.mark.parametrize(("hours", "code"), [(-2, "early"), (2, "closed")])
def test_exam_outside_its_days_cannot_be_begun(hours, code):
    exam = blueprint(opens_at=NOON - HOUR, closes_at=NOON + HOUR)
    with pytest.raises(sittings.MayNotSit) as refused:
        sittings.begin(person(), exam, at=NOON + hours * HOUR)
    assert codes(refused) == [code]


def test_sitting_begun_shortly_before_closing_is_due_at_closing():
    exam = blueprint(closes_at=NOON + 10 * MINUTE)
    assert sittings.begin(person(), exam, at=NOON).due_at == NOON + 10 * MINUTE


# Answering


def test_last_answer_holds():
    sitting = sittings.begin(person(), blueprint(), at=NOON)
    item = next(i for i in sitting.paper if i["kind"] == "single")
    for place, key in enumerate(item["options"]):
        sittings.save_answer(sitting, item["key"], [key], at=NOON + place * MINUTE)
    sittings.save_answer(sitting, item["key"], [item["options"][-1]], at=NOON + 9 * MINUTE)

    assert answers(sitting) == {item["key"]: [item["options"][-1]]}
    assert Answer.objects.get().at == NOON + 9 * MINUTE


def test_setting_aside_and_answering_do_not_disturb_each_other():
    sitting = sittings.begin(person(), blueprint(), at=NOON)
    item = sitting.paper[0]
    sittings.save_answer(sitting, item["key"], None, at=NOON, later=True)
    sittings.save_answer(sitting, item["key"], right_answer(item), at=NOON)
    assert Answer.objects.get().later


@pytest.mark.parametrize("given", [["nowhere"], ["rightkey0", "wrongkey1"], "rightkey0", {"a": 1}, 1, [["x"]], [None]])
def test_answer_that_is_not_offered_is_refused(given):
    sitting = sittings.begin(person(), blueprint(), at=NOON)
    item = next(i for i in sitting.paper if i["kind"] == "single")
    with pytest.raises(NoSuchOption):
        sittings.save_answer(sitting, item["key"], given, at=NOON)


def test_question_of_another_paper_is_refused():
    sitting = sittings.begin(person(), blueprint(), at=NOON)
    missing = ({"B0", "B1", "B2", "B3", "B4"} - {item["key"] for item in sitting.paper}).pop()
    with pytest.raises(sittings.NotOnPaper):
        sittings.save_answer(sitting, missing, ["rightkey0"], at=NOON)


def test_answer_after_the_time_and_its_grace_is_refused():
    sitting = sittings.begin(person(), blueprint(), at=NOON)
    item = sitting.paper[0]
    sittings.save_answer(sitting, item["key"], None, at=sitting.due_at + sittings.GRACE)
    with pytest.raises(sittings.TooLate):
        sittings.save_answer(sitting, item["key"], None, at=sitting.due_at + sittings.GRACE + timedelta(seconds=1))


# Handing in


def test_result_follows_from_the_answers_alone():
    exam = blueprint()
    results = {count: sat(person(), exam, count) for count in (0, 5, 6, 8)}
    assert {n: (s.score_pct, s.passed) for n, s in results.items()} == {
        0: (0, False),
        5: (62, False),
        6: (75, True),
        8: (100, True),
    }


def test_handing_in_twice_gives_the_first_result_and_one_fact():
    learner, exam = person(), blueprint()
    sitting = sat(learner, exam)
    again = sittings.hand_in(sitting, at=NOON + 5 * HOUR)

    assert (again.handed_in_at, again.points) == (sitting.handed_in_at, sitting.points)
    assert [fact.says for fact in Fact.objects.filter(name="exam.marked")] == [
        {
            "sitting": str(sitting.pk),
            "person": learner.pk,
            "blueprint": str(exam.pk),
            "passed": True,
            "score_pct": 100,
            "at": sitting.handed_in_at.isoformat(),
        }
    ]


def test_answer_after_handing_in_is_refused():
    sitting = sat(person(), blueprint(), 0)
    item = sitting.paper[0]
    with pytest.raises(sittings.AlreadyHandedIn):
        sittings.save_answer(sitting, item["key"], right_answer(item), at=NOON + 11 * MINUTE)


def test_sweep_hands_in_what_was_saved_when_the_connection_was_lost():
    sitting = sittings.begin(person(), blueprint(), at=NOON)
    answer_right(sitting, 6, at=NOON + 20 * MINUTE)

    assert sittings.close_overdue(at=sitting.due_at + sittings.GRACE) == 0
    assert sittings.close_overdue(at=sitting.due_at + HOUR) == 1
    assert sittings.close_overdue(at=sitting.due_at + 2 * HOUR) == 0

    sitting.refresh_from_db()
    assert len(answers(sitting)) == 6
    assert (sitting.points, sitting.passed, sitting.out_of_time) == (6, True, True)
    assert sitting.handed_in_at == sitting.due_at


def test_beginning_anew_first_hands_in_the_overdue_sitting():
    learner, exam = person(), blueprint(wait_hours=0)
    first = sittings.begin(learner, exam, at=NOON)
    second = sittings.begin(learner, exam, at=NOON + HOUR)

    first.refresh_from_db()
    assert first.out_of_time
    assert second.number == 2


def test_changed_question_does_not_change_an_attempt():
    learner, exam = person(), blueprint()
    sitting = sittings.begin(learner, exam, at=NOON)
    answer_right(sitting, at=NOON)
    Question.objects.update(stem_fr="Autre chose", value=1)
    Option.objects.update(is_right=False)
    exam.pass_mark_pct = 100
    exam.save()
    banks.draw(exam, 1)

    marked = sittings.hand_in(sitting, at=NOON + MINUTE)
    assert (marked.score_pct, marked.passed, marked.pass_mark_pct) == (100, True, 75)


# Registries


def test_merging_two_people_keeps_the_attempts_of_both():
    kept, gone, exam = person(), person(), blueprint()
    sat(kept, exam, 0)
    sat(gone, exam, 3, at=NOON - timedelta(days=3))
    sittings.begin(kept, exam, at=NOON + 48 * HOUR)
    left_open = sittings.begin(gone, exam, at=NOON + 48 * HOUR)

    mergers["exams"](kept, gone)

    assert sorted(kept.sittings.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert not gone.sittings.exists()
    left_open.refresh_from_db()
    assert left_open.is_over


def test_a_persons_data_holds_their_answers_and_no_key():
    learner = person()
    sat(learner, blueprint(), 0)
    told = str(personal_data["exams"](learner))
    assert "answers" in told
    assert "rightkey" not in told
