"""What an answer is worth. Only the server asks, and only when a paper is handed in.

All or nothing: a question with several right options gives its points when exactly those are chosen, so that ticking
everything earns nothing. A number is right within its tolerance, both ends included.
"""

import re
from decimal import Decimal, InvalidOperation

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


def is_right(kind: str, key: dict, given) -> bool:
    if given is None:
        return False
    if kind == "numeric":
        return abs(Decimal(given) - Decimal(key["value"])) <= Decimal(key["tolerance"])
    return set(given) == set(key["right"])


def points(item: dict, key: dict, given) -> int:
    """What ``given`` earns on this item of a paper."""
    return item["points"] if is_right(item["kind"], key, given) else 0
