"""Course codes in addresses: however a visitor wrote one, they get to the address as the code is written."""

from functools import wraps

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from courses.models import Course


def as_written(view):
    """For a view of ``code`` that answers 404 to an unknown one. A code written right costs nothing."""

    @wraps(view)
    def answer(request, code, **rest):
        try:
            return view(request, code, **rest)
        except Http404:
            written = Course.objects.filter(code__iexact=code).values_list("code", flat=True).first()
            if written in (None, code) or request.method not in ("GET", "HEAD"):
                raise
        where = reverse(request.resolver_match.view_name, kwargs={"code": written, **rest})
        asked = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{where}?{asked}" if asked else where)

    return answer
