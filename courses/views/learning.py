"""My courses, and the lessons inside them."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from courses import recording
from courses.codes import as_written
from courses.enrolment import held_in
from courses.lesson import laid_out_lesson
from courses.models import LessonPage
from courses.outline import address, gains_of, modules_of, outline
from courses.progress import Progress, next_step, steps_of
from courses.study.margins import margin_of
from people.trilingual import tongue


@login_required
@require_safe
def enrolment_list(request):
    enrolments = request.user.enrolments.joined().select_related("course").with_progress().soonest_due()
    rows = [(enrolment, Progress(enrolment.done, enrolment.asked)) for enrolment in enrolments]
    return render(
        request,
        "courses/enrolment_list.html",
        {
            "open": [row for row in rows if row[0].state == "open"],
            "finished": [row for row in rows if row[0].state == "finished"],
        },
    )


@login_required
@require_safe
@as_written
def resume(request, code):
    """Go on where one left."""
    enrolment = get_object_or_404(request.user.enrolments.joined().select_related("course"), course__code=code)
    steps = steps_of(enrolment.course, enrolment)
    step = next_step(steps, enrolment.last_activity_id)
    if step is None:
        return redirect("courses:course-detail", code=code)
    return redirect(address(enrolment.course, step, {one.activity_id: one for one in steps})[0])


@login_required
@require_safe
def lesson_detail(request, code, activity):
    enrolment = held_in(request.user, code)
    if enrolment is None:
        return redirect("courses:course-detail", code=code)
    steps = steps_of(enrolment.course, enrolment)
    step = next((one for one in steps if one.activity_id == activity and one.activity.kind == "lesson"), None)
    if step is None:
        raise Http404
    page = LessonPage.objects.live().filter(translation_key=activity, locale__language_code=tongue()).first()
    if page is None:  # not written in this language: the course's page says in which it is
        return redirect("courses:course-detail", code=code)
    if enrolment.last_activity_id != activity:
        recording.keep_place(enrolment, activity, at=timezone.now())
    course = enrolment.course
    plan = outline(course, steps, modules_of(course=course))
    lessons = plan.lessons
    place = next(n for n, line in enumerate(lessons) if line.step is step)
    return render(
        request,
        "courses/lesson_detail.html",
        {
            "course": course,
            "enrolment": enrolment,
            "nav_current": reverse("courses:enrolment-list"),
            "page": page,
            "margin": margin_of(request.user, activity),
            "step": step,
            "outline": plan,
            "lesson": laid_out_lesson(page, enrolment, {one.activity_id: one for one in steps}),
            "number": place + 1,
            "total": len(lessons),
            "progress": Progress.of(steps),
            "before": lessons[place - 1] if place else None,
            "after": (lessons[place + 1 :] or plan.exams or [None])[0],
            "gains": gains_of(course=course)[:4],
        },
    )


@login_required
@require_POST
@transaction.atomic
def lesson_read(request, code, activity):
    held = request.user.enrolments.joined().select_for_update()
    enrolment = get_object_or_404(held, course__code=code)
    try:
        recording.read(enrolment, activity, language=tongue(), at=timezone.now())
    except (recording.NotInCourse, recording.NotPractice) as refused:
        raise Http404 from refused
    return redirect("courses:resume", code=code)
