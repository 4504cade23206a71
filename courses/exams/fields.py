"""How an answer travels between page and server: names of fields, and places instead of the bank's keys.

A question's fields are ``choice``, ``number``, ``text``, ``place-1`` … (which place the first thing shown has),
``pair-1`` … (what is matched with the first shown), ``gap-1`` …; those of a case's second part begin with ``part-2-``.
"""

from django.utils.translation import get_language


def spelled(number: str) -> str:
    """With a decimal comma, as people here write it, except in English."""
    return number if (get_language() or "").startswith("en") else number.replace(".", ",")


def inside(item: dict, prefix: str) -> list[tuple[dict, str]]:
    """The parts of a case, each with the beginning of its fields' names."""
    return [(part, f"{prefix}part-{n}-") for n, part in enumerate(item["parts"], start=1)]


def posted(item: dict, given, prefix: str = "") -> dict[str, list[str]]:
    """The fields that say ``given``."""
    if given is None:
        return {}
    kind = item["kind"]
    if kind == "numeric":
        return {f"{prefix}number": [spelled(given)]}
    if kind == "short":
        return {f"{prefix}text": [given]}
    if kind == "order":
        names = item["options"]
        return {f"{prefix}place-{names.index(name) + 1}": [str(n)] for n, name in enumerate(given, start=1) if name}
    if kind == "match":
        return {
            f"{prefix}pair-{n}": [_place(item["options"], given[left])]
            for n, left in enumerate(item["pairs"], start=1)
            if left in given
        }
    if kind == "gaps":
        return {
            f"{prefix}gap-{n}": [_place(item["gaps"][gap], given[gap]) if item["gaps"][gap] else given[gap]]
            for n, gap in enumerate(sorted(item["gaps"]), start=1)
            if gap in given
        }
    if kind == "case":
        said = {}
        for part, name in inside(item, prefix):
            said |= posted(part, given.get(part["key"]), name)
        return said
    return {f"{prefix}choice": [_place(item["options"], key) for key in given]}


def _place(keys: list[str], key: str) -> str:
    return str(keys.index(key) + 1)
