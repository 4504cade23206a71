"""What people/ itself puts into the registries."""

from django.core.management import call_command
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people import charges, independence, loading, personal, staff_import  # noqa: F401
from people.models import CalendarItem, CalendarKey, Charge, Notice, NoticeChoice
from people.navigation import Entry, Panel
from people.registry import (
    anonymisers,
    asked_with_person,
    daily,
    dashboard_panels,
    mergers,
    navigation_entries,
)


@asked_with_person.register("known_charges")
def charges_of_person():
    rows = Charge.objects.filter(person=OuterRef("pk")).order_by().values("person")
    return Subquery(rows.annotate(rows=charges.Rows(JSONObject(**charges.PARTS))).values("rows"))


@asked_with_person.register("known_unread")
def unread_of_person():
    """How many messages stand unread in the inbox; None = none."""
    rows = Notice.objects.filter(person=OuterRef("pk"), read_at=None).order_by().values("person")
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


@anonymisers.register("people.told")
def forget_ways(person) -> None:
    """How they wanted to be told, and their calendar."""
    for model in (NoticeChoice, CalendarKey, CalendarItem):
        model.objects.filter(person=person).delete()


@mergers.register("people.told")
def merge_told(kept, gone) -> None:
    """Messages move over; the choices and the calendar are those of ``kept``."""
    Notice.objects.filter(person=gone).update(person=kept)
    forget_ways(gone)


@navigation_entries.register("people.staff", order=40)
def staff(request):
    if not charges.held(request.user, on=timezone.localdate(), roles=[Charge.Role.HR_OFFICER]):
        return []
    return [Entry(_("Staff"), reverse("people:staff-list"), "people", tab=True)]


@dashboard_panels.register("people.names", order=5)
def names(request):
    """Until the holder has confirmed how both spellings are written."""
    person = request.user
    if person.names_confirmed_at:
        return None
    return Panel("people/_names_panel.html", {"arabic": person.name_ar, "latin": person.name_latin}, side=True)


@daily.register("people.sessions", order=60)
def forget_sessions(today):
    """Of visits that ran out: nothing else ever removes their rows."""
    call_command("clearsessions")
