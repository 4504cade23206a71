"""Who writes courses, and what reaches the learner when they do."""

import pytest
from django.test import Client

from courses.authoring import put_content, put_exam
from courses.models import Activity, LessonPage
from courses.setting_up import authors, catalogues, make_author
from tests.courses.makers import activity, content, course, course_page, lesson, playable
from tests.factories import hr_officer, institution, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    someone = person(language="ar")
    make_author(someone)
    client.force_login(someone)
    return someone


def test_setting_up_twice_makes_nothing_twice():
    authors()
    before = {code: page.pk for code, page in catalogues().items()}
    authors()

    assert {code: page.pk for code, page in catalogues().items()} == before
    assert set(before) == {"ar", "fr", "en"}


def test_author_edits_and_publishes_a_lesson_that_holds_an_exercise(client, author):
    made = course()
    played = activity(made, "h5p", title_ar="تمرين")
    page = lesson(course_page(made, "ar"), "l1", body=[("h5p", {"activity": played})])
    address = f"/cms/pages/{page.pk}/edit/"

    shown = client.get(address)
    assert shown.status_code == 200
    assert 'lang="ar" dir="rtl"' in shown.content.decode()

    body = {
        "title": "الدرس الأول", "slug": page.slug, "module_no": 1, "minutes": 9, "required": "on", "summary": "", "change": "minor",
        "body-count": 1, "body-0-type": "h5p", "body-0-order": 0, "body-0-deleted": "",
        "body-0-id": page.body[0].id, "body-0-value-activity": str(played.pk), "action-publish": "1",
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "comments-MIN_NUM_FORMS": 0, "comments-MAX_NUM_FORMS": "",
    }  # fmt: skip
    assert client.post(address, body).status_code == 302
    page.refresh_from_db()
    assert (page.title, page.minutes) == ("الدرس الأول", 9)
    assert [item.activity_id for item in made.syllabus.order_by("position")] == [page.translation_key, played.pk]


def test_author_previews_a_lesson(client, author):
    made = course()
    page = lesson(course_page(made, "ar"), "l1", body=[("text", "<p>مرحبا</p>")])

    assert "مرحبا" in page.make_preview_request(preview_mode="").content.decode()


def test_hr_officer_has_no_hand_in_courses():
    page = lesson(course_page(course()), "l1")
    client = Client()
    client.force_login(hr_officer(institution()))

    assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == 302
    assert not LessonPage.objects.get(pk=page.pk).permissions_for_user(hr_officer(institution())).can_edit()


def test_author_makes_an_activity_and_gives_it_exercises(client, author):
    made, exercise = course(), content("ar")
    says = {
        "course": made.pk,
        "title_ar": "تمرين",
        "title_fr": "",
        "title_en": "",
        "minutes": 5,
        "content_ar": exercise.pk,
    }

    assert client.post("/cms/activity/new/", says).status_code == 302
    one = Activity.objects.get()
    assert (one.kind, one.contents.get().content) == ("h5p", exercise)
    assert client.get(f"/cms/activity/edit/{one.pk}/").status_code == 200


def test_another_exercise_is_another_version_when_its_author_says_so():
    one = activity(course(), "h5p")
    playable(one, "fr")
    put_content(one, "fr", one.contents.get().content)
    one.refresh_from_db()
    assert one.version == 1

    put_content(one, "fr", content("fr"))
    one.refresh_from_db()
    assert one.version == 1

    put_content(one, "fr", content("fr"), major=True)
    one.refresh_from_db()
    assert one.version == 2


def test_course_has_one_page_in_a_language(client, author):
    made = course()
    index = course_page(made).get_parent()
    says = {"title": "Encore", "slug": "encore", "course": made.pk, "intro-count": 0, "action-publish": "1"}
    comments = {f"comments-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}

    answer = client.post(f"/cms/pages/add/courses/coursepage/{index.pk}/", says | comments)

    assert answer.status_code == 200
    assert made.pages.count() == 1


def test_exam_stands_last_under_the_id_of_its_blueprint():
    class Blueprint:
        pk, minutes, title_ar, title_fr, title_en = (
            "7a1e5201-0000-4000-8000-000000000001",
            30,
            "امتحان",
            "Examen",
            "Exam",
        )

    made = course()
    page = course_page(made)
    first = lesson(page, "l1")
    put_exam(made, Blueprint)
    second = lesson(page, "l2")

    assert [str(item.activity_id) for item in made.syllabus.order_by("position")] == [
        str(first.translation_key),
        str(second.translation_key),
        Blueprint.pk,
    ]
