"""What the frame of every page shows: where one can go, and the panels of the dashboard."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from people.registry import navigation_entries


@dataclass(frozen=True)
class Entry:
    """One place to go. ``tab``: also in the phone's bottom bar (four at most)."""

    label: str
    url: str
    icon: str
    tab: bool = False


@dataclass(frozen=True)
class Panel:
    """One panel of the dashboard: a template and what it shows. ``side``: in the narrow column."""

    template: str
    shows: dict[str, Any] = field(default_factory=dict)
    side: bool = False


def navigation(request):
    """Context processor: entries for this person, and this page in the other languages.

    A request refused before anybody looked who is asking (a wrong host, a body too large) has no ``user``.
    """
    known = hasattr(request, "user")
    entries = [entry for given in navigation_entries for entry in given(request)] if known else []
    current = max((e.url for e in entries if _leads_here(e.url, request.path)), key=len, default=None)
    return {
        "nav_entries": entries,
        "nav_current": current,
        "nav_tabs": [e for e in entries if e.tab][:4],
        "other_languages": [
            (code, name, _here_in(request, code)) for code, name in settings.LANGUAGE_NAMES if code != get_language()
        ],
    }


def _leads_here(url: str, path: str) -> bool:
    """The page itself or one above it; a language's home is above everything and so above nothing."""
    is_home = url.strip("/") in dict(settings.LANGUAGES)
    return path == url if is_home else path.startswith(url)


def _here_in(request, code: str) -> str:
    codes = [c for c, _ in settings.LANGUAGES]
    parts = request.get_full_path().split("/", 2)
    if len(parts) > 2 and parts[1] in codes:
        return f"/{code}/{parts[2]}"
    return f"/{code}/"
