"""A page that plays one content, and an inbox that writes down what arrives."""

import json

from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_POST

from config.urls import urlpatterns as the_site
from courses.h5p.models import Content

INBOX: list[dict] = []
STATES: dict[str, str] = {}
ANSWERS: list[int] = []  # statuses to give before all is well

PAGE = """<!doctype html><html lang="{{ content.language }}" dir="{% if content.language == 'ar' %}rtl{% else %}ltr{% endif %}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Lesson</title></head>
<body><p id="secret">only for the page</p>
{% include "h5p/player.html" with report_url="/inbox/" state_url="/state/" title=content.title %}</body></html>"""


def lesson(request, pk):
    content = Content.objects.get(pk=pk)
    template = engines["django"].from_string(PAGE)
    response = HttpResponse(template.render({"content": content, "state": STATES.get(str(pk), "")}, request))
    response.set_cookie("plain", "biscuit")
    return response


@require_POST
def inbox(request):
    if ANSWERS:
        return HttpResponse(status=ANSWERS.pop(0))
    INBOX.append(json.loads(request.body))
    return HttpResponse(status=204)


@require_POST
def state(request):
    said = json.loads(request.body)
    STATES[said["content"]] = said["state"]
    return HttpResponse(status=204)


urlpatterns = [path("lesson/<uuid:pk>/", lesson), path("inbox/", inbox), path("state/", state), *the_site]
