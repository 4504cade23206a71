"""What a lesson is made of: every block renders, in the picker and for the learner, in both directions."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override
from wagtail.blocks import Block, StructBlock
from wagtail.documents import get_document_model

from courses.blocks import AudioBlock, LessonBlocks, VideoBlock
from courses.models import LessonPage
from tests.courses.exams.makers import blueprint
from tests.courses.makers import activity, course, course_page, enrolled, lesson
from tests.factories import person

pytestmark = pytest.mark.django_db


def document(name, data=b"x" * 2048, **says):
    made = get_document_model()(title=says.pop("title", name), **says)
    made.file.save(name, ContentFile(data), save=False)
    made._set_document_file_metadata()
    made.save()
    return made


def blocks_of_a_lesson() -> dict[str, Block]:
    return LessonPage._meta.get_field("body").stream_block.child_blocks


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("name", list(LessonBlocks().child_blocks))
def test_every_block_shows_itself_in_the_picker_in_the_language_of_the_interface(client, name, language):
    client.force_login(person(is_superuser=True, is_staff=True, language=language))
    block = blocks_of_a_lesson()[name]
    assert block.is_previewable

    with override(language):
        shown = client.get(
            reverse("wagtailadmin_block_preview"),
            {"id": block.definition_prefix},
            headers={"accept-language": language},
        )
    page = shown.content.decode()

    assert shown.status_code == 200
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert "courses/courses.css" in page and "takwin.css" in page
    assert ("ا" in page) is (language == "ar")


def a_lesson_with_everything(made, page):
    """One of each block that leans on a file or an exam."""
    plan = blueprint()
    exam = activity(made, "exam", pk=plan.pk, title_fr="Examen final")
    return lesson(
        page,
        "everything",
        body=[
            ("audio", {"title": "Appel", "file": document("ring.webm"), "transcript": "<p>Il sonne.</p>"}),
            (
                "video",
                {
                    "title": "Trente jours",
                    "file": document("days.webm", b"x" * 12_000_000),
                    "poster": None,
                    "captions": [
                        {"language": "ar", "file": document("days.ar.vtt")},
                        {"language": "fr", "file": document("days.fr.vtt")},
                    ],
                },
            ),
            ("document", {"file": document("fiche.pdf", title="Fiche"), "title": "", "says": "À remplir"}),
            ("exam", {"exam": exam}),
        ],
    )


def test_learner_sees_the_size_of_a_film_before_fetching_it_and_a_link_that_needs_no_script(client):
    made = course()
    page = a_lesson_with_everything(made, course_page(made))
    learner = person(language="fr")
    enrolled(learner, made)
    client.force_login(learner)

    with override("fr"):
        shown = client.get(page.address()).content.decode()

    assert shown.count('preload="none"') == 2
    assert 'kind="captions"' in shown and 'srclang="fr" label="Français" default' in shown
    assert "11,4" in shown  # 12 000 000 bytes, as French writes it
    film = get_document_model().objects.get(title="days.webm")
    assert f'href="{film.url}" download data-fetch' in shown
    assert "Fiche" in shown and "PDF" in shown
    assert "Examen final" in shown and f"/fr/exams/{blueprint_of(page)}/" in shown


def blueprint_of(page):
    return next(block.value["exam"].pk for block in page.body if block.block_type == "exam")


def test_films_do_not_count_in_the_size_of_a_lesson_until_they_are_asked_for(client):
    from courses.lesson import laid_out_lesson

    made = course()
    page = a_lesson_with_everything(made, course_page(made))

    assert laid_out_lesson(page, enrolled(person(), made), {}).size < 10_000


@pytest.mark.parametrize(("block", "name"), [(AudioBlock(), "days.pdf"), (VideoBlock(), "film.avi")])
def test_a_file_that_browsers_cannot_play_is_refused_by_its_name(block: StructBlock, name):
    value = block.to_python({"title": "x", "file": document(name).pk})
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert name in str(refused.value.as_json_data())


def test_author_chooses_the_module_by_its_title(client):
    from courses.setting_up import make_author

    author = person(language="fr")
    make_author(author)
    client.force_login(author)
    page = course_page(course())

    shown = client.get(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", page.pk]))

    assert "1. Module 1" in shown.content.decode() and "2. Module 2" in shown.content.decode()
