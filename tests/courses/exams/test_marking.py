from decimal import Decimal

import pytest

from courses.exams import marking


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7.5", "7.5"),
        ("7,5", "7.5"),
        ("٧٫٥", "7.5"),
        ("27 000", "27000"),
        ("27\u202f000,50", "27000.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("−3", "-3"),
        ("0", "0"),
        ("100", "100"),
    ],
)
def test_number_is_read_as_people_write_it(written, value):
    assert marking.plain(marking.number(written)) == value


@pytest.mark.parametrize("written", ["", "seven", "NaN", "Infinity", "1e9", "--2", "5 ou 6", "9" * 40, "_1", "0x10"])
def test_what_is_not_one_number_is_refused(written):
    with pytest.raises(marking.NotANumber):
        marking.number(written)


@pytest.mark.parametrize(
    ("given", "right"), [("7.4", True), ("7.6", True), ("7.39", False), ("7.61", False), (None, False)]
)
def test_number_is_right_within_its_tolerance_both_ends_included(given, right):
    assert marking.is_right("numeric", {"value": "7.5", "tolerance": "0.1"}, given) is right


@pytest.mark.parametrize(
    ("given", "earned"), [(["a", "b"], 2), (["b", "a"], 2), (["a"], 0), (["a", "b", "c"], 0), ([], 0), (None, 0)]
)
def test_several_right_options_are_all_or_nothing(given, earned):
    assert marking.points({"kind": "multiple", "points": 2}, {"right": ["a", "b"]}, given) == earned


def test_plain_gives_one_spelling():
    assert {marking.plain(Decimal(text)) for text in ("7.5", "7.50", "07.500")} == {"7.5"}
