"""Who looked at whom, and why. Everyone can read who looked at them."""

from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import AccessLog, Post

#: What the acts are called; other apps add theirs with ``ACTS["register.profile"] = _("…")`` in ready().
ACTS = {
    "staff_sheet": _("Staff sheet"),
    "slip": _("New activation slip"),
}


def looked(viewer, subject, act: str, purpose: str = "") -> None:
    """Write a look down. Looking at oneself is not logged; ``subject`` None = a search, not one person."""
    if subject is not None and subject.pk == viewer.pk:
        return
    posts = Post.objects.in_force(on=timezone.localdate()).filter(person=viewer).order_by("-from_on", "-pk")
    works_at = Subquery(posts.values("institution")[:1])  # asked in the same sentence that writes
    AccessLog.objects.create(viewer=viewer, viewer_institution_id=works_at, subject=subject, act=act, purpose=purpose)


def act_said(look) -> str:
    return str(ACTS.get(look.act, look.act.replace("_", " ")))


def looks_at(person):
    """What the person may read: when, who of which institution, what for."""
    return AccessLog.objects.filter(subject=person).select_related("viewer", "viewer_institution")
