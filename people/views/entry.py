"""How do I get in for the first time?"""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from people.activation import NotAdmitted, activate, admit, admit_by_link
from people.forms import ActivationForm, FirstPasswordForm
from people.limits import TooMany, address_of, count

TRIES, SECONDS = 20, 15 * 60  # from one address; a person's code has its own, lower limit


@never_cache
@sensitive_post_parameters("code", "password", "again")
def by_slip(request):
    """Staff number and code from the slip, a password of one's own, and in."""
    form = ActivationForm(request.POST or None, initial={"identifier": request.GET.get("n", "")[:100]})
    if request.method == "POST" and form.is_valid():
        try:
            count("activation", address_of(request), limit=TRIES, seconds=SECONDS)
            person = admit(form.cleaned_data["identifier"], form.cleaned_data["code"], at=timezone.now())
        except TooMany:
            form.add_error(None, _("Too many tries from here. Wait a quarter of an hour, then try again."))
        except NotAdmitted as refusal:
            form.add_error(None, _why(refusal.code))
        else:
            if form.suits(person):
                return _enter(request, person, form.cleaned_data["password"])
    status = 200 if request.method == "GET" or form.is_valid() else 422
    return render(request, "people/activate.html", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters("password", "again")
def by_link(request, token):
    try:
        person = admit_by_link(token, at=timezone.now())
    except NotAdmitted as refusal:
        messages.error(request, _why_link(refusal.code))
        return redirect("account_login")
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.suits(person):
        return _enter(request, person, form.cleaned_data["password"])
    return render(request, "people/activate.html", {"form": form, "person": person})


def _enter(request, person, password):
    activate(person, password, at=timezone.now())
    return perform_login(request, person, email_verification="none", redirect_url=reverse("people:profile"))


def _why(code: str) -> str:
    return {
        "unknown": _("This number and this code do not go together. Check both on the slip."),
        "expired": _("This code has run out. Ask your human resources office for a new slip."),
        "locked": _("Too many wrong codes. Ask your human resources office for a new slip."),
    }[code]


def _why_link(code: str) -> str:
    if code == "expired":
        return _("This link has run out. Ask for a new password with your e-mail address.")
    return _("This link was used already or is not whole. Sign in, or ask for a new password.")
