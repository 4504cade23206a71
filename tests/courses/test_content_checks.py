"""What an author is told to look at again, where they see it, and what is not published."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.urls import reverse
from django.utils.translation import override
from PIL import Image as Picture
from wagtail.images import get_image_model

from courses.content_checks import findings
from courses.exams.models import Draw
from courses.models import CourseNeed, LessonPage
from courses.setting_up import make_author
from people.policy import choose
from tests.courses.exams.makers import blueprint
from tests.courses.makers import TODAY, activity, course, course_page, lesson, playable
from tests.courses.test_assignments import assignment
from tests.courses.test_blocks import document
from tests.factories import person

pytestmark = pytest.mark.django_db


def said(page) -> list[str]:
    return [one.sentence for one in findings(page, on=TODAY)]


def picture(words=""):
    out = BytesIO()
    Picture.new("RGB", (20, 20), "red").save(out, "PNG")
    out.seek(0)
    made = get_image_model()(title="Souk", file=ImageFile(out, name="souk.png"))
    made.save()
    made.contextual_alt_text, made.decorative = words, False
    return made


def with_body(*body, language="fr"):
    return lesson(course_page(course(), language), "l1", body=list(body))


def test_a_lesson_in_order_has_nothing_to_look_at():
    page = with_body(
        ("text", "<p>Bonjour</p>"),
        ("figure", {"image": picture("Un souk"), "caption": ""}),
        ("audio", {"title": "Appel", "file": document("ring.webm"), "transcript": "<p>Il sonne.</p>"}),
    )
    assert said(page) == []


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (lambda made: ("figure", {"image": picture(), "caption": "Le souk"}), "“Le souk” is not described"),
        (lambda made: ("audio", {"title": "Appel", "file": document("a.webm"), "transcript": ""}), "not written down"),
        (
            lambda made: (
                "video",
                {
                    "title": "Jours",
                    "file": document("d.webm"),
                    "captions": [{"language": "ar", "file": document("d.vtt")}],
                },
            ),
            "“Jours” has no captions in the language of the lesson",
        ),
        (lambda made: ("h5p", {"activity": activity(made, "h5p", title_en="Order")}), "“Order” has no exercise"),
        (lambda made: ("exam", {"exam": activity(made, "exam", title_en="Final")}), "“Final” has no plan"),
        (lambda made: ("text", f"<p>{'x' * 700_000}</p>"), "the lesson weighs"),
    ],
)
def test_each_thing_that_lacks_is_named(block, sentence):
    made = course()
    found = said(lesson(course_page(made), "l1", body=[block(made)]))
    assert len(found) == 1 and sentence in found[0]


def test_exercise_and_assignment_are_looked_at_in_the_language_of_the_lesson():
    made = course()
    one, work = activity(made, "h5p"), assignment(made)
    playable(one, "ar")
    body = [("h5p", {"activity": one}), ("assignment", {"assignment": work.activity_ptr})]

    assert said(lesson(course_page(made, "ar"), "l1", body=body)) == []
    assert len(said(lesson(course_page(made, "en"), "l2", body=body))) == 2


def test_the_most_a_lesson_may_weigh_is_the_programme_s_choice():
    page = with_body(("text", f"<p>{'x' * 100_000}</p>"))
    assert said(page) == []
    choose("lessons.max_weight_kb", 100, by=person(), reason="Slow networks", from_on=TODAY)
    assert len(said(page)) == 1


def test_a_circle_of_prerequisites_is_told_in_its_lessons():
    made, other = course(), course()
    CourseNeed.objects.create(course=made, needs=other)
    CourseNeed.objects.create(course=other, needs=made)
    assert other.code in said(lesson(course_page(made), "l1"))[0]


@pytest.fixture
def author(client):
    someone = person(language="fr")
    make_author(someone)
    client.force_login(someone)
    return someone


def publishing(page, **says):
    given = {
        "title": page.title, "slug": page.slug, "module_no": 1, "minutes": 9, "required": "on", "summary": "",
        "change": "minor", "body-count": 1, "body-0-deleted": "", "body-0-order": 0, "body-0-id": page.body[0].id,
        "body-0-type": page.body[0].block_type, "action-publish": "1",
    }  # fmt: skip
    comments = {f"comments-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return given | comments | says


def test_a_lesson_with_an_exam_that_cannot_be_drawn_is_kept_as_a_draft(client, author):
    plan = blueprint()
    made = course()
    exam = activity(made, "exam", pk=plan.pk, title_fr="Examen final")
    page = lesson(course_page(made), "l1", body=[("exam", {"exam": exam})])
    says = publishing(page, **{"body-0-value-exam": str(exam.pk)})
    Draw.objects.filter(blueprint=plan).update(count=400)

    with override("fr"):
        answer = client.post(f"/cms/pages/{page.pk}/edit/", says | {"title": "Titre neuf"}, follow=True)

    page = LessonPage.objects.get(pk=page.pk)
    assert page.title != "Titre neuf" and page.get_latest_revision_as_object().title == "Titre neuf"
    assert "n’est pas publiée" in answer.content.decode()


def test_publishing_warns_of_the_rest_and_the_editor_and_the_report_show_it(client, author):
    made = course()
    page = lesson(
        course_page(made), "l1", body=[("h5p", {"activity": (one := activity(made, "h5p", title_fr="Ordre"))})]
    )
    says = publishing(page, **{"body-0-value-activity": str(one.pk)})
    sentence = "n’a pas d’exercice dans la langue de la leçon"

    answer = client.post(f"/cms/pages/{page.pk}/edit/", says | {"title": "Titre neuf"}, follow=True)

    assert LessonPage.objects.get(pk=page.pk).title == "Titre neuf"
    assert sentence in answer.content.decode()
    assert sentence in client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert sentence in client.get(reverse("courses_report_checks"), {"course": made.code}).content.decode()
