"""*Translate this page*, through the editor's own screens: from Arabic into a language the lesson did not have."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation

from courses.models import CoursePage, LessonPage
from courses.progress import progress_of
from courses.recording import read
from courses.setting_up import make_author
from tests.courses.makers import NOW, course, course_page, enrolled, lesson
from tests.factories import person

pytestmark = pytest.mark.django_db

ENGLISH = {
    "الدرس الأول": "The first call",
    "مرحبا بالزبون": "Greet the client",
    "الدرس الأول، منقح": "The first call, revised",
}


@pytest.fixture
def author(client):
    someone = person(language="ar")
    make_author(someone)
    client.force_login(someone)
    return someone


@pytest.fixture(autouse=True)
def committed(django_capture_on_commit_callbacks, client, monkeypatch):
    """Wagtail-localize publishes once a request's writes are committed."""
    post = client.post

    def posted(*args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return post(*args, **kwargs)

    monkeypatch.setattr(client, "post", posted)


@pytest.fixture
def arabic(author):
    made = course()
    return lesson(course_page(made, "ar"), "l1", title="الدرس الأول", body=[("text", "<p>مرحبا بالزبون</p>")])


def publish(client, page, **says):
    body = {
        "title": page.title, "slug": page.slug, "module_no": 1, "minutes": 9, "required": "on", "summary": "", "change": "minor",
        "body-count": 1, "body-0-type": "text", "body-0-order": 0, "body-0-deleted": "", "body-0-id": page.body[0].id,
        "body-0-value": '{"blocks": [{"key": "a", "text": "مرحبا بالزبون", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}',
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "comments-MIN_NUM_FORMS": 0, "comments-MAX_NUM_FORMS": "",
        "action-publish": "1", **says,
    }  # fmt: skip
    answer = client.post(f"/cms/pages/{page.pk}/edit/", body)
    assert answer.status_code == 302, answer.context["form"].errors


def submit(client, page, language="en") -> LessonPage:
    locale = Locale.objects.get(language_code=language)
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert client.post(address, {"locales": [locale.pk]}).status_code == 302
    return LessonPage.objects.get(translation_key=page.translation_key, locale=locale)


def translate(client, page) -> None:
    """Write the English of every sentence that ENGLISH knows, then press *Publish*."""
    translation = Translation.objects.get(source__object=page.translation_key, target_locale=page.locale)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        if segment.string.data in ENGLISH:
            address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
            form = urlencode({"value": ENGLISH[segment.string.data]})
            assert client.put(address, form, content_type="application/x-www-form-urlencoded").status_code in (200, 201)
    assert client.post(f"/cms/pages/{page.pk}/edit/", {"action": "publish"}).status_code == 302


def read_by(client, learner, language, page):
    client.force_login(learner)
    return client.get(f"/{language}/learn/{page.course.code}/{page.translation_key}/")


def test_round_trip_keeps_the_activity_and_what_the_learner_has_done(client, author, arabic):
    learner = person()
    enrolment = enrolled(learner, arabic.course)
    read(enrolment, arabic.translation_key, language="ar", at=NOW)
    asked = list(arabic.course.syllabus.values_list("activity", "required"))
    assert progress_of(enrolment).is_complete

    english = submit(client, arabic)
    assert not english.live, "nobody reads Arabic words as an English lesson"
    assert read_by(client, learner, "en", arabic).status_code == 302
    client.force_login(author)
    translate(client, english)

    english.refresh_from_db()
    assert (english.live, english.title, english.translation_key) == (True, "The first call", arabic.translation_key)
    assert list(arabic.course.syllabus.values_list("activity", "required")) == asked
    assert progress_of(enrolment).is_complete
    said = read_by(client, learner, "en", arabic).content.decode()
    assert "Greet the client" in said and "مرحبا بالزبون" not in said


def test_a_change_of_the_source_reaches_the_translation_when_the_author_says_so(client, author, arabic):
    english = submit(client, arabic)
    translate(client, english)
    publish(client, arabic, title="الدرس الأول، منقح")
    source = Translation.objects.get(source__object=arabic.translation_key).source

    client.post(reverse("wagtail_localize:update_translations", args=[source.pk]), {})
    english.refresh_from_db()
    assert english.live and english.title == "The first call", "what stands is read until the new words are translated"

    translate(client, english)
    english.refresh_from_db()
    assert english.title == "The first call, revised"
    assert LessonPage.objects.filter(translation_key=arabic.translation_key).count() == 2


def test_a_course_page_made_only_to_hold_the_lesson_says_nothing_in_another_language(client, author, arabic):
    submit(client, arabic)
    held = CoursePage.objects.get(course=arabic.course, locale__language_code="en")
    assert held.alias_of_id
    answer = client.get(f"/en/courses/{arabic.course.code}/")
    assert answer.status_code == 200 and answer.context["page"] is None
