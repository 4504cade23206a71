"""Keeping a note and a bookmark at a lesson. Nothing that was written is lost: a note that changed elsewhere meanwhile
(another tab, another phone) is kept together with the new one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from courses.study.models import Margin

LONGEST = 10_000  # letters of a note
BETWEEN = "\n\n———\n\n"


def margin_of(person, activity: UUID) -> Margin:
    """Not saved while there is nothing in it."""
    found = Margin.objects.filter(person=person, activity=activity).first()
    return found or Margin(person=person, activity=activity)


def _held(person, activity: UUID) -> Margin:
    Margin.objects.get_or_create(person=person, activity=activity)
    return Margin.objects.select_for_update().get(person=person, activity=activity)


@transaction.atomic
def write(person, activity: UUID, text: str, *, seen: int, at: datetime) -> Margin:
    """Keep the note. ``seen``: the version that its writer had before their eyes."""
    margin = _held(person, activity)
    text = text.replace("\r\n", "\n").strip()
    if text == margin.note:
        return margin
    if seen != margin.version and margin.note and margin.note not in text:
        text = text if not text else margin.note if text in margin.note else margin.note + BETWEEN + text
        if not text or text == margin.note:
            return margin
    margin.note, margin.written_at, margin.version = text[:LONGEST], at, margin.version + 1
    margin.save(update_fields=["note", "written_at", "version"])
    return margin


@transaction.atomic
def bookmark(person, activity: UUID, *, on: bool, at: datetime) -> Margin:
    """Put a bookmark or take it out; doing so twice changes nothing."""
    margin = _held(person, activity)
    if on != bool(margin.bookmarked_at):
        margin.bookmarked_at = at if on else None
        margin.save(update_fields=["bookmarked_at"])
    return margin


def kept_by(person):
    """Margins with something in them, the latest first."""
    kept = [one for one in Margin.objects.filter(person=person) if one.note or one.bookmarked_at]
    return sorted(kept, key=lambda one: max(filter(None, (one.written_at, one.bookmarked_at))), reverse=True)
