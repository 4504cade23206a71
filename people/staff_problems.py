"""What may be wrong with one row of a staff list: a code, and the sentence the officer reads.

A problem is kept as plain values, so that it can be stored and read again in another language.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.trilingual import tongue

SENTENCES = {
    "extra_cells": _("This row has more cells than the header. Is a delimiter missing or one too many?"),
    "too_long": _("This is far too long for this column."),
    "hidden_signs": _("This cell holds hidden control characters. Type it again."),
    "outside_charge": _("This post lies outside the part of the institution you answer for."),
    "number_missing": _("The staff number is missing."),
    "number_shape": _("A staff number has letters, digits and hyphens only, 20 at most."),
    "number_scientific": _("The spreadsheet has shortened this number. Format the column as text and type it again."),
    "number_twice": _("The same number stands in line %(line)s. Two people, or the same one twice?"),
    "number_twice_known": _("This number already belongs to an account of another kind."),
    "number_zeros": _("Nobody has this number. Was it “%(number)s”, its zeros lost on the way?"),
    "number_elsewhere": _("This number begins like those of another institution (%(short)s)."),
    "name_missing": _("Given and family name are both needed, in Latin or in Arabic letters."),
    "name_half": _("Given and family name go together in one script; one of them is missing."),
    "name_not_latin": _("Latin letters are expected here."),
    "name_not_arabic": _("Arabic letters are expected here."),
    "name_signs": _("A name has letters, spaces, hyphens and apostrophes only."),
    "email_at": _("An e-mail address has one @, with a name before it."),
    "email_end": _("The end of the address is missing, such as .ma"),
    "email_shape": _("This is not an e-mail address."),
    "email_twice": _("The same address stands in line %(line)s. Each person needs their own."),
    "email_taken": _("This address belongs to somebody else."),
    "phone_scientific": _(
        "The spreadsheet has shortened this phone number. Format the column as text and type it again."
    ),
    "phone_shape": _("This is not a phone number. Write it like 0612345678 or +212612345678."),
    "phone_twice": _("The same phone number stands in line %(line)s. Each person needs their own."),
    "phone_taken": _("This phone number belongs to somebody else."),
    "place_missing": _("The branch is missing, or at least the province."),
    "branch_unknown": _("No branch has this name or code."),
    "branch_meant": _("No branch has this name or code. Is it “%(suggestion)s”?"),
    "branch_elsewhere": _("This branch belongs to another institution."),
    "province_unknown": _("No province or prefecture has this name."),
    "province_meant": _("No province or prefecture has this name. Is it “%(suggestion)s”?"),
    "province_region": _("“%(region)s” is a region. Which province or prefecture of it?"),
    "province_not_branch": _("The branch “%(branch)s” lies in the province of %(province)s, not in this one."),
    "profile_missing": _("The job is missing."),
    "profile_unknown": _("There is no job of this name."),
    "profile_meant": _("There is no job of this name. Is it “%(suggestion)s”?"),
    "profile_role": _("“%(role)s” is a trainer's role, given by accreditation, not a job."),
    "manager_unknown": _("Nobody in the institution or in this file has this staff number."),
    "manager_self": _("Nobody is their own manager."),
    "manager_circle": _("These people are each other's managers in a circle: %(circle)s."),
    "date_shape": _("This is not a date. Write it like 31/12/2026 or 2026-12-31."),
    "date_none": _("This date does not exist. Write day, month, year."),
    "date_far": _("This date is too far away: %(year)s."),
    "date_order": _("The end comes before the start."),
    "date_before_post": _("The end comes before the start of the present post (%(start)s)."),
    "language_unknown": _("The language is Arabic, French or English."),
    # notes: the row is taken, and this is said beside it
    "note_holder": _("%(columns)s: left as this person confirmed."),
    "note_manager": _("The manager's own row (line %(line)s) is refused, so the manager is not set yet."),
}


@dataclass(frozen=True)
class Problem:
    code: str
    column: str = ""
    value: str = ""
    says: dict[str, Any] = field(default_factory=dict)  # a value may be {"ar": …, "fr": …, "en": …}
    use: str = ""  # what to write instead of ``value`` when the suggestion is taken

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % {name: self._said(value) for name, value in self.says.items()}

    @staticmethod
    def _said(value) -> str:
        if isinstance(value, dict):
            return value.get(tongue()) or value["fr"]
        if isinstance(value, list):
            from people.staff_columns import COLUMNS

            return str(_(", ")).join(str(COLUMNS[v][0]) if v in COLUMNS else str(v) for v in value)
        return str(value)

    @property
    def column_name(self) -> str:
        from people.staff_columns import COLUMNS

        return str(COLUMNS[self.column][0]) if self.column else ""

    def plain(self) -> dict[str, Any]:
        return asdict(self)
