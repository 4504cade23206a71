from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.models import LedgerEntry, PriorLearning
from people.models import User

Grounds = LedgerEntry.Grounds


class NumberForm(forms.Form):
    """A number typed from paper. Whether it can be one is judged by the page that answers."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("Beside the square, at the foot of the certificate"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "placeholder": "TKW-XXXX-XXXX", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """A decision of the Centre about a certificate. The grounds are public, the reason is not."""

    grounds = forms.ChoiceField(label=_("Grounds, shown to anybody who checks the certificate"))
    reason = forms.CharField(
        label=_("Reason, for the Centre's file"),
        help_text=_("What was found, by whom, on which papers. It is kept with your name."),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=10,
    )

    def __init__(self, *args, with_grounds: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if with_grounds:
            self.fields["grounds"].choices = [(g.value, g.label) for g in Grounds if g != Grounds.NONE]
        else:
            del self.fields["grounds"]


class PriorLearningForm(forms.ModelForm):
    """Found by staff number or e-mail: there are thousands of people."""

    person = forms.CharField(label=_("Person"), help_text=_("Staff number or e-mail"), max_length=150)

    class Meta:
        model = PriorLearning
        fields = ["person", "course", "reason"]

    def clean_person(self):
        typed = self.cleaned_data["person"].strip()
        person = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has this staff number or e-mail."))
        return person

    def clean(self):
        says = super().clean()
        if (
            says.get("person")
            and PriorLearning.objects.filter(person=says["person"], course=says.get("course")).exists()
        ):
            raise forms.ValidationError(_("This is recognised already."))
        return says
