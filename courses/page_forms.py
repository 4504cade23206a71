"""What the editor asks of an author beside the text: a module by its title."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class LessonPageForm(WagtailAdminPageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "module_no" in self.fields:
            self.fields["module_no"] = self._module()

    def _module(self):
        """The course's modules by title. What an older lesson holds stays among them, were the module gone."""
        above = self.parent_page or (self.instance.get_parent() if self.instance.pk else None)
        course = getattr(above and above.specific, "course", None)
        choices = [(module.no, str(module)) for module in course.modules.all()] if course else []
        was = self.instance.module_no
        if was is not None and was not in dict(choices):
            choices.append((was, f"{was}. ?"))
        return forms.TypedChoiceField(
            label=_("Module"), choices=[("", "---------"), *choices], coerce=int, initial=was, required=True
        )
