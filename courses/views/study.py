"""Notes and bookmarks of a learner; questions at a lesson, for who asks and who answers."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.answerers import answerers
from courses.forms import MessageForm, NoteForm
from courses.models import Activity
from courses.study import margins, threads
from courses.study.models import Message
from people.trilingual import TONGUES

A_PAGE = 20


def _lesson(request, code, activity) -> Activity:
    """A lesson of a course the person has joined; else a 404."""
    lessons = Activity.objects.filter(kind=Activity.Kind.LESSON, course__code=code).select_related("course")
    lesson = get_object_or_404(lessons, pk=activity)
    if not request.user.enrolments.joined().filter(course=lesson.course_id).exists():
        raise Http404
    return lesson


def _named(lesson: Activity) -> dict:
    """What a notice says of a lesson."""
    return {f"title_{code}": getattr(lesson, f"title_{code}") for code in TONGUES}


@login_required
@require_POST
def margin_write(request, code, activity):
    """Keep the note: the script asks for JSON, a plain form goes back to its lesson."""
    lesson = _lesson(request, code, activity)
    form = NoteForm(request.POST)
    wants_json = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"error": _("This note is too long: 10,000 letters at most.")}, status=422)
        messages.error(request, _("This note is too long: 10,000 letters at most."))
    else:
        says = form.cleaned_data
        margin = margins.write(request.user, lesson.pk, says["note"], seen=says["seen"] or 0, at=timezone.now())
        if wants_json:
            return JsonResponse({"note": margin.note, "version": margin.version})
        messages.success(request, _("Your note is kept."))
    return redirect(reverse("courses:lesson-detail", args=[code, activity]) + "#margin")


@login_required
@require_POST
def bookmark(request, code, activity):
    lesson = _lesson(request, code, activity)
    margins.bookmark(request.user, lesson.pk, on=request.POST.get("on") == "1", at=timezone.now())
    return redirect(reverse("courses:lesson-detail", args=[code, activity]) + "#margin")


@login_required
@require_safe
def margin_list(request):
    """My notes and bookmarks, lesson by lesson, as long as I have them."""
    kept = margins.kept_by(request.user)
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    known = Activity.objects.select_related("course").in_bulk([one.activity for one in page.object_list])
    joined = set(request.user.enrolments.joined().values_list("course", flat=True))
    rows = [
        (one, lesson, lesson is not None and lesson.course_id in joined)
        for one in page.object_list
        for lesson in [known.get(one.activity)]
    ]
    context = {"rows": rows, "page_obj": page, "nav_current": reverse("courses:enrolment-list")}
    return render(request, "courses/margin_list.html", context)


# Questions


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def question_list(request, code, activity):
    """What was asked at a lesson, and asking."""
    lesson = _lesson(request, code, activity)
    form = MessageForm(request.POST or None, initial={"key": uuid.uuid4()})
    to = answerers(request.user, lesson.course, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            says = form.cleaned_data
            question = threads.ask(
                request.user, lesson.pk, says["text"], to=to, key=says["key"], at=timezone.now(), lesson=_named(lesson)
            )
            messages.success(request, _("Your question is on its way. You will be told of the answer."))
            return redirect("courses:question", question.pk)
        except threads.NobodyAnswers as nobody:
            raise Http404 from nobody
    context = {
        "lesson": lesson,
        "course": lesson.course,
        "form": form if to else None,
        "to": to,
        "threads": threads.threads_at(lesson.pk, request.user),
        "nav_current": reverse("courses:enrolment-list"),
    }
    return render(request, "courses/question_list.html", context, status=422 if form.errors else 200)


def _readable(request, pk) -> tuple[Message, Activity]:
    """A question one asked, was asked, or may read because one follows the course."""
    question = get_object_or_404(threads.with_talk(Message.objects.questions()), pk=pk)
    lesson = get_object_or_404(Activity.objects.select_related("course"), pk=question.activity)
    if question.person_id == request.user.pk or threads.is_addressee(request.user, question):
        return question, lesson
    follows = request.user.enrolments.joined().filter(course=lesson.course_id).exists()
    if question.hidden_at or not follows:
        raise Http404
    return question, lesson


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def question(request, pk):
    asked, lesson = _readable(request, pk)
    may_reply = threads.may_reply(request.user, asked)
    form = MessageForm(request.POST or None, initial={"key": uuid.uuid4()}) if may_reply else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            says = form.cleaned_data
            threads.reply(request.user, asked, says["text"], key=says["key"], at=timezone.now(), lesson=_named(lesson))
            return redirect("courses:question", pk)
    moderates = threads.may_moderate(request.user, asked)
    addressees = {one.person_id for one in asked.addressees.all()}
    talk = [
        {
            "message": message,
            "mine": message.person_id == request.user.pk,
            "is_trainer": message.person_id in addressees,
            "readable": not message.hidden_at or moderates or message.person_id == request.user.pk,
            "reported": any(one.settled_at is None for one in message.reports.all()),
            "i_reported": any(one.person_id == request.user.pk for one in message.reports.all()),
        }
        for message in [asked, *asked.replies.all()]
    ]
    follows = request.user.enrolments.joined().filter(course=lesson.course_id).exists()
    context = {
        "question": asked, "lesson": lesson, "course": lesson.course, "talk": talk, "form": form,
        "moderates": moderates, "follows": follows,
    }  # fmt: skip
    return render(request, "courses/question.html", context, status=422 if form and form.errors else 200)


@login_required
@require_POST
def message_act(request, pk, act):
    """Report, hide with a reason, show again."""
    message = get_object_or_404(Message.objects.select_related("question"), pk=pk)
    asked, lesson = _readable(request, message.question_id or message.pk)
    at = timezone.now()
    try:
        match act:
            case "report":
                threads.report(message, by=request.user, at=at, lesson=_named(lesson))
                messages.success(request, _("Thank you. The trainers will look at it."))
            case "hide":
                threads.hide(message, by=request.user, why=request.POST.get("why", ""), at=at)
            case "show":
                threads.show(message, by=request.user, at=at)
            case _unknown:
                raise Http404
    except threads.NotYours as not_yours:
        raise Http404 from not_yours
    except threads.Empty:
        messages.error(request, _("Say why, in a few words: its writer will read it."))
    return redirect("courses:question", asked.pk)


@login_required
@require_safe
def inbox(request):
    """Questions put to me, those without an answer first; and my own."""
    waiting = threads.waiting_for(request.user)
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    mine = list(
        Message.objects.questions().filter(person=request.user).prefetch_related("replies").order_by("-at")[:50]
    )
    asked = [one.activity for one in [*page.object_list, *mine]]
    lessons = Activity.objects.select_related("course").in_bulk(asked)
    context = {
        "page_obj": page,
        "waiting": [(one, lessons.get(one.activity)) for one in page.object_list],
        "mine": [(one, lessons.get(one.activity)) for one in mine],
    }
    return render(request, "courses/question_inbox.html", context)
