from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.sheets import MAX_BYTES
from people.staff_problems import SENTENCES
from people.staff_row import wrong_name


class LoginForm(AllauthLoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("E-mail, phone or staff number"),
            widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr", "autofocus": True}),
        )


class FirstPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("8 characters at least. Three or four words are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def clean(self):
        given = super().clean()
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ."))
        return given

    def suits(self, person) -> bool:
        """Whether the password is strong enough for this person; says why not."""
        try:
            validate_password(self.cleaned_data["password"], person)
        except ValidationError as weak:
            self.add_error("password", weak)
            return False
        return True


class ActivationForm(FirstPasswordForm):
    identifier = forms.CharField(
        label=_("Staff number"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr", "autocapitalize": "characters", "placeholder": "ALAMANA-01234"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "dir": "ltr", "autocapitalize": "characters"}),
    )
    field_order = ["identifier", "code", "password", "again"]


class StaffFileForm(forms.Form):
    institution = forms.ModelChoiceField(queryset=None, label=_("Institution"), empty_label=None)
    file = forms.FileField(
        label=_("Staff list"),
        help_text=_("CSV or Excel (.xlsx), up to 5 MB and 20,000 rows."),
        max_length=150,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file first.")},
    )

    def __init__(self, *args, institutions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions
        if len(institutions) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
            self.initial["institution"] = institutions[0].pk

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 5 MB. Send it in parts."))
        return file


class Tongues(forms.Select):
    """Languages, each called in itself."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["lang"] = str(value)
        return option


class ProfileForm(forms.ModelForm):
    """Both spellings of the name and the language. Saving confirms the names."""

    class Meta:
        model = User
        fields = ["given_ar", "family_ar", "first_name", "last_name", "language"]
        labels = {"first_name": _("given name in Latin letters"), "last_name": _("family name in Latin letters")}
        widgets = {
            "given_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "family_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "first_name": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "family-name"}),
            "language": Tongues(),
        }

    def clean(self):
        given = super().clean()
        for field in ("given_ar", "family_ar", "first_name", "last_name"):
            text = given.get(field, "")
            if text and (wrong := wrong_name(text, arabic=field.endswith("_ar"))):
                self.add_error(field, SENTENCES[wrong])
        if not (given.get("given_ar") and given.get("family_ar")) and not (
            given.get("first_name") and given.get("last_name")
        ):
            raise ValidationError(_("Given and family name are both needed, in Latin or in Arabic letters."))
        return given


class AskingForm(forms.Form):
    """What one looks for in the staff list."""

    q = forms.CharField(required=False, max_length=100, label=_("Name or staff number"), widget=forms.TextInput(attrs={"type": "search"}))  # fmt: skip
    branch = forms.ModelChoiceField(queryset=None, required=False, label=_("Branch"), empty_label=_("All branches"))
    profile = forms.ModelChoiceField(queryset=None, required=False, label=_("Job"), empty_label=_("All jobs"))

    def __init__(self, *args, branches, profiles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches
        self.fields["profile"].queryset = profiles
