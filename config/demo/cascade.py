"""A founding national trainer, one session held with ten people and closed, and one to come."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cascade import attendance, sessions
from cascade.accreditation import appoint
from cascade.models import Session
from courses.models import Course
from people.models import Institution, Territory

FAMILIES = ("portfolio", "foundation", "trainers")
NINE, ONE, TWO, SIX = time(9), time(13), time(14), time(18)


def build(cast, *, on: date) -> None:
    nation = Territory.objects.get(kind=Territory.Kind.NATION)
    since = on - timedelta(days=120)
    if not cast.trainer.accreditations.exists():
        for family in FAMILIES:
            appoint(
                cast.trainer,
                3,
                family,
                nation,
                by=cast.admin,
                on=since,
                reason="Founding trainer, on fourteen years of field work",
            )
    if Session.objects.filter(lead=cast.trainer).exists():
        return
    _held(cast, on=on - timedelta(days=60))
    _to_come(cast, on=on)


def _days_from(first: date) -> list[sessions.Day]:
    return [sessions.Day(first, NINE, ONE), sessions.Day(first + timedelta(days=1), NINE, ONE)]


def _plan(cast, first: date, province: str, venue: dict[str, str], *, on: date) -> Session:
    return sessions.plan(
        Course.objects.get(code="TKW-201"), cast.trainer, by=cast.trainer, days=_days_from(first),
        province=Territory.objects.get(code=province), venue_ar=venue["ar"], venue_fr=venue["fr"], organiser=Institution.objects.get(code="CTR-CM6"),
        languages=["ar", "fr"], capacity=15, practice_pct=60, on=on,
    )  # fmt: skip


def _held(cast, *, on: date) -> None:
    """Ten people of Béni Mellal, Fès and Oujda; one late, one away on the second morning."""
    session = _plan(
        cast,
        on,
        "05.091",
        {"ar": "دار الجمعيات، بني ملال", "fr": "Maison des associations, Béni Mellal"},
        on=on - timedelta(days=20),
    )
    people = [p for p in cast.staff if p != cast.learner][12:22]
    places = [sessions.register(session, person, by=cast.trainer, on=on) for person in people]
    for number, day in enumerate(session.days.all()):
        marks = {place.pk: "present" for place in places}
        marks[places[3].pk] = "late"
        if number:
            marks[places[-1].pk] = "absent"
        attendance.mark(session, day, marks, by=cast.trainer, at=timezone.make_aware(datetime.combine(day.on, NINE)))
    attendance.close(session, by=cast.trainer, on=on + timedelta(days=2))


def _to_come(cast, *, on: date) -> None:
    session = _plan(
        cast,
        on + timedelta(days=9),
        "07.351",
        {"ar": "مركز التكوين، مراكش", "fr": "Centre de formation, Marrakech"},
        on=on,
    )
    for person in [p for p in cast.staff if p != cast.learner][22:28]:
        sessions.register(session, person, by=cast.trainer, on=on)
