"""What a learner hands in, and what the one who marks it says."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.assignments import LONGEST_TEXT
from courses.hand_in_files import ACCEPTS, Refused, kind_of


class HandInForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("My text"), required=False, max_length=LONGEST_TEXT, strip=True,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )  # fmt: skip
    file = forms.FileField(label=_("My file"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPTS}))

    def __init__(self, *args, assignment, most_mb: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.most_mb, self.kind = most_mb, ""
        self.fields["key"].initial = uuid.uuid4
        self.fields["file"].help_text = _("PDF, picture or office document, %(most)d MB at most") % {"most": most_mb}
        for name, takes in (("text", assignment.takes_text), ("file", assignment.takes_file)):
            if not takes:
                del self.fields[name]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            try:
                self.kind = kind_of(file, most_mb=self.most_mb)
            except Refused as refused:
                raise forms.ValidationError(refused.sentence) from refused
        return file

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("text") and not given.get("file"):
            raise forms.ValidationError(_("There is nothing to hand in yet: write a text or choose a file."))
        return given


class MarkingForm(forms.Form):
    words = forms.CharField(
        label=_("Words to the learner"), required=False, max_length=4000,
        help_text=_("What is good, what to do better; asked for when the work is to be done again"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip
    verdict = forms.ChoiceField(
        label=_("In all"), choices=[("passed", _("Accepted")), ("again", _("To do again"))], widget=forms.RadioSelect
    )

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for line in self.criteria:
            field = forms.TypedChoiceField(
                label=line.title, coerce=int, widget=forms.RadioSelect,
                choices=[(n, str(n)) for n in range(line.points + 1)],
            )  # fmt: skip
            field.most = line.points
            self.fields[f"c{line.pk}"] = field

    @property
    def lines(self):
        return [self[f"c{line.pk}"] for line in self.criteria]

    @property
    def points(self) -> list[int]:
        return [self.cleaned_data[f"c{line.pk}"] for line in self.criteria]

    def clean(self):
        given = super().clean()
        if given.get("verdict") == "again" and not given.get("words"):
            self.add_error("words", _("Say what is to be done better."))
        return given
