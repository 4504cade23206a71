"""How an author picks an activity inside a lesson: an exercise, an exam, an assignment."""

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
    kind = "h5p"

    def get_object_list(self):
        return self.model.objects.filter(kind=self.kind, is_retired=False).select_related("course")


class ExamChooserViewSet(ActivityChooserViewSet):
    icon = "tasks"
    choose_one_text = _("Choose an exam")
    choose_another_text = _("Choose another exam")
    kind = "exam"


class AssignmentChooserViewSet(ActivityChooserViewSet):
    icon = "clipboard-list"
    choose_one_text = _("Choose an assignment")
    choose_another_text = _("Choose another assignment")
    kind = "assignment"


activity_chooser = ActivityChooserViewSet("activity_chooser")
exam_chooser = ExamChooserViewSet("exam_chooser")
assignment_chooser = AssignmentChooserViewSet("assignment_chooser")
CHOOSERS = [activity_chooser, exam_chooser, assignment_chooser]


class ById:
    def bulk_to_python(self, values):
        """JSON holds the id as a text; Wagtail looks rows up by what it is given, and would find none."""
        return super().bulk_to_python([None if value is None else UUID(str(value)) for value in values])

    def get_translatable_segments(self, value):
        """An activity is the same in every language: nothing to translate, nothing to put in its place."""
        return []

    def restore_translated_segments(self, value, segments):
        return value


class ActivityChooserBlock(ById, activity_chooser.get_block_class(name="_Block", module_path="courses.choosers")):
    pass


class ExamChooserBlock(ById, exam_chooser.get_block_class(name="_ExamBlock", module_path="courses.choosers")):
    pass


class AssignmentChooserBlock(
    ById, assignment_chooser.get_block_class(name="_AssignmentBlock", module_path="courses.choosers")
):
    pass
