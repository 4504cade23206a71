"""What a person is told when a request about their sitting changes nothing, in their language.

The page's script asks for JSON and finds the sentence in it; without the script the same sentence stands on a page.
"""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

SIGNED_OUT = _("The sign-in has ended. Nothing was changed; sign in and send it again.")
NOT_YOURS = _("There is no such attempt under your name. If you began it under another name, sign in with that one.")
NO_QUESTION = _("This paper has no such question. Nothing was changed.")
HANDED_IN = _("This exam was handed in already. The answer was not taken, and nothing can be changed any more.")
TOO_LATE = _("The time was over when this answer reached us. It does not count; those that came before do.")
OUTDATED = _(
    "A newer answer to this question is there, from another page or device, and it was kept. You can still change it."
)
UNREADABLE = _("What this page sent cannot be read, and nothing was changed. Reload the page and answer again.")


class NotThere(Exception):
    """The sentence says what is not there."""

    def __init__(self, sentence):
        self.sentence = sentence
        super().__init__(sentence)


def wants_json(request) -> bool:
    return request.headers.get("Accept") == "application/json"


def signed_in(view):
    """``login_required``, with a sentence for the script, which cannot follow to the page where one signs in, and one
    for whoever asks for what is not theirs.
    """
    guarded = login_required(view)

    @wraps(view)
    def asked(request, *args, **kwargs):
        if wants_json(request) and not request.user.is_authenticated:
            return JsonResponse({"sentence": SIGNED_OUT}, status=401)
        try:
            return guarded(request, *args, **kwargs)
        except NotThere as refused:
            return not_found(request, refused.sentence)

    return asked


def not_found(request, sentence):
    """Somebody else's sitting, one that is nowhere, and a question that was not asked."""
    if wants_json(request):
        return JsonResponse({"sentence": sentence}, status=404)
    return render(request, "exams/not_found.html", {"sentence": sentence}, status=404)


def over(request, sitting, sentence):
    """Too late or handed in: the result says the rest."""
    if wants_json(request):
        return JsonResponse({"over": True, "sentence": sentence}, status=409)
    messages.warning(request, sentence)
    return redirect("exams:result", sitting)
