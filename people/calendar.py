"""A person's calendar as other programs read it (RFC 5545): what is due, sessions to lead or to sit in.

The address holds a secret and nothing else; a new one ends the old, and it can be ended altogether. What stands in the
calendar is told by the apps (``people.registry.calendar_events``). What was said last is kept: when a thing changes its
number (SEQUENCE) grows, and when it is there no more it is said to be cancelled for two months, for a program that only
hears of what is in the file would keep it for ever.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from people.models import CalendarItem, CalendarKey, User
from people.registry import calendar_events

SAID_AFTER = timedelta(days=60)  # how long the end of a thing is said
LONGEST_LINE = 75  # octets, by RFC 5545 3.1


@dataclass(frozen=True)
class Event:
    """``uid``: the same for the same thing for ever. ``starts``, ``ends``: days (``ends`` included, None = one day), or
    moments with a zone."""

    uid: str
    summary: str
    starts: date | datetime
    ends: date | datetime | None = None
    place: str = ""
    words: str = ""
    url: str = ""

    def says(self) -> dict:
        return {
            "summary": self.summary,
            "starts": _stamp(self.starts),
            "ends": _stamp(self._end()),
            "place": self.place,
            "words": self.words,
            "url": self.url,
        }

    def _end(self):
        if isinstance(self.starts, datetime):
            return self.ends or self.starts + timedelta(hours=1)
        return (self.ends or self.starts) + timedelta(days=1)  # the day after: DTEND is not part of it


def _stamp(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return moment.strftime("%Y%m%d")


# The address


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_key(person, *, at: datetime) -> str:
    """A new secret, shown once; whoever knew the old one reads nothing any more."""
    secret = secrets.token_urlsafe(32)
    CalendarKey.objects.update_or_create(person=person, defaults={"digest": _digest(secret), "made_at": at})
    return secret


def end_key(person) -> bool:
    return bool(CalendarKey.objects.filter(person=person).delete()[0])


def holder_of(secret: str) -> User | None:
    return User.objects.filter(calendar_key__digest=_digest(secret), is_active=True).first()


# The file


def feed(person, *, at: datetime) -> str:
    """The whole calendar, in the person's language. Asking twice says the same."""
    with translation.override(person.language):
        events = [event for tell in calendar_events for event in tell(person, on=at.date())]
        items = _kept(person, events, at=at)
        head = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Takwin//Calendar//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            f"X-WR-CALNAME:{_text(_('Takwin'))}",
            f"X-WR-TIMEZONE:{settings.TIME_ZONE}",
            "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
            "X-PUBLISHED-TTL:PT6H",
        ]
    lines = [*head, *(line for item in items for line in _lines(item)), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


@transaction.atomic
def _kept(person, events: Iterable[Event], *, at: datetime) -> list[CalendarItem]:
    """Bring what was said last up to date. One question, and others only when something changed."""
    wanted = {event.uid: event.says() for event in events}
    items = {item.uid: item for item in CalendarItem.objects.filter(person=person)}
    changed = []
    for uid, item in items.items():
        if uid in wanted and (item.says != wanted[uid] or item.is_cancelled):
            item.says, item.is_cancelled = wanted[uid], False
        elif uid not in wanted and not item.is_cancelled:
            item.is_cancelled = True
        else:
            continue
        item.sequence, item.changed_at = item.sequence + 1, at
        changed.append(item)
    if changed:
        CalendarItem.objects.bulk_update(changed, ["says", "is_cancelled", "sequence", "changed_at"])
    fresh = [
        CalendarItem(person=person, uid=uid, says=says, changed_at=at)
        for uid, says in wanted.items()
        if uid not in items
    ]
    if fresh:
        CalendarItem.objects.bulk_create(fresh, ignore_conflicts=True)  # two programs ask at once
    over = [item.pk for item in items.values() if item.is_cancelled and item.changed_at < at - SAID_AFTER]
    if over:
        CalendarItem.objects.filter(pk__in=over).delete()
    kept = [item for item in [*items.values(), *fresh] if item.pk not in over]
    return sorted(kept, key=lambda item: (item.says["starts"], item.uid))


def _lines(item: CalendarItem) -> Iterable[str]:
    says = item.says
    kind = "" if "T" in says["starts"] else ";VALUE=DATE"
    yield "BEGIN:VEVENT"
    yield f"UID:{item.uid}"
    yield f"DTSTAMP:{_stamp(item.changed_at)}"
    yield f"LAST-MODIFIED:{_stamp(item.changed_at)}"
    yield f"SEQUENCE:{item.sequence}"
    yield f"STATUS:{'CANCELLED' if item.is_cancelled else 'CONFIRMED'}"
    yield f"DTSTART{kind}:{says['starts']}"
    yield f"DTEND{kind}:{says['ends']}"
    yield f"SUMMARY:{_text(says['summary'])}"
    for name, key in (("LOCATION", "place"), ("DESCRIPTION", "words")):
        if says[key]:
            yield f"{name}:{_text(says[key])}"
    if says["url"]:
        yield f"URL:{says['url']}"
    if kind:
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    """Escaped as RFC 5545 3.3.11 asks."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """No line longer than 75 octets; the next one begins with a space. Letters are never cut in two."""
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + letter, size + octets
    return "\r\n".join([*parts, part])
