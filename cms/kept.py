"""Pieces of pages that are rendered once.

A kept piece sees the values it is given and the language, and nothing else: no request, no person, no clock. So it
cannot be stale, for another value makes another piece, and it cannot carry anything from one reader to the next.
Values are plain (texts, numbers, days) or frozen dataclasses and tuples of such; a row of the database is refused,
because it is equal to itself whatever its columns say.
"""

from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

PLAIN = (str, SafeString, int, float, bool, date, type(None))
MOST = 8192  # pieces; some hundred bytes each


def kept(template: str, **values) -> SafeString:
    """``template`` rendered with these values alone."""
    handed = tuple(tuple(value) if type(value) is list else value for value in values.values())
    return _rendered(template, get_language(), tuple(values), handed, tuple(map(type, handed)))


@lru_cache(maxsize=MOST)
def _rendered(template, language, names, values, kinds) -> SafeString:
    for name, value in zip(names, values, strict=True):
        if not _is_plain(value):
            raise TypeError(f"{template} may not keep {name}, which is a {type(value).__name__}")
    return mark_safe(get_template(template).render(dict(zip(names, values, strict=True))))


def _is_plain(value) -> bool:
    if type(value) is tuple:
        return all(map(_is_plain, value))
    if is_dataclass(value) and value.__dataclass_params__.frozen:
        return all(_is_plain(getattr(value, field.name)) for field in fields(value))
    return type(value) in PLAIN
