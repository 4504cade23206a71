"""Who works here, and who has no way in yet? For the officer in charge."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from import_export.formats.base_formats import CSV, XLSX

from people import activation
from people.access import looked
from people.charges import held
from people.forms import AskingForm
from people.models import Branch, Charge, JobProfile, Notice, Post, User
from people.notices import wording
from people.registry import staff_acts
from people.resources import StaffResource
from people.slips import qr
from people.staff import answered_for, asked_for, without_access

A_PAGE = 50


def _posts(request):
    """Posts this officer answers for today; 404 when nobody put them in charge."""
    on = timezone.localdate()
    if not held(request.user, on=on, roles=[Charge.Role.HR_OFFICER]):
        raise Http404
    return answered_for(request.user, on=on)


def _asked(request, posts):
    form = AskingForm(
        request.GET,
        branches=Branch.objects.filter(pk__in=posts.values("branch")).order_by("code"),
        profiles=JobProfile.objects.filter(pk__in=posts.values("profile")),
    )
    says = form.cleaned_data if form.is_valid() else {}
    return form, asked_for(posts, words=says.get("q", ""), branch=says.get("branch"), profile=says.get("profile"))


@login_required
def staff_list(request):
    form, posts = _asked(request, _posts(request))
    page = Paginator(posts, A_PAGE).get_page(request.GET.get("page"))
    acts = [act for given in staff_acts for act in given(request)]
    context = {"form": form, "page_obj": page, "asked": request.GET.urlencode(), "acts": acts}
    return render(request, "people/staff_list.html", context)


@login_required
def staff_export(request, kind):
    _form, posts = _asked(request, _posts(request))
    sheet = StaffResource().export(queryset=posts)
    if kind == "xlsx":
        content, mime = XLSX().export_data(sheet), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        content, mime = "\ufeff" + CSV().export_data(sheet), "text/csv; charset=utf-8"
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="staff.{kind}"'
    return response


def _one(request, public_id):
    person = get_object_or_404(User, public_id=public_id)
    posts = _posts(request)
    if not posts.filter(person=person).exists():
        raise Http404
    return person, posts


@login_required
def person(request, public_id):
    who, posts = _one(request, public_id)
    institutions = posts.values("institution")
    history = Post.objects.filter(person=who, institution__in=institutions)
    history = history.select_related("institution", "branch", "province", "profile", "manager").order_by("-from_on")
    looked(request.user, who, "staff_sheet")
    return render(request, "people/person.html", {"person": who, "posts": history})


@login_required
def slips(request):
    """Who of ours cannot sign in yet; printing is an act of its own, for it makes new codes."""
    posts = _posts(request)
    waiting = without_access(posts, list_id=request.GET.get("list"))
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    notices = Notice.objects.filter(channel=Notice.Channel.SLIP, sent_at=None, person__in=posts.values("person"))
    return render(
        request,
        "people/slips.html",
        {"page_obj": page, "list_id": request.GET.get("list", ""), "notices": notices.count()},
    )


@login_required
@require_POST
@never_cache
def slips_print(request):
    """Codes are shown here, once, and nowhere else."""
    people = [post.person for post in without_access(_posts(request), list_id=request.POST.get("list"))]
    return _printed(request, people)


@login_required
@require_POST
@never_cache
def slip_again(request, public_id):
    """A new slip for one person. They will read in their log that it was made."""
    who, _posts_of_officer = _one(request, public_id)
    looked(request.user, who, "slip")
    return _printed(request, [who])


def _printed(request, people):
    made = activation.issue(people, at=timezone.now())
    shown = [{"slip": slip, "qr": qr(slip.person)} for slip in made]
    return render(request, "people/slips_print.html", {"slips": shown, "site": settings.SITE_URL})


@login_required
@require_POST
@never_cache
def notices_print(request):
    """Sentences for those with neither e-mail nor phone, to hand over on paper; printing counts as sending."""
    waiting = Notice.objects.filter(
        channel=Notice.Channel.SLIP, sent_at=None, person__in=_posts(request).values("person")
    )
    waiting = list(waiting.select_related("person"))
    shown = [{"person": notice.person, "words": wording(notice)} for notice in waiting]
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(sent_at=timezone.now())
    return render(request, "people/notices_print.html", {"notices": shown})
