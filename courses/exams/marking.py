"""What an answer is worth. Only the server asks, and only when a paper is handed in.

All or nothing: one option, true or false, a number, a few words; and a question with several right options gives its
points when exactly those are chosen, so that ticking everything earns nothing. A number is right within its tolerance,
both ends included. A few words are right when they sound like an accepted answer in any language (see
``people.spelling``), with or without the Arabic article.

In proportion, rounded down to whole points: things in their right place of an order, pairs, gaps. A case is worth what
its parts earn.
"""

import re
from decimal import Decimal, InvalidOperation

from people.spelling import fold, stem

_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
LONGEST = 24  # characters of a number


class NotANumber(ValueError):
    """What was written cannot be read as one number."""


def number(text: str) -> Decimal:
    """Read a number as people here write it: Arabic or Western digits, comma or point, spaces between thousands.

    When both comma and point occur, the last one begins the decimals; a single one always does.
    """
    text = text.translate(_DIGITS).replace("٫", ".").replace("٬", "").replace("−", "-")
    text = re.sub(r"[\s\u00a0\u202f\u200e\u200f]", "", text)
    last = max(text.rfind(","), text.rfind("."))
    if last >= 0:
        text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        raise NotANumber(text[:LONGEST])
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise NotANumber(text) from error


def plain(value: Decimal) -> str:
    """One spelling per number: 7.50 and 7.5 are ``7.5``."""
    return format(value.normalize(), "f")


def folded(text: str) -> str:
    """One spelling for what sounds alike: no accents, no hamza, no article."""
    return " ".join(stem(word) for word in fold(text).split())


def _is_accepted(accepted: dict, given: str) -> bool:
    wanted = folded(given)
    return bool(wanted) and any(wanted == folded(answer) for answers in accepted.values() for answer in answers)


def gap_is_right(key: dict, given: str) -> bool:
    return given in key["right"] if "right" in key else _is_accepted(key["accepted"], given)


def share(kind: str, key: dict, given) -> tuple[int, int]:
    """How much of the answer is right, and of how much. Not of a case, whose parts are asked one by one."""
    if given is None:
        return 0, 1
    if kind == "numeric":
        return int(abs(Decimal(given) - Decimal(key["value"])) <= Decimal(key["tolerance"])), 1
    if kind == "short":
        return int(_is_accepted(key["accepted"], given)), 1
    if kind == "order":
        return sum(a == b for a, b in zip(given, key["order"], strict=False)), len(key["order"])
    if kind == "match":
        return sum(given.get(left) == right for left, right in key["pairs"].items()), len(key["pairs"])
    if kind == "gaps":
        return sum(gap_is_right(gap, given[k]) for k, gap in key["gaps"].items() if k in given), len(key["gaps"])
    return int(set(given) == set(key["right"])), 1


def is_right(kind: str, key: dict, given) -> bool:
    if kind == "case":
        given = given or {}
        return all(is_right(part["kind"], part["key"], given.get(name)) for name, part in key["parts"].items())
    right, of = share(kind, key, given)
    return right == of


def points(item: dict, key: dict, given) -> int:
    """What ``given`` earns on this item of a paper."""
    if item["kind"] == "case":
        given = given or {}
        return sum(points(part, key["parts"][part["key"]]["key"], given.get(part["key"])) for part in item["parts"])
    right, of = share(item["kind"], key, given)
    return item["points"] * right // of
