"""The Centre grants one person more time or attempts at one exam: asked in a form, written by ``sittings.allow``'s rule."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from courses.exams.models import Allowance
from people.signing_in import find


class AllowanceForm(WagtailAdminModelForm):
    """The person is named by what they sign in with: a list of all staff would be long. A reason is asked."""

    who = forms.CharField(
        label=_("Person"), max_length=254, help_text=_("Staff number with the institution, e-mail or phone number")
    )
    field_order = ["who"]

    class Meta:
        model = Allowance
        fields = ["blueprint", "extra_minutes", "extra_attempts", "counts_from", "reason"]
        labels = {"blueprint": _("Exam")}

    def clean_who(self):
        if (person := find(self.cleaned_data["who"])) is None:
            raise forms.ValidationError(_("Nobody signs in with this."))
        return person

    def clean(self):
        said = super().clean()
        granted = ("extra_minutes", "extra_attempts", "counts_from")
        if not self.errors and not any(said.get(name) for name in granted):
            raise forms.ValidationError(_("Say what is granted: minutes, attempts, or from when attempts count."))
        return said

    def save(self, commit=True):
        self.instance.person = self.cleaned_data["who"]
        self.instance.by, self.instance.at = self.for_user, timezone.now()
        return super().save(commit)
