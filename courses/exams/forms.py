import re

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import BlockField

from competencies.models import Competency
from courses.exams import banks, blocks, marking, records
from courses.exams.fields import inside
from courses.exams.models import Draw, Question
from courses.exams.records import LONGEST_ANSWER

_TAIL = re.compile(r"[^\d]+$")
_PART = re.compile(r"part-(\d+)-")


class NumberField(forms.CharField):
    """A number as people write it, in one spelling."""

    def __init__(self):
        super().__init__(required=False, max_length=40)

    def clean(self, value):
        written = super().clean(value)
        if not written:
            return ""
        try:
            return marking.plain(marking.number(_TAIL.sub("", written)))  # a unit may be written after it
        except marking.NotANumber as error:
            raise forms.ValidationError(_("Write one number, with a comma for decimals, such as 7,5.")) from error


def _one_of(keys, *, several=False):
    """A choice among as many places."""
    places = [(str(place), place) for place, _key in enumerate(keys, start=1)]
    kind = forms.MultipleChoiceField if several else forms.ChoiceField
    unknown = _("This answer is not among those offered.")
    return kind(required=False, choices=places, error_messages={"invalid_choice": unknown, "invalid_list": unknown})


def _words():
    return forms.CharField(required=False, max_length=LONGEST_ANSWER)


def _fields(item, prefix="") -> dict[str, forms.Field]:
    kind = item["kind"]
    if kind == Question.Kind.NUMERIC:
        return {f"{prefix}number": NumberField()}
    if kind == Question.Kind.SHORT:
        return {f"{prefix}text": _words()}
    if kind == Question.Kind.ORDER:
        return {f"{prefix}place-{n}": _one_of(item["options"]) for n, _name in enumerate(item["options"], start=1)}
    if kind == Question.Kind.MATCH:
        return {f"{prefix}pair-{n}": _one_of(item["options"]) for n, _left in enumerate(item["pairs"], start=1)}
    if kind == Question.Kind.GAPS:
        gaps = enumerate(sorted(item["gaps"]), start=1)
        return {f"{prefix}gap-{n}": _one_of(item["gaps"][k]) if item["gaps"][k] else _words() for n, k in gaps}
    if kind == Question.Kind.CASE:
        return {name: field for part, start in inside(item, prefix) for name, field in _fields(part, start).items()}
    return {f"{prefix}choice": _one_of(item["options"], several=kind == Question.Kind.MULTIPLE)}


class AnswerForm(forms.Form):
    """One answer to one item of a paper. What is offered is named by its place on this paper."""

    later = forms.BooleanField(required=False)
    go = forms.CharField(required=False, max_length=6)

    def __init__(self, item, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields |= _fields(item)

    def clean(self):
        cleaned = super().clean()
        self.given = self._given(self.item, "") if not self.errors else None
        return cleaned

    def _given(self, item, prefix):
        """What the rule takes."""
        kind = item["kind"]
        if kind == Question.Kind.NUMERIC:
            return self.cleaned_data[f"{prefix}number"] or None
        if kind == Question.Kind.SHORT:
            return self.cleaned_data[f"{prefix}text"] or None
        if kind == Question.Kind.ORDER:
            return self._order(item, prefix)
        if kind == Question.Kind.MATCH:
            places = {left: self.cleaned_data[f"{prefix}pair-{n}"] for n, left in enumerate(item["pairs"], start=1)}
            return {left: item["options"][int(place) - 1] for left, place in places.items() if place} or None
        if kind == Question.Kind.GAPS:
            return self._gaps(item, prefix)
        if kind == Question.Kind.CASE:
            given = {part["key"]: self._given(part, start) for part, start in inside(item, prefix)}
            return {key: said for key, said in given.items() if said is not None} or None
        chosen = self.cleaned_data[f"{prefix}choice"]
        chosen = [chosen] if isinstance(chosen, str) else chosen
        return [item["options"][int(place) - 1] for place in chosen if place] or None

    def _order(self, item, prefix):
        order = [None] * len(item["options"])
        for n, name in enumerate(item["options"], start=1):
            if not (place := self.cleaned_data[f"{prefix}place-{n}"]):
                continue
            if order[int(place) - 1] is not None:
                sentence = _("The place %(place)s is given twice. Give each its own.") % {"place": place}
                self.add_error(f"{prefix}place-{n}", sentence)
                return None
            order[int(place) - 1] = name
        return order if any(order) else None

    def _gaps(self, item, prefix):
        given = {}
        for n, gap in enumerate(sorted(item["gaps"]), start=1):
            if said := self.cleaned_data[f"{prefix}gap-{n}"]:
                given[gap] = item["gaps"][gap][int(said) - 1] if item["gaps"][gap] else said
        return given or None

    @property
    def sentence(self) -> str:
        said = []
        for name, errors in self.errors.items():
            part = _PART.match(name)
            for error in errors:
                said.append(_("Part %(key)s: %(reason)s") % {"key": part[1], "reason": error} if part else str(error))
        return " ".join(dict.fromkeys(said))


def competencies():
    return [("", "---------"), *((c.code, f"{c.code} · {c.name}") for c in Competency.objects.order_by("code"))]


def _kept(formset):
    """What the rows of a valid formset say, without those marked for deletion and those left empty."""
    return [row.cleaned_data for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]


class QuestionForm(WagtailAdminModelForm):
    """A question with all it holds; what it must be is asked of the bank's own rule."""

    competency_code = forms.ChoiceField(label=_("competency"), choices=competencies)
    details = BlockField(block=blocks.DetailsBlock(), required=False, label=_("What is asked"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stream = blocks.shown(self.instance.kind, self.instance.details)
        self.initial["details"] = self.fields["details"].block.to_python(stream)

    def clean(self):
        cleaned = super().clean()
        options, pictures = self.formsets["options"], self.formsets["pictures"]
        filled = blocks.said(self.fields["details"].block.get_prep_value(cleaned.pop("details", None) or []))
        cleaned["details"] = {} if cleaned.get("kind") in Question.DETAILED else None
        if self.errors or not options.is_valid() or not pictures.is_valid():
            return cleaned
        if filled and filled[0] != cleaned["kind"]:
            self.add_error(None, _("What is filled in is of another kind than the question."))
            return cleaned
        record = self._record(cleaned, _kept(options), _kept(pictures)) | (filled[1] if filled else {})
        found = list(records.reasons(record))
        for reason in found:
            self.add_error(None, reason)
        if not found:
            tidy = records.tidy(record)
            cleaned["points"] = tidy["points"]
            cleaned["details"] = banks.details_of(tidy)
            self.instance.draft = False  # a question without a language is refused here
        return cleaned

    @staticmethod
    def _record(cleaned, options, pictures):
        def texts(row, field):
            return {code: row.get(f"{field}_{code}", "") for code in records.TONGUES}

        record = {name: cleaned[name] for name in ("key", "kind", "difficulty", "points")}
        record |= {"competency": cleaned["competency_code"], "stem": texts(cleaned, "stem")}
        record["feedback"] = texts(cleaned, "feedback")
        record["options"] = [
            {"key": o["key"], "text": texts(o, "text"), "correct": o["is_right"], "feedback": texts(o, "feedback")}
            for o in options
        ]
        record["pictures"] = [{"name": p["name"], "alt": texts(p, "alt"), "image": p["image"].pk} for p in pictures]
        if cleaned["value"] is not None:
            numeric = {"value": cleaned["value"], "tolerance": cleaned["tolerance"], "unit": texts(cleaned, "unit")}
            record["numeric"] = numeric
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
