"""What the editor asks of an author beside the text, and tells them: a module by its title, what to look at again."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel


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


class FindingsPanel(Panel):
    """What courses/content_checks.py finds in the lesson as it was saved last."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/findings.html"

        def is_shown(self):
            return bool(self.instance.pk)

        @property
        def findings(self):
            from courses.content_checks import findings  # it reads the models, which name this panel

            return findings(self.instance, on=timezone.localdate())
