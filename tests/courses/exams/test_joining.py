"""A question of a file meets the question of the same key in the bank."""

import copy

import pytest

from courses.exams import joining, records
from tests.courses.exams import kinds
from tests.courses.exams.formats.asking import only
from tests.courses.exams.makers import record


def french(made) -> dict:
    return only(records.tidy(made), "fr")


def arabic(made) -> dict:
    return only(records.tidy(made), "ar")


@pytest.mark.parametrize("made", kinds.every(), ids=lambda made: made["kind"])
def test_two_languages_make_the_whole_question(made):
    whole = only_two(records.tidy(made))
    assert records.tidy(joining.join(french(made), arabic(made))) == whole
    assert records.tidy(joining.join(arabic(made), french(made))) == whole
    assert records.tidy(joining.join(whole, french(made))) == whole


def only_two(value):
    if isinstance(value, dict):
        return {name: only_two(held) for name, held in value.items() if name != "en"}
    return [only_two(held) for held in value] if isinstance(value, list) else value


@pytest.mark.parametrize("made", kinds.every(), ids=lambda made: made["kind"])
def test_a_format_without_keys_joins_by_places(made):
    renamed = copy.deepcopy(arabic(made))
    for name in ("options", "items", "pairs", "extra"):
        for n, row in enumerate(renamed.get(name) or ()):
            if made["kind"] != "true_false":
                row["key"] = f"z{name[0]}{n}"
    assert records.tidy(joining.join(french(made), renamed)) == only_two(records.tidy(made))


def test_a_translation_with_another_right_answer_is_refused():
    other = arabic(record())
    other["options"][0]["correct"], other["options"][1]["correct"] = False, True
    with pytest.raises(joining.CannotJoin):
        joining.join(french(record()), other)


def test_a_translation_of_another_number_is_refused():
    other = arabic(record(kind="numeric"))
    other["numeric"]["value"] = "1"
    with pytest.raises(joining.CannotJoin):
        joining.join(french(record(kind="numeric")), other)


def test_other_lines_or_another_kind_are_refused_while_another_language_is_there():
    fewer = arabic(record())
    fewer["options"].pop()
    for other in (fewer, arabic(kinds.short("Q1"))):
        with pytest.raises(joining.CannotJoin):
            joining.join(french(record()), other)
    assert joining.join(arabic(record()), fewer)["options"] == fewer["options"]


def test_what_a_file_does_not_say_stays():
    made = records.tidy(record(kind="numeric"))
    bare = french(record(kind="numeric")) | {"feedback": {}}
    bare["numeric"]["unit"] = {}
    assert records.tidy(joining.join(made, bare)) == made


def test_another_spelling_of_spaces_changes_nothing():
    made = records.tidy(record(stem={"ar": "سؤال", "fr": "Combien\u00a0?\n\nDites."}))
    spelled = french(made) | {"stem": {"fr": "Combien ?\n\n\n Dites. "}}
    assert joining.join(made, spelled)["stem"] == made["stem"]


def test_an_author_may_correct_the_right_answer_in_a_language_that_is_there():
    made = records.tidy(record())
    corrected = french(record())
    corrected["options"][0]["correct"], corrected["options"][1]["correct"] = False, True
    assert [o["correct"] for o in joining.join(made, corrected)["options"]] == [False, True, False, False]
