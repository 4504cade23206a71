from django import forms
from django.utils.translation import gettext_lazy as _

from courses.exams import carrying
from courses.exams.formats import FORMATS, LABELS, Unreadable, guess
from courses.exams.forms import competencies
from courses.exams.models import Bank, Question, QuestionFile

LANGUAGES = [("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))]


class ImportForm(forms.ModelForm):
    """A file of questions comes in. Its refusal is the sentence of the reader that refused it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("QTI package or item, Moodle XML, GIFT, CSV or Excel. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".zip,.xml,.txt,.gift,.csv,.xlsx"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the file"),
        choices=LANGUAGES,
        help_text=_("Another language of the same questions is joined to them by their keys."),
    )
    reader = forms.ChoiceField(
        label=_("Format"), choices=[("", _("As the file looks")), *LABELS.items()], required=False
    )
    competency_code = forms.ChoiceField(
        label=_("Competency"),
        choices=competencies,
        help_text=_("For questions whose file names none that is known here."),
    )
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"),
        choices=Question.Difficulty.choices,
        coerce=int,
        initial=2,
        help_text=_("For questions whose file names none."),
    )

    class Meta:
        model = QuestionFile
        fields = ["bank", "file", "language", "reader", "competency_code", "difficulty"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > carrying.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 32 MB. Send it in parts."))
        return file

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        file, held = self.cleaned_data["file"], self.instance
        held.content, held.name, held.handed_in_by = file.read(), file.name[-150:], self.by
        held.reader = self.cleaned_data["reader"] or guess(held.content, file.name)
        try:
            held.report = carrying.report(carrying.judged(held))
        except Unreadable as reason:
            self.add_error("file", str(reason.sentence))


class ExportForm(forms.Form):
    """A bank goes out."""

    bank = forms.ModelChoiceField(label=_("Bank"), queryset=Bank.objects.all())
    form = forms.ChoiceField(label=_("Format"), choices=[(name, form.label) for name, form in FORMATS.items()])
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
