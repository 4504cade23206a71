"""What competencies/ puts into the registries of people/."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competencies import contact, framework
from competencies.gaps import Gap, Why, standing, ways_of
from competencies.models import ContactRequest, Listing, Mark
from competencies.passport import tile_of
from competencies.search import may_search
from people.access import ACTS
from people.navigation import Entry, Panel
from people.notices import Kind
from people.registry import (
    anonymisers,
    daily,
    dashboard_panels,
    mergers,
    navigation_entries,
    notice_kinds,
    personal_data,
    reference_loaders,
)

reference_loaders.register("competencies.framework", order=50)(framework.rows)
ACTS["register.search"] = gettext_lazy("Search in the register")
ACTS["register.profile"] = gettext_lazy("Unnamed profile in the register")
ACTS["passport"] = gettext_lazy("Skills passport")
notice_kinds.register("contact_asked", order=50)(Kind(gettext_lazy("Somebody wishes to contact me")))
notice_kinds.register("contact_accepted", order=51)(Kind(gettext_lazy("My wish for contact has an answer")))
SHOWN = 4  # gaps on the dashboard; the passport has them all


@navigation_entries.register("competencies", order=40)
def entries(request) -> list[Entry]:
    user = request.user
    if not user.is_authenticated:
        return []
    given = [Entry(_("My passport"), reverse("competencies:passport"), "tiles", tab=True)]
    if may_search(user, on=timezone.localdate()):
        given.append(Entry(_("The register"), reverse("competencies:register"), "search", tab=True))
    return given


@dashboard_panels.register("competencies.requests", order=5)
def requests_panel(request) -> Panel | None:
    today = timezone.localdate()
    open_ones = ContactRequest.objects.filter(person=request.user, state="asked", expires_on__gte=today).count()
    return Panel("competencies/_requests_panel.html", {"number": open_ones}) if open_ones else None


@dashboard_panels.register("competencies.gaps", order=30)
def gaps_panel(request) -> Panel | None:
    place = standing(request.user, on=timezone.localdate())
    if not place.requirements:
        return None
    gaps = place.gaps()
    ways = ways_of(gaps[:SHOWN])
    shown = [
        {
            "gap": gap,
            "tile": tile_of(place, gap.competency),
            "words": in_words(gap),
            "ways": ways[gap.competency.pk][:1],
        }
        for gap in gaps[:SHOWN]
    ]
    asked = len(place.requirements)
    shows = {
        "post": place.post,
        "asked": asked,
        "met": asked - len(gaps),
        "gaps": shown,
        "more": max(0, len(gaps) - SHOWN),
    }
    return Panel("competencies/_gaps_panel.html", shows)


def in_words(gap: Gap) -> str:
    """One sentence: what there is, and what is asked for."""
    if gap.must:
        asked = _("level %(level)s, assessed or certified, is asked for") % {"level": gap.level}
    else:
        asked = _("level %(level)s is asked for") % {"level": gap.level}
    if gap.why == Why.EXPIRED:
        has = _("Was over on %(day)s, at level %(level)s") % {
            "day": date_format(gap.lapsed.ends_on),
            "level": gap.lapsed.level,
        }
    elif gap.mark is None:
        has = _("No mark")
    else:
        has = {
            "declared": _("Declared at level %(level)s"),
            "endorsed": _("Endorsed at level %(level)s"),
            "assessed": _("Assessed at level %(level)s"),
            "certified": _("Certified at level %(level)s"),
        }[gap.mark.kind] % {"level": gap.mark.level}
    return _("%(has)s; %(asked)s") % {"has": has, "asked": asked}


@daily.register("competencies.contact_requests")
def close_unanswered(today):
    contact.close_expired(on=today)


@personal_data.register("competencies")
def own_data(person) -> dict:
    marks = Mark.objects.filter(person=person).select_related("competency")
    asked = ContactRequest.objects.filter(person=person).select_related("asker", "institution")
    return {
        "marks": [
            {
                "competency": mark.competency.code,
                "level": mark.level,
                "kind": mark.kind,
                "source": mark.source,
                "given_on": mark.given_on.isoformat(),
                "until": mark.until.isoformat(),
                "retracted_on": mark.retracted_on and mark.retracted_on.isoformat(),
            }
            for mark in marks
        ],
        "contact_requests": [
            {
                "asker": one.asker.name,
                "institution": one.institution and one.institution.code,
                "reason": one.reason,
                "state": one.state,
                "asked_at": one.asked_at.isoformat(),
            }
            for one in asked
        ],
    }


@anonymisers.register("competencies")
def forget(person) -> None:
    """Who asked for them and under which code they showed; the marks stay, as figures without a name."""
    ContactRequest.objects.filter(person=person).delete()
    Listing.objects.filter(person=person).delete()


@mergers.register("competencies")
def merge(kept, gone) -> None:
    """Everything moves to ``kept``; of two open requests that become one, the other ends."""
    Mark.objects.filter(person=gone).update(person=kept)
    Listing.objects.filter(person=gone).delete()
    ContactRequest.objects.filter(person__in=[kept, gone], asker__in=[kept, gone]).delete()
    asked = ContactRequest.objects.filter(state="asked")
    askers = list(asked.filter(person=kept).values_list("asker", flat=True))
    asked.filter(person=gone, asker__in=askers).update(state="expired")
    people = list(asked.filter(asker=kept).values_list("person", flat=True))
    asked.filter(asker=gone, person__in=people).update(state="expired")
    ContactRequest.objects.filter(person=gone).update(person=kept)
    ContactRequest.objects.filter(asker=gone).update(asker=kept)
