"""Who may open the editor? Whoever holds Wagtail's permission, by group or alone."""

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

APP, CODE = "wagtailadmin", "access_admin"


def asked():
    """Asked together with the person of a request (people.registry.asked_with_person)."""
    person, which = get_user_model(), {"content_type__app_label": APP, "codename": CODE}
    alone = {f"permission__{name}": value for name, value in which.items()}
    by_group = {f"group__permissions__{name}": value for name, value in which.items()}
    return Exists(person.user_permissions.through.objects.filter(user=OuterRef("pk"), **alone)) | Exists(
        person.groups.through.objects.filter(user=OuterRef("pk"), **by_group)
    )


def may_edit(user) -> bool:
    if user.is_active and not user.is_superuser and hasattr(user, "known_editor"):
        return user.known_editor
    return user.has_perm(f"{APP}.{CODE}")
