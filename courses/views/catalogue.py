"""The catalogue and the page of a course, for everybody; joining a course."""

import hashlib
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.enrolment import NotOpen, join
from courses.forms import CatalogueFilter
from courses.models import CatalogueIndexPage, Course, CoursePage
from courses.outline import outline
from courses.progress import Progress, minutes_left, next_step, steps_of
from people.registry import course_panels
from people.trilingual import tongue


@dataclass(frozen=True)
class Shelf:
    """The courses of one family."""

    label: str
    courses: list[Course]


def _page(model, **which):
    """The published page of that kind in the reader's language; None when there is none."""
    return model.objects.live().filter(locale__language_code=tongue(), **which)


@require_safe
def course_list(request):
    form = CatalogueFilter(request.GET)
    courses = list(form.narrow(Course.objects.with_openness()))
    families = {}
    for course in courses:
        families.setdefault(course.family, []).append(course)
    shelves = [Shelf(label, families[code]) for code, label in Course.Family.choices if code in families]
    return render(
        request,
        "courses/course_list.html",
        {
            "page": _page(CatalogueIndexPage).first(),
            "form": form,
            "shelves": shelves,
            "total": len(courses),
            "is_narrowed": any(form.data.get(name) for name in form.fields),
            "shown": _shown(form, courses),
        },
    )


def _shown(form, courses) -> str:
    """All that the list says, in one word: while it is the same, so is its rendering (cache ``here``)."""
    lines = [(c.code, c.family, c.title, c.hours, c.modality, c.certificate, c.is_open) for c in courses]
    jobs = [(job.code, job.name) for job in form.fields["profile"].queryset]
    asked = {name: form.data.get(name, "")[:20] for name in form.fields}
    return hashlib.sha256(repr((tongue(), asked, lines, jobs)).encode()).hexdigest()


@require_safe
def course_detail(request, code):
    enrolment = None
    if request.user.is_authenticated:
        joined = request.user.enrolments.joined().select_related("course")
        enrolment = joined.filter(course__code=code).first()
    return _joined(request, enrolment) if enrolment else _offered(request, code)


def _offered(request, code):
    page = _page(CoursePage, course__code=code).select_related("course").first()
    course = page.course if page else get_object_or_404(Course, code=code)
    steps = steps_of(course, None)
    return render(
        request,
        "courses/course_detail.html",
        {
            "course": course,
            "page": page,
            "is_open": bool(steps),
            "minutes": minutes_left(steps),
            "outline": outline(course, steps, list(course.modules.all())),
            "gains": list(course.gains.select_related("competency")),
            "targets": list(course.target_profiles.all()),
            "needs": list(course.prerequisites.all()),
        },
    )


def _joined(request, enrolment):
    course = enrolment.course
    steps = steps_of(course, enrolment)
    laid_out = outline(course, steps, list(course.modules.all()))
    step = next_step(steps, enrolment.last_activity_id)
    lines = [*laid_out.lessons, *(inner for line in laid_out.lessons for inner in line.inside), *laid_out.exams]
    return render(
        request,
        "courses/course_joined.html",
        {
            "course": course,
            "enrolment": enrolment,
            "nav_current": reverse("courses:enrolment-list"),
            "outline": laid_out,
            "progress": Progress.of(steps),
            "minutes": minutes_left(steps),
            "next_line": next((line for line in lines if line.step is step), None),
            "gains": list(course.gains.select_related("competency")),
            "panels": [panel for make in course_panels if (panel := make(request, course)) is not None],
        },
    )


@login_required
@require_POST
def enrolment_create(request, code):
    course = get_object_or_404(Course, code=code)
    try:
        join(request.user, course, on=timezone.localdate())
    except NotOpen as not_open:
        raise Http404 from not_open
    messages.success(request, _("You have joined the course. You can stop at any time: your place is kept."))
    return redirect("courses:course-detail", code=code)
