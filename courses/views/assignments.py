"""Handing work in, and marking it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import assignments
from courses.hand_in_forms import HandInForm, MarkingForm
from courses.models import Assignment, HandIn
from people.policy import policy
from people.trilingual import tongue

WORKS_A_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_detail(request, code, activity):
    """What is asked, how it is marked, what I handed in and what was said of it."""
    enrolment = request.user.enrolments.joined().select_related("course").filter(course__code=code).first()
    if enrolment is None:
        return redirect("courses:course-detail", code=code)
    asked = Assignment.objects.filter(syllabus_items__course=enrolment.course_id)
    assignment = get_object_or_404(asked, pk=activity)
    passed = enrolment.passes.present().filter(activity=assignment).exists()
    standing = assignments.standings(enrolment, {assignment.pk: passed})[assignment.pk]
    form = None
    if not passed:
        most = policy("assignments.max_file_mb", on=timezone.localdate())
        form = HandInForm(request.POST or None, request.FILES or None, assignment=assignment, most_mb=most)
    if request.method == "POST":
        if form is None:
            messages.info(request, _("This work is accepted: there is nothing more to hand in."))
            return redirect(request.path)
        if form.is_valid():
            return _take_in(request, enrolment, assignment, form)
    works = enrolment.hand_ins.filter(assignment=assignment).select_related("marking__by").order_by("-number")
    context = {
        "course": enrolment.course,
        "assignment": assignment,
        "criteria": list(assignment.criteria.all()),
        "standing": standing,
        "works": list(works),
        "form": form,
    }
    return render(request, "courses/assignment_detail.html", context, status=422 if form and form.errors else 200)


def _take_in(request, enrolment, assignment, form):
    given = form.cleaned_data
    try:
        assignments.hand_in(
            enrolment, assignment, text=given.get("text", ""), file=given.get("file"), kind=form.kind,
            key=given["key"], language=tongue(), at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Your work is handed in. You will be told when it is marked."))
    except assignments.AlreadyPassed:
        messages.info(request, _("This work is accepted: there is nothing more to hand in."))
    return redirect(request.path)


@login_required
@require_safe
def hand_in_file(request, pk):
    """The file, for the one who handed it in and those who may mark it. Only pictures are shown in a page."""
    works = assignments.visible_to(request.user, on=timezone.localdate()).exclude(file="")
    work = get_object_or_404(works, pk=pk)
    shown = "show" in request.GET and work.file_kind.startswith("image/")
    try:
        answer = FileResponse(
            work.file.open("rb"), as_attachment=not shown, filename=work.file_name,
            content_type=work.file_kind or "application/octet-stream",
        )  # fmt: skip
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_safe
def marking_list(request):
    works = assignments.to_mark(request.user, on=timezone.localdate())
    works = works.select_related("enrolment__learner", "enrolment__course", "assignment")
    page = Paginator(works, WORKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/marking_list.html", {"page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def marking(request, pk):
    on = timezone.localdate()
    works = HandIn.objects.filter(assignments.may_mark(request.user, on=on))
    work = get_object_or_404(works.select_related("enrolment__learner", "enrolment__course", "assignment"), pk=pk)
    done = getattr(work, "marking", None)
    form = None if done else MarkingForm(request.POST or None, criteria=work.assignment.criteria.all())
    if request.method == "POST":
        if done:
            return _marked_before(request, done)
        if form.is_valid():
            return _give(request, work, form)
    former = HandIn.objects.filter(enrolment=work.enrolment_id, assignment=work.assignment_id, number__lt=work.number)
    context = {
        "work": work,
        "form": form,
        "former": list(former.select_related("marking__by").order_by("-number")),
        "is_picture": bool(work.file) and work.file_kind.startswith("image/"),
    }
    return render(request, "courses/marking.html", context, status=422 if form and form.errors else 200)


def _give(request, work, form):
    given = form.cleaned_data
    try:
        assignments.mark(
            work, by=request.user, points=form.points, passed=given["verdict"] == "passed", words=given["words"],
            at=timezone.now(),
        )  # fmt: skip
    except assignments.AlreadyMarked:
        return _marked_before(request, HandIn.objects.get(pk=work.pk).marking)
    except assignments.NewerHandedIn:
        messages.warning(request, _("The learner has handed in again meanwhile: mark the new one."))
        return redirect("courses:marking-list")
    messages.success(request, _("The marking is given, and the learner is told."))
    return redirect("courses:marking-list")


def _marked_before(request, marking):
    if marking.by_id != request.user.pk:  # pressing twice oneself is no news
        messages.info(request, _("%(name)s has marked this work already.") % {"name": marking.by.name})
    return redirect("courses:marking", pk=marking.hand_in_id)
