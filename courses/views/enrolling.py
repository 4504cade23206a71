"""The officer's screens: enrolling many, who is enrolled, rules of enrolment. Others find nothing here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses import groups, rules
from courses.enrolment import enrol, withdraw
from courses.forms import EnrolledFilter, GroupForm, RuleForm
from courses.groups import Fate
from courses.models import Enrolment
from courses.progress import Progress

SHOWN = 200  # people of a preview; the counts are of all
A_PAGE = 50


def _officer(request):
    """Today, for somebody who may enrol others; 404 for anybody else."""
    on = timezone.localdate()
    if not groups.may_enrol(request.user, on=on):
        raise Http404
    return on


def _fates():
    return {
        Fate.NEW: (_("New"), "ok"),
        Fate.BACK: (_("Comes back"), "ok"),
        Fate.DUE: (_("In it already: the day changes"), "info"),
        Fate.SAME: (_("In it already"), "plain"),
        Fate.DONE: (_("Has finished it"), "plain"),
        Fate.LEFT_OUT: (_("Left out"), "soon"),
    }


@login_required
def group_enrol(request):
    """Who, what, until when; then what becomes of each; then it is done."""
    on = _officer(request)
    posts = groups.posts_of(request.user, on=on)
    form = GroupForm(request.POST or None, posts=posts, on=on, initial={"course": request.GET.get("course")})
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "courses/group_enrol.html", {"form": form}, status=422 if form.errors else 200)
    asks = form.cleaned_data
    chosen, unknown = groups.chosen(posts, profile=asks["profile"], branch=asks["branch"], numbers=asks["numbers"])
    rows = groups.judge(chosen, asks["course"], due_on=asks["due_on"], strict=asks["strict"], on=on)
    judged = groups.Judgement(rows, unknown)
    if "confirm" in request.POST:
        return _confirmed(request, judged, asks, on=on)
    fates = _fates()
    shown = sorted(rows, key=lambda row: list(Fate).index(row.fate))[:SHOWN]
    context = {
        "form": form,
        "course": asks["course"],
        "due_on": asks["due_on"],
        "judged": judged,
        "ready": len(judged.to_write),
        "counts": [(fates[fate][0], judged.counts[fate]) for fate in Fate if judged.counts[fate]],
        "rows": [(row, *fates[row.fate]) for row in shown],
        "more": len(rows) - len(shown),
        "kept": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    return render(request, "courses/group_preview.html", context)


def _confirmed(request, judged, asks, *, on):
    people = judged.to_write
    if not people:
        messages.info(request, _("Nobody is left to enrol."))
        return redirect("courses:group-enrol")
    job = groups.start(request.user, people, asks["course"], due_on=asks["due_on"], on=on)
    if job is not None:
        return redirect("courses:group-job", job.pk)
    done = ngettext("%(n)s person is enrolled and told.", "%(n)s people are enrolled and told.", len(people))
    messages.success(request, done % {"n": len(people)})
    return redirect("courses:enrolled-list")


@login_required
@require_safe
def group_job(request, pk):
    job = get_object_or_404(request.user.jobs.filter(kind=groups.KIND), pk=pk)
    return render(request, "courses/group_job.html", {"job": job})


def _enrolments(request, *, on):
    """Those of people this officer may enrol, today."""
    people = groups.posts_of(request.user, on=on).order_by().values("person")
    return Enrolment.objects.filter(learner__in=people)


@login_required
@require_safe
def enrolled_list(request):
    on = _officer(request)
    form = EnrolledFilter(request.GET)
    enrolments = form.narrow(_enrolments(request, on=on), on=on).select_related("learner", "course", "by")
    page = Paginator(enrolments.with_progress().soonest_due(), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, Progress(one.done, one.asked)) for one in page.object_list]
    context = {
        "form": form,
        "page_obj": page,
        "rows": rows,
        "is_narrowed": any(form.data.get(n) for n in form.fields),
        "today": on,
    }
    return render(request, "courses/enrolled_list.html", context)


@login_required
@require_POST
def enrolled_act(request, pk, act):
    """Take somebody off a course, or put them back where they were."""
    on = _officer(request)
    enrolment = get_object_or_404(_enrolments(request, on=on).select_related("learner", "course"), pk=pk)
    if act == "withdraw":
        withdraw(enrolment, at=timezone.now())
    elif act == "restore" and enrolment.state == Enrolment.State.WITHDRAWN:
        enrol(enrolment.learner, enrolment.course, on=on, due_on=enrolment.due_on, by=request.user)
    else:
        raise Http404
    back = request.POST.get("back", "")
    return redirect(f"{request.path.rsplit('/', 3)[0]}/{'?' + back if back else ''}#e{pk}")


@login_required
def rule_list(request):
    """The rules that concern one's people; setting one."""
    on = _officer(request)
    of_all, institutions = rules.is_of_the_centre(request.user, on=on), rules.institutions_of(request.user, on=on)
    form = None
    if of_all or institutions:
        form = RuleForm(request.POST or None, institutions=institutions, of_all=of_all)
        if request.method == "POST" and form.is_valid():
            rules.set_rule(**form.cleaned_data, by=request.user, on=on)
            messages.success(request, _("The rule holds from today; whom it enrols is told."))
            return redirect("courses:rule-list")
    elif request.method == "POST":
        raise Http404
    shown = rules.visible_to(request.user, on=on).filter(ended_on=None)
    shown = shown.select_related("profile", "course", "institution", "set_by")
    mine = set(institutions.values_list("pk", flat=True))
    context = {"form": form, "rules": [(rule, of_all or rule.institution_id in mine) for rule in shown]}
    return render(request, "courses/rule_list.html", context, status=422 if form and form.errors else 200)


@login_required
@require_POST
def rule_end(request, pk):
    on = _officer(request)
    rule = get_object_or_404(rules.visible_to(request.user, on=on), pk=pk)
    try:
        rules.end_rule(rule, by=request.user, on=on)
    except rules.NotYours as not_yours:
        raise Http404 from not_yours
    return redirect("courses:rule-list")
