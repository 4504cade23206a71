"""What I was told, how I want to be told, and my calendar in other programs."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import calendar
from people.models import Notice
from people.notices import choices_of, choose, seen, ways_of, wording
from people.trilingual import tongue

A_PAGE = 20


@login_required
@never_cache
@require_safe
def notice_list(request):
    """The inbox. What is shown was read: it is marked as new this one time."""
    page = Paginator(request.user.notices.order_by("-made_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    rows = [(notice, *_said(request, notice)) for notice in page.object_list]
    fresh = {notice.pk for notice, *_said_words in rows if notice.read_at is None}
    seen([notice for notice, *_said_words in rows], at=timezone.now())
    request.user.known_unread = max(0, (getattr(request.user, "known_unread", 0) or 0) - len(fresh))
    return render(request, "people/notice_list.html", {"rows": rows, "page_obj": page, "fresh": fresh})


def _said(request, notice: Notice) -> tuple[str, str]:
    notice.person = request.user
    try:
        return wording(notice, tongue())
    except TemplateDoesNotExist:  # of a kind that is no longer told
        return _("An earlier message"), ""


@login_required
@require_http_methods(["GET", "POST"])
def notice_choices(request):
    if request.method == "POST":
        choose(request.user, {name.removeprefix("w-"): way for name, way in request.POST.items() if name[:2] == "w-"})
        messages.success(request, _("Kept. It holds from the next message."))
        return redirect("people:notice-choices")
    labels = {
        Notice.Channel.HERE: _("Here only"),
        Notice.Channel.EMAIL: _("Here and by e-mail"),
        Notice.Channel.SMS: _("Here and by message"),
    }
    ways = [(way, labels[way]) for way in ways_of(request.user)]
    return render(request, "people/notice_choices.html", {"choices": choices_of(request.user), "ways": ways})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def calendar_address(request):
    """The secret address, shown once when it is made."""
    address = ""
    if request.method == "POST":
        if request.POST.get("act") == "end":
            calendar.end_key(request.user)
            messages.success(request, _("The address reads nothing any more."))
            return redirect("people:calendar-address")
        secret = calendar.make_key(request.user, at=timezone.now())
        address = settings.SITE_URL + reverse("people:calendar-feed", args=[secret])
    key = calendar.CalendarKey.objects.filter(person=request.user).first()
    return render(request, "people/calendar_address.html", {"key": key, "address": address})


@never_cache
@require_safe
def calendar_feed(request, secret):
    person = calendar.holder_of(secret)
    if person is None:
        raise Http404
    response = HttpResponse(calendar.feed(person, at=timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="takwin.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
