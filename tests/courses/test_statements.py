"""What a player says, and what it means."""

import pytest

from courses.xapi.statements import MalformedStatement, Statement
from tests.courses.makers import said


def test_single_question_ends_with_its_own_answer():
    found = Statement.parse(said("answered", score=(1, 1), success=True))

    assert (found.ends, found.item, found.score, found.passed) == (True, "", 1.0, True)


def test_question_inside_a_set_never_ends_the_set():
    found = Statement.parse(said("answered", item="q-1", score=(1, 1), success=True))

    assert (found.ends, found.item) == (False, "q-1")


def test_inner_set_that_is_completed_does_not_end_the_outer_one():
    assert not Statement.parse(said("completed", item="part-2", score=(3, 3))).ends


def test_parent_alone_marks_a_question_as_inside():
    raw = said("answered") | {"context": {"contextActivities": {"parent": [{"id": "https://x.example/1"}]}}}

    assert not Statement.parse(raw).ends


@pytest.mark.parametrize(
    ("score", "success", "passed"),
    [((2, 4), None, False), ((4, 4), None, True), (None, None, None), ((4, 4), False, False), ((3, 4), True, True)],
)
def test_missing_success_is_told_by_the_score(score, success, passed):
    assert Statement.parse(said("completed", score=score, success=success)).passed is passed


def test_what_tells_nothing_is_accepted_and_ends_nothing():
    found = Statement.parse(said("interacted"))

    assert (found.ends, found.item) == (False, "")


@pytest.mark.parametrize(
    "spoil",
    [
        {"id": "1"},
        {"id": None},
        {"verb": {}},
        {"verb": {"id": "answered"}},
        {"verb": "answered"},
        {"object": {}},
        {"object": {"id": "x", "objectType": "Agent"}},
        {"result": []},
        {"result": {"score": {"raw": 5, "max": 4}}},
        {"result": {"score": {"raw": "4", "max": 4}}},
        {"result": {"score": {"raw": float("nan"), "max": 4}}},
        {"result": {"score": {"scaled": 2}}},
        {"result": {"success": "yes"}},
        {"result": {"response": 7}},
        {"result": {"duration": "4 minutes"}},
        {"context": {"contextActivities": []}},
        {"object": {"id": "https://x.example/1", "definition": {"correctResponsesPattern": "a"}}},
    ],
)
def test_malformed_statement_is_refused(spoil):
    with pytest.raises(MalformedStatement):
        Statement.parse(said() | spoil)


@pytest.mark.parametrize("raw", [None, [], "x", 3])
def test_what_is_no_object_is_refused(raw):
    with pytest.raises(MalformedStatement):
        Statement.parse(raw)


def test_length_and_score_are_read():
    raw = said("completed", score=(3, 4)) | {}
    raw["result"]["duration"] = "PT1M30.5S"
    found = Statement.parse(raw)

    assert (found.seconds, found.score) == (90.5, 0.75)
