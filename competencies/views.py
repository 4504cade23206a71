from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from competencies import contact, evidence
from competencies.forms import AnswerForm, ContactForm, DeclarationForm, SearchForm
from competencies.gaps import Gap, Way, Why, ways_of
from competencies.labels import institution_type
from competencies.models import Competency, ContactRequest, Mark
from competencies.passport import passport as made_passport
from competencies.search import PURPOSE, Results, listings_of, may_search, profile_of, search, unnamed
from people import consent
from people.access import looked, looks_at
from people.models import Consent, User
from people.registry import passport_panels


@login_required
def passport(request):
    return _passport(request, request.user)


@login_required
def passport_of(request, public_id):
    """Someone the officer answers for; anybody else is a 404."""
    on = timezone.localdate()
    person = get_object_or_404(User.objects.visible_to(request.user, on=on), public_id=public_id)
    looked(request.user, person, "passport")
    return _passport(request, person)


def _passport(request, person):
    on = timezone.localdate()
    own = person == request.user
    made = made_passport(person, on=on, code=request.GET.get("c", ""))
    shows = {
        "person": person,
        "own": own,
        "passport": made,
        "detail": made.detail,
        "kinds": [*evidence.KINDS, "expired"],
        "panels": [panel for make in passport_panels if (panel := make(request, person)) is not None],
        "declaration": DeclarationForm() if own else None,
        "chosen": request.GET.get("c"),
    }
    return render(request, "competencies/passport.html", shows)


@login_required
@require_POST
def declare(request, code):
    """The person says their own level; saying it anew replaces what they said, in the open."""
    competency = get_object_or_404(Competency, code=code)
    form = DeclarationForm(request.POST)
    if form.is_valid():
        evidence.declare(request.user, competency, form.cleaned_data["level"], on=timezone.localdate())
        messages.success(request, _("Your level is noted as declared by you."))
    else:
        messages.error(request, _("Choose a level from 1 to 3."))
    return redirect(f"{reverse('competencies:passport')}?c={competency.code}#detail")


@dataclass(frozen=True)
class Choice:
    """One box of a facet."""

    value: str
    words: str
    count: int
    chosen: bool


@login_required
def register(request):
    on = timezone.localdate()
    if not may_search(request.user, on=on):
        raise PermissionDenied
    form = SearchForm(request.GET)
    query = form.query()
    results = search(query, viewer=request.user, on=on)
    if results.asked:
        looked(request.user, None, "register.search", purpose=str(query))
    shows = {
        "form": form,
        "query": query,
        "results": results,
        "facets": _facets(results),
        "chips": _chips(request.GET, results),
        "level_counts": [(n, results.facets.get("level", {}).get(n, 0)) for n in range(1, 6)],
        "filters_set": _filters_set(query),
        "before": _page(request.GET, query.page - 1) if query.page > 1 else "",
        "after": _page(request.GET, query.page + 1) if query.page < results.pages else "",
        "near_ways": _near_ways(results),
        "lower": _with(request.GET, level=max(1, query.level - 1)) if query.level > 1 else "",
        "anywhere": _anywhere(request.GET, results),
    }
    return render(request, "competencies/register.html", shows)


def _near_ways(results: Results) -> list[Way]:
    """What would bring the closest of the near misses in."""
    short = next((line for hit in results.near for line in hit.lines if not line.counts), None)
    if short is None:
        return []
    gap = Gap(short.competency, short.demanded, False, Why.LEVEL, None, None)
    return ways_of([gap])[gap.competency.pk][:2]


def _filters_set(query) -> int:
    return (
        len(query.proofs)
        + len(query.places)
        + len(query.types)
        + bool(query.province)
        + query.expired
        + (query.level > 1)
    )


def _facets(results: Results) -> dict[str, list[Choice]]:
    query, counts = results.query, results.facets
    regions = [
        Choice(t.path, t.name, counts.get("region", {}).get(t.path, 0), t.path in query.places) for t in results.regions
    ]
    types = sorted({*counts.get("type", {}), *query.types})
    return {
        "proof": [
            Choice(kind, label, counts.get("proof", {}).get(kind, 0), kind in query.proofs)
            for kind, label in reversed(Mark.Kind.choices)
        ],
        "region": sorted((c for c in regions if c.count or c.chosen), key=lambda c: (-c.count, c.words)),
        "type": [Choice(t, institution_type(t), counts.get("type", {}).get(t, 0), t in query.types) for t in types],
    }


def _chips(asked: QueryDict, results: Results) -> list[dict]:
    """What was understood, each with the address that leaves it out."""
    picked = set(results.query.codes)
    parts = [a.wish.words for a in results.asked if a.wish.words not in picked]
    parts += [place.words for place in results.place_words] + list(results.unknown)
    chips = []
    for one in results.asked:
        words = one.wish.words
        if words in picked:
            url = _with(asked, c=[code for code in results.query.codes if code != words])
        else:
            url = _with(asked, q=_without(parts, words))
        chips.append({"asked": one, "url": url})
    for place, territory in zip(results.place_words, results.places, strict=True):
        chips.append({"place": territory, "url": _with(asked, q=_without(parts, place.words))})
    return chips


def _anywhere(asked: QueryDict, results: Results) -> str:
    """The same question without any place; empty when it names none."""
    query = results.query
    if not (query.places or query.province or results.places):
        return ""
    words = [one.wish.words for one in results.asked if one.wish.words not in query.codes]
    return _with(asked, region=None, province=None, q=", ".join([*words, *results.unknown]))


def _without(parts: list[str], words: str) -> str:
    left = list(parts)
    left.remove(words)
    return ", ".join(left)


def _with(asked: QueryDict, **says) -> str:
    """The same question with these parts changed; ``None`` leaves a part out."""
    changed = asked.copy()
    changed.pop("page", None)
    for name, value in says.items():
        changed.pop(name, None)
        if value is not None and value != "":
            changed.setlist(name, value if isinstance(value, list) else [str(value)])
    return f"?{changed.urlencode()}"


def _page(asked: QueryDict, number: int) -> str:
    changed = asked.copy()
    changed["page"] = number
    return f"?{changed.urlencode()}"


@login_required
def profile(request, code):
    """An unnamed profile; named to those to whom the person said yes."""
    on = timezone.localdate()
    found = profile_of(code, viewer=request.user, on=on)
    if found is None:
        raise Http404
    looked(request.user, found.listing.person, "register.profile")
    return _profile(request, found, ContactForm(), on)


def _profile(request, found, form, on):
    asked = ContactRequest.objects.filter(asker=request.user, person=found.listing.person).first()
    named = asked is not None and contact.is_named(asked)
    again_on = contact.again_on(asked, on=on) if asked and not named else None
    shows = {
        "profile": found,
        "asked": asked,
        "waits": asked is not None and asked.state == ContactRequest.State.ASKED and asked.expires_on >= on,
        "named": found.listing.person if named else None,
        "again_on": again_on if again_on and again_on > on else None,
        "form": form,
        "own": found.listing.person_id == request.user.pk,
        "institution_type": institution_type(found.post.institution.type),
    }
    return render(request, "competencies/profile.html", shows)


@login_required
@require_POST
def contact_ask(request, code):
    on = timezone.localdate()
    found = profile_of(code, viewer=request.user, on=on)
    if found is None:
        raise Http404
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _profile(request, found, form, on)
    try:
        contact.ask(request.user, found.listing.person, reason=form.cleaned_data["reason"], at=timezone.now())
        messages.success(request, _("Your request is on its way. The person sees who asks and why."))
    except contact.TooSoon as wait:
        again = date_format(wait.again_on)
        messages.error(
            request, _("You have asked this person before. You may ask again from %(day)s.") % {"day": again}
        )
    except contact.MayNotAsk:
        messages.error(request, _("This person cannot be asked."))
    return redirect("competencies:profile", code=found.listing.code)


@login_required
def contact_list(request):
    """What the officer asked. Names only after a yes."""
    on = timezone.localdate()
    if not may_search(request.user, on=on):
        raise PermissionDenied
    asked = list(ContactRequest.objects.filter(asker=request.user).select_related("person")[:200])
    listings = listings_of([request.person_id for request in asked])
    consenting = set(
        Consent.objects.filter(person__in=listings, purpose=PURPOSE, withdrawn_at=None).values_list("person", flat=True)
    )
    rows = [
        {
            "request": one,
            "listing": listings[one.person_id],
            "listed": one.person_id in consenting,
            "waits": one.state == ContactRequest.State.ASKED and one.expires_on >= on,
            "named": one.person if one.state == ContactRequest.State.ACCEPTED and one.person_id in consenting else None,
        }
        for one in asked
    ]
    return render(request, "competencies/contact_list.html", {"rows": rows})


@login_required
def listing(request):
    """The person's own page: am I listed, as what, who asked, who looked."""
    on = timezone.localdate()
    is_listed = consent.has(request.user, PURPOSE)
    own = listings_of([request.user.pk])[request.user.pk] if is_listed else None
    asked = ContactRequest.objects.filter(person=request.user).select_related("asker", "institution")
    open_ones = asked.filter(state=ContactRequest.State.ASKED, expires_on__gte=on)
    shows = {
        "is_listed": is_listed,
        "profile": unnamed(own, on=on) if own else None,
        "purpose": next(p for p in consent.purposes() if p.code == PURPOSE),
        "open_requests": list(open_ones),
        "past_requests": list(asked.exclude(pk__in=open_ones)[:20]),
        "looks": looks_at(request.user).filter(act__startswith="register")[:10],
    }
    return render(request, "competencies/listing.html", shows)


@login_required
@require_POST
def listing_consent(request):
    """One tap in, one tap out; the register knows at once."""
    if request.POST.get("listed") == "yes":
        consent.give(request.user, PURPOSE, language=get_language()[:2], at=timezone.now())
        messages.success(request, _("You are listed now, without your name."))
    else:
        consent.withdraw(request.user, PURPOSE, at=timezone.now())
        messages.success(request, _("You are no longer listed. Nobody finds you any more."))
    return redirect("competencies:listing")


@login_required
@require_POST
def contact_answer(request, pk):
    asked = get_object_or_404(request.user.contact_requests, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        yes = form.cleaned_data["answer"] == "yes"
        try:
            contact.answer(asked, yes=yes, at=timezone.now())
            messages.success(
                request,
                _("They now see your name, phone and e-mail.")
                if yes
                else _("You said no. Nobody learns why, or from whom."),
            )
        except contact.ImpossibleMove:
            messages.error(request, _("This request can no longer be answered."))
    return redirect("competencies:listing")
