"""From one language to another: PO out and in again, and what each lesson still lacks."""

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from courses.models import LessonPage
from courses.setting_up import make_author
from courses.translation_status import State, status
from tests.courses.makers import activity, course, course_page, lesson
from tests.courses.test_assignments import assignment
from tests.courses.test_blocks import document
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    someone = person(language="ar", is_superuser=True, is_staff=True)
    make_author(someone)
    client.force_login(someone)
    return someone


def body_of(made):
    return [
        ("text", "<h2>Titre</h2><p>Bonjour</p>"),
        ("case", {"title": "Le cas", "place": "Sefrou", "text": "<p>Elle suit 120 prêts.</p>"}),
        ("audio", {"title": "Appel", "file": document("ring.webm"), "transcript": "<p>Il sonne.</p>"}),
        ("h5p", {"activity": activity(made, "h5p")}),
        ("assignment", {"assignment": assignment(made).activity_ptr}),
    ]


def sent_to_translation(page, language="ar") -> Translation:
    source, _made = TranslationSource.get_or_create_from_instance(page)
    return Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code=language))


@pytest.fixture
def save(django_capture_on_commit_callbacks):
    """wagtail-localize publishes after the commit, which a test does not reach by itself."""

    def save(translation, **says):
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(**says)

    return save


def states(made):
    return [list(row.states.values()) for row in status(made, ["ar", "fr"])]


def test_po_goes_out_and_comes_back_translated_with_every_block(client, author, save):
    made = course()
    course_page(made, "ar")
    page = lesson(course_page(made, "fr"), "l1", summary="Résumé", body=body_of(made))
    translation = sent_to_translation(page)
    save(translation, user=author, publish=False)

    answer = client.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))
    assert answer.status_code == 200
    po = polib.pofile(answer.content.decode())
    words = {entry.msgid for entry in po}
    assert {"Titre", "Bonjour", "Le cas", "Elle suit 120 prêts.", "Appel", "Il sonne.", "Résumé"} <= words
    for entry in po:
        entry.msgstr = f"ع {entry.msgid}" if entry.msgid != page.slug else "l1-ar"
    file = SimpleUploadedFile("l1.po", str(po).encode(), "text/x-gettext-translation")
    answer = client.post(reverse("wagtail_localize:upload_pofile", args=[translation.pk]), {"file": file})
    assert answer.status_code == 302
    save(translation, user=author, publish=True)

    arabic = LessonPage.objects.get(translation_key=page.translation_key, locale__language_code="ar")
    assert arabic.live and arabic.summary == "ع Résumé" and (arabic.module_no, arabic.minutes) == (1, 10)
    blocks = {block.block_type: block.value for block in arabic.body}
    assert "ع Bonjour" in str(blocks["text"]) and blocks["case"]["title"] == "ع Le cas"
    assert blocks["audio"]["file"].filename == page.body[2].value["file"].filename
    assert blocks["h5p"]["activity"] == page.body[3].value["activity"]  # the same in every language
    assert blocks["assignment"]["assignment"] == page.body[4].value["assignment"]


def test_each_lesson_says_how_far_it_is_in_each_language(client, author, save):
    made = course()
    course_page(made, "ar")
    page = lesson(course_page(made, "fr"), "l1", body=[("text", "<p>Bonjour</p>")])
    assert states(made) == [[State.MISSING, State.COMPLETE]]

    translation = sent_to_translation(page)
    save(translation, user=author, publish=False)
    assert states(made) == [[State.DRAFT, State.COMPLETE]]
    save(translation, user=author, publish=True)
    assert states(made) == [[State.OUT_OF_DATE, State.COMPLETE]]  # published with words still in French

    po = polib.pofile(str(translation.export_po()))
    for entry in po:
        entry.msgstr = f"ع {entry.msgid}" if entry.msgid != page.slug else "l1-ar"
    translation.import_po(po)
    save(translation, user=author, publish=True)
    assert states(made) == [[State.COMPLETE, State.COMPLETE]]

    page = LessonPage.objects.get(pk=page.pk)
    page.title = "Autrement dit"
    page.save_revision().publish()
    assert states(made) == [[State.OUT_OF_DATE, State.COMPLETE]]
    shown = client.get(reverse("courses_report_languages"), {"course": made.code}).content.decode()
    assert "غير محيَّن" in shown


def test_a_page_written_by_hand_is_complete_once_published():
    made = course()
    lesson(course_page(made, "fr"), "l1")
    lesson(course_page(made, "ar"), "l1")
    assert states(made) == [[State.COMPLETE, State.COMPLETE]]
