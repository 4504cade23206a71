from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from courses.authoring import put_content
from courses.h5p.models import Content
from courses.models import Activity, Course, CourseTarget
from people.models import JobProfile
from people.trilingual import TONGUES


class ProfileField(forms.ModelChoiceField):
    def label_from_instance(self, profile):
        return profile.name


class CatalogueFilter(forms.Form):
    """What narrows the catalogue. Nonsense in the address narrows nothing."""

    family = forms.ChoiceField(
        label=_("Family"), required=False, choices=[("", _("All families")), *Course.Family.choices]
    )
    profile = ProfileField(
        label=_("Job"),
        required=False,
        to_field_name="code",
        empty_label=_("All jobs"),
        queryset=JobProfile.objects.none(),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for box in self.fields.values():
            box.widget.attrs["class"] = "input"
        aimed_at = Exists(CourseTarget.objects.filter(profile=OuterRef("pk")))
        self.fields["profile"].queryset = JobProfile.objects.filter(aimed_at).order_by("kind", "code")

    def narrow(self, courses):
        if not self.is_valid():
            return courses
        if family := self.cleaned_data["family"]:
            courses = courses.filter(family=family)
        if profile := self.cleaned_data["profile"]:
            courses = courses.filter(Exists(CourseTarget.objects.filter(course=OuterRef("pk"), profile=profile)))
        return courses


class ActivityForm(forms.ModelForm):
    """An interactive activity: its titles, and the exercise it plays in each language."""

    class Meta:
        model = Activity
        fields = ["course", "title_ar", "title_fr", "title_en", "minutes", "is_retired"]

    content_ar = forms.ModelChoiceField(label=_("Exercise in Arabic"), required=False, queryset=Content.objects.none())
    content_fr = forms.ModelChoiceField(label=_("Exercise in French"), required=False, queryset=Content.objects.none())
    content_en = forms.ModelChoiceField(label=_("Exercise in English"), required=False, queryset=Content.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        there = {} if self.instance._state.adding else {made.language: made for made in self.instance.contents.all()}
        for language in TONGUES:
            box = self.fields[f"content_{language}"]
            box.queryset = Content.objects.filter(language=language)
            if language in there:
                box.initial = there[language].content_id
                box.required = True  # attempts were made on it: another may take its place, none may not

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(f"title_{language}") for language in TONGUES):
            raise forms.ValidationError(_("Give the activity a title in at least one language."))
        return cleaned

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.kind = Activity.Kind.H5P
        activity = super().save(commit)
        for language in TONGUES:
            if content := self.cleaned_data.get(f"content_{language}"):
                put_content(activity, language, content)
        return activity
