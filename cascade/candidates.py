"""Whom may a trainer register? Those enrolled in the course whose post lies in the territory the trainer is
accredited for, and anyone whose staff number the trainer was given (a number names one person and shows nobody else).
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from courses.models import Enrolment
from people.models import Post, User


def candidates(session, *, on: date):
    """People to choose from, without those who already have a place."""
    path = session.accreditation.territory.path
    posts = Post.objects.in_force(on=on).filter(
        Q(province__path=path) | Q(province__path__startswith=path + "/"), person=OuterRef("pk")
    )
    enrolled = Enrolment.objects.open().filter(course=session.course, learner=OuterRef("pk"))
    placed = session.registrations.filter(withdrawn_at=None, person=OuterRef("pk"))
    return (
        User.objects.filter(Exists(enrolled), Exists(posts), ~Exists(placed))
        .exclude(pk__in=[session.lead_id, session.co_lead_id or 0])
        .order_by("last_name", "first_name")
    )


def by_numbers(text: str) -> tuple[list[User], list[str]]:
    """People by staff number, and the lines that name nobody."""
    lines = [line.strip().upper() for line in text.replace(",", "\n").splitlines() if line.strip()]
    found = {u.username.upper(): u for u in User.objects.filter(username__in=lines, is_active=True)}
    return [found[line] for line in dict.fromkeys(lines) if line in found], [
        line for line in lines if line not in found
    ]
