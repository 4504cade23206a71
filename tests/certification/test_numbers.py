from itertools import pairwise

import pytest

from certification import numbers
from certification.numbers import ALPHABET, Mistyped, draw, read, with_check

SOME = [draw() for _ in range(40)] + [numbers.shown(with_check(c * 7)) for c in ALPHABET]


def test_alphabet_has_no_look_alikes_and_a_prime_of_signs():
    assert len(set(ALPHABET)) == 31
    assert not set("01OIL") & set(ALPHABET)


@pytest.mark.parametrize("number", SOME[:5], ids=range(5))  # drawn anew, so not in the test's name
def test_number_reads_as_itself_however_it_is_typed(number):
    arabic = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for typed in (
        number,
        number.lower(),
        number.replace("-", ""),
        number.replace("-", " "),
        number[4:],
        f" {number} ",
        arabic,
        number.replace("-", "–"),
    ):
        assert read(typed) == number


def test_every_single_wrong_character_is_caught():
    for number in SOME:
        plain = number.replace("-", "")[3:]
        for place, right in enumerate(plain):
            for wrong in ALPHABET:
                if wrong != right:
                    with pytest.raises(Mistyped):
                        read(plain[:place] + wrong + plain[place + 1 :])


def test_every_exchange_of_neighbours_is_caught():
    for number in SOME:
        plain = number.replace("-", "")[3:]
        for place, (first, second) in enumerate(pairwise(plain)):
            if first != second:
                with pytest.raises(Mistyped):
                    read(plain[:place] + second + first + plain[place + 2 :])


@pytest.mark.parametrize(
    "typed",
    ["", "TKW", "TKW-", "TKW-7Q4M-29X", "TKW-0000-0000", "' OR 1=1 --", "💥" * 8, "TKW-2222-2222-2", "١٢٣"],
)
def test_anything_else_is_a_typing_error(typed):
    with pytest.raises(Mistyped):
        read(typed)


def test_numbers_are_not_drawn_twice():
    assert len({draw() for _ in range(2000)}) == 2000
