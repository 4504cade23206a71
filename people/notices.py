"""Sentences on their way to people: e-mail, SMS or WhatsApp, or a printed slip for those with neither.

``notify`` is called with a kind and a key; the same key is never sent twice. The sentence itself is the template
``notices/<kind>.txt`` (first line = subject), rendered in the person's language when it is sent.
"""

import logging
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from people.facts import ring
from people.models import Notice

log = logging.getLogger(__name__)
TRIES = 5
UNTIL_NEXT_TRY = timedelta(minutes=5)


def channel_for(person) -> str:
    if person.email:
        return Notice.Channel.EMAIL
    return Notice.Channel.SMS if person.phone and settings.SMS_ADAPTER else Notice.Channel.SLIP


def notify(person, kind: str, *, key: str, **says) -> Notice:
    """Say it once. ``says`` holds plain values for the template."""
    notice, made = Notice.objects.get_or_create(
        key=key, defaults={"person": person, "kind": kind, "says": says, "channel": channel_for(person)}
    )
    if made and notice.channel != Notice.Channel.SLIP:
        from people.tasks import send_notices

        transaction.on_commit(partial(ring, send_notices))
    return notice


def wording(notice) -> tuple[str, str]:
    """Subject and text in the person's language."""
    with translation.override(notice.person.language):
        text = render_to_string(
            f"notices/{notice.kind}.txt", {"person": notice.person, "site": settings.SITE_URL, **notice.says}
        )
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


def notify_many(people, kind: str, *, key, says) -> list[Notice]:
    """The same to many in two queries: ``key(person)`` and ``says(person)`` give each their own."""
    said = {key(person): person for person in people}
    for known in Notice.objects.filter(key__in=list(said)).values_list("key", flat=True):
        del said[known]
    notices = Notice.objects.bulk_create(
        [Notice(key=k, person=p, kind=kind, says=says(p), channel=channel_for(p)) for k, p in said.items()]
    )
    if any(notice.channel != Notice.Channel.SLIP for notice in notices):
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


class ConsoleSms:
    """Prints instead of sending; replace by SMS_ADAPTER, a class with ``send(phone, text)``."""

    def send(self, phone: str, text: str) -> None:
        log.info("SMS to %s…: %s", phone[:6], text.splitlines()[0])
