"""How often may one address try? Counted in the cache, per purpose, in windows of a fixed length."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache


class TooMany(Exception):
    """The limit of this window is reached; ``wait``: seconds until the next begins."""

    def __init__(self, wait: int):
        super().__init__(wait)
        self.wait = wait


def address_of(request) -> str:
    """The visitor's, as the trusted proxies tell it: the same that limits of signing in are counted by."""
    return get_adapter(request).get_client_ip(request)


def count(purpose: str, who: str, *, limit: int, seconds: int) -> None:
    """Raise TooMany from the ``limit``-and-first time on."""
    window, gone = divmod(int(time.time()), seconds)
    key = "limit:" + hashlib.sha256(f"{purpose}:{who}:{window}".encode()).hexdigest()
    cache.add(key, 0, timeout=seconds)
    try:
        if cache.incr(key) > limit:
            raise TooMany(seconds - gone)
    except ValueError:  # the entry ran out between the two lines
        cache.set(key, 1, timeout=seconds)
