from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Only for the page of components."""

    name = forms.CharField(label=_("Full name"), help_text=_("As on the identity card"))
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"dir": "ltr"}))
    branch = forms.CharField(
        label=_("Branch"), disabled=True, required=False, help_text=_("Your HR officer changes it")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("ar", "العربية"), ("fr", "Français")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label=_("I agree"))
