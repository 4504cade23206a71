"""Publishing pages says what a course asks for; learners keep what they passed."""

import pytest

from courses.models import Activity, LessonPage, Pass
from courses.progress import progress_of
from courses.recording import read
from courses.syllabus import rewrite
from tests.courses.makers import NOW, activity, course, course_page, enrolled, lesson
from tests.factories import person

pytestmark = pytest.mark.django_db


def asked(made):
    return [(item.activity_id, item.required) for item in made.syllabus.order_by("position")]


def test_translations_of_a_lesson_are_one_activity():
    made = course()
    fr, ar = course_page(made, "fr"), course_page(made, "ar")
    french, arabic = lesson(fr, "l1"), lesson(ar, "l1", title="الدرس 1")

    assert asked(made) == [(french.translation_key, True)]
    one = Activity.objects.get()
    assert (one.title_fr, one.title_ar, one.title_en) == ("Leçon l1", arabic.title, "")


def test_interactive_activity_follows_its_lesson_and_exam_comes_last():
    made = course()
    exam, played = activity(made, "exam"), activity(made, "h5p")
    page = course_page(made)
    first = lesson(page, "l1", body=[("h5p", {"activity": played})])
    second = lesson(page, "l2", module=2)

    assert asked(made) == [
        (first.translation_key, True),
        (played.pk, True),
        (second.translation_key, True),
        (exam.pk, True),
    ]
    assert made.syllabus.get(activity=played).within_id == first.translation_key
    assert [item.module and item.module.no for item in made.syllabus.order_by("position")] == [1, 1, 2, None]


def test_activity_that_one_translation_lacks_is_optional():
    made = course()
    played = activity(made, "h5p")
    lesson(course_page(made, "fr"), "l1", body=[("h5p", {"activity": played})])
    lesson(course_page(made, "ar"), "l1")

    assert made.syllabus.get(activity=played).required is False


def test_rewriting_keeps_passes_and_what_comes_back_counts_again():
    made = course()
    page = course_page(made)
    first, second = lesson(page, "l1"), lesson(page, "l2")
    enrolment = enrolled(person(), made)
    read(enrolment, first.translation_key, language="fr", at=NOW)

    first.unpublish()
    assert asked(made) == [(second.translation_key, True)]
    assert progress_of(enrolment).passed == 0
    assert Pass.objects.count() == 1

    LessonPage.objects.get(pk=first.pk).save_revision().publish()
    assert progress_of(enrolment).passed == 1


def test_rewriting_twice_changes_nothing():
    made = course()
    lesson(course_page(made), "l1")
    before = list(made.syllabus.values())
    rewrite(made)

    assert list(made.syllabus.values()) == before


def test_publishing_again_keeps_the_version_of_the_content():
    made = course()
    page = lesson(course_page(made), "l1")
    assert Activity.objects.get().version == 1

    page.title = "Autrement dit"
    page.save_revision().publish()

    one = Activity.objects.get()
    assert (one.version, one.title_fr) == (1, "Autrement dit")


def test_moving_a_lesson_moves_it_in_the_course():
    made = course()
    page = course_page(made)
    first, second = lesson(page, "l1"), lesson(page, "l2")
    LessonPage.objects.get(pk=second.pk).move(LessonPage.objects.get(pk=first.pk), pos="left")

    assert [pk for pk, _required in asked(made)] == [second.translation_key, first.translation_key]
