from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certification import awards, pdf, showing, verification
from certification.models import Certificate
from certification.schemes import scheme_of
from certification.states import state_of
from courses.codes import as_written
from courses.models import Course
from people.access import looked
from people.limits import address_of


@require_safe
@never_cache
def verification_page(request, number=None):
    """Anybody may ask; nothing is kept of who did, but a count of unknown numbers for a quarter of an hour."""
    if number is None:
        if typed := request.GET.get("number", "").strip():
            return redirect("certification:certificate-verify", typed[:60])
        return _unindexed(render(request, "certification/verify.html"))
    now = timezone.localtime()
    verdict = verification.verify_for(address_of(request), number, on=now.date())
    if verdict.kind == verification.UNREACHABLE:
        return _unindexed(_unreachable(request, verdict, now))
    if verdict.kind != verification.MISTYPED and verdict.number != number:
        return redirect("certification:certificate-verify", verdict.number)
    shows = {"verdict": verdict, "now": now, "shown": showing.verdict(verdict)}
    status = {verification.MISTYPED: 404, verification.UNKNOWN: 404, verification.LATER: 429}.get(verdict.kind, 200)
    answer = render(request, "certification/verify.html", shows, status=status)
    if verdict.wait:
        answer["Retry-After"] = str(verdict.wait)
    return _unindexed(answer)


def _unreachable(request, verdict, now) -> HttpResponse:
    """Without the database: nobody is signed in, nothing is looked up."""
    request.user = AnonymousUser()
    shows = {"verdict": verdict, "now": now, "shown": showing.verdict(verdict)}
    try:
        answer = render(request, "certification/verify.html", shows, status=503)
    except (DatabaseError, InterfaceError):  # a registered entry of the navigation asked the database after all
        answer = render(None, "certification/unreachable.html", shows | {"LANGUAGE_CODE": get_language()}, status=503)
    answer["Retry-After"] = "60"
    return answer


def _unindexed(response) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def verification_door(request, language: str, number=None):
    """The short address printed in the square, in the language of whoever scanned it."""
    with override(language):
        where = (
            reverse("certification:certificate-verify", args=[number])
            if number
            else reverse("certification:verification")
        )
    answer = HttpResponseRedirect(where)
    answer["Vary"] = "Accept-Language, Cookie"
    return _unindexed(answer)


@login_required
def certificate_list(request):
    """My certificates, and what I am on the way to."""
    today = timezone.localdate()
    mine = showing.cards(request.user, on=today)
    under_way = Course.objects.filter(enrolments__learner=request.user, enrolments__state="open").order_by("code")
    return render(request, "certification/certificate_list.html", {"cards": mine, "under_way": under_way})


@login_required
@as_written
def requirement_list(request, code):
    """What the certificate of a course asks for, and how far I am."""
    course = get_object_or_404(Course, code=code)
    today = timezone.localdate()
    scheme = scheme_of(course, on=today)
    if scheme is None:
        raise Http404
    standing = awards.cycle_of(request.user, course, on=today).running
    shows = {
        "course": course,
        "scheme": scheme,
        "standing": standing,
        "requirements": awards.requirements(request.user, scheme, on=today),
    }
    return render(request, "certification/requirement_list.html", shows)


@login_required
@require_safe
def certificate_pdf(request, number):
    """The sheet, for its holder and for those who answer for them. One that was withdrawn is not printed."""
    today = timezone.localdate()
    seen = Certificate.objects.visible_to(request.user, on=today).with_story()
    certificate = get_object_or_404(seen.select_related("person"), number=number)
    statement = certificate.statements.last()
    if statement is None or not state_of(certificate, on=today).is_printable:
        raise Http404
    looked(request.user, certificate.person, "certificate.pdf")
    sheet = pdf.pdf_of(statement)
    disposition = f'inline; filename="{certificate.number}.pdf"'
    return HttpResponse(
        sheet,
        content_type="application/pdf",
        headers={"Content-Disposition": disposition, "Cache-Control": "private, no-cache"},
    )
