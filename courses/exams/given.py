"""What may be given as an answer, kind by kind, and when it is whole.

===============================  ===================================================================================
single, multiple, true_false     a list of option keys
numeric                          a number as text
short                            a few words
order                            names of the things, place by place; None where a place is still empty
match                            {key of a pair: name of what is matched with it}
gaps                             {key of a gap: words, or the key of what was chosen}
case                             {key of a part: what is given to it}
===============================  ===================================================================================

Nothing given is always None. Halves are kept as well: a learner fills in one gap after the other.
"""

from courses.exams import marking
from courses.exams.records import LONGEST_ANSWER


class NoSuchOption(Exception):
    """What was given is not an answer that this question offers."""


def clean(item: dict, given):
    """One spelling of ``given``. Raise NoSuchOption unless this item of a paper could be answered so."""
    if given is None or given in ([], {}):
        return None
    return _CLEAN.get(item["kind"], _chosen)(item, given)


def _chosen(item, given):
    if not isinstance(given, list) or any(key not in item["options"] for key in given):
        raise NoSuchOption
    if item["kind"] != "multiple" and len(given) != 1:
        raise NoSuchOption
    return sorted(set(given))


def _number(_item, given):
    if not isinstance(given, str):
        raise NoSuchOption
    try:
        return marking.plain(marking.number(given))
    except marking.NotANumber as error:
        raise NoSuchOption from error


def _words(_item, given):
    if not isinstance(given, str) or len(given) > LONGEST_ANSWER or "\x00" in given:
        raise NoSuchOption
    return given.strip() or None


def _order(item, given):
    names = item["options"]
    if not isinstance(given, list) or len(given) != len(names):
        raise NoSuchOption
    placed = [name for name in given if name is not None]
    if any(name not in names for name in placed) or len(set(placed)) < len(placed):
        raise NoSuchOption
    return given if placed else None


def _pairs(item, given):
    if not isinstance(given, dict) or any(
        left not in item["pairs"] or right not in item["options"] for left, right in given.items()
    ):
        raise NoSuchOption
    return given


def _gaps(item, given):
    if not isinstance(given, dict) or any(key not in item["gaps"] for key in given):
        raise NoSuchOption
    for key, said in given.items():
        if (choices := item["gaps"][key]) and said not in choices:
            raise NoSuchOption
    return {key: words for key, said in given.items() if (words := _words(item, said))} or None


def _parts(item, given):
    parts = {part["key"]: part for part in item["parts"]}
    if not isinstance(given, dict) or any(key not in parts for key in given):
        raise NoSuchOption
    kept = {key: clean(parts[key], said) for key, said in given.items()}
    return {key: said for key, said in kept.items() if said is not None} or None


_CLEAN = {"numeric": _number, "short": _words, "order": _order, "match": _pairs, "gaps": _gaps, "case": _parts}


def is_whole(item: dict, given) -> bool:
    """Nothing is left open."""
    if given is None:
        return False
    if item["kind"] == "order":
        return None not in given
    if item["kind"] in ("match", "gaps"):
        return len(given) == len(item["pairs" if item["kind"] == "match" else "gaps"])
    if item["kind"] == "case":
        return all(is_whole(part, given.get(part["key"])) for part in item["parts"])
    return True
