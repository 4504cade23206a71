"""Exercises in the Wagtail admin: received, listed, named, tried."""

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from courses.h5p.forms import ReceiveForm, RenameForm
from courses.h5p.models import Content


class ContentViewSet(ModelViewSet):
    model = Content
    icon = "radio-full"
    menu_label = _("Exercises (H5P)")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["title", "language", Column("library", label=_("kind of exercise")), "made_at"]
    list_filter = ["language"]
    search_fields = ["title"]
    search_backend_name = None
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["title", "language", "library", "made_at"]
    inspect_template_name = "h5p/admin/content_inspect.html"

    class index_view_class(ModelViewSet.index_view_class):
        def get_base_queryset(self):
            return Content.objects.select_related("library").defer("params", "files")

    class add_view_class(ModelViewSet.add_view_class):
        def get_form_kwargs(self):
            return {**super().get_form_kwargs(), "by": self.request.user}

    def get_form_class(self, for_update=False):
        return RenameForm if for_update else ReceiveForm


class ContentChooser(ChooserViewSet):
    """To choose an exercise in a form or a block: ``content_chooser.block_class`` and ``.widget_class``."""

    model = Content
    icon = "radio-full"
    choose_one_text = _("Choose an exercise")
    choose_another_text = _("Choose another exercise")


content_viewset = ContentViewSet("h5p_content")
content_chooser = ContentChooser("h5p_content_chooser")


@hooks.register("register_admin_viewset")
def viewsets():
    return [content_viewset, content_chooser]


@hooks.register("register_permissions")
def permissions():
    """What a group may be given: to receive exercises, and to let new libraries in with them."""
    return Permission.objects.filter(
        content_type__app_label="h5p",
        codename__in=["add_content", "change_content", "delete_content", "view_content", "add_library"],
    )
