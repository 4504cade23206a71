from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cascade import attendance, sessions
from cascade.accreditation import standing
from cascade.candidates import by_numbers, candidates
from cascade.forms import DaysForm, PlanForm, RegisterForm
from cascade.lineage import in_order, read_by, tree, way_to_root
from cascade.models import Accreditation, Presence, Registration, Session
from cascade.registrations import was_accredited
from courses.exams.gains import gain_of_group
from courses.models import Activity
from people.charges import held
from people.querysets import ANSWERING

HERE = {"present": "is-in", "late": "is-late", "absent": "is-out"}


def _session_led_by(user, pk) -> Session:
    return get_object_or_404(
        Session.objects.led_by(user).select_related(
            "course", "lead", "co_lead", "province", "organiser", "accreditation__territory"
        ),
        pk=pk,
    )


@login_required
def session_list(request):
    on = timezone.localdate()
    listed = (
        Session.objects.visible_to(request.user, on=on)
        .select_related("course", "province", "lead")
        .annotate(
            first_on=Min("days__on"),
            taken=Count("registrations", filter=Q(registrations__withdrawn_at=None), distinct=True),
        )
        .order_by("-first_on", "-pk")
    )
    held = Accreditation.objects.filter(person=request.user).select_related("territory").order_by("-level", "family")
    return render(
        request,
        "cascade/session_list.html",
        {
            "page": Paginator(listed, 20).get_page(request.GET.get("page")),
            "accreditations": [(a, standing(a, on=on)) for a in held],
            "may_plan": Accreditation.objects.in_force(on=on).filter(person=request.user).exists(),
        },
    )


@login_required
def session_plan(request):
    on = timezone.localdate()
    if not Accreditation.objects.in_force(on=on).filter(person=request.user).exists():
        raise Http404
    form = PlanForm(request.POST or None, trainer=request.user, on=on)
    days = DaysForm(request.POST or None, prefix="days")
    if request.method == "POST" and form.is_valid() & days.is_valid():
        try:
            session = sessions.plan(**form.cleaned_data, lead=request.user, by=request.user, days=days.days, on=on)
        except sessions.SessionRefused as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("The session is planned. Now register people."))
            return redirect("cascade:session-detail", session.pk)
    return render(request, "cascade/session_plan.html", {"form": form, "days": days})


@login_required
def session_detail(request, pk):
    """The lead's desk; for others who may see the session, its facts alone."""
    on = timezone.localdate()
    session = get_object_or_404(
        Session.objects.visible_to(request.user, on=on).select_related(
            "course", "lead", "co_lead", "province", "organiser", "accreditation__territory"
        ),
        pk=pk,
    )
    leads = request.user.pk in (session.lead_id, session.co_lead_id)
    days = list(session.days.annotate(marked=Count("presences", filter=Q(presences__registration__withdrawn_at=None))))
    shows = {
        "session": session,
        "leads": leads,
        "days": days,
        "way": list(reversed(way_to_root(session))),
        "taken": session.registrations.filter(withdrawn_at=None).count(),
    }
    if leads:
        places = list(session.registrations.filter(withdrawn_at=None).select_related("person"))
        exams = Activity.objects.filter(course=session.course_id, kind=Activity.Kind.EXAM).values("pk")
        shares = attendance.shares(session) if session.state != Session.State.PLANNED else {}
        is_open = session.state in (Session.State.PLANNED, Session.State.RUNNING)
        shows |= {
            "places": [(place, shares.get(place.pk)) for place in places],
            "form": RegisterForm(candidates=candidates(session, on=on))
            if is_open and len(places) < session.capacity
            else None,
            "gain": gain_of_group(exams, [place.person_id for place in places]),
            "owed": attendance.unmarked(session) if session.state == Session.State.RUNNING else None,
            "is_open": is_open,
        }
    return render(request, "cascade/session_detail.html", shows)


@login_required
@require_POST
def session_register(request, pk):
    session = _session_led_by(request.user, pk)
    on = timezone.localdate()
    form = RegisterForm(request.POST, candidates=candidates(session, on=on))
    if not form.is_valid():
        for error in form.non_field_errors():
            messages.error(request, error)
        return redirect("cascade:session-detail", pk)
    named, nobody = by_numbers(form.cleaned_data["numbers"])
    done = 0
    for person in [*form.cleaned_data["people"], *named]:
        try:
            sessions.register(session, person, by=request.user, on=on)
            done += 1
        except sessions.SessionRefused as refused:
            messages.error(request, f"{person.name}: {refused}")
            break
    if done:
        messages.success(request, ngettext("%(n)s person registered.", "%(n)s people registered.", done) % {"n": done})
    for line in nobody:
        messages.warning(request, _("Nobody goes by the staff number %(number)s.") % {"number": line})
    return redirect("cascade:session-detail", pk)


@login_required
@require_POST
def registration_withdraw(request, pk, registration):
    session = _session_led_by(request.user, pk)
    place = get_object_or_404(session.registrations.select_related("person"), pk=registration)
    sessions.withdraw(place, at=timezone.now())
    messages.success(request, _("The place of %(name)s is free again.") % {"name": place.person.name})
    return redirect("cascade:session-detail", pk)


@login_required
def attendance_take(request, pk, day):
    """The list of one day. Each tap may be sent alone by the page's script; without it one button sends all."""
    session = _session_led_by(request.user, pk)
    day = get_object_or_404(session.days, pk=day)
    places = list(
        session.registrations.filter(withdrawn_at=None)
        .select_related("person")
        .order_by("person__last_name", "person__first_name")
    )
    if request.method == "POST":
        if "all" in request.POST:
            known = set(Presence.objects.filter(day=day).values_list("registration", flat=True))
            marks = {place.pk: "present" for place in places if place.pk not in known}
        else:
            marks = {place.pk: request.POST[f"p{place.pk}"] for place in places if f"p{place.pk}" in request.POST}
        try:
            attendance.mark(session, day, marks, by=request.user, at=timezone.now())
        except sessions.SessionRefused as refused:
            if request.headers.get("accept") == "application/json":
                return JsonResponse({"refused": str(refused)}, status=409)
            messages.error(request, str(refused))
        else:
            if "all" not in request.POST and request.headers.get("accept") != "application/json":
                messages.success(request, _("Attendance saved."))
        if request.headers.get("accept") == "application/json":
            return JsonResponse(
                {"marked": Presence.objects.filter(day=day, registration__withdrawn_at=None).count(), "of": len(places)}
            )
        return redirect("cascade:attendance", pk, day.pk)
    said = dict(Presence.objects.filter(day=day).values_list("registration", "mark"))
    return render(
        request,
        "cascade/attendance.html",
        {
            "session": session,
            "day": day,
            "rows": [(place, said.get(place.pk, "")) for place in places],
            "marks": [(word, label, HERE[word]) for word, label in Presence.Mark.choices],
            "marked": len([p for p in places if p.pk in said]),
            "is_open": session.state in (Session.State.PLANNED, Session.State.RUNNING),
        },
    )


@login_required
@require_POST
def session_close(request, pk):
    session = _session_led_by(request.user, pk)
    try:
        attendance.close(session, by=request.user, on=timezone.localdate())
    except (sessions.SessionRefused, sessions.ImpossibleMove) as refused:
        text = (
            str(refused)
            if isinstance(refused, sessions.SessionRefused)
            else _("This session is already closed or cancelled.")
        )
        messages.error(request, text)
    else:
        messages.success(
            request, _("The session is closed. Certificates follow for those who have met everything else.")
        )
    return redirect("cascade:session-detail", pk)


@login_required
@require_POST
def session_cancel(request, pk):
    session = _session_led_by(request.user, pk)
    try:
        sessions.move(session, Session.State.CANCELLED)
    except sessions.ImpossibleMove:
        messages.error(request, _("This session is already closed or cancelled."))
    else:
        messages.success(request, _("The session is cancelled."))
    return redirect("cascade:session-detail", pk)


@login_required
def session_sheet(request, pk):
    """A sign-in sheet to print."""
    session = _session_led_by(request.user, pk)
    places = (
        Registration.objects.filter(session=session, withdrawn_at=None)
        .select_related("person")
        .order_by("person__last_name")
    )
    return render(
        request, "cascade/session_sheet.html", {"session": session, "days": session.days.all(), "places": places}
    )


@login_required
def lineage(request):
    """Everybody trained under this trainer, session by session, step by step."""
    if not Accreditation.objects.filter(person=request.user).exists():
        raise Http404
    answers = bool(held(request.user, on=timezone.localdate(), roles=ANSWERING))
    return render(request, "cascade/lineage.html", {"tree": tree(request.user), "answers": answers})


@login_required
@require_safe
def lineage_of_charge(request):
    """Who trained whom, for those who answer for people: the sessions and the names that are theirs to see."""
    on = timezone.localdate()
    if not held(request.user, on=on, roles=ANSWERING):
        raise Http404
    page = Paginator(in_order(Session.objects.visible_to(request.user, on=on)), 20).get_page(request.GET.get("page"))
    shows = {"page": page, "rows": read_by(request.user, list(page), on=on), "trains": was_accredited(request.user)}
    return render(request, "cascade/lineage_of_charge.html", shows)
