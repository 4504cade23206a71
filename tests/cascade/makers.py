"""Plain makers of trainers and sessions, by the cascade's own rules where they exist."""

from datetime import date, time

from cascade import sessions
from cascade.accreditation import appoint
from cascade.models import Accreditation
from courses.models import Course
from tests.factories import institution, person, territory

TODAY = date(2026, 11, 21)


def course(code="TKW-201", **says) -> Course:
    names = {"title_ar": f"دورة {code}", "title_fr": f"Cours {code}", "title_en": f"Course {code}"}
    numbers = {
        "hours": 16,
        "hours_online": 8,
        "hours_in_person": 8,
        "validity_months": 24,
        "pass_mark_pct": 75,
        "min_attendance_pct": 80,
    }
    return Course.objects.get_or_create(
        code=code, defaults={"family": "portfolio", "modality": "blended", **names, **numbers, **says}
    )[0]


def trainer(*, family="portfolio", where=None, level=3, on=TODAY, **says):
    who = person(**says)
    appoint(who, level, family, where or territory("MA"), by=person(), on=on, reason="first of the line")
    return who


def day(on=TODAY, starts=time(9), ends=time(17)) -> sessions.Day:
    return sessions.Day(on, starts, ends)


def session(lead=None, *, on=TODAY, of=None, days=None, province=None, **says):
    lead = lead or trainer(on=on)
    plan = {
        "venue_fr": "Maison des associations",
        "organiser": institution(),
        "languages": ["ar"],
        "capacity": 15,
        "practice_pct": 50,
    }
    return sessions.plan(
        of or course(),
        lead,
        by=lead,
        days=days or [day(on)],
        province=province or territory(),
        on=on,
        **{**plan, **says},
    )


def earned(who, source, *, level=1, family="portfolio", on=TODAY) -> Accreditation:
    """An accreditation earned in a session."""
    return Accreditation.objects.create(
        person=who,
        level=level,
        family=family,
        territory=territory("MA"),
        state="active",
        source=source,
        from_on=on,
        until_on=on.replace(year=on.year + 2),
    )
