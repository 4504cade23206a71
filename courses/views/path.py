"""The learning path of my job or of another; straight to the exam for who knows the matter."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from courses.enrolment import NotOpen, join
from courses.models import Activity, Course
from courses.path import path_of
from people.models import JobProfile
from people.registry import course_panels


@login_required
@require_safe
def path(request):
    jobs = list(JobProfile.objects.filter(requirements__isnull=False).distinct().order_by("kind", "code"))
    profile = None
    if code := request.GET.get("profile"):
        profile = next((job for job in jobs if job.code == code), None)
    found = path_of(request.user, on=timezone.localdate(), profile=profile)
    nav = reverse("courses:enrolment-list")
    return render(request, "courses/path.html", {"path": found, "jobs": jobs, "nav_current": nav})


@login_required
@require_http_methods(["GET", "POST"])
def straight_to_exam(request, code):
    """What it means to sit the exam without the lessons; then the exam's own page."""
    course = get_object_or_404(Course.objects.filter(exam_alone=True), code=code)
    exams = course.syllabus.filter(activity__kind=Activity.Kind.EXAM, within=None).select_related("activity")
    exam = exams.order_by("position").first()
    if exam is None:
        raise Http404
    if request.method == "POST":
        try:
            join(request.user, course, on=timezone.localdate())
        except NotOpen as not_open:
            raise Http404 from not_open
        return redirect("exams:intro", exam.activity_id)
    lessons = course.syllabus.filter(required=True).exclude(activity__kind=Activity.Kind.EXAM).count()
    panels = [panel for make in course_panels if (panel := make(request, course)) is not None]
    context = {"course": course, "exam": exam.activity, "lessons": lessons, "panels": panels}
    return render(request, "courses/straight_to_exam.html", context)
