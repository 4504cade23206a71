"""What a file says is told from its words, never from the mere fact that it can be decoded."""

import pytest

from people.sheets import Unreadable, decode, harmless, read
from people.staff_columns import column_of, known
from tests.people.makers import GOOD, HEADER, csv_file, row, table, xlsx_file

ARABIC_ONLY = ["رقم المستخدم", "الاسم الشخصي", "الاسم العائلي", "الوكالة", "المنصب"]
FRENCH_ONLY = ["Matricule", "Prénom", "Nom", "Agence", "Poste"]
ARABIC_ROW = dict(zip(ARABIC_ONLY, ["00017", "زينب", "أيت وعزيز", "وكالة أزيلال", "عون القروض"], strict=True))
FRENCH_ROW = dict(zip(FRENCH_ONLY, ["00017", "Héloïse", "AÏT BÉNI", "Fès", "Chargé de trésorerie"], strict=True))


@pytest.mark.parametrize(
    ("encoding", "header", "cells"),
    [
        ("utf-8", HEADER, row()),
        ("utf-8-sig", HEADER, row()),
        ("utf-16", HEADER, row()),
        ("windows-1256", ARABIC_ONLY, ARABIC_ROW),
        ("windows-1256", HEADER, row()),  # French accents are in the Arabic page too
        ("windows-1252", FRENCH_ONLY, FRENCH_ROW),
        ("windows-1252", FRENCH_ONLY, {**FRENCH_ROW, "Nom": "L’Œuvre à Noël"}),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_letters_come_out_right_in_every_encoding_and_with_every_delimiter(encoding, header, cells, delimiter):
    sheet = read(csv_file(cells, header=header, encoding=encoding, delimiter=delimiter), known=known)

    assert [sheet.header, sheet.rows[0][1]] == table(cells, header=header)
    assert sheet.delimiter == delimiter
    if encoding != "utf-16":
        assert sheet.encoding == encoding


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_french_of_another_machine_is_refused_rather_than_guessed(encoding):
    with pytest.raises(Unreadable) as refused:
        decode(csv_file(FRENCH_ROW, header=FRENCH_ONLY, encoding=encoding, delimiter=";"))

    assert refused.value.code == "letters"


@pytest.mark.parametrize("encoding", ["cp864", "iso8859_6", "cp720"])
def test_arabic_of_another_machine_is_refused_rather_than_guessed(encoding):
    plain = {key: value.replace("أ", "ا") for key, value in ARABIC_ROW.items()}
    try:
        content = csv_file(plain, header=ARABIC_ONLY, encoding=encoding)
    except UnicodeEncodeError:
        content = "رقم;عون".encode(encoding, "ignore") + b";\xc7\xe4\xc7\xd3\xe5;\xd9\xe8\xe6"

    with pytest.raises(Unreadable) as refused:
        decode(content)

    assert refused.value.code == "letters"


def test_names_of_other_languages_are_words_in_utf8():
    text = "Matricule;Nom\n1;Muñoz\n2;Øystein\n3;ⴰⵢⵜ\n4;Željko\n"

    assert decode(text.encode()) == (text, "utf-8")


def test_a_title_above_the_header_and_excels_own_note_do_not_hide_it():
    titled = b"Liste du personnel;;\r\n;;\r\nMatricule;Nom;Poste\r\n1;A;B\r\n"

    assert read(titled, known=known).header == ["Matricule", "Nom", "Poste"]
    assert read(b"sep=,\r\nMatricule,Nom,Poste\r\n1,A;x,B\r\n", known=known).rows == [(2, ["1", "A;x", "B"])]


def test_lines_are_counted_as_the_spreadsheet_counts_them():
    content = b'Matricule;Nom\r\n1;"A\r\nB"\r\n\r\n2;C\r\n'

    assert [line for line, _cells in read(content, known=known).rows] == [2, 5]


def test_xlsx_gives_text_numbers_and_dates_as_they_are_meant():
    from datetime import datetime

    content = xlsx_file(
        row(Matricule="N", **{"Téléphone": "P", "Date d'embauche": "D"}), N=17, P=612345678.0, D=datetime(2025, 3, 1)
    )

    [(_line, cells)] = read(content, known=known).rows

    said = dict(zip(HEADER, cells, strict=False))
    assert (said["Matricule"], said["Téléphone"], said["Date d'embauche"]) == ("17", "612345678", "2025-03-01")
    assert said["الاسم الشخصي"] == GOOD["الاسم الشخصي"]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Matricule", "number"), ("N° Matricule", "number"), ("رقم المستخدم", "number"), ("Staff No.", "number"),
        ("PRENOM", "given"), ("Prénom (arabe)", "given_ar"), ("الاسم الشخصي", "given_ar"), ("Nom (AR)", "family_ar"), ("النسب", "family_ar"),
        ("Nom *", "family"), ("Adresse e-mail", "email"), ("البريد الالكتروني", "email"), ("Tél.", "phone"), ("GSM", "phone"),
        ("Code agence", "branch"), ("الوكالة", "branch"), ("Préfecture", "province"), ("الإقليم", "province"), ("Fonction", "profile"), ("المنصب", "profile"),
        ("Responsable hiérarchique", "manager"), ("Date d’embauche (JJ/MM/AAAA)", "from_on"), ("تاريخ التوظيف", "from_on"), ("Date de départ", "to_on"),
        ("Langue", "language"), ("CIN", None), ("N° CNIE", None), ("رقم البطاقة الوطنية", None), ("Salaire", None), ("Observations", None),
    ],
)  # fmt: skip
def test_headers_are_known_in_three_languages_and_identity_cards_are_not_read(header, column):
    assert column_of(header) == column


@pytest.mark.parametrize("cell", ["=1+1", "+212600000000", "-x", "@cmd"])
def test_a_formula_goes_out_harmless_and_comes_back_as_it_was(cell):
    out = harmless(cell)

    assert out == "'" + cell
    assert read(f"Matricule;Nom\r\n1;{out}\r\n".encode(), known=known).rows[0][1][1] == cell
