"""How often may one address try? Counted in the cache, per purpose, in windows of a fixed length."""

import hashlib
import time

from django.core.cache import cache


class TooMany(Exception):
    """The limit of this window is reached."""


def count(purpose: str, who: str, *, limit: int, seconds: int) -> None:
    window = int(time.time() // seconds)
    key = "limit:" + hashlib.sha256(f"{purpose}:{who}:{window}".encode()).hexdigest()
    cache.add(key, 0, timeout=seconds)
    try:
        if cache.incr(key) > limit:
            raise TooMany
    except ValueError:  # the entry ran out between the two lines
        cache.set(key, 1, timeout=seconds)
