"""Words for the kinds of institution, shown where the institution itself is not."""

from django.utils.translation import gettext_lazy as _

INSTITUTION_TYPES = {
    "amc": _("Microcredit association"),
    "mesocredit_company": _("Microfinance company"),
    "financing_company": _("Financing company"),
    "centre": _("The Centre"),
    "federation": _("Federation"),
    "network": _("Network"),
    "foundation": _("Foundation"),
    "bank": _("Bank"),
    "insurer": _("Insurer"),
    "university": _("University"),
    "training_body": _("Training body"),
    "regional_investment_centre": _("Regional investment centre"),
    "ministry": _("Ministry"),
    "regulator": _("Regulator"),
    "public_body": _("Public body"),
}


def institution_type(code: str) -> str:
    return str(INSTITUTION_TYPES.get(code, _("Partner body")))
