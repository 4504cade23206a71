import re

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.authoring import put_content
from courses.circles import circle, sentence
from courses.h5p.models import Content
from courses.models import Activity, Change, Course, CourseTarget, Enrolment
from courses.study.margins import LONGEST as LONGEST_NOTE
from courses.study.threads import LONGEST as LONGEST_MESSAGE
from courses.versions import renew
from people.models import Branch, Institution, JobProfile
from people.prepared import prepared
from people.trilingual import TONGUES


class ProfileField(forms.ModelChoiceField):
    def label_from_instance(self, profile):
        return profile.name


MB = 1024 * 1024


@prepared
def _jobs_aimed_at():
    """The jobs that some course is meant for."""
    aimed_at = Exists(CourseTarget.objects.filter(profile=OuterRef("pk")))
    return JobProfile.objects.filter(aimed_at).order_by("kind", "code")


class CatalogueFilter(forms.Form):
    """What narrows the catalogue. Nonsense in the address narrows nothing."""

    HOURS = {"short": (0, 4), "day": (5, 8), "days": (9, 20), "long": (21, 1000)}
    WEIGHTS = {"1": 1 * MB, "5": 5 * MB, "20": 20 * MB}

    q = forms.CharField(
        label=_("Words or code"),
        required=False,
        max_length=80,
        strip=True,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    family = forms.ChoiceField(
        label=_("Family"), required=False, choices=[("", _("All families")), *Course.Family.choices]
    )
    profile = forms.ChoiceField(label=_("Job"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the lessons"),
        required=False,
        choices=[("", _("All languages")), ("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))],
    )
    hours = forms.ChoiceField(
        label=_("Duration"),
        required=False,
        choices=[
            ("", _("Any duration")),
            ("short", _("Up to 4 hours")),
            ("day", _("5 to 8 hours")),
            ("days", _("9 to 20 hours")),
            ("long", _("More than 20 hours")),
        ],
    )
    weight = forms.ChoiceField(
        label=_("Weight on the phone"),
        required=False,
        choices=[
            ("", _("Any weight")),
            ("1", _("Up to 1 MB")),
            ("5", _("Up to 5 MB")),
            ("20", _("Up to 20 MB")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for box in self.fields.values():
            box.widget.attrs["class"] = "input"
        self.jobs = [(job.code, job.name) for job in _jobs_aimed_at()]
        self.fields["profile"].choices = [("", _("All jobs")), *self.jobs]

    @property
    def asked(self) -> dict:
        """What was asked for and means something."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()  # leaves what is sound in cleaned_data, whatever else was wrong
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrows(self) -> list:
        """The boxes that are folded away, beside the words."""
        return [bound for bound in self if bound.name != "q"]

    @property
    def is_folded(self) -> bool:
        return not any(name != "q" for name in self.asked)

    def narrow(self, courses):
        asked = self.asked
        if family := asked.get("family"):
            courses = courses.filter(family=family)
        if profile := asked.get("profile"):
            aimed = CourseTarget.objects.filter(course=OuterRef("pk"), profile__code=profile)
            courses = courses.filter(Exists(aimed))
        if language := asked.get("language"):
            courses = courses.taught_in(language)
        if hours := asked.get("hours"):
            courses = courses.filter(hours__range=self.HOURS[hours])
        if weight := asked.get("weight"):
            courses = courses.no_heavier_than(self.WEIGHTS[weight])
        return courses


class GroupForm(forms.Form):
    """Whom an officer enrols, in what and until when. Choices are those the officer answers for."""

    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none(), empty_label=_("Choose a course"))
    profile = ProfileField(
        label=_("Job"), required=False, queryset=JobProfile.objects.none(), empty_label=_("All jobs")
    )
    branch = forms.ModelChoiceField(
        label=_("Branch"), required=False, queryset=Branch.objects.none(), empty_label=_("All branches")
    )
    numbers = forms.CharField(
        label=_("Staff numbers"),
        required=False,
        max_length=200_000,
        help_text=_("One a line, or a column copied from a sheet. Empty = everybody of the job and branch above."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label=_("To be done by"),
        required=False,
        help_text=_("Empty = at their own pace."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    strict = forms.BooleanField(
        label=_("Leave out those who have not followed the courses that should come before"), required=False
    )

    def __init__(self, *args, posts, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["course"].queryset = Course.objects.with_openness().filter(is_open=True)
        self.fields["profile"].queryset = JobProfile.objects.filter(pk__in=posts.order_by().values("profile"))
        self.fields["branch"].queryset = Branch.objects.filter(pk__in=posts.order_by().values("branch"))

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < self.on:
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return day

    def clean_numbers(self):
        return [word for word in re.split(r"[\s,;،؛]+", self.cleaned_data["numbers"]) if word]

    def clean(self):
        given = super().clean()
        if not self.errors and not (given["profile"] or given["branch"] or given["numbers"]):
            raise forms.ValidationError(_("Say who: a job, a branch or staff numbers."))
        return given


class EnrolledFilter(forms.Form):
    """What narrows an officer's list of enrolments."""

    course = forms.ModelChoiceField(
        label=_("Course"), required=False, queryset=Course.objects.all(), empty_label=_("All courses")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("In progress and finished")), ("late", _("The day has passed")), *Enrolment.State.choices],
    )

    def narrow(self, enrolments, *, on):
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("course"):
            enrolments = enrolments.filter(course=asked["course"])
        match asked.get("state"):
            case "late":
                return enrolments.open().filter(due_on__lt=on)
            case "" | None:
                return enrolments.joined()
            case state:
                return enrolments.filter(state=state)


class RuleForm(forms.Form):
    """A rule of enrolment. ``institution`` None = of all, for the Centre alone."""

    profile = ProfileField(label=_("Everybody whose job is"), queryset=JobProfile.objects.none(), empty_label=None)
    course = forms.ModelChoiceField(label=_("follows the course"), queryset=Course.objects.none(), empty_label=None)
    within_days = forms.IntegerField(
        label=_("within how many days of taking the post"), min_value=1, max_value=1000, initial=60
    )
    institution = forms.ModelChoiceField(
        label=_("In"), required=False, queryset=Institution.objects.none(), empty_label=_("all institutions")
    )

    def __init__(self, *args, institutions, of_all, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["profile"].queryset = JobProfile.objects.filter(kind=JobProfile.Kind.JOB)
        self.fields["course"].queryset = Course.objects.with_openness().filter(is_open=True)
        where = self.fields["institution"]
        where.queryset = institutions
        if not of_all:
            where.required, where.empty_label = True, None


class NoteForm(forms.Form):
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, strip=False)
    seen = forms.IntegerField(required=False, min_value=0)


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your words"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class ActivityForm(forms.ModelForm):
    """An interactive activity: its titles, and the exercise it plays in each language."""

    class Meta:
        model = Activity
        fields = ["course", "title_ar", "title_fr", "title_en", "minutes", "is_retired"]

    change = forms.ChoiceField(label=_("This change is"), choices=Change, initial=Change.MINOR, required=False)
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
        if self.cleaned_data.get("change") == Change.MAJOR:  # once, were it three new exercises
            renew(activity.pk)
        return activity


class AssignmentForm(WagtailAdminModelForm):
    """An assignment with its rubric; what it takes and in which languages it is told."""

    def clean(self):
        cleaned = super().clean()
        for language in TONGUES:
            if bool(cleaned.get(f"title_{language}")) != bool(cleaned.get(f"brief_{language}")):
                self.add_error(f"brief_{language}", _("A title and what is asked go together in each language."))
        if not any(cleaned.get(f"title_{language}") for language in TONGUES):
            raise forms.ValidationError(_("Give the assignment a title in at least one language."))
        if not (cleaned.get("takes_text") or cleaned.get("takes_file")):
            raise forms.ValidationError(_("Say what can be handed in: a text, a file or both."))
        return cleaned

    def save(self, commit=True):
        self.instance.kind = Activity.Kind.ASSIGNMENT
        return super().save(commit)


class CourseForm(WagtailAdminModelForm):
    """A course's data: for whom, after which others, and the rest of its row."""

    audience = forms.ModelMultipleChoiceField(
        label=_("Meant for"), required=False, queryset=JobProfile.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    after = forms.ModelMultipleChoiceField(
        label=_("Courses to follow before"), required=False, queryset=Course.objects.none(),
        help_text=_("Advice to the learner; the certificate may wait for theirs."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = JobProfile.objects.order_by("kind", "code")
        self.fields["audience"].label_from_instance = lambda profile: profile.name
        self.fields["after"].queryset = Course.objects.exclude(pk=self.instance.pk)
        if "owner" in self.fields:
            authors = Q(groups__permissions__codename="access_admin") | Q(owned_courses__isnull=False)
            self.fields["owner"].queryset = get_user_model().objects.filter(authors).distinct()
        if self.instance.pk:
            self.fields["audience"].initial = list(self.instance.target_profiles.all())
            self.fields["after"].initial = list(self.instance.prerequisites.all())

    def clean_after(self):
        needs = self.cleaned_data["after"]
        if self.instance.pk and (codes := circle(self.instance, needs)):
            raise forms.ValidationError(sentence(codes))
        return needs

    def save(self, commit=True):
        course = super().save(commit)
        if commit:
            course.target_profiles.set(self.cleaned_data["audience"])
            course.prerequisites.set(self.cleaned_data["after"])
        return course
