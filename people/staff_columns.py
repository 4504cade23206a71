"""Which column says what? Headers in Arabic, French or English, with the words that people really write."""

import re
from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from people.sheets import Sheet, Unreadable
from people.spelling import fold

#: column: (its name for the reader, what it may be called)
COLUMNS = {
    "number": (
        _("Staff number"),
        "staff number|staff no|employee number|employee id|matricule|numero matricule|n matricule|no matricule|mle|numero|"
        "numero du personnel|code agent|رقم المستخدم|الرقم|رقم التأجير|رقم الموظف|رقم التسجيل|الرقم المهني|رقم الأجير",
    ),
    "given": (_("Given name (Latin)"), "given name|first name|prenom|prenoms|prenom fr|prenom francais|prenom latin|prenom en francais|الاسم الشخصي بالفرنسية|الاسم بالفرنسية|الاسم الشخصي باللاتينية"),
    "family": (_("Family name (Latin)"), "family name|last name|surname|nom|nom fr|nom de famille|nom francais|nom latin|nom en francais|الاسم العائلي بالفرنسية|النسب بالفرنسية|الاسم العائلي باللاتينية"),
    "given_ar": (_("Given name (Arabic)"), "given name ar|given name arabic|first name arabic|first name ar|prenom ar|prenom arabe|prenom en arabe|الاسم الشخصي|الاسم|الاسم الشخصي بالعربية|الاسم بالعربية"),
    "family_ar": (_("Family name (Arabic)"), "family name ar|family name arabic|last name arabic|last name ar|surname arabic|nom ar|nom arabe|nom en arabe|الاسم العائلي|النسب|اللقب|الاسم العائلي بالعربية|النسب بالعربية"),
    "email": (_("E-mail"), "email|e mail|mail|email address|courriel|adresse email|adresse e mail|adresse electronique|البريد|البريد الإلكتروني|عنوان البريد الإلكتروني"),
    "phone": (_("Phone"), "phone|phone number|mobile|mobile phone|telephone|tel|gsm|portable|numero de telephone|n tel|الهاتف|رقم الهاتف|الهاتف المحمول|المحمول|الهاتف النقال"),
    "branch": (_("Branch"), "branch|branch code|branch name|office|agence|code agence|nom de l agence|nom agence|point de vente|antenne|الوكالة|رمز الوكالة|اسم الوكالة|الفرع"),
    "province": (_("Province"), "province|prefecture|province prefecture|province ou prefecture|الإقليم|العمالة|الإقليم أو العمالة|العمالة أو الإقليم|اقليم"),
    "profile": (_("Job"), "job|job profile|job title|position|poste|fonction|emploi|metier|profil|intitule du poste|code poste|المنصب|الوظيفة|المهمة|المهنة|رمز المنصب"),
    "manager": (_("Manager (staff number)"), "manager|manager number|manager staff number|line manager|supervisor|responsable|responsable hierarchique|matricule responsable|matricule du responsable|superieur|superieur hierarchique|chef|n 1|المسؤول|الرئيس المباشر|رقم المسؤول|رقم الرئيس المباشر|المسؤول المباشر"),
    "from_on": (_("Start date"), "start date|from|since|hire date|hired on|date de debut|date d entree|date d embauche|date embauche|debut|date de recrutement|date de prise de fonction|تاريخ البداية|تاريخ التوظيف|تاريخ الالتحاق|تاريخ بداية العمل|ابتداء من"),
    "to_on": (_("End date"), "end date|to|until|left on|date de fin|fin|date de depart|date de sortie|تاريخ النهاية|تاريخ المغادرة|تاريخ نهاية العمل|إلى غاية"),
    "language": (_("Language"), "language|preferred language|langue|langue preferee|langue de travail|اللغة|لغة العمل|اللغة المفضلة"),
}  # fmt: skip
_CALLED = {fold(word): column for column, (_name, words) in COLUMNS.items() for word in words.split("|")}
_REMARK = re.compile(r"[(\[（].*?[)\]）]|[*:]")
_IN_ARABIC = re.compile(r"[(\[]\s*(?:ar|arabe|en arabe|arabic|عربية|بالعربية)\s*[)\]]", re.IGNORECASE)
_IN_LATIN = re.compile(
    r"[(\[]\s*(?:fr|latin|latine|français|francais|french|لاتينية|باللاتينية|فرنسية|بالفرنسية)\s*[)\]]", re.IGNORECASE
)


def column_of(header: str) -> str | None:
    """The column a header means; ``None`` = one we do not read (an identity card number, for example)."""
    word = fold(_REMARK.sub(" ", header))
    column = _CALLED.get(word)
    if column is None and len(word) > 4:
        close = get_close_matches(word, _CALLED, n=1, cutoff=0.88)
        column = _CALLED[close[0]] if close else None
    if column in ("given", "family") and _IN_ARABIC.search(header):
        return f"{column}_ar"
    if column in ("given_ar", "family_ar") and _IN_LATIN.search(header):
        return column.removesuffix("_ar")
    return column


def known(cells: list[str]) -> int:
    return len({column for cell in cells if cell and (column := column_of(cell))})


def columns_of(sheet: Sheet) -> dict[str, int]:
    """Where each column stands, or Unreadable when one stands twice or a needed one is missing."""
    found: dict[str, int] = {}
    for at, header in enumerate(sheet.header):
        column = column_of(header) if header else None
        if column is None:
            continue
        if column in found:
            raise Unreadable(
                "column_twice",
                Sentence(_("Two columns say “%(column)s”: %(one)s and %(other)s. Keep one."), column=COLUMNS[column][0], one=sheet.header[found[column]], other=header),
            )  # fmt: skip
        found[column] = at
    if not found:
        raise Unreadable("no_header", _("The first rows name no column that we know. Begin from the model file."))
    missing = [COLUMNS[c][0] for c in ("number", "profile") if c not in found]
    if not {"given", "family"} <= found.keys() and not {"given_ar", "family_ar"} <= found.keys():
        missing.append(_("Given and family name"))
    if not {"branch", "province"} & found.keys():
        missing.append(_("Branch or province"))
    if missing:
        raise Unreadable("missing_columns", Sentence(_("These columns are missing: %(columns)s."), columns=missing))
    if not sheet.rows:
        raise Unreadable("no_rows", _("The file has a header but no rows."))
    return found


class Sentence:
    """A translated sentence with values filled in when it is read, in the reader's language."""

    def __init__(self, text, **says):
        self.text, self.says = text, says

    def __str__(self):
        comma = str(_(", "))
        says = {k: comma.join(map(str, v)) if isinstance(v, list) else str(v) for k, v in self.says.items()}
        return str(self.text) % says
