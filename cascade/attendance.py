"""Who was there? Marks by day, then the share that certification reads.

*Late* counts as there: the share is of days by their minutes, and lateness is shown, not subtracted.
Closing a session hands each share down to certification, and tells who was trained.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cascade.models import Presence, Registration, Session, SessionDay
from cascade.sessions import SessionRefused, State, move
from certification.awards import note_attendance
from people.facts import announce

THERE = {Presence.Mark.PRESENT, Presence.Mark.LATE}


@transaction.atomic
def mark(session: Session, day: SessionDay, marks: dict[int, str], *, by, at: datetime) -> int:
    """Marks by registration id; marking again overwrites. The first mark starts the session. Return rows written."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if day.on > timezone.localdate(at):
        raise SessionRefused([_("This day is still to come.")])
    if session.state == State.PLANNED:
        move(session, State.RUNNING)
    if session.state != State.RUNNING:
        raise SessionRefused([_("Attendance of this session can no longer be changed.")])
    places = set(session.registrations.filter(withdrawn_at=None, pk__in=marks).values_list("pk", flat=True))
    rows = [
        Presence(registration_id=pk, day=day, mark=word, by=by, at=at)
        for pk, word in marks.items()
        if pk in places and word in Presence.Mark.values
    ]
    Presence.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["registration", "day"], update_fields=["mark", "by", "at"]
    )
    return len(rows)


def shares(session: Session) -> dict[int, int]:
    """Share of the minutes attended, 0–100 rounded down, by registration id."""
    days = {day.pk: day.minutes for day in session.days.all()}
    held = sum(days.values())
    seen = dict.fromkeys(session.registrations.filter(withdrawn_at=None).values_list("pk", flat=True), 0)
    for registration, day in Presence.objects.filter(registration__in=seen, mark__in=THERE).values_list(
        "registration", "day"
    ):
        seen[registration] += days[day]
    return {pk: 100 * minutes // held if held else 0 for pk, minutes in seen.items()}


def unmarked(session: Session) -> int:
    """Marks still to take."""
    places = session.registrations.filter(withdrawn_at=None).count()
    return (
        places * session.days.count()
        - Presence.objects.filter(day__session=session, registration__withdrawn_at=None).count()
    )


@transaction.atomic
def close(session: Session, *, by, on: date) -> None:
    """Close once every mark is taken; certificates may follow at once."""
    if owed := unmarked(session):
        raise SessionRefused(
            [
                ngettext("%(owed)s mark is still to be taken.", "%(owed)s marks are still to be taken.", owed)
                % {"owed": owed}
            ]
        )
    last = session.days.order_by("-on").values_list("on", flat=True).first()
    if last and last > on:
        raise SessionRefused([_("The last day of this session is still to come.")])
    move(session, State.CLOSED)
    least = session.course.min_attendance_pct or 0
    for pk, share in shares(session).items():
        place = Registration.objects.select_related("person").get(pk=pk)
        if share and share >= least:
            Registration.objects.filter(pk=pk).update(trained=True)
        note_attendance(place.person, session.course, source=f"session:{session.pk}", share_pct=share, on=on)
    announce("session.closed", session=session.pk)
