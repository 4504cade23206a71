from django import forms
from django.utils.translation import gettext_lazy as _

from courses.h5p import packages, storing
from courses.h5p.models import Content
from courses.h5p.packages import BadPackage


class ReceiveForm(forms.ModelForm):
    """A ``.h5p`` file comes in. Its refusal is the sentence of the rule that refused it."""

    file = forms.FileField(
        label=_("H5P file"),
        help_text=_("A file whose name ends in .h5p, with its libraries. It is checked before anything is kept."),
        widget=forms.FileInput(attrs={"accept": ".h5p"}),
    )

    class Meta:
        model = Content
        fields = ["file", "language", "title"]
        help_texts = {"title": _("Empty: as the file says.")}

    def __init__(self, *args, by=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["title"].required = False

    def clean(self):
        cleaned = super().clean()
        if (file := cleaned.get("file")) and (language := cleaned.get("language")):
            try:
                self.parsed = packages.check(file, known=storing.known())
                storing.refuse_news(self.parsed, unless=self.by is None or self.by.has_perm("h5p.add_library"))
            except BadPackage as refused:
                self.add_error("file", refused.sentence)
                return cleaned
            if kept := Content.objects.filter(package__sha256=self.parsed.sha256, language=language).first():
                self.add_error("file", _("This file is here already, as “%(title)s”.") % {"title": kept.title})
        return cleaned

    def save(self, commit=True):
        says = self.cleaned_data
        self.instance = storing.store(self.parsed, language=says["language"], title=says["title"], by=self.by)
        return self.instance


class RenameForm(forms.ModelForm):
    class Meta:
        model = Content
        fields = ["title"]
