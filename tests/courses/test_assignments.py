"""Work handed in, marked by a person: who may, what counts, what is kept."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from courses import assignments
from courses.hand_in_files import Refused, kind_of, shown_name
from courses.models import Assignment, Attempt, Criterion, HandIn, Marking, SyllabusItem
from people.models import Charge, Notice
from people.registry import mergers
from tests.courses.makers import NOW, TODAY, activity, course, course_page, enrolled, lesson
from tests.factories import charge, institution, person, post, territory

pytestmark = pytest.mark.django_db


def assignment(of=None, *, points=(5, 5), **says) -> Assignment:
    made = Assignment.objects.create(
        course=of or course(), kind="assignment", title_ar="محضر", title_fr="Compte rendu", brief_ar="اكتب",
        brief_fr="Écrivez", **says,
    )  # fmt: skip
    for number, worth in enumerate(points):
        Criterion.objects.create(
            assignment=made, title_ar="معيار", title_fr=f"Critère {number}", points=worth, sort_order=number
        )
    return made


def asked(made: Assignment, *, required=False) -> Assignment:
    """The course asks for it."""
    SyllabusItem.objects.create(course=made.course, activity=made.activity_ptr, position=9, required=required)
    return made


def handed(enrolment, made, text="Mon compte rendu", *, key=None, file=None, at=NOW, **says) -> HandIn:
    return assignments.hand_in(
        enrolment, made, text=text, file=file, key=key or uuid.uuid4(), language="fr", at=at, **says
    )


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "PNG")
    return out.getvalue()


def docx(*names) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("a.pdf", picture(), "image/png"),  # its bytes say what it is, not its name
        ("a.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.docx", docx("word/vbaProject.bin"), None),
        ("a.pdf", b"MZ\x90\x00 a program", None),
        ("a.png", picture()[:40], None),
        ("a.docx", b"PK\x03\x04 broken", None),
        ("a.svg", b"<svg onload='x'/>", None),
        ("a.pdf", b"", None),
        ("a.pdf", b"%PDF-1.7" + b"x" * 1024 * 1024, None),  # too large
    ],
)
def test_a_file_is_judged_by_its_bytes(name, data, kind):
    file = SimpleUploadedFile(name, data)
    if kind:
        assert kind_of(file, most_mb=1) == kind
    else:
        with pytest.raises(Refused) as refused:
            kind_of(file, most_mb=1)
        assert refused.value.sentence


def test_a_file_keeps_its_name_without_its_path():
    assert shown_name("../../etc/تقرير الزيارة.pdf") == "تقرير الزيارة.pdf"
    assert shown_name("C:\\x\\a.pdf") == "a.pdf"
    assert len(shown_name("ا" * 400 + ".pdf")) <= 150


def test_every_hand_in_is_kept_and_the_same_one_sent_twice_counts_once():
    enrolment, key = enrolled(person(), (made := asked(assignment())).course), uuid.uuid4()

    first = handed(enrolment, made, "un", key=key)
    again = handed(enrolment, made, "un", key=key)
    second = handed(enrolment, made, "deux")

    assert again == first
    assert list(HandIn.objects.values_list("number", "text")) == [(1, "un"), (2, "deux")]
    with pytest.raises(IntegrityError), transaction.atomic():
        HandIn.objects.create(
            enrolment=enrolment, assignment=made, number=2, text="x", language="fr", content_version=1,
            key=uuid.uuid4(), at=NOW,
        )  # fmt: skip
    assert second.content_version == 1


def test_who_sees_a_work_to_mark():
    souss, azilal = territory("MA/09/001"), territory("MA/05/081")
    learner, other = person(), person()
    post(learner, province=azilal)
    post(other, province=souss)
    owner = person()
    made = asked(assignment(course(owner=owner)))
    work = handed(enrolled(learner, made.course), made)
    elsewhere = handed(enrolled(other, made.course), made)  # could leak
    theirs = handed(enrolled(owner, made.course), made)  # the owner's own

    def seen(user):
        return set(assignments.to_mark(user, on=TODAY))

    assert seen(owner) == {work, elsewhere}
    assert seen(charge(role=Charge.Role.TRAINING_OFFICER, territory=azilal).person) == {work}
    assert seen(charge(role=Charge.Role.ADMINISTRATOR).person) == {work, elsewhere}
    assert seen(charge(role=Charge.Role.HR_OFFICER, institution=institution()).person) == set()
    assert seen(learner) == seen(person()) == set()
    assert theirs not in seen(owner)


def test_the_latest_go_is_what_waits():
    owner = person()
    made = asked(assignment(course(owner=owner)))
    enrolment = enrolled(person(), made.course)
    old, new = handed(enrolment, made, "un"), handed(enrolment, made, "deux")

    assert list(assignments.to_mark(owner, on=TODAY)) == [new]
    with pytest.raises(assignments.NewerHandedIn):
        assignments.mark(old, by=owner, points=[1, 1], passed=True, words="", at=NOW)


def test_a_marking_is_an_attempt_on_the_word_of_an_observer_and_the_learner_is_told_once():
    owner, learner = person(), person(email="a@example.org", language="fr")
    made = asked(assignment(course(owner=owner)), required=True)
    enrolment = enrolled(learner, made.course)
    first = handed(enrolment, made)

    assignments.mark(first, by=owner, points=[2, 1], passed=False, words="Dites ce qui est convenu.", at=NOW)
    assert enrolment.attempts.get().passed is False and not enrolment.passes.exists()
    assert list(assignments.to_mark(owner, on=TODAY)) == []

    second = handed(enrolment, made, "mieux")
    assignments.mark(second, by=owner, points=[5, 4], passed=True, words="", at=NOW)
    with pytest.raises(assignments.AlreadyMarked):
        assignments.mark(second, by=person(), points=[0, 0], passed=False, words="non", at=NOW)

    enrolment.refresh_from_db()
    assert list(Attempt.objects.values_list("number", "score", "passed", "trust")) == [
        (1, 0.3, False, "observed"),
        (2, 0.9, True, "observed"),
    ]
    assert enrolment.passes.get().trust == "observed" and enrolment.state == "finished"
    assert Notice.objects.filter(person=learner, kind="assignment_marked").count() == 2
    with pytest.raises(assignments.AlreadyPassed):
        handed(enrolment, made, "encore")


def test_a_marking_keeps_the_rubric_it_was_made_with():
    made = asked(assignment(course(owner=person())))
    marking = assignments.mark(
        handed(enrolled(person(), made.course), made),
        by=made.course.owner,
        points=[3, 5],
        passed=True,
        words="",
        at=NOW,
    )
    made.criteria.all().delete()

    marking.refresh_from_db()
    assert (marking.points, marking.of) == (8, 10)
    assert marking.rubric[1]["title"]["fr"] == "Critère 1"


def test_do_it_again_always_says_why():
    made = asked(assignment(course(owner=person())))
    work = handed(enrolled(person(), made.course), made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Marking.objects.create(hand_in=work, by=made.course.owner, at=NOW, passed=False, words="")


def test_assignment_in_a_lesson_is_asked_for_only_when_its_author_says_so():
    made = course()
    optional, due = assignment(made), assignment(made, asked_for=True)
    lesson(course_page(made), "l1", body=[("assignment", {"assignment": one.activity_ptr}) for one in (optional, due)])

    assert {item.activity_id: item.required for item in made.syllabus.filter(activity__kind="assignment")} == {
        optional.pk: False,
        due.pk: True,
    }


def test_works_follow_the_person_when_two_accounts_become_one():
    made = asked(assignment())
    kept, gone = person(), person()
    handed(enrolled(kept, made.course), made, "un")
    handed(enrolled(gone, made.course), made, "deux")

    mergers["courses"](kept, gone)

    assert list(HandIn.objects.order_by("number").values_list("enrolment__learner", "number", "text")) == [
        (kept.pk, 1, "un"),
        (kept.pk, 2, "deux"),
    ]


@pytest.fixture
def studying(client):
    learner = person(language="fr")
    made = asked(assignment(course(owner=person(language="ar"))))
    enrolled(learner, made.course)
    client.force_login(learner)
    return learner, made


def page_of(made, language="fr"):
    return f"/{language}/learn/{made.course.code}/assignments/{made.pk}/"


def test_learner_hands_in_a_file_and_only_they_and_the_marker_can_open_it(client, studying):
    _learner, made = studying
    says = {"key": uuid.uuid4(), "text": "", "file": SimpleUploadedFile("visite.png", picture(), "image/png")}

    assert client.post(page_of(made), says).status_code == 302
    work = HandIn.objects.get()
    assert (work.file_name, work.file_kind, work.language) == ("visite.png", "image/png", "fr")
    file = f"/fr/hand-ins/{work.pk}/file/"
    answer = client.get(file)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == picture()

    client.force_login(made.course.owner)
    assert client.get(f"{file}?show=1").headers["Content-Disposition"].startswith("inline")
    client.force_login(person())
    assert client.get(file).status_code == 404


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ({"text": "  "}, "Il n’y a encore rien à remettre"),
        ({"file": SimpleUploadedFile("x.exe", b"MZ\x90")}, "Ce type de fichier ne peut pas être pris"),
    ],
)
def test_what_cannot_be_handed_in_is_said_in_a_sentence(client, studying, says, sentence):
    answer = client.post(page_of(studying[1]), {"key": uuid.uuid4(), **says})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not HandIn.objects.exists()


def test_owner_marks_on_a_phone_and_pressing_twice_changes_nothing(client, studying):
    learner, made = studying
    work = handed(learner.enrolments.get(), made)
    client.force_login(made.course.owner)
    assert "Amina" in client.get("/fr/marking/").content.decode()
    one, two = made.criteria.all()
    says = {f"c{one.pk}": 4, f"c{two.pk}": 5, "words": "", "verdict": "again"}

    assert client.post(f"/ar/marking/{work.pk}/", says).status_code == 422  # what is to be done better?
    says["words"] = "Ajoutez la date."
    assert client.post(f"/ar/marking/{work.pk}/", says).status_code == 302
    assert client.post(f"/ar/marking/{work.pk}/", says | {"verdict": "passed"}).status_code == 302

    assert (Marking.objects.get().passed, Attempt.objects.count()) == (False, 1)
    client.force_login(learner)
    shown = client.get(page_of(made)).content.decode()
    assert "Ajoutez la date." in shown and "9 sur 10" in shown and "À refaire" in shown


def test_nobody_opens_the_marking_of_work_that_is_not_theirs_to_mark(client, studying):
    learner, made = studying
    work = handed(learner.enrolments.get(), made)
    for someone in (learner, person()):
        client.force_login(someone)
        assert client.get(f"/fr/marking/{work.pk}/").status_code == 404
        assert client.post(f"/fr/marking/{work.pk}/", {"verdict": "passed"}).status_code == 404


def test_lesson_shows_how_the_work_stands(client, studying):
    learner, made = studying
    page = lesson(course_page(made.course), "l1", body=[("assignment", {"assignment": made.activity_ptr})])
    address = f"/fr/learn/{made.course.code}/{page.translation_key}/"

    assert "À remettre" in client.get(address).content.decode()
    handed(learner.enrolments.get(), made)
    assert "Remis, en attente de correction" in client.get(address).content.decode()


def test_author_writes_an_assignment_with_its_rubric(client):
    from courses.setting_up import make_author

    author = person(language="fr")
    make_author(author)
    client.force_login(author)
    made = course()
    says = {
        "course": made.pk, "title_ar": "محضر", "title_fr": "Compte rendu", "title_en": "", "brief_ar": "اكتب",
        "brief_fr": "Écrivez", "brief_en": "", "takes_text": "on", "minutes": 30,
        "criteria-TOTAL_FORMS": 1, "criteria-INITIAL_FORMS": 0, "criteria-MIN_NUM_FORMS": 1,
        "criteria-MAX_NUM_FORMS": 1000, "criteria-0-ORDER": 1, "criteria-0-id": "", "criteria-0-title_ar": "الوضوح",
        "criteria-0-title_fr": "Clarté", "criteria-0-title_en": "", "criteria-0-points": 5,
    }  # fmt: skip

    answer = client.post(reverse("assignment:add"), says)

    assert answer.status_code == 302, answer.context["form"].errors
    written = Assignment.objects.get()
    assert (written.kind, written.criteria.get().title_fr) == ("assignment", "Clarté")
    assert client.get(reverse("assignment:edit", args=[written.pk])).status_code == 200
    assert activity(made, "h5p").pk != written.pk


def test_list_of_works_asks_the_same_number_of_questions_for_one_and_for_three(
    client, studying, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    learner, made = studying
    handed(learner.enrolments.get(), made)
    client.force_login(made.course.owner)

    def asked_now():
        with CaptureQueriesContext(
            connection,
        ) as questions:
            client.get("/fr/marking/")
        return len(questions)

    client.get("/fr/marking/")
    one = asked_now()
    for _ in range(2):
        handed(enrolled(person(), made.course), made)
    assert asked_now() == one
