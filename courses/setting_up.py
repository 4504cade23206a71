"""What the courses need in an empty installation: a catalogue page in each language, and the authors' group.

Only what is missing is made; nothing an editor wrote is touched.
"""

import uuid

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission
from wagtail.users.models import UserProfile

from cms.setting_up import HOME_KEY, homes
from courses.models import CatalogueIndexPage

CATALOGUE_KEY = uuid.uuid5(HOME_KEY, "catalogue")
TITLES = {"ar": "الدورات", "fr": "Formations", "en": "Courses"}
AUTHORS = "Course authors"
ON_PAGES = ("add_page", "change_page", "publish_page")
IN_COLLECTIONS = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
}
ON_MODELS = [
    ("wagtailadmin", "access_admin"),
    ("wagtail_localize", "submit_translation"),
    ("courses", "add_activity"),
    ("courses", "change_activity"),
    ("courses", "view_activity"),
    ("courses", "add_assignment"),
    ("courses", "change_assignment"),
    ("courses", "view_assignment"),
    ("courses", "view_course"),
]  # app, codename
OF_SLICES = (
    "h5p",
    "exams",
)  # an author writes exercises and questions too: add, change, view; new libraries are let in by administrators


@transaction.atomic
def catalogues() -> dict[str, CatalogueIndexPage]:
    """The catalogue page of each language, made when missing."""
    made = {}
    for code, home in homes().items():
        there = CatalogueIndexPage.objects.child_of(home).first()
        made[code] = there or type(home).objects.get(pk=home.pk).add_child(
            instance=CatalogueIndexPage(
                locale=home.locale, slug="courses", title=TITLES[code], translation_key=CATALOGUE_KEY
            )
        )
    return made


@transaction.atomic
def authors() -> Group:
    """The group that edits, submits and publishes what lies below the catalogues."""
    group, _made = Group.objects.get_or_create(name=AUTHORS)
    for catalogue in catalogues().values():
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=ON_PAGES):
            GroupPagePermission.objects.get_or_create(group=group, page=catalogue.page_ptr, permission=permission)
    root = Collection.get_first_root_node()
    for app, codenames in IN_COLLECTIONS.items():
        for permission in Permission.objects.filter(content_type__app_label=app, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    for app, codename in ON_MODELS:
        group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename=codename))
    writing = Permission.objects.filter(content_type__app_label__in=OF_SLICES).exclude(
        Q(codename__startswith="delete") | Q(codename="add_library")
    )
    group.permissions.add(*writing)
    return group


def make_author(person) -> None:
    """Let a person write courses, in an admin that speaks their language."""
    person.groups.add(authors())
    profile = UserProfile.get_for_user(person)
    if not profile.preferred_language:
        profile.preferred_language = person.language
        profile.save(update_fields=["preferred_language"])
