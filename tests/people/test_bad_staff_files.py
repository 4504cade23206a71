"""Every way a staff list can be wrong has its own sentence, and leaves nothing behind."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from people.models import Post, StaffFile, User
from people.sheets import Unreadable
from people.staff_list import judge
from people.staff_problems import SENTENCES
from tests import factories as make
from tests.people.makers import HEADER, TODAY, association, csv_file, row, xlsx_file, zip_file

pytestmark = pytest.mark.django_db

XLSX = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def spoiled_xlsx() -> bytes:
    good = zipfile.ZipFile(io.BytesIO(xlsx_file(row())))
    return zip_file(**{name: good.read(name) for name in good.namelist() if "sheet1" not in name})


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing at all": ("empty", lambda: b""),
    "only blank lines": ("empty", lambda: b"\r\n ; ;\r\n".replace(b";", b" ")),
    "only delimiters": ("empty", lambda: b";;;\r\n;;;\r\n"),
    "over five megabytes": ("too_large", lambda: b"Matricule;Nom\r\n" + b"1;a\r\n" * 1_100_000),
    "an old Excel file": ("old_excel", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "a PDF": ("pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"),
    "a photo of the list": ("picture", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(50)),
    "a page of the intranet": ("not_a_table", lambda: b"<!DOCTYPE html><html><table><tr><td>Matricule</td></tr></table>"),
    "a program": ("not_text", lambda: b"MZ\x90\x00\x03\x00\x00\x00Matricule;Nom\n" * 3),
    "French written for DOS": ("letters", lambda: csv_file(row(), encoding="cp850", header=[h for h in HEADER if h.isascii() or "é" in h])),
    "letters spoiled twice": ("letters", lambda: csv_file(row()).decode("cp1252", "ignore").encode("utf-8")),
    "an open quotation mark": ("quotes", lambda: csv_file(row()) + b'00018;"Said;Oubaha\r\n'),
    "an OpenDocument table": ("opendocument", lambda: zip_file(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<a/>"})),
    "a zip of something else": ("other_zip", lambda: zip_file(**{"list.csv": b"Matricule"})),
    "a bomb": ("bomb", lambda: zip_file(**XLSX, **{"xl/worksheets/sheet1.xml": bytes(90 * 1024 * 1024)})),
    "a thousand parts": ("bomb", lambda: zip_file(**XLSX, **{f"xl/{n}.bin": b"" for n in range(1000)})),
    "declared entities": ("entities", lambda: zip_file(**XLSX, **{"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'})),
    "a damaged zip": ("broken_xlsx", lambda: xlsx_file(row())[:2000]),
    "a workbook without its sheet": ("no_sheet", spoiled_xlsx),
    "no header": ("no_header", lambda: b"00017;Zineb;Ait Ouaaziz;AZL-01\r\n00018;Said;Oubaha;AZL-01\r\n"),
    "a header and no rows": ("no_rows", lambda: csv_file()),
    "no column for the job": ("missing_columns", lambda: csv_file(row(), header=[h for h in HEADER if h != "Poste"])),
    "no column for the place": ("missing_columns", lambda: csv_file(row(), header=[h for h in HEADER if h not in ("Agence", "Province")])),
    "a column twice": ("column_twice", lambda: csv_file(row(), header=[*HEADER, "Fonction"])),
    "a hundred columns": ("too_many_columns", lambda: csv_file(row(), header=[*HEADER, *(f"c{n}" for n in range(90))])),
    "too many rows": ("too_many_rows", lambda: b"Matricule;Nom\r\n" + b"1;a\r\n" * 20_100),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_bad_file_is_refused_with_its_own_sentence_and_nothing_is_kept(kind, client):
    code, content = FILES[kind]
    _institution, officer = association()
    client.force_login(officer)
    people = User.objects.count()

    upload = SimpleUploadedFile("personnel.csv", content() or b"", content_type="text/csv")
    answer = client.post(reverse("people:staff-file-new"), {"institution": _institution.pk, "file": upload})

    assert answer.status_code == 422
    [said] = answer.context["form"].errors["file"]
    assert len(said) > 15
    assert not StaffFile.objects.exists()
    assert User.objects.count() == people
    if content() and len(content()) < 5 * 1024 * 1024:  # those two are already stopped by the form
        with pytest.raises(Unreadable) as refused:
            judge(content(), _institution, on=TODAY)
        assert refused.value.code == code
        assert str(refused.value.sentence) == said


ROWS = {
    "no number": ("number_missing", {"Matricule": ""}),
    "a number with signs": ("number_shape", {"Matricule": "12=34"}),
    "a number shortened by the spreadsheet": ("number_scientific", {"Matricule": "1,234E+06"}),
    "a number of another institution": ("number_elsewhere", {"Matricule": "ARDI-00017"}),
    "a number whose zeros are lost": ("number_zeros", {"Matricule": "41", "Prénom": "Said", "الاسم الشخصي": "سعيد"}),
    "no name": ("name_missing", {"Prénom": "", "Nom": "", "الاسم الشخصي": "", "الاسم العائلي": ""}),
    "half a name": ("name_half", {"Nom": ""}),
    "Arabic in the Latin column": ("name_not_latin", {"Prénom": "زينب"}),
    "Latin in the Arabic column": ("name_not_arabic", {"الاسم العائلي": "Ouaaziz"}),
    "a formula for a name": ("name_signs", {"Nom": '=HYPERLINK("http://x","y")'}),
    "a name with a hidden sign": ("hidden_signs", {"Nom": "Ait\x07Ouaaziz"}),
    "a name of three hundred letters": ("too_long", {"Nom": "a" * 301}),
    "an e-mail without an end": ("email_end", {"E-mail": "h.oualla@exemple"}),
    "an e-mail without @": ("email_at", {"E-mail": "h.oualla.exemple.ma"}),
    "an e-mail with spaces": ("email_shape", {"E-mail": "h oualla@exemple.ma"}),
    "an e-mail of somebody else": ("email_taken", {"E-mail": "Taken@alamana.example"}),
    "a phone of somebody else": ("phone_taken", {"Téléphone": "06 11 11 11 11"}),
    "a phone shortened by the spreadsheet": ("phone_scientific", {"Téléphone": "2,12612E+11"}),
    "a phone of four digits": ("phone_shape", {"Téléphone": "06 12 bureau"}),
    "no place": ("place_missing", {"Agence": ""}),
    "an unknown branch": ("branch_unknown", {"Agence": "Laâyoune"}),
    "a misspelt branch": ("branch_meant", {"Agence": "Agence Azilale"}),
    "a branch of another institution": ("branch_elsewhere", {"Agence": "ARDI-KHM"}),
    "an unknown province": ("province_unknown", {"Agence": "", "Province": "Xyzt"}),
    "a misspelt province": ("province_meant", {"Agence": "", "Province": "Azillal"}),
    "a region for a province": ("province_region", {"Agence": "", "Province": "MA/05"}),
    "another province than the branch's": ("province_not_branch", {"Province": "Fès"}),
    "no job": ("profile_missing", {"Poste": ""}),
    "an unknown job": ("profile_unknown", {"Poste": "Astronaute"}),
    "a misspelt job": ("profile_meant", {"Poste": "Agent crdit"}),
    "a trainer's role for a job": ("profile_role", {"Poste": "Formateur local"}),
    "an unknown manager": ("manager_unknown", {"Responsable": "99999"}),
    "oneself for a manager": ("manager_self", {"Responsable": "00017"}),
    "a date in words": ("date_shape", {"Date d'embauche": "mars 2025"}),
    "a date that does not exist": ("date_none", {"Date d'embauche": "31/02/2024"}),
    "a date in the last century but one": ("date_far", {"Date d'embauche": "01/01/1890"}),
    "an end before the start": ("date_order", {"Date de fin": "01/01/2025"}),
    "an unknown language": ("language_unknown", {"Langue": "Klingon"}),
}


@pytest.mark.parametrize("kind", ROWS)
def test_a_bad_row_is_refused_with_its_own_sentence_and_the_good_one_beside_it_stays(kind):
    code, spoiled = ROWS[kind]
    institution, _officer = association()
    other = make.institution("ARDI")
    make.branch(other, "ARDI-KHM")
    make.person("ALAMANA-90000", email="taken@alamana.example", phone="+212611111111")
    make.post(make.person("ALAMANA-00041"), institution=institution, staff_number="00041")
    good = row(Matricule="00018", Prénom="Said", Nom="Oubaha", **{"الاسم الشخصي": "سعيد", "الاسم العائلي": "أوباها"})

    judgement = judge(csv_file(row(**spoiled), good), institution, on=TODAY)

    bad, fine = judgement.rows
    assert [problem.code for problem in bad.problems] == [code]
    assert (bad.fate, fine.fate) == ("refused", "new")
    said = {language: _in(language, bad.problems[0]) for language in ("ar", "fr", "en")}
    assert len(set(said.values())) == 3, "the sentence is translated"


def _in(language, problem):
    with translation.override(language):
        return problem.sentence


def test_more_cells_than_the_header_is_refused():
    institution, _officer = association()
    content = csv_file(row()).replace(b"01/03/2025", b"01/03/2025;;;;;;;x")

    assert [p.code for p in judge(content, institution, on=TODAY).rows[0].problems] == ["extra_cells"]


def test_the_same_number_address_and_phone_twice_in_the_file_are_refused_with_the_other_line():
    institution, _officer = association()
    one = row(Matricule="00018", **{"E-mail": "a@x.example", "Téléphone": "0612345678"})
    two = row(Matricule="00019", **{"E-mail": "A@x.example", "Téléphone": "+212 6 12 34 56 78"})

    _first, second, third = judge(csv_file(one, two, one), institution, on=TODAY).rows

    assert [(p.code, p.says["line"]) for p in second.problems] == [("email_twice", 2), ("phone_twice", 2)]
    assert third.problems[0].code == "number_twice"


def test_managers_in_a_circle_are_all_refused_and_told_the_circle():
    institution, _officer = association()
    a, b, c = (
        row(Matricule="1", Responsable="2"),
        row(Matricule="2", Responsable="3"),
        row(Matricule="3", Responsable="1"),
    )
    free = row(Matricule="4", Responsable="1")

    rows = judge(csv_file(a, b, c, free), institution, on=TODAY).rows

    assert [[p.code for p in r.problems] for r in rows] == [["manager_circle"]] * 3 + [[]]
    assert "1, 2, 3, 1" in _in("en", rows[0].problems[0])


def test_an_end_before_the_present_post_and_a_place_outside_the_charge_are_refused():
    institution, officer = association()
    holder = make.person(
        "ALAMANA-00017", first_name="Zineb", last_name="Ait Ouaaziz", given_ar="زينب", family_ar="أيت وعزيز"
    )
    branch = institution.branches.get(code="AZL-01")
    make.post(holder, branch=branch, staff_number="00017")
    officer.charges.update(territory=branch.province)

    leaver = judge(csv_file(row(**{"Date d'embauche": "", "Date de fin": "31/12/2019"})), institution, on=TODAY)
    away = judge(csv_file(row(Agence="FES-03")), institution, on=TODAY, officer=officer)

    assert [p.code for p in leaver.rows[0].problems] == ["date_before_post"]
    assert [p.code for p in away.rows[0].problems] == ["outside_charge"]


def test_every_row_sentence_is_reached_by_a_test_here():
    reached = {code for code, _spoiled in ROWS.values()}
    reached |= {
        "extra_cells",
        "number_twice",
        "email_twice",
        "phone_twice",
        "manager_circle",
        "date_before_post",
        "outside_charge",
    }
    rare = {"number_twice_known"}  # an account of that name without a post here
    assert set(SENTENCES) - reached - rare == {code for code in SENTENCES if code.startswith("note_")}


def test_an_account_of_that_name_without_a_post_here_is_not_taken_over():
    institution, _officer = association()
    make.person("ALAMANA-00017")

    [row_] = judge(csv_file(row()), institution, on=TODAY).rows

    assert [p.code for p in row_.problems] == ["number_twice_known"]
    assert not Post.objects.filter(person__username="ALAMANA-00017").exists()
