import pytest
from django.utils import translation

from courses.exams import banks
from courses.exams.models import Bank, Blueprint, Question, Wording
from tests.courses.exams.makers import bank, blueprint, record, texts

pytestmark = pytest.mark.django_db
TITLE = {"ar": "بنك", "fr": "Banque"}


def options(*rights, keys="abcd"):
    return [{"key": k, "text": texts(k), "correct": r} for k, r in zip(keys, rights, strict=False)]


BAD = {
    "no key": ({"key": ""}, "The key is missing."),
    "no competency": ({"competency": ""}, "The competency is missing."),
    "difficulty": ({"difficulty": 4}, "The difficulty is not 1, 2 or 3."),
    "no points": ({"points": 0}, "The points are not a whole number from 1 up."),
    "no Arabic": ({"stem": {"fr": "Quoi ?"}}, "The text of the question is missing in “ar”."),
    "kind": ({"kind": "essay"}, "The kind “essay” is not known."),
    "one option": ({"options": options(True)}, "There are fewer than two options."),
    "two right": ({"options": options(True, True, False)}, "Exactly one option must be right."),
    "none right": ({"options": options(False, False)}, "Exactly one option must be right."),
    "same keys": (
        {"options": options(True, False, keys="aa")},
        "The options need different keys of at most 10 characters.",
    ),
    "multiple": (
        {"kind": "multiple", "options": options(True, False)},
        "A question with several right options has at least two.",
    ),
    "true or false": (
        {"kind": "true_false", "options": options(True, False)},
        "A true-or-false question has the options “true” and “false”.",
    ),
    "no number": ({"kind": "numeric", "options": []}, "The right number or its tolerance is missing."),
    "below zero": (
        {"kind": "numeric", "options": [], "numeric": {"value": 1, "tolerance": -1}},
        "The tolerance is below zero.",
    ),
    "not finite": (
        {"kind": "numeric", "options": [], "numeric": {"value": "NaN", "tolerance": 0}},
        "The right number is out of range.",
    ),
    "number with options": (
        {"kind": "numeric", "numeric": {"value": 1, "tolerance": 0}},
        "A question that asks for a number has no options.",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_record_stops_the_load_with_its_key_and_reason(case):
    change, reason = BAD[case]
    bad = record("Q2") | change
    with translation.override("en"), pytest.raises(banks.BadBank) as refused:
        banks.load([record("Q1"), bad], code="X", title=TITLE)

    assert banks.Problem(bad["key"] or "#2", reason) in refused.value.problems
    assert not Bank.objects.exists()


def test_second_record_of_a_key_is_refused():
    with translation.override("en"), pytest.raises(banks.BadBank, match=r"Q1: Another question has this key\."):
        banks.load([record("Q1"), record("Q1")], code="X", title=TITLE)


def test_loading_twice_changes_nothing_and_keeps_an_edit_unless_asked():
    records = [record("Q1"), record("Q2", "numeric")]
    bank(records, code="X")
    Question.objects.filter(key="Q1").update(stem_fr="Corrigé par l'auteur")

    again = banks.load(records, code="X", title=TITLE)
    assert (again.made, again.changed, again.same) == (0, 0, 2)
    assert Question.objects.get(key="Q1").stem_fr == "Corrigé par l'auteur"

    again = banks.load(records, code="X", title=TITLE, overwrite=True)
    assert (again.made, again.changed, again.same) == (0, 1, 1)
    assert Question.objects.get(key="Q1").stem_fr == "Énoncé Q1 en français"


def test_blueprint_that_draws_more_than_the_bank_has_is_refused_with_the_sentence():
    with translation.override("en"), pytest.raises(banks.NotEnoughQuestions) as refused:
        blueprint(draws=[("POR-01", None, 6), ("POR-02", 3, 1)])

    assert str(refused.value) == (
        "POR-01: the exam draws 6, and the bank has 5 questions left. "
        "POR-02 · Hard: the exam draws 1, and the bank has 0 questions left."
    )
    assert not Blueprint.objects.exists()


def test_two_draws_on_the_same_questions_are_counted_together():
    with translation.override("en"), pytest.raises(banks.NotEnoughQuestions, match="draws 3, and the bank has 2"):
        blueprint(draws=[("POR-02", None, 3), ("POR-02", 2, 3)])


def test_paper_holds_what_the_draws_ask_for_and_nothing_twice():
    exam = blueprint()
    for seed in range(20):
        paper = banks.draw(exam, seed)
        keys = [item["key"] for item in paper]
        assert len(set(keys)) == 8
        assert sorted(key[0] for key in keys) == list("AAAAABBB")


def test_seed_alone_decides_the_paper():
    exam = blueprint()
    assert banks.draw(exam, 7) == banks.draw(exam, 7) != banks.draw(exam, 8)


def test_retired_question_is_not_drawn():
    exam = blueprint(draws=[("POR-02", 2, 4)])
    Question.objects.filter(key="B0").update(retired=True)
    assert {item["key"] for item in banks.draw(exam, 1)} == {"B1", "B2", "B3", "B4"}


def test_wording_is_kept_once_until_the_question_changes():
    exam = blueprint(draws=[("POR-02", 2, 5)])
    banks.draw(exam, 1)
    banks.draw(exam, 2)
    assert Wording.objects.count() == 5

    Question.objects.filter(key="B0").update(stem_fr="Autrement")
    banks.draw(exam, 3)
    assert Wording.objects.count() == 6
