"""What certification puts into the registries of people/."""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from certification import awards, reminders, schemes, showing
from certification.models import Attendance, Certificate, PriorLearning
from certification.states import State
from courses.models import Activity, Course
from courses.prerequisites import Proof
from people.access import ACTS
from people.navigation import Entry, Panel
from people.notices import Kind
from people.registry import (
    course_panels,
    course_proofs,
    daily,
    dashboard_panels,
    fact_handlers,
    navigation_entries,
    notice_kinds,
    passport_panels,
    personal_data,
    reference_loaders,
)

PANEL_HOLDS = 4  # certificates; the rest are a link away

reference_loaders.register("certification.schemes", order=70)(schemes.rows)  # after the courses
ACTS["certificate.pdf"] = gettext_lazy("Certificate on paper")
daily.register("certification.reminders")(reminders.remind)
notice_kinds.register("certificate_issued", order=40)(Kind(gettext_lazy("A certificate is issued to me")))
notice_kinds.register("certificate_due", order=41)(Kind(gettext_lazy("A certificate of mine ends soon")))
notice_kinds.register("certificate_stopped", order=42)(Kind(gettext_lazy("A certificate of mine is stopped or back")))


@fact_handlers.register("attendance.noted:certification")
@fact_handlers.register("course.activity_passed:certification")
@fact_handlers.register("course.finished:certification")
def consider(fact):
    """Any of these may have been the last thing missing."""
    _consider(fact.says["person"], Course.objects.get(code=fact.says["course"]))


@fact_handlers.register("exam.marked:certification", order=200)
def consider_renewal(fact):
    """An exam passed again tells courses nothing new, but it may renew a certificate. Courses deal with it first."""
    activity = Activity.objects.filter(pk=fact.says["blueprint"]).select_related("course").first()
    if fact.says["passed"] and activity:
        _consider(fact.says["person"], activity.course)


def _consider(person: int, course: Course) -> None:
    awards.consider(get_user_model().objects.get(pk=person), course, on=timezone.localdate())


@navigation_entries.register("certification", order=60)
def entries(request):
    if request.user.is_authenticated:
        return [Entry(_("Certificates"), reverse("certification:certificate-list"), "seal", tab=True)]
    return [Entry(pgettext("navigation", "Check"), reverse("certification:verification"), "seal", tab=True)]


@dashboard_panels.register("certification.due", order=15)
def ends_soon(request):
    """The certificate that ends first, while it can be renewed."""
    due = [card for card in _cards(request) if card.state == State.DUE]
    return Panel("certification/_panel_due.html", {"card": min(due, key=lambda c: c.days_left)}) if due else None


@dashboard_panels.register("certification.mine", order=40)
def mine(request):
    held = [card for card in _cards(request) if card.state != State.SUPERSEDED]
    shows = {"cards": held[:PANEL_HOLDS], "more": max(0, len(held) - PANEL_HOLDS)}
    return Panel("certification/_panel_mine.html", shows, side=True)


def _cards(request):
    """Read once for both panels of a page."""
    if not hasattr(request, "certificate_cards"):
        request.certificate_cards = showing.cards(request.user, on=timezone.localdate())
    return request.certificate_cards


@course_panels.register("certification", order=30)
def of_course(request, course):
    """What the course's certificate asks for, or the certificate itself."""
    today = timezone.localdate()
    if not request.user.is_authenticated:
        return None
    scheme, asked = awards.outlook(request.user, course, on=today)
    if scheme is None:
        return None
    card = None
    if asked is None:
        held = showing.cards(request.user, on=today, scheme__course=course)
        card = next((card for card in held if card.state != State.SUPERSEDED), None)
        standing = card and (card.state == State.VALID or card.state == State.SUSPENDED)
        asked = [] if standing else awards.requirements(request.user, scheme, on=today)
    return Panel("certification/_panel_course.html", {"scheme": scheme, "card": card, "requirements": asked}, side=True)


@course_proofs.register("certification", order=30)
def known_already(people, courses, *, on):
    """Certificates that were not withdrawn or suspended, and learning that the Centre has recognised: the same that
    ``awards`` takes for a prerequisite."""
    recognised = PriorLearning.objects.filter(person__in=people, course__in=courses, from_on__lte=on)
    found = {
        (person, course): Proof("recognised", _("Recognised by the Centre on %(day)s") % {"day": date_format(day)})
        for person, course, day in recognised.values_list("person", "course", "from_on")
    }
    held = Certificate.objects.filter(person__in=people, scheme__course__in=courses).with_story()
    for certificate in held.order_by("cycle"):
        if awards.counts_before(certificate, on=on):
            words = _("Certificate held, until %(day)s") % {"day": date_format(certificate.expires_on)}
            if certificate.expires_on < on:
                words = _("Certificate held, over since %(day)s") % {"day": date_format(certificate.expires_on)}
            found[certificate.person_id, certificate.scheme.course_id] = Proof("certificate", words)
    return found


@passport_panels.register("certification", order=30)
def held_by(request, person):
    """A reader who may see the passport sees what is held; the sheet only who answers for the holder."""
    today = timezone.localdate()
    held = [card for card in showing.cards(person, on=today) if card.state != State.SUPERSEDED]
    seen = Certificate.objects.filter(person=person).visible_to(request.user, on=today)
    return Panel(
        "certification/_panel_passport.html", {"cards": held, "seen": set(seen.values_list("pk", flat=True))}, side=True
    )


@personal_data.register("certification")
def what_we_hold(person):
    """Certificates with their events, attendance, prior learning."""
    return {
        "certificates": [
            {
                "number": certificate.number,
                "says": [statement.says for statement in certificate.statements.all()],
                "events": [
                    {"event": entry.event, "from": entry.from_on.isoformat(), "grounds": entry.grounds}
                    for entry in certificate.entries.all()
                ],
            }
            for certificate in Certificate.objects.filter(person=person).with_story()
        ],
        "attendance": [
            {"course": row.course.code, "share_pct": row.share_pct, "on": row.held_on.isoformat(), "source": row.source}
            for row in Attendance.objects.filter(person=person).select_related("course")
        ],
        "prior_learning": [
            {"course": row.course.code, "from": row.from_on.isoformat(), "reason": row.reason}
            for row in PriorLearning.objects.filter(person=person).select_related("course")
        ],
    }
