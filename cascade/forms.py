from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from cascade.models import Accreditation
from cascade.sessions import Day
from courses.models import Course
from people.models import Charge, Institution, Post, Territory, User
from people.policy import policy
from people.trilingual import tongue

LANGUAGES = [("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class PlanForm(forms.Form):
    """Shape only; the reasons why a plan may not stand are in cascade/sessions.py."""

    course = forms.ModelChoiceField(Course.objects.none(), label=_("Course"), empty_label=None)
    province = forms.ModelChoiceField(
        Territory.objects.none(), label=_("Province or prefecture"), empty_label=_("Choose a province")
    )
    venue_ar = forms.CharField(
        label=_("Venue, in Arabic"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}), help_text=_("The place, as people there call it. One of the two is enough.")
    )  # fmt: skip
    venue_fr = forms.CharField(
        label=_("Venue, in French"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "ltr", "lang": "fr"})
    )  # fmt: skip
    organiser = forms.ModelChoiceField(Institution.objects.none(), label=_("Organised by"), empty_label=None)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple, initial=["ar"]
    )
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=200)
    co_lead = forms.CharField(
        label=_("Second trainer"), required=False, widget=forms.TextInput(attrs={"dir": "ltr"}), help_text=_("Staff number, for example CENTRE-0003.")
    )  # fmt: skip
    practice_pct = forms.IntegerField(
        label=_("Share of the time for practice, %"), min_value=0, max_value=100, initial=50
    )

    def __init__(self, *args, trainer, on, **kwargs):
        super().__init__(*args, **kwargs)
        held = list(Accreditation.objects.filter(person=trainer, until_on__gte=on).select_related("territory"))
        name = f"name_{tongue()}"
        self.fields["course"].queryset = Course.objects.filter(
            family__in={a.family for a in held}, hours_in_person__gt=0
        )
        provinces = Territory.objects.filter(kind=Territory.Kind.PROVINCE).order_by(name)
        paths = [a.territory.path for a in held]
        self.fields["province"].queryset = provinces.filter(
            pk__in=[p.pk for p in provinces if any(p.path.startswith(path) for path in paths)]
        )
        own = Post.objects.in_force(on=on).filter(person=trainer).values("institution")
        charged = Charge.objects.in_force(on=on).filter(person=trainer).exclude(institution=None).values("institution")
        self.fields["organiser"].queryset = Institution.objects.filter(pk__in=own) | Institution.objects.filter(
            pk__in=charged
        )
        largest = policy("ratios.session_max", on=on)
        self.fields["capacity"].initial = policy("ratios.second_trainer_above", on=on)
        self.fields["capacity"].help_text = _("At most {largest}; above {limit} a second trainer is needed.").format(
            largest=largest, limit=policy("ratios.second_trainer_above", on=on)
        )

    def clean(self):
        data = super().clean()
        if not (data.get("venue_ar") or data.get("venue_fr")):
            self.add_error("venue_ar", _("Name the place, in Arabic or in French."))
        return data

    def clean_co_lead(self):
        """A person, or ``None`` when left empty."""
        number = self.cleaned_data["co_lead"].strip()
        if not number:
            return None
        person = User.objects.filter(username__iexact=number, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody goes by this staff number."))
        return person


class DayForm(forms.Form):
    on = forms.DateField(label=_("Date"), widget=DateInput())
    starts_at = forms.TimeField(label=_("From"), widget=TimeInput(), initial="09:00")
    ends_at = forms.TimeField(label=_("Until"), widget=TimeInput(), initial="17:00")

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The end comes before the beginning."))
        return data


class _Days(forms.BaseFormSet):
    """Rows left without a date are not days."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, form in enumerate(self.forms):
            if number:
                form.empty_permitted = True
                form.fields["on"].required = False

    def clean(self):
        seen = [
            f.cleaned_data["on"] for f in self.forms if getattr(f, "cleaned_data", None) and f.cleaned_data.get("on")
        ]
        if len(seen) != len(set(seen)):
            raise forms.ValidationError(_("The same date stands twice."))

    @property
    def days(self) -> list[Day]:
        rows = [f.cleaned_data for f in self.forms if f.cleaned_data.get("on")]
        return sorted((Day(row["on"], row["starts_at"], row["ends_at"]) for row in rows), key=lambda d: d.on)


DaysForm = formset_factory(DayForm, formset=_Days, extra=3, max_num=5)


class RegisterForm(forms.Form):
    """People to register: chosen from those enrolled, or by staff number, one a line as on a paper list."""

    people = forms.ModelMultipleChoiceField(
        None, required=False, widget=forms.CheckboxSelectMultiple, label=_("Enrolled in this course")
    )
    numbers = forms.CharField(
        label=_("Staff numbers"), required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        help_text=_("One a line, for example ALAMANA-01234."),
    )  # fmt: skip

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = candidates

    def clean(self):
        data = super().clean()
        if not data.get("people") and not (data.get("numbers") or "").strip():
            raise forms.ValidationError(_("Choose at least one person or write a staff number."))
        return data
