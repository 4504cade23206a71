"""The screens by which questions come in and go out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from competencies.models import Competency, Domain
from courses.exams import banks
from courses.exams.models import Bank, Question, QuestionFile
from people import jobs
from tests.courses.exams import kinds
from tests.courses.exams.formats.asking import every, sample
from tests.factories import person

pytestmark = pytest.mark.django_db


def furnish():
    domain = Domain.objects.create(code="POR", name_ar="المحفظة", name_fr="Portefeuille")
    Competency.objects.create(
        code="POR-01", domain=domain, name_ar="كفاءة", name_fr="Compétence", certified_validity_months=24
    )
    return Bank.objects.create(code="B", title_ar="بنك", title_fr="Banque")


@pytest.fixture
def bank():
    return furnish()


@pytest.fixture
def author(client):
    found = person(is_superuser=True, is_staff=True)
    client.force_login(found)
    return found


def handed_in(bank, content: bytes, name: str, **says):
    data = {"bank": bank.pk, "language": "fr", "reader": "", "competency_code": "POR-01", "difficulty": "2"}
    return data | says | {"file": SimpleUploadedFile(name, content)}


def test_a_file_is_shown_first_and_written_when_confirmed(client, author, bank, django_capture_on_commit_callbacks):
    answer = client.post(reverse("question_files:index"), handed_in(bank, sample("moodle.xml"), "moodle.xml"))
    held = QuestionFile.objects.get()
    assert answer.url == reverse("question_files:file", args=[held.pk]) and held.reader == "moodle"

    page = client.get(answer.url)
    assert "Rédaction" in page.content.decode() and not Question.objects.exists()
    new = client.get(answer.url, {"fate": "new"}).content.decode()
    assert "POR-Q1" in new and "PAR 30" in new

    client.post(reverse("question_files:start", args=[held.pk]))
    client.post(reverse("question_files:start", args=[held.pk]))
    held.refresh_from_db()
    jobs.run(held.job_id)
    after = client.get(answer.url).content.decode()
    assert bank.questions.count() == 10 and str(held.job) is not None and "Rédaction" in after

    table = client.get(reverse("question_files:report", args=[held.pk])).content.decode("utf-8-sig")
    assert len(table.strip().splitlines()) == 1 + 15 + len(held.report["notes"])


def test_a_bad_file_is_refused_with_its_sentence_and_not_kept(client, author, bank):
    answer = client.post(reverse("question_files:index"), handed_in(bank, b"<quiz><question>", "bad.xml"))

    assert answer.status_code == 422 and not QuestionFile.objects.exists()
    assert answer.context["form"].errors["file"]


def test_a_file_not_wanted_is_dropped(client, author, bank):
    client.post(reverse("question_files:index"), handed_in(bank, sample("questions.gift"), "q.gift"))
    client.post(reverse("question_files:drop", args=[QuestionFile.objects.get().pk]))
    assert not QuestionFile.objects.exists()


def test_pages_ask_no_more_for_many_questions(client, author, bank, django_assert_max_num_queries):
    for records in (every()[:1], every()):
        from courses.exams.formats import FORMATS

        content = FORMATS["qti21"].write(records, "fr", {}).content
        url = client.post(reverse("question_files:index"), handed_in(bank, content, "q.zip")).url
        with django_assert_max_num_queries(16):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("form", ["qti21", "qti30", "moodle", "gift", "csv", "xlsx"])
def test_a_bank_goes_out_after_saying_what_is_lost(client, author, bank, form):
    banks.load(kinds.every(), code="B", title={})
    asked = {"bank": bank.pk, "form": form, "language": "ar"}

    page = client.get(reverse("question_files:export"), asked)
    assert page.status_code == 200
    assert any(said.which == "O1" for said in page.context["written"].left_out) == (form == "gift")
    assert client.get(reverse("question_files:export"), asked | {"report": "1"}).status_code == 200
    file = client.get(page.context["download"])
    assert file["Content-Disposition"].startswith('attachment; filename="B-ar.') and file.content


def test_nothing_of_it_opens_to_who_may_not_change_banks(client, bank):
    from django.contrib.auth.models import Permission

    someone = person(is_staff=True)
    someone.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(someone)
    for name in ("index", "export"):
        assert client.get(reverse(f"question_files:{name}")).status_code == 302
    answer = client.post(reverse("question_files:index"), handed_in(bank, sample("questions.gift"), "q.gift"))
    assert answer.status_code == 302 and not QuestionFile.objects.exists()


class Whatever(HypothesisCase):
    """Through the page, whatever the file holds."""

    @classmethod
    def setUpTestData(cls):
        cls.bank = furnish()
        cls.author = person(is_superuser=True, is_staff=True)

    def setup_example(self):
        super().setup_example()
        self.client = Client()
        self.client.force_login(self.author)

    @settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(["moodle.xml", "questions.gift", "tao.xml", "three.xml", "questions.csv", "x.zip", "x.xlsx"]),
        st.sampled_from(["", "qti", "moodle", "gift", "table"]),
        st.integers(0, 3000),
        st.binary(max_size=40),
    )
    def test_no_file_breaks_the_page(self, name, reader, at, put):
        content = sample(name) if not name.startswith("x.") else b"PK\x03\x04"
        content = content[:at] + put + content[at:]
        answer = self.client.post(reverse("question_files:index"), handed_in(self.bank, content, name, reader=reader))
        assert answer.status_code in (302, 422)
        if answer.status_code == 302:
            assert self.client.get(answer.url).status_code == 200
        else:
            assert all(str(error) for error in answer.context["form"].errors.values())
