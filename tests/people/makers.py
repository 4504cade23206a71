"""A small association, its officer, and staff lists as bytes."""

import csv
import io
import zipfile
from datetime import date

from openpyxl import Workbook

from tests import factories as make

TODAY = date(2026, 11, 21)
HEADER = ["Matricule", "Prénom", "Nom", "الاسم الشخصي", "الاسم العائلي", "E-mail", "Téléphone", "Agence", "Province", "Poste", "Responsable", "Date d'embauche", "Date de fin", "Langue"]  # fmt: skip
GOOD = {
    "Matricule": "00017",
    "Prénom": "Zineb",
    "Nom": "Ait Ouaaziz",
    "الاسم الشخصي": "زينب",
    "الاسم العائلي": "أيت وعزيز",
    "Agence": "AZL-01",
    "Poste": "Agent de crédit",
    "Date d'embauche": "01/03/2025",
}


def association(short="ALAMANA"):
    """Two branches in two provinces, the jobs of the house, and an officer in charge."""
    institution = make.institution(short)
    azilal = make.territory("MA/05/081", "Azilal", name_ar="أزيلال", spellings=["Azila"])
    fes = make.territory("MA/03/231", "Fès", name_ar="فاس")
    make.branch(institution, "AZL-01", azilal, name_fr="Agence Azilal", name_ar="وكالة أزيلال")
    make.branch(institution, "FES-03", fes, name_fr="Fès-Meknès, agence 3", name_ar="فاس-مكناس، الوكالة 3")
    make.profile("JOB-AGC", name_fr="Agent de crédit (agent de développement)", name_ar="عون القروض (عون التنمية)")
    make.profile("JOB-CAG", name_fr="Chef d'agence", name_ar="رئيس الوكالة")
    make.profile("ROL-FLO", name_fr="Formateur local", name_ar="مكوّن محلي", kind="accreditation_role")
    officer = make.hr_officer(institution, username=f"{short}-00010")
    return institution, officer


def row(**says) -> dict:
    return {**GOOD, **says}


def table(*rows: dict, header=HEADER) -> list[list[str]]:
    return [list(header), *([r.get(name, "") for name in header] for r in rows)]


def csv_file(*rows: dict, header=HEADER, encoding="utf-8", delimiter=";") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table(*rows, header=header))
    return text.getvalue().encode(encoding)


def xlsx_file(*rows: dict, header=HEADER, **typed) -> bytes:
    book = Workbook()
    for cells in table(*rows, header=header):
        book.active.append([typed.get(cell, cell) for cell in cells])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def zip_file(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return kept.getvalue()
