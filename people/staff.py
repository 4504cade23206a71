"""Questions an officer asks of the staff: who, found by a folded word, and who has no way in yet."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from people.models import Charge, Post
from people.spelling import fold
from people.trilingual import tongue


def answered_for(officer, *, on: date) -> QuerySet[Post]:
    """In the reader's alphabet."""
    names = ("family_ar", "given_ar") if tongue() == "ar" else ("last_name", "first_name")
    posts = Post.objects.in_charge_of(officer, on=on, roles=[Charge.Role.HR_OFFICER])
    posts = posts.select_related("person", "institution", "branch", "province", "profile", "manager")
    return posts.order_by(*(f"person__{name}" for name in names), "pk")


def asked_for(posts: QuerySet[Post], *, words: str = "", branch=None, profile=None) -> QuerySet[Post]:
    """``words``: every one must begin a word of the name, in either script, or the staff number."""
    if branch:
        posts = posts.filter(branch=branch)
    if profile:
        posts = posts.filter(profile=profile)
    if wanted := fold(words).split():
        # Names are folded here and not by the database, whose engines fold differently.
        columns = (
            "pk",
            "staff_number",
            "person__username",
            "person__first_name",
            "person__last_name",
            "person__given_ar",
            "person__family_ar",
        )
        found = [
            pk
            for pk, *texts in posts.values_list(*columns)
            if all(any(word.startswith(part) for word in fold(" ".join(texts)).split()) for part in wanted)
        ]
        posts = posts.filter(pk__in=found)
    return posts


def without_access(posts: QuerySet[Post], *, list_id: str | None = None) -> QuerySet[Post]:
    """Posts of people who have no password yet; ``list_id`` narrows to those a staff list brought."""
    posts = posts.filter(person__password__startswith="!", person__is_active=True)
    if list_id:
        try:
            return posts.filter(source=list_id)
        except ValidationError:
            return posts.none()
    return posts
