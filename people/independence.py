"""Are these two people independent? Reasons are registered; line management is our own."""

from datetime import date

from django.utils.translation import gettext as _

from people.models import Post
from people.registry import dependence_reasons


def dependence(a, b, *, on: date) -> list[str]:
    """Why ``a`` may not judge ``b``: sentences for the reader. Empty = independent."""
    if a.pk == b.pk:
        return [_("They are the same person.")]
    return [reason for says in dependence_reasons if (reason := says(a, b, on=on))]


@dependence_reasons.register("people.line_management", order=10)
def line_management(a, b, *, on: date) -> str | None:
    posts = Post.objects.in_force(on=on)
    if posts.filter(person=b, manager=a).exists():
        return _("One is the other's line manager.")
    if posts.filter(person=a, manager=b).exists():
        return _("One is the other's subordinate.")
    return None
