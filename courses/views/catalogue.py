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

from courses.codes import as_written
from courses.enrolment import AskedByOthers, NotOpen, join, last_in, leave, may_leave
from courses.finding import find, with_words
from courses.forms import CatalogueFilter
from courses.models import CatalogueIndexPage, Course, CoursePage
from courses.opening import is_open
from courses.outline import gains_of, modules_of, outline
from courses.prerequisites import needs_of
from courses.progress import Progress, minutes_left, next_step, steps_of, weight_of
from people.prepared import prepared
from people.registry import course_panels
from people.trilingual import tongue


@dataclass(frozen=True)
class Shelf:
    """The courses of one family."""

    label: str
    courses: list[Course]


SAID = [
    "code", "family", "title_ar", "title_fr", "title_en", "hours", "modality",
    "certificate_ar", "certificate_fr", "certificate_en",
]  # fmt: skip


@require_safe
def course_list(request):
    form, on = CatalogueFilter(request.GET), timezone.localdate()
    context = {
        "page": _index.first(language=tongue()),
        "form": form,
        "is_narrowed": bool(form.asked),
    }
    if words := form.asked.get("q", ""):
        hits = find(list(with_words(_chosen(form, on))), words)
        return render(request, "courses/course_list.html", {**context, "hits": hits, "total": len(hits)})
    lines = list(_chosen(form, on).values_list(*SAID, "is_open")) if form.asked else _all(on=on)
    context |= {"shelves": lambda: _shelves(lines), "total": len(lines), "shown": _shown(form, lines)}
    return render(request, "courses/course_list.html", context)


def _chosen(form, on):
    return form.narrow(Course.objects.with_openness(on=on))


@prepared
def _all(on):
    return Course.objects.with_openness(on=on).values_list(*SAID, "is_open")


def _shelves(lines) -> list[Shelf]:
    families = {}
    for *said, opened in lines:
        course = Course(**dict(zip(SAID, said, strict=True)))
        course.is_open = opened
        families.setdefault(course.family, []).append(course)
    return [Shelf(label, families[code]) for code, label in Course.Family.choices if code in families]


@prepared
def _index(language):
    """The catalogue's page in that language, if one is published."""
    return CatalogueIndexPage.objects.live().filter(locale__language_code=language)[:1]


def _shown(form, lines) -> str:
    """All that the list says, in one word: while it is the same, so is its rendering (cache ``here``)."""
    return hashlib.sha256(repr((tongue(), form.asked, lines, form.jobs)).encode()).hexdigest()


@require_safe
@as_written
def course_detail(request, code):
    enrolment = None
    if request.user.is_authenticated:
        enrolment = last_in(request.user, code)
    if enrolment is None or enrolment.state == "withdrawn":
        return _offered(request, code, left=enrolment)
    return _joined(request, enrolment)


@prepared
def _pages(code, language):
    """The course's page in that language, if one is published; an alias still speaks the one it was taken from."""
    pages = CoursePage.objects.live().filter(locale__language_code=language, alias_of=None, course__code=code)
    return pages.select_related("course")


def _offered(request, code, *, left):
    """``left``: the enrolment that was withdrawn; None = never joined."""
    page = _pages.first(code=code, language=tongue())
    course = page.course if page else get_object_or_404(Course, code=code)
    steps = steps_of(course, left)
    needs = list(course.prerequisites.all())
    return render(
        request,
        "courses/course_detail.html",
        {
            "course": course,
            "page": page,
            "is_open": is_open(course, on=timezone.localdate()),
            "weight": weight_of(steps),
            "minutes": minutes_left(steps),
            "outline": outline(course, steps, modules_of(course=course)),
            "gains": gains_of(course=course),
            "targets": list(course.target_profiles.all()),
            "needs": needs_of(request.user, needs, on=timezone.localdate()),
            "left": left,
            "kept": Progress.of(steps) if left else None,
        },
    )


def _joined(request, enrolment):
    course = enrolment.course
    steps = steps_of(course, enrolment)
    laid_out = outline(course, steps, modules_of(course=course))
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
            "may_leave": may_leave(enrolment),
            "weight": weight_of(steps),
            "progress": Progress.of(steps),
            "minutes": minutes_left(steps),
            "next_line": next((line for line in lines if line.step is step), None),
            "gains": gains_of(course=course),
            "panels": [panel for make in course_panels if (panel := make(request, course)) is not None],
        },
    )


@login_required
@require_POST
def enrolment_create(request, code):
    course = get_object_or_404(Course, code=code)
    was_left = request.user.enrolments.filter(course=course, state="withdrawn").exists()
    try:
        join(request.user, course, on=timezone.localdate())
    except NotOpen as not_open:
        raise Http404 from not_open
    if was_left:
        messages.success(request, _("Welcome back. Everything you had done is there."))
    else:
        messages.success(request, _("You have joined the course. You can stop at any time: your place is kept."))
    return redirect("courses:course-detail", code=code)


@login_required
@require_POST
def enrolment_leave(request, code):
    """Leave a course one had joined by oneself; its page then offers the way back."""
    enrolment = get_object_or_404(request.user.enrolments.open(), course__code=code)
    try:
        leave(enrolment, at=timezone.now())
    except AskedByOthers:
        messages.warning(request, _("Your institution asked for this course: speak to them before you leave it."))
    return redirect("courses:course-detail", code=code)
