"""What the cascade puts into the registries below."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cascade.lineage import trained_by, way_to_root
from cascade.models import Accreditation, Registration, Session, SessionDay
from people.calendar import Event
from people.charges import held
from people.models import Charge
from people.navigation import Entry, Panel
from people.prepared import prepared
from people.querysets import ANSWERING
from people.registry import (
    asked_with_person,
    assignment_markers,
    calendar_events,
    course_answerers,
    course_panels,
    dashboard_panels,
    dependence_reasons,
    navigation_entries,
)

#: Whose daily work the cascade is; its entry stands in their navigation.
CENTRE = (Charge.Role.TRAINING_OFFICER, Charge.Role.ADMINISTRATOR)


@dependence_reasons.register("cascade.trained_by", order=20)
def training(a, b, *, on: date) -> str | None:
    if trained_by(a, b):
        return _("One has trained the other, directly or through the cascade.")
    if trained_by(b, a):
        return _("One was trained by the other, directly or through the cascade.")
    return None


@navigation_entries.register("cascade", order=60)
def entries(request) -> list[Entry]:
    if was_accredited(request.user):
        return [
            Entry(_("My sessions"), reverse("cascade:session-list"), "calendar", tab=True),
            Entry(_("Cascade"), reverse("cascade:lineage"), "cascade"),
        ]
    if held(request.user, on=timezone.localdate(), roles=CENTRE):
        return [Entry(_("Cascade"), reverse("cascade:lineage-of-charge"), "cascade")]
    return []


@dashboard_panels.register("cascade.charge", order=90)
def of_charge(request) -> Panel | None:
    """The way to the cascade for those who answer for people and have no entry for it."""
    on = timezone.localdate()
    if held(request.user, on=on, roles=CENTRE) or not held(request.user, on=on, roles=ANSWERING):
        return None
    return Panel("cascade/_charge_panel.html", side=True)


@asked_with_person.register("known_accreditation")
def accreditation_of_person():
    return Exists(Accreditation.objects.filter(person=OuterRef("pk")))


def was_accredited(user) -> bool:
    """At any time: what one led stays in one's menu."""
    if hasattr(user, "known_accreditation"):
        return user.known_accreditation
    return user.is_authenticated and Accreditation.objects.filter(person=user).exists()


@assignment_markers.register("cascade")
def works_of_my_sessions(user, *, on: date) -> Q:
    """A trainer marks the works of those registered in the sessions they lead, in that course."""
    registered = Registration.objects.filter(
        Q(session__lead=user) | Q(session__co_lead=user),
        session__course=OuterRef("enrolment__course"),
        person=OuterRef("enrolment__learner"),
        withdrawn_at=None,
    )
    return Q(Exists(registered))


works_of_my_sessions.is_for = was_accredited


@dashboard_panels.register("cascade.next_sessions", order=15)
def next_sessions(request) -> Panel | None:
    """Sessions still to lead or to sit in."""
    if not (rows := _coming(person=request.user)):
        return None
    return Panel("cascade/_next_sessions.html", {"sessions": rows, "on": timezone.localdate()}, side=True)


@prepared
def _coming(person):
    """The first three."""
    return (
        Session.objects.filter(
            Q(lead=person) | Q(co_lead=person) | Q(registrations__person=person, registrations__withdrawn_at=None)
        )
        .filter(state__in=[Session.State.PLANNED, Session.State.RUNNING])
        .annotate(first_on=Min("days__on"))
        .select_related("course", "province")
        .order_by("first_on")
        .distinct()[:3]
    )


@course_answerers.register("cascade", order=20)
def trainers_of(person, course, *, on):
    """Who leads or co-leads a session of this course in which the person has a place."""
    places = Registration.objects.filter(person=person, withdrawn_at=None, session__course=course)
    places = places.exclude(session__state=Session.State.CANCELLED).select_related("session__lead", "session__co_lead")
    return [one for place in places for one in (place.session.lead, place.session.co_lead) if one]


@calendar_events.register("cascade", order=20)
def session_days(person, *, on):
    """Each day of the sessions one leads or sits in, from a month ago on. A cancelled session is there no more."""
    days = (
        SessionDay.objects.filter(on__gte=on - timedelta(days=31))
        .exclude(session__state=Session.State.CANCELLED)
        .filter(
            Q(session__lead=person)
            | Q(session__co_lead=person)
            | Q(session__registrations__person=person, session__registrations__withdrawn_at=None)
        )
        .select_related("session__course", "session__province")
        .distinct()
    )
    zone = timezone.get_default_timezone()
    return [
        Event(
            uid=f"session-{day.session_id}-{day.pk}@takwin",
            summary=_("Session: %(course)s") % {"course": day.session.course.title},
            starts=datetime.combine(day.on, day.starts_at, zone),
            ends=datetime.combine(day.on, day.ends_at, zone),
            place=", ".join(filter(None, (day.session.venue, day.session.province.name))),
            url=settings.SITE_URL + reverse("cascade:session-detail", args=[day.session_id]),
        )
        for day in days
    ]


@course_panels.register("cascade.session", order=20)
def session_of_course(request, course) -> Panel | None:
    """The learner's place in a session of this course, with the lineage that leads to them."""
    place = _places.first(person=request.user, course=course)
    if place is None:
        return None
    session = place.session
    return Panel(
        "cascade/_session_of_course.html",
        {
            "session": session,
            "days": list(session.days.all()),
            "way": list(reversed(way_to_root(session))),
            "place": place,
        },
        side=True,
    )


@prepared
def _places(person, course):
    """The newest alone."""
    return (
        Registration.objects.filter(person=person, withdrawn_at=None, session__course=course)
        .exclude(session__state=Session.State.CANCELLED)
        .select_related("session__course", "session__province", "session__lead", "session__accreditation")
        .order_by("-pk")[:1]
    )
