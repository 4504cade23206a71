"""How an author picks an interactive activity inside a lesson."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser


class ActivityChooser(BaseChooser):
    def get_value_data_from_instance(self, instance):
        """What goes to the editor as JSON: the id as a text."""
        return super().get_value_data_from_instance(instance) | {"id": str(instance.pk)}


class ActivityChooserViewSet(ChooserViewSet):
    model = "courses.Activity"
    base_widget_class = ActivityChooser
    icon = "radio-full"
    choose_one_text = _("Choose an activity")
    choose_another_text = _("Choose another activity")
    edit_item_text = _("Edit this activity")
    per_page = 20

    def get_object_list(self):
        return self.model.objects.filter(kind="h5p", is_retired=False).select_related("course")


activity_chooser = ActivityChooserViewSet("activity_chooser")
_Block = activity_chooser.get_block_class(name="_Block", module_path="courses.choosers")


class ActivityChooserBlock(_Block):
    def bulk_to_python(self, values):
        """JSON holds the id as a text; Wagtail looks rows up by what it is given, and would find none."""
        return super().bulk_to_python([None if value is None else UUID(str(value)) for value in values])
