"""What players send: statements and the state they were left in. The learner's own enrolment or nothing."""

import json
import logging

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from courses import recording
from courses.enrolment import hold
from courses.models import ActivityContent
from courses.xapi.statements import MalformedStatement, Statement
from people.trilingual import tongue

log = logging.getLogger(__name__)
LARGEST_STATEMENT = 192 * 1024  # bytes; an essay in Arabic letters fits
LARGEST_STATE = 1024 * 1024


@login_required
@require_POST
@transaction.atomic
def xapi_inbox(request, enrolment_id, activity):
    if (enrolment := hold(request.user, enrolment_id)) is None:
        raise Http404
    if len(request.body) > LARGEST_STATEMENT:
        return HttpResponseBadRequest()
    try:
        statement = Statement.parse(json.loads(request.body))
        recording.record(enrolment, activity, statement, language=tongue(), at=timezone.now())
    except (ValueError, MalformedStatement) as malformed:
        log.info("statement refused: enrolment %s, activity %s: %s", enrolment_id, activity, malformed)
        return HttpResponseBadRequest()
    except (recording.NotInCourse, recording.NotPractice):
        return HttpResponseNotFound()
    return HttpResponse(status=204)


@login_required
@require_POST
def h5p_state(request, enrolment_id, activity):
    enrolment = get_object_or_404(request.user.enrolments.joined(), pk=enrolment_id)
    played = ActivityContent.objects.filter(activity__syllabus_items__course=enrolment.course_id, activity=activity)
    made = get_object_or_404(played, language=tongue())
    if len(request.body) > LARGEST_STATE:
        return HttpResponseBadRequest()
    try:
        said = json.loads(request.body)
        content, data = said["content"], said["state"]
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest()
    if not isinstance(data, str) or content != str(made.content_id):  # of a content that was replaced meanwhile
        return HttpResponseBadRequest()
    recording.save_state(enrolment, activity, language=made.language, content=made.content_id, data=data)
    return HttpResponse(status=204)
