import re

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from competencies.models import Competency
from courses.exams import banks, marking
from courses.exams.models import Draw, Question

_TAIL = re.compile(r"[^\d]+$")


class AnswerForm(forms.Form):
    """One answer to one item of a paper. Options are named by their places on this paper."""

    later = forms.BooleanField(required=False)
    go = forms.CharField(required=False, max_length=6)

    def __init__(self, item, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        places = [(str(place), place) for place, _key in enumerate(item["options"], start=1)]
        unknown = {"invalid_choice": _("This answer is not among those offered.")}
        if item["kind"] == Question.Kind.NUMERIC:
            self.fields["number"] = forms.CharField(required=False, max_length=40)
        elif item["kind"] == Question.Kind.MULTIPLE:
            self.fields["choice"] = forms.MultipleChoiceField(required=False, choices=places, error_messages=unknown)
        else:
            self.fields["choice"] = forms.ChoiceField(required=False, choices=places, error_messages=unknown)

    def clean_number(self):
        text = _TAIL.sub("", self.cleaned_data["number"])  # a percent sign or a unit written after it
        if not text and not self.cleaned_data["number"]:
            return text
        try:
            return marking.plain(marking.number(text))
        except marking.NotANumber as error:
            raise forms.ValidationError(_("Write one number, with a comma for decimals, such as 7,5.")) from error

    @property
    def given(self):
        """What the rule takes: option keys, a number as text, or None."""
        if "number" in self.fields:
            return self.cleaned_data["number"] or None
        chosen = self.cleaned_data["choice"]
        chosen = [chosen] if isinstance(chosen, str) else chosen
        return [self.item["options"][int(place) - 1] for place in chosen if place] or None

    @property
    def sentence(self) -> str:
        return " ".join(error for errors in self.errors.values() for error in errors)


def competencies():
    return [("", "---------"), *((c.code, f"{c.code} · {c.name}") for c in Competency.objects.order_by("code"))]


def _kept(formset):
    """What the rows of a valid formset say, without those marked for deletion and those left empty."""
    return [row.cleaned_data for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]


class QuestionForm(WagtailAdminModelForm):
    """A question with its options; what it must be is asked of the bank's own rule."""

    competency_code = forms.ChoiceField(label=_("competency"), choices=competencies)

    def clean(self):
        cleaned = super().clean()
        options = self.formsets["options"]
        if not self.errors and options.is_valid():
            for reason in banks.reasons(self._record(cleaned, _kept(options))):
                self.add_error(None, reason)
        return cleaned

    @staticmethod
    def _record(cleaned, options):
        def texts(row, field):
            return {code: row.get(f"{field}_{code}", "") for code in banks.TONGUES}

        record = {name: cleaned[name] for name in ("key", "kind", "difficulty", "points")}
        record |= {"competency": cleaned["competency_code"], "stem": texts(cleaned, "stem")}
        record["options"] = [{"key": o["key"], "text": texts(o, "text"), "correct": o["is_right"]} for o in options]
        if cleaned["value"] is not None:
            record["numeric"] = {"value": cleaned["value"], "tolerance": cleaned["tolerance"]}
        return record


class BlueprintForm(WagtailAdminModelForm):
    """An exam may not draw more than its bank holds."""

    def clean(self):
        cleaned = super().clean()
        rows = self.formsets["draws"]
        if not self.errors and rows.is_valid():
            draws = [
                Draw(**{name: row[name] for name in ("competency_code", "difficulty", "count")}) for row in _kept(rows)
            ]
            for sentence in banks.shortfalls(cleaned["bank"], draws):
                self.add_error(None, sentence)
        return cleaned
