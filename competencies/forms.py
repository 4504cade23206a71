from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.models import Mark
from competencies.search import Query

DECLARABLE = 3  # policy "skills.rules.declared_max_level" is asked again by the rule
LEVELS = [(n, str(n)) for n in range(1, 6)]


class Codes(forms.MultipleChoiceField):
    """Codes from the address; unknown ones are left out, so that an old link still searches."""

    def __init__(self):
        super().__init__(required=False)

    def validate(self, value):
        pass


class SearchForm(forms.Form):
    """The register's question, from page or API. Nothing given is an empty question, not an error."""

    q = forms.CharField(label=_("Search in your own words"), required=False, max_length=200)
    c = Codes()
    level = forms.TypedChoiceField(label=_("Minimum level"), choices=LEVELS, coerce=int, required=False, empty_value=1)
    proof = forms.MultipleChoiceField(choices=Mark.Kind.choices, required=False)
    region = Codes()
    province = forms.CharField(required=False)
    type = Codes()
    expired = forms.BooleanField(label=_("Also those whose mark is over"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def query(self) -> Query:
        """What is asked; a field that makes no sense is left out."""
        self.is_valid()
        said = self.cleaned_data
        return Query(
            text=said.get("q", ""),
            codes=tuple(dict.fromkeys(code for code in said.get("c", ()) if code)),
            level=said.get("level") or 1,
            proofs=frozenset(said.get("proof", ())),
            places=frozenset(said.get("region", ())),
            province=said.get("province", ""),
            types=frozenset(said.get("type", ())),
            expired=said.get("expired", False),
            page=said.get("page") or 1,
        )


class ContactForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you ask for contact?"),
        help_text=_("The person reads this with your name and institution."),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])


class DeclarationForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("My level"), choices=LEVELS[:DECLARABLE], coerce=int, widget=forms.RadioSelect
    )
