from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import include, path, re_path
from django.utils.translation import get_language_from_request
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from certification.views import verification_door
from cms.views import favicon, robots
from config.api import api
from config.media import picture


def language_of(request) -> str:
    """The visitor's language; Arabic when they have not said."""
    said = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or "HTTP_ACCEPT_LANGUAGE" in request.META
    return get_language_from_request(request) if said else settings.FIRST_LANGUAGE


def front_door(request):
    return HttpResponseRedirect(f"/{language_of(request)}/")


def square(request, number=None):
    """The short address in the square of a certificate."""
    return verification_door(request, language_of(request), number)


def nothing_there(request):
    """A machine that asks at a wrong address is told so, not sent to a page in somebody's language."""
    return JsonResponse({"detail": "Not Found"}, status=404)


urlpatterns = [
    path("", front_door),
    path("healthz", lambda request: HttpResponse("ok", content_type="text/plain")),
    path("robots.txt", robots),
    path("favicon.ico", favicon),
    path("v/", square),
    path("v/<str:number>", square),
    path("v/<str:number>/", square),
    path("api/", api.urls),
    re_path(r"^api/", nothing_there),
    path("cms/", include(wagtailadmin_urls)),
    path("repair/", admin.site.urls),
    path("documents/", include(wagtaildocs_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("h5p/", include("courses.h5p.urls")),
    *(
        [re_path(r"^media/(?P<path>.*)$", picture)]
        if settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage")
        else []
    ),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    path("", include("people.urls")),
    path("", include("competencies.urls")),
    path("", include("cascade.urls")),
    path("", include("courses.urls")),
    path("", include("cms.urls")),
    path("", include("courses.exams.urls")),
    path("", include("certification.urls")),
    path("", include(wagtail_urls)),
)
