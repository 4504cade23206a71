import re

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms import theme, tile
from cms.assets import SOURCES
from cms.forms import SampleForm

TILES = [{"level": 0, "kind": "none", "demanded": 3}] + [
    {"level": level, "kind": kind, "share": share, "demanded": 3, "days_left": days}
    for level, kind, share, days in (
        (1, "declared", 80, 600),
        (2, "endorsed", 50, 365),
        (3, "assessed", 60, 400),
        (3, "certified", 90, 650),
        (4, "certified", 8, 28),
        (5, "certified", None, None),
        (3, "expired", 0, None),
    )
]


def icons() -> list[str]:
    return re.findall(r'<symbol id="(\w+)"', (SOURCES / "icons.svg").read_text())


@csrf_exempt  # a stranger who could choose our reader's colours has gained nothing; public pages stay cookieless
@require_POST
def theme_choose(request):
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure()):
        there = "/"
    response = HttpResponseRedirect(there)
    if (choice := request.POST.get("theme")) in theme.CHOICES:
        response.set_cookie(theme.COOKIE, choice, max_age=theme.REMEMBERED, samesite="Lax", secure=request.is_secure())
    return response


@staff_member_required(login_url="account_login")
def look(request):
    """Every component once, for those who make pages."""
    form = SampleForm({"name": "", "language": "fr"} if "wrong" in request.GET else None)
    return render(
        request,
        "cms/look.html",
        {"form": form, "kinds": tile.KINDS[1:], "tiles": TILES, "steps": "123", "icons": icons()},
    )


def robots(request):
    return HttpResponse(
        "User-agent: *\nDisallow: /cms/\nDisallow: /repair/\nDisallow: /*/accounts/\n", content_type="text/plain"
    )


def favicon(request):
    """For browsers and tools that ask at the old place."""
    return HttpResponseRedirect(static("cms/favicon.svg"))
