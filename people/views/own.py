"""What is known of me, who looked, and what do I agree to?"""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import consent
from people.access import act_said, looks_at
from people.forms import ProfileForm
from people.registry import personal_data
from people.trilingual import tongue


@login_required
def profile(request):
    """Names in both scripts, confirmed by the holder, and the language."""
    person = request.user
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.instance.names_confirmed_at = timezone.now()
        form.save()
        with translation.override(person.language):
            messages.success(request, _("Kept. Certificates will bear these names."))
            return redirect("people:dashboard")
    posts = person.posts.in_force(on=timezone.localdate()).select_related(
        "institution", "branch", "profile", "province"
    )
    return render(request, "people/profile.html", {"form": form, "posts": posts})


@login_required
def rights(request):
    given = consent.in_force(request.user)
    purposes = [{"code": p.code, "text": p.text, "given": given.get(p.code)} for p in consent.purposes()]
    return render(request, "people/rights.html", {"purposes": purposes})


@login_required
@require_POST
def answer(request, purpose):
    """One switch, one tap, either way."""
    try:
        if request.POST.get("give"):
            consent.give(request.user, purpose, language=tongue(), at=timezone.now())
            messages.success(request, _("Noted. You may withdraw it at any time, here."))
        else:
            consent.withdraw(request.user, purpose, at=timezone.now())
            messages.success(request, _("Withdrawn, from now on."))
    except consent.UnknownPurpose as unknown:
        raise Http404 from unknown
    return redirect("people:rights")


@login_required
def looks(request):
    page = Paginator(looks_at(request.user), 30).get_page(request.GET.get("page"))
    for look in page.object_list:
        look.act_said = act_said(look)
    return render(request, "people/looks.html", {"page_obj": page})


@login_required
def data(request):
    """Everything, part by part, as JSON (right of access)."""
    says = {name: part(request.user) for name, part in personal_data.items()}
    text = json.dumps(says, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="takwin-{request.user.username}.json"'
    return response
