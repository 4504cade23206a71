"""Who trained whom, from the root to the last learner, each way in one recursive query.

A step up: the session a person was trained in → the accreditation its lead taught under → the session that
accreditation was earned in. An accreditation by appointment is a root.

Who answers for people reads the cascade too: the sessions they may see, each below the one that formed its lead, with
the names of those they answer for and the number of the others.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Min, Prefetch

from cascade.models import Registration, Session
from people.models import User

_UP = """
with recursive way(depth, session_id, lead_id, source_id) as (
    select 1, s.id, s.lead_id, a.source_id
    from cascade_session s join cascade_accreditation a on a.id = s.accreditation_id
    where s.id = %s
  union all
    select way.depth + 1, s.id, s.lead_id, a.source_id
    from way
    join cascade_session s on s.id = way.source_id
    join cascade_accreditation a on a.id = s.accreditation_id
    where way.depth < 10
)
select session_id, lead_id from way order by depth
"""

_LED = """
with recursive led(session_id, hop) as (
    select s.id, 1 from cascade_session s where s.lead_id = %s
  union
    select s.id, led.hop + 1
    from led
    join cascade_accreditation a on a.source_id = led.session_id
    join cascade_session s on s.accreditation_id = a.id
    where led.hop < 10
)
"""
_SESSIONS_DOWN = _LED + "select session_id, min(hop) from led group by session_id"
_PEOPLE_DOWN = (
    _LED
    + """
select r.person_id, min(led.hop)
from led join cascade_registration r on r.session_id = led.session_id
where r.trained
group by r.person_id
"""
)


@dataclass(frozen=True, slots=True)
class Step:
    """One trainer on the way, and the session they led on it."""

    trainer: User
    session_id: int


def way_to_root(session) -> list[Step]:
    """From the session's lead up to the root trainer."""
    with connection.cursor() as cursor:
        cursor.execute(_UP, [session.pk])
        rows = cursor.fetchall()
    people = User.objects.in_bulk([lead for _, lead in rows])
    return [Step(people[lead], session_id) for session_id, lead in rows]


def descendants(trainer) -> dict[int, int]:
    """Everybody trained under this trainer, directly or through others: person id → least hops."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE_DOWN, [trainer.pk])
        return dict(cursor.fetchall())


def trained_by(a, b) -> bool:
    """Did ``a`` ever train ``b``, directly or as an ancestor in the cascade?"""
    places = Registration.objects.filter(person=b, trained=True).select_related("session")
    return any(step.trainer.pk == a.pk for place in places for step in way_to_root(place.session))


@dataclass(frozen=True, slots=True)
class Branching:
    """One session on the way down: how many steps from the trainer asked about, and whom it trained."""

    session: Session
    depth: int
    trained: list[User]


def tree(trainer) -> list[Branching]:
    """The sessions under a trainer, nearest first, each with those it trained: three queries in all."""
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS_DOWN, [trainer.pk])
        depths = dict(cursor.fetchall())
    sessions = (
        Session.objects.filter(pk__in=depths)
        .select_related("course", "lead", "province")
        .prefetch_related(
            Prefetch(
                "registrations", Registration.objects.filter(trained=True).select_related("person"), to_attr="trained"
            )
        )
    )
    rows = [Branching(s, depths[s.pk], [place.person for place in s.trained]) for s in sessions]
    return sorted(rows, key=lambda row: (row.depth, row.session.pk))


def in_order(sessions) -> list[tuple[int, int]]:
    """Ids of these sessions with their depth among them: 1, or one more than the session that formed their lead."""
    rows = list(sessions.order_by("pk").values_list("pk", "accreditation__source"))
    given = {pk for pk, _ in rows}
    below: dict[int | None, list[int]] = {}
    for pk, source in rows:
        below.setdefault(source if source in given else None, []).append(pk)
    ordered, ahead = [], [(pk, 1) for pk in reversed(below.get(None, []))]
    while ahead:
        pk, depth = ahead.pop()
        ordered.append((pk, depth))
        ahead += [(inner, depth + 1) for inner in reversed(below.get(pk, []))]
    return ordered


@dataclass(frozen=True, slots=True)
class Taught:
    """One session as somebody who answers for people reads it."""

    session: Session
    depth: int
    named: list[User]
    others: int  # trained there too, but not theirs to name

    @property
    def trained(self) -> int:
        return len(self.named) + self.others


def read_by(viewer, ordered: list[tuple[int, int]], *, on: date) -> list[Taught]:
    """A stretch of ``in_order`` with its trainers and those they trained, in a fixed number of queries."""
    trained = Registration.objects.filter(trained=True).select_related("person")
    sessions = (
        Session.objects.filter(pk__in=[pk for pk, _ in ordered])
        .select_related("course", "lead", "province", "accreditation__source__course", "accreditation__source__lead")
        .annotate(first_on=Min("days__on"))
        .prefetch_related(Prefetch("registrations", trained, to_attr="trained"))
        .in_bulk()
    )
    everybody = {place.person_id for session in sessions.values() for place in session.trained}
    seen = set(User.objects.visible_to(viewer, on=on).filter(pk__in=everybody).values_list("pk", flat=True))
    rows = []
    for pk, depth in ordered:
        people = [place.person for place in sessions[pk].trained]
        named = [person for person in people if person.pk in seen]
        rows.append(Taught(sessions[pk], depth, named, len(people) - len(named)))
    return rows
