"""Questions carried into a bank and out of it."""

import pytest
from django.utils.translation import override
from wagtail.images import get_image_model

from courses.exams import banks, carrying
from courses.exams.formats import FORMATS
from courses.exams.models import Bank, QuestionFile
from people import jobs
from people.models import Job
from tests.courses.exams import kinds
from tests.courses.exams.formats.asking import every, sample
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return Bank.objects.create(code="B", title_ar="بنك", title_fr="Banque")


@pytest.fixture
def author():
    return person()


def handed(bank, author, content: bytes, *, reader: str, language="fr", name="file") -> QuestionFile:
    return QuestionFile.objects.create(
        bank=bank,
        handed_in_by=author,
        content=content,
        reader=reader,
        language=language,
        name=name,
        competency_code="POR-01",
        difficulty=2,
    )


def brought_in(bank, author, content, **says) -> dict:
    """Hand in, confirm and carry to the end; the counts of the judgement before."""
    held = handed(bank, author, content, **says)
    counts = {str(fate): n for fate, n in carrying.judged(held).counts.items()}
    job = carrying.confirm(held)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return counts


def records_of(bank) -> list[dict]:
    return [banks.record_of(q) for q in bank.questions.order_by("key")]


@pytest.mark.parametrize("form", ["qti21", "qti30"])
def test_a_bank_goes_out_in_two_languages_and_comes_back_whole(form, bank, author):
    banks.load(kinds.every(), code="OLD", title={"ar": "ق", "fr": "V"})
    old = Bank.objects.get(code="OLD")
    files = {t: carrying.take_out(old, form=form, language=t) for t in ("fr", "ar")}
    assert not files["fr"].left_out

    assert brought_in(bank, author, files["fr"].content, reader="qti") == {"new": 9}
    assert bank.questions.filter(draft=True).count() == 9
    assert brought_in(bank, author, files["ar"].content, reader="qti", language="ar") == {"fills": 9}
    assert not bank.questions.filter(draft=True).exists()

    assert records_of(bank) == [without_english(record) for record in records_of(old)]


def without_english(value):
    if isinstance(value, dict):
        return {name: without_english(held) for name, held in value.items() if name != "en"}
    return [without_english(held) for held in value] if isinstance(value, list) else value


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_what_goes_out_and_comes_back_into_its_bank_changes_nothing(form, bank, author):
    banks.load(kinds.every(), code="B", title={})
    before = records_of(bank)
    for language in ("fr", "ar"):
        written = carrying.take_out(bank, form=form, language=language)
        with override(language):  # whoever works in the other language sees the same
            counts = brought_in(bank, author, written.content, reader=READERS[form], language=language)
        assert counts == {"same": 9 - len(written.left_out)}
    assert records_of(bank) == before


READERS = {"qti21": "qti", "qti30": "qti", "moodle": "moodle", "gift": "gift", "csv": "table", "xlsx": "table"}


def test_the_same_file_twice_changes_nothing(bank, author):
    first = brought_in(bank, author, sample("moodle.xml"), reader="moodle")
    before = records_of(bank)
    again = brought_in(bank, author, sample("moodle.xml"), reader="moodle")

    assert first["refused"] == again["refused"] and again["same"] == first["new"]
    assert records_of(bank) == before


def test_a_draft_is_not_drawn_until_its_other_language_is_there(bank, author):
    brought_in(bank, author, sample("questions.gift"), reader="gift")
    draw = banks.Blueprint().draws.model(competency_code="POR-01", difficulty=None, count=1)

    assert banks.shortfalls(bank, [draw])

    french = carrying.take_out(bank, form="gift", language="fr").content
    brought_in(bank, author, french, reader="gift", language="ar")

    assert not banks.shortfalls(bank, [draw])


def test_a_killed_import_is_taken_up_and_nothing_comes_twice(bank, author):
    held = handed(bank, author, FORMATS["qti21"].write(every(), "fr", {}).content, reader="qti")
    job = carrying.confirm(held)
    Job.objects.filter(pk=job.pk).update(asks=job.asks | {"a_step": 2})
    job.refresh_from_db()
    steps = carrying.import_questions(job)
    for _ in range(3):
        step = next(steps)
        job.cursor = step.cursor or job.cursor
    Job.objects.filter(pk=job.pk).update(cursor=job.cursor)
    assert bank.questions.count() == 4

    jobs.run(job.pk)
    job.refresh_from_db()

    assert job.state == Job.State.DONE and job.result == {"written": 9} and bank.questions.count() == 9


def test_the_file_names_the_competency_when_its_code_is_known(bank, author):
    from competencies.models import Competency, Domain

    domain = Domain.objects.create(code="D", name_ar="م", name_fr="D")
    Competency.objects.create(code="POR-02", domain=domain, name_ar="ك", name_fr="C", certified_validity_months=24)
    brought_in(bank, author, sample("questions.gift"), reader="gift")
    brought_in(bank, author, sample("three.xml"), reader="qti")

    codes = dict(bank.questions.values_list("key", "competency_code"))
    assert codes["G-1"] == "POR-02" and codes["case-1"] == "POR-01"
    assert bank.questions.get(key="G-1").difficulty == 1


def test_a_picture_comes_along_once_and_goes_out_again(bank, author, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    brought_in(bank, author, sample("moodle.xml"), reader="moodle")
    brought_in(bank, author, sample("moodle.xml"), reader="moodle")

    image = get_image_model().objects.get()
    assert bank.questions.get(key="POR-Q1").pictures.get().image == image
    for form in ("qti30", "moodle"):
        written = carrying.take_out(bank, form=form, language="fr")
        assert brought_in(bank, author, written.content, reader=READERS[form]).keys() == {"same"}
    assert carrying.take_out(bank, form="gift", language="fr").left_out


def test_a_damaged_picture_refuses_its_question_alone(bank, author):
    content = sample("moodle.xml").replace(b"YPhfz0AAAAASUVORK5CYII=", b"AAAA")
    torn = content.replace(
        b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        b"iVBORw0KGgoAAAANSUhEUg==",
    )
    judgement = carrying.judged(handed(bank, author, torn, reader="moodle"))

    assert ("POR-Q1", ("One of its pictures is damaged or far too large.",)) in [
        (row.which, row.says) for row in judgement.of(carrying.Fate.REFUSED)
    ]
    assert judgement.counts["new"] > 5 and not get_image_model().objects.exists()


def test_files_are_forgotten_and_questions_stay(bank, author):
    from datetime import timedelta

    from django.utils import timezone

    brought_in(bank, author, sample("questions.gift"), reader="gift")
    QuestionFile.objects.update(handed_in_at=timezone.now() - timedelta(days=31))
    carrying.forget_question_files(timezone.localdate())

    assert not QuestionFile.objects.exists() and bank.questions.exists()
