"""Sentences on their way to people: e-mail, SMS or WhatsApp, or a printed slip for those with neither.

``notify`` is called with a kind and a key; the same key is never sent twice. The sentence itself is the template
``notices/<kind>.txt`` (first line = subject), rendered in the person's language when it is sent.

Every notice also stands in the person's inbox. Per kind they choose what else: e-mail, message, or nothing. While they
have not, the kind's own way holds: quiet ones wait in the inbox, the others go out.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from people.facts import ring
from people.models import Notice, NoticeChoice
from people.registry import notice_kinds

log = logging.getLogger(__name__)
TRIES = 5
UNTIL_NEXT_TRY = timedelta(minutes=5)


@dataclass(frozen=True)
class Kind:
    """``called``: lazy words. ``quiet``: waits in the inbox unless the person wants it sent."""

    called: Any
    quiet: bool = False


def ways_of(person) -> list[str]:
    """The ways by which this person can be told, beside a slip."""
    ways = [Notice.Channel.HERE]
    if person.email:
        ways.append(Notice.Channel.EMAIL)
    if person.phone and settings.SMS_ADAPTER:
        ways.append(Notice.Channel.SMS)
    return ways


def channel_for(person, kind: str, chosen: str | None = None) -> str:
    """``chosen``: what the person asked for; a way that is gone meanwhile (an address taken back) falls away."""
    ways = ways_of(person)
    if chosen in ways:
        return chosen
    if kind in notice_kinds and notice_kinds[kind].quiet:
        return Notice.Channel.HERE
    return next((way for way in ways if way != Notice.Channel.HERE), Notice.Channel.SLIP)


def choices_of(person) -> list[tuple[str, Kind, str]]:
    """(kind, what it is called, the way that holds), for the screen where it is chosen."""
    chosen = dict(NoticeChoice.objects.filter(person=person).values_list("kind", "channel"))
    return [(name, kind, channel_for(person, name, chosen.get(name))) for name, kind in notice_kinds.items()]


@transaction.atomic
def choose(person, ways: dict[str, str]) -> None:
    """Keep what the person wants, kind by kind; ways that are not theirs are left out."""
    possible = ways_of(person)
    for kind, way in ways.items():
        if kind in notice_kinds and way in possible:
            NoticeChoice.objects.update_or_create(person=person, kind=kind, defaults={"channel": way})


def _made(person, kind, key, says, chosen, now) -> Notice:
    """Not saved. What is told here only has arrived at once."""
    channel = channel_for(person, kind, chosen)
    sent_at = now if channel == Notice.Channel.HERE else None
    return Notice(person=person, kind=kind, key=key, says=says, channel=channel, sent_at=sent_at)


def _goes_out(notice) -> bool:
    return notice.channel not in (Notice.Channel.SLIP, Notice.Channel.HERE)


def notify(person, kind: str, *, key: str, **says) -> Notice:
    """Say it once. ``says`` holds plain values for the template."""
    if (known := Notice.objects.filter(key=key).first()) is not None:
        return known
    chosen = NoticeChoice.objects.filter(person=person, kind=kind).values_list("channel", flat=True).first()
    fresh = _made(person, kind, key, says, chosen, timezone.now())
    values = {name: getattr(fresh, name) for name in ("person", "kind", "says", "channel", "sent_at")}
    notice, made = Notice.objects.get_or_create(key=key, defaults=values)
    if made and _goes_out(notice):
        from people.tasks import send_notices

        transaction.on_commit(partial(ring, send_notices))
    return notice


def wording(notice, language: str | None = None) -> tuple[str, str]:
    """Subject and text in the person's language, or in the one they read the page in."""
    with translation.override(language or notice.person.language):
        text = render_to_string(
            f"notices/{notice.kind}.txt", {"person": notice.person, "site": settings.SITE_URL, **notice.says}
        )
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


def notify_many(people, kind: str, *, key, says) -> list[Notice]:
    """The same to many in three queries: ``key(person)`` and ``says(person)`` give each their own."""
    said = {key(person): person for person in people}
    for known in Notice.objects.filter(key__in=list(said)).values_list("key", flat=True):
        del said[known]
    chosen = dict(
        NoticeChoice.objects.filter(person__in=list(said.values()), kind=kind).values_list("person", "channel")
    )
    now = timezone.now()
    notices = Notice.objects.bulk_create([_made(p, kind, k, says(p), chosen.get(p.pk), now) for k, p in said.items()])
    if any(_goes_out(notice) for notice in notices):
        from people.tasks import send_notices

        transaction.on_commit(partial(ring, send_notices))
    return notices


def send_waiting(*, limit: int = 200) -> int:
    waiting = Notice.objects.filter(sent_at=None, attempts__lt=TRIES, next_at__lte=timezone.now())
    waiting = waiting.exclude(channel=Notice.Channel.SLIP).order_by("next_at")
    return sum(_send(pk) for pk in list(waiting.values_list("pk", flat=True)[:limit]))


def _send(pk: int) -> bool:
    """Claim, then send with no transaction open: a slow mail server must not hold the database's lock."""
    now = timezone.now()
    waiting = Notice.objects.filter(pk=pk, sent_at=None, next_at__lte=now)
    if not waiting.update(attempts=F("attempts") + 1, next_at=now + UNTIL_NEXT_TRY):
        return False  # another sender has it
    notice = Notice.objects.select_related("person").get(pk=pk)
    try:
        subject, body = wording(notice)
        if notice.channel == Notice.Channel.EMAIL:
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [notice.person.email])
        else:
            import_string(settings.SMS_ADAPTER)().send(notice.person.phone, f"{subject}\n{body}")
    except Exception as error:  # a mail server's or an adapter's own error; tried again by the schedule
        log.warning("notice %s was not sent", pk, exc_info=True)
        Notice.objects.filter(pk=pk).update(error=f"{type(error).__name__}: {error}"[:1000])
        return False
    Notice.objects.filter(pk=pk).update(sent_at=timezone.now(), error="")
    return True


def seen(notices: list[Notice], *, at: datetime) -> int:
    """They were shown to their person; return how many were new."""
    fresh = [notice.pk for notice in notices if notice.read_at is None]
    return Notice.objects.filter(pk__in=fresh, read_at=None).update(read_at=at) if fresh else 0


class ConsoleSms:
    """Prints instead of sending; replace by SMS_ADAPTER, a class with ``send(phone, text)``."""

    def send(self, phone: str, text: str) -> None:
        log.info("SMS to %s…: %s", phone[:6], text.splitlines()[0])
