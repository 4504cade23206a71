"""A staff list from upload to accounts, through the doors an officer uses."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.models import Fact, Job, Notice, Post, StaffFile, User
from people.staff_import import confirm, forget_staff_files, keep
from people.staff_list import Fate, judge
from tests.people.makers import TODAY, association, csv_file, row, xlsx_file

pytestmark = pytest.mark.django_db


def imported(content, institution, officer, *, on=TODAY) -> StaffFile:
    from people import jobs

    kept = keep(content, "personnel.csv", institution, by=officer, on=on)
    jobs.run(confirm(kept, on=on).pk)
    kept.refresh_from_db()
    assert kept.job.state == Job.State.DONE, kept.job.error
    return kept


def hand_in(client, officer, content, name="personnel.csv"):
    client.force_login(officer)
    institution = officer.charges.get().institution
    upload = SimpleUploadedFile(name, content)
    return client.post(reverse("people:staff-file-new"), {"institution": institution.pk, "file": upload})


@pytest.mark.parametrize(
    "content",
    [
        csv_file(row(), delimiter=","),
        csv_file(row(), encoding="utf-8-sig"),
        csv_file(row(), encoding="windows-1256"),
        xlsx_file(row()),
    ],
)
def test_an_officer_hands_in_a_list_sees_its_fate_and_imports_it(content, client, django_capture_on_commit_callbacks):
    _institution, officer = association()
    answer = hand_in(client, officer, content)
    review = client.get(answer.url)
    assert review.context["counts"]["new"] == 1
    assert not User.objects.filter(username="ALAMANA-00017").exists(), "a preview writes nothing"

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("people:staff-file-start", args=[review.context["kept"].pk]))

    person = User.objects.get(username="ALAMANA-00017")
    assert (person.name_latin, person.name_ar) == ("Zineb Ait Ouaaziz", "زينب أيت وعزيز")
    assert not person.has_usable_password()
    post = person.posts.get()
    assert (post.branch.code, post.province.name_fr, post.profile.code) == ("AZL-01", "Azilal", "JOB-AGC")
    assert post.from_on == date(2025, 3, 1)
    result = client.get(answer.url)
    assert result.context["job"].result["new"] == 1
    assert result.context["waiting"] == 1


def test_the_same_list_again_changes_nothing():
    institution, officer = association()
    imported(csv_file(row()), institution, officer)
    before = list(User.objects.values()), list(Post.objects.values()), Fact.objects.count()

    again = imported(csv_file(row()), institution, officer)

    assert again.job.result["same"] == 1
    assert (list(User.objects.values()), list(Post.objects.values()), Fact.objects.count()) == before


def test_a_move_ends_the_old_post_and_opens_a_new_one():
    institution, officer = association()
    imported(csv_file(row()), institution, officer)
    later = TODAY + timedelta(days=30)

    kept = imported(csv_file(row(Agence="FES-03", Poste="Chef d'agence")), institution, officer, on=later)

    assert kept.job.result["changed"] == 1
    new, old = Post.objects.filter(person__username="ALAMANA-00017")
    assert (old.branch.code, old.to_on) == ("AZL-01", later - timedelta(days=1))
    assert (new.branch.code, new.profile.code, new.from_on, new.to_on) == ("FES-03", "JOB-CAG", later, None)
    assert Fact.objects.filter(name="post.changed").count() == 2


def test_a_leaver_is_a_row_with_an_end_and_may_come_back():
    institution, officer = association()
    imported(csv_file(row()), institution, officer)
    imported(csv_file(row(**{"Date de fin": "30/11/2026"})), institution, officer)
    assert Post.objects.get(person__username="ALAMANA-00017").to_on == date(2026, 11, 30)

    imported(csv_file(row()), institution, officer, on=date(2027, 3, 1))

    back, _left = Post.objects.filter(person__username="ALAMANA-00017")
    assert (back.from_on, back.to_on) == (date(2027, 3, 1), None)


def test_people_who_are_not_in_the_list_stay_as_they_are():
    institution, officer = association()
    imported(csv_file(row(), row(Matricule="00018", Prénom="Said")), institution, officer)

    judgement = judge(csv_file(row()), institution, on=TODAY)

    assert judgement.absent == 2  # Said and the officer
    assert judgement.counts[Fate.SAME] == 1


def test_managers_named_further_down_are_found_and_a_refused_one_is_said():
    institution, officer = association()
    under = row(Responsable="00105")
    chief = row(Matricule="00105", Prénom="Driss", Poste="Chef d'agence")

    imported(csv_file(under, chief), institution, officer)
    noted = judge(csv_file(row(Responsable="7"), row(Matricule="7", Poste="?")), institution, on=TODAY)

    assert Post.objects.get(person__username="ALAMANA-00017").manager.username == "ALAMANA-00105"
    assert [note.code for note in noted.rows[0].notes] == ["note_manager"]


def test_what_the_holder_confirmed_is_not_overwritten():
    institution, officer = association()
    imported(csv_file(row(**{"E-mail": "z@alamana.example"})), institution, officer)
    person = User.objects.get(username="ALAMANA-00017")
    person.names_confirmed_at = person.date_joined
    person.set_password("three simple words")
    person.save()

    judgement = judge(csv_file(row(Prénom="Zainab", **{"E-mail": "other@alamana.example"})), institution, on=TODAY)

    assert judgement.rows[0].fate == Fate.LEFT
    assert judgement.rows[0].notes[0].says == {"columns": ["given", "email"]}


def test_a_number_that_lost_its_zeros_is_the_same_person_when_the_name_agrees():
    institution, officer = association()
    imported(csv_file(row()), institution, officer)

    [lost] = judge(csv_file(row(Matricule="17", Prénom="ZINEB", Nom="ait ouaaziz")), institution, on=TODAY).rows

    assert (lost.number, lost.fate) == ("00017", Fate.CHANGED)


def test_places_and_jobs_are_found_however_they_are_spelt():
    institution, _officer = association()
    spelt = [
        row(Matricule="1", Agence="وكاله ازيلال", Poste="عون القروض"),
        row(Matricule="2", Agence="", Province="إقليم أزيلال", Poste="agc"),
        row(Matricule="3", Agence="", Province="Province de Fes", Poste="AGENT DE CREDIT"),
        row(Matricule="4", Agence="fes meknes agence 3", Poste="agent de développement"),
        row(Matricule="5", Agence="فاسمكناس الوكالة 3", Poste="Chef d’agence"),
    ]

    rows = judge(csv_file(*spelt), institution, on=TODAY).rows

    assert [[p.code for p in r.problems] for r in rows] == [[]] * 5
    assert [r.province.name_fr for r in rows] == ["Azilal", "Azilal", "Fès", "Fès", "Fès"]


def test_a_suggestion_is_taken_for_every_row_that_writes_it_so(client):
    _institution, officer = association()
    content = csv_file(row(Poste="Agent crdit"), row(Matricule="2", Poste="Agent crdit"))
    address = hand_in(client, officer, content).url
    kept = StaffFile.objects.get()

    client.post(
        reverse("people:staff-file-suggestion", args=[kept.pk]),
        {"column": "profile", "value": "Agent crdit", "use": "JOB-AGC"},
    )
    client.post(
        reverse("people:staff-file-suggestion", args=[kept.pk]),
        {"column": "profile", "value": "Agent crdit", "use": "JOB-DIR"},
    )

    assert client.get(address).context["counts"]["new"] == 2


def test_refused_rows_come_back_as_a_file_with_the_reason_and_without_formulas(client, settings):
    _institution, officer = association()
    hand_in(client, officer, csv_file(row(), row(Matricule="2", Nom="=cmd()", Poste="Agent crdit")))
    kept = StaffFile.objects.get()

    answer = client.get("/fr" + reverse("people:staff-file-errors", args=[kept.pk])[3:])

    text = answer.content.decode("utf-8-sig")
    [header, refused] = csv.reader(io.StringIO(text), delimiter=";")
    said = dict(zip(header, refused, strict=True))
    assert said["Nom"] == "'=cmd()"
    assert said["Ligne"] == "3"
    assert "Est-ce « Agent de crédit (agent de développement) » ?" in said["À corriger"]


def test_an_officer_of_another_institution_finds_nothing(client):
    institution, officer = association()
    _other, stranger = association("ARDI")
    kept = keep(csv_file(row()), "p.csv", institution, by=officer, on=TODAY)
    client.force_login(stranger)

    answers = [
        client.get(reverse("people:staff-file", args=[kept.pk])),
        client.post(reverse("people:staff-file-start", args=[kept.pk])),
        client.get(reverse("people:staff-file-errors", args=[kept.pk])),
        client.post(reverse("people:staff-file-drop", args=[kept.pk])),
        client.post(reverse("people:staff-file-suggestion", args=[kept.pk])),
    ]
    other_list = client.post(reverse("people:staff-file-new"), {"institution": institution.pk, "file": SimpleUploadedFile("p.csv", csv_file(row()))})  # fmt: skip

    assert [a.status_code for a in answers] == [404] * 5
    assert other_list.status_code == 422
    assert StaffFile.objects.get() == kept


def test_somebody_without_charge_has_no_door_and_a_charge_that_ended_is_none(client):
    _institution, officer = association()
    kept = keep(csv_file(row()), "p.csv", _institution, by=officer, on=TODAY)
    officer.charges.update(to_on=date(2021, 1, 1))
    client.force_login(officer)

    for name, args in [("staff-file-new", []), ("staff-list", []), ("slips", []), ("staff-file", [kept.pk])]:
        assert client.get(reverse(f"people:{name}", args=args)).status_code == 404


def test_two_lists_of_one_institution_do_not_run_together_and_one_list_runs_once(client):
    institution, officer = association()
    first = keep(csv_file(row()), "a.csv", institution, by=officer, on=TODAY)
    second = keep(csv_file(row(Matricule="2")), "b.csv", institution, by=officer, on=TODAY)

    job = confirm(first, on=TODAY)
    client.force_login(officer)
    client.post(reverse("people:staff-file-start", args=[second.pk]))

    assert confirm(first, on=TODAY) == job
    assert Job.objects.get() == job


def test_people_with_an_address_get_a_link_the_others_a_slip():
    institution, officer = association()
    with_mail = row(Matricule="2", Prénom="Said", **{"E-mail": "said@alamana.example"})

    imported(csv_file(row(), with_mail), institution, officer)

    from people.notices import send_waiting

    assert send_waiting() == 1
    assert [m.to for m in mail.outbox] == [["said@alamana.example"]]
    assert "/activate/" in mail.outbox[0].body
    assert Notice.objects.count() == 1


def test_the_file_is_forgotten_after_thirty_days_and_the_posts_stay():
    institution, officer = association()
    kept = imported(csv_file(row(), row(Matricule="2", Poste="?")), institution, officer)
    StaffFile.objects.update(handed_in_at=kept.handed_in_at - timedelta(days=31))

    forget_staff_files(TODAY)

    kept.refresh_from_db()
    assert (bytes(kept.content), kept.refused) == (b"", [])
    assert kept.posts.count() == 1


@pytest.mark.parametrize("size", [3, 60])
def test_judging_and_writing_ask_the_same_number_of_questions_for_any_length(size, django_assert_num_queries):
    institution, officer = association()
    content = csv_file(*(row(Matricule=f"7{n:04}", Responsable="00010") for n in range(size)))
    kept = keep(content, "p.csv", institution, by=officer, on=TODAY)
    from people import jobs

    job = confirm(kept, on=TODAY)
    with django_assert_num_queries(32):
        jobs.run(job.pk)

    assert Job.objects.get().result["new"] == size
