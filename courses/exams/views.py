"""Sitting an exam. Every page belongs to the person who sits; somebody else's sitting is a 404.

What is refused is told why: see refusals.py.
"""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.exams import gains, refusals, showing, sittings
from courses.exams.banks import NotEnoughQuestions
from courses.exams.corrections import corrections
from courses.exams.forms import AnswerForm
from courses.exams.models import Blueprint, Sitting
from courses.exams.stamps import StampForm
from people.registry import exam_panels
from people.trilingual import tongue


def _panels(request, blueprint, sitting):
    return [panel for make in exam_panels if (panel := make(request, blueprint, sitting)) is not None]


@refusals.signed_in
@never_cache
@require_GET
def intro(request, blueprint):
    blueprint = get_object_or_404(Blueprint.objects.select_related("bank"), pk=blueprint)
    at = timezone.now()
    sittings.settle(request.user, blueprint, at=at)
    known = sittings.standing(request.user, blueprint, at=at)
    if known.used == 0 and any(refusal.code == "gate" for refusal in known.refusals):
        questions = None  # nothing is said of a paper to somebody it is not for
    else:
        questions = sum(draw.count for draw in blueprint.draws.all())
    return render(
        request,
        "exams/intro.html",
        {
            "blueprint": blueprint,
            "standing": known,
            "questions": questions,
            "minutes_left": known.open and max(0, (known.open.due_at - at) // timedelta(minutes=1)),
            "past": request.user.sittings.filter(blueprint=blueprint).exclude(handed_in_at=None).defer("paper"),
            "panels": _panels(request, blueprint, None),
        },
    )


@refusals.signed_in
@require_POST
def begin(request, blueprint):
    blueprint = get_object_or_404(Blueprint.objects.select_related("bank"), pk=blueprint)
    try:
        purpose = Sitting.Purpose.PRE if request.POST.get("purpose") == "pre" else Sitting.Purpose.EXAM
        sitting = sittings.begin(request.user, blueprint, at=timezone.now(), purpose=purpose)
    except sittings.MayNotSit:
        return redirect("exams:intro", blueprint.pk)  # which says why
    except NotEnoughQuestions:
        messages.error(request, _("This exam is not ready yet. The Centre has to complete its questions."))
        return redirect("exams:intro", blueprint.pk)
    places = showing.places(sitting, showing.answers_of(sitting))
    first = next((place.n for place in places if not place.answered), 1)
    return redirect("exams:question", sitting.pk, first)


def _mine(request, pk) -> Sitting:
    try:
        return request.user.sittings.select_related("blueprint__bank").get(pk=pk)
    except Sitting.DoesNotExist as error:
        raise refusals.NotThere(refusals.NOT_YOURS) from error


def _running(request, pk) -> Sitting | None:
    """This person's sitting while it runs; handed in when its time is over. None = it is over."""
    sitting = _mine(request, pk)
    at = timezone.now()
    if not sitting.is_over and at > sitting.due_at:
        sitting = sittings.hand_in(sitting, at=at)
    return None if sitting.is_over else sitting


def _around(sitting, answers) -> dict:
    """What the frame of every page of a running sitting shows."""
    places = showing.places(sitting, answers)
    return {
        "sitting": sitting,
        "blueprint": sitting.blueprint,
        "places": places,
        "answered": sum(place.answered for place in places),
        "later": sum(place.later for place in places),
        "seconds_left": _seconds_left(sitting),
        "now_ms": sittings.moment(sitting, timezone.now()),
    }


def _seconds_left(sitting) -> int:
    return max(0, int((sitting.due_at - timezone.now()).total_seconds()))


@refusals.signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def question(request, sitting, n):
    if request.method == "POST":
        return _keep(request, sitting, n)
    if (running := _running(request, sitting)) is None:
        return redirect("exams:result", sitting)
    return _show_question(request, running, n)


def _show_question(request, sitting, n, *, wrong="", status=200, typed=None):
    answers = showing.answers_of(sitting)
    shown = showing.asked(sitting, answers, {n}, typed=typed)
    if not shown:
        raise refusals.NotThere(refusals.NO_QUESTION)
    return render(
        request,
        "exams/question.html",
        {"question": shown[0], "wrong": wrong, **_around(sitting, answers)},
        status=status,
    )


def _keep(request, pk, n):
    """Save one answer. The script asks for JSON; a plain form goes on to the page it asked for."""
    at = timezone.now()
    with transaction.atomic():
        try:
            sitting = sittings.hold(pk, request.user)
        except Sitting.DoesNotExist as error:
            raise refusals.NotThere(refusals.NOT_YOURS) from error
        if not 1 <= n <= len(sitting.paper):
            raise refusals.NotThere(refusals.NO_QUESTION)
        if sitting.is_over:
            return refusals.over(request, pk, refusals.HANDED_IN)
        item = sitting.paper[n - 1]
        form, stamp = AnswerForm(item, request.POST), StampForm(request.POST)
        if not stamp.is_valid():
            return _refused(request, sitting, n, refusals.UNREADABLE)
        if not form.is_valid():
            return _refused(request, sitting, n, form.sentence, typed=request.POST)
        later, says = form.cleaned_data["later"], stamp.says(sittings.moment(sitting, at))
        try:
            kept = sittings.write_answer(
                sitting, item["key"], form.given, at=at, later=later, language=tongue(), **says
            )
        except sittings.TooLate:
            return refusals.over(request, pk, refusals.TOO_LATE)
        except sittings.Outdated as refused:
            return _outdated(request, sitting, n, refused.holds)
    if refusals.wants_json(request):
        return JsonResponse(
            {
                "saved_at": timezone.localtime(kept.at).strftime("%H:%M"),
                "given_ms": kept.given_ms,
                "seconds_left": _seconds_left(sitting),
            }
        )
    go = form.cleaned_data["go"]
    if go == "review" or (not go and n == len(sitting.paper)):
        return redirect("exams:review", pk)
    to = int(go) if go.isdecimal() else n + 1
    return redirect("exams:question", pk, to if 1 <= to <= len(sitting.paper) else n)


def _refused(request, sitting, n, sentence, typed=None):
    if refusals.wants_json(request):
        return JsonResponse({"sentence": sentence}, status=422)
    return _show_question(request, sitting, n, wrong=sentence, status=422, typed=typed)


def _outdated(request, sitting, n, holds):
    """What is kept instead is sent along, so that the page shows it."""
    if not refusals.wants_json(request):
        return _show_question(request, sitting, n, wrong=refusals.OUTDATED, status=409)
    [shown] = showing.asked(sitting, {holds.question_key: holds}, {n})
    form = render_to_string("exams/_question.html", {"question": shown, "sitting": sitting}, request=request)
    return JsonResponse({"outdated": True, "sentence": refusals.OUTDATED, "form": form}, status=409)


@refusals.signed_in
@never_cache
@require_GET
def paper(request, sitting):
    """All questions as fragments, so that a phone goes on while the network is away."""
    if (running := _running(request, sitting)) is None:
        raise refusals.NotThere(refusals.HANDED_IN)
    shown = showing.asked(running, showing.answers_of(running))
    return render(request, "exams/_paper.html", {"sitting": running, "shown": shown})


@refusals.signed_in
@never_cache
@require_GET
def clock(request, sitting):
    """For a page whose own count came to its end: is it true?"""
    running = _running(request, sitting)
    return JsonResponse({"over": running is None, "seconds_left": _seconds_left(running) if running else 0})


@refusals.signed_in
@never_cache
@require_GET
def review(request, sitting):
    if (running := _running(request, sitting)) is None:
        return redirect("exams:result", sitting)
    return render(request, "exams/review.html", _around(running, showing.answers_of(running)))


@refusals.signed_in
@require_http_methods(["GET", "POST"])
def hand_in(request, sitting):
    mine = _mine(request, sitting)
    if request.method == "GET":  # a reload of the address, or a sign-in in between
        return redirect("exams:result" if mine.is_over else "exams:review", sitting)
    sittings.hand_in(mine, at=timezone.now())
    return redirect("exams:result", sitting)


@refusals.signed_in
@never_cache
@require_GET
def result(request, sitting):
    if _running(request, sitting) is not None:
        return redirect("exams:review", sitting)
    marked = request.user.sittings.select_related("blueprint__bank").get(pk=sitting)
    answers = showing.answers_of(marked)
    known = sittings.standing(request.user, marked.blueprint, at=timezone.now())
    return render(
        request,
        "exams/result.html",
        {
            "sitting": marked,
            "blueprint": marked.blueprint,
            "standing": known,
            "wait": next((r for r in known.refusals if r.code == "wait"), None),
            "parts": showing.parts(marked, answers),
            "corrections": corrections(marked, answers) if known.shows_answers else None,
            "gauge": showing.gauge(marked.score_pct, marked.pass_mark_pct),
            "minutes": -(-(marked.handed_in_at - marked.started_at) // timedelta(minutes=1)),
            "panels": [] if marked.is_pretest else _panels(request, marked.blueprint, marked),
            "gain": None if marked.is_pretest else gains.gain_of(request.user, marked.blueprint),
        },
    )
