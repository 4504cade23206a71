"""Minor and major changes: what is kept, what is asked again."""

import pytest
from django.utils import timezone

from courses import recording, versions
from courses.authoring import put_content
from courses.models import Activity, Attempt, Enrolment, LessonPage, Pass
from courses.progress import progress_of, steps_of
from courses.syllabus import rewrite
from people.models import Fact
from tests.courses.makers import NOW, activity, content, course, course_page, enrolled, lesson, playable, statement
from tests.factories import person

pytestmark = pytest.mark.django_db


def publish(page, change):
    page = LessonPage.objects.get(pk=page.pk)
    page.summary, page.change = f"{page.summary}.", change
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


@pytest.fixture
def finished():
    """A learner who has read the one lesson of a course."""
    made = course()
    page = lesson(course_page(made), "l1")
    enrolment = enrolled(person(), made)
    recording.read(enrolment, page.translation_key, language="fr", at=NOW)
    return page, Enrolment.objects.get(pk=enrolment.pk)


def version_of(page):
    return Activity.objects.get(pk=page.translation_key).version


def test_minor_change_keeps_what_was_done(finished):
    page, enrolment = finished
    publish(page, "minor")

    assert version_of(page) == 1
    assert progress_of(enrolment).is_complete
    assert not Fact.objects.filter(name="activity.renewed").exists()


def test_major_change_asks_again_and_takes_nothing_away(finished):
    page, enrolment = finished
    page = publish(page, "major")

    enrolment.refresh_from_db()
    assert version_of(page) == 2
    assert not progress_of(enrolment).is_complete
    assert [step.passed for step in steps_of(enrolment.course, enrolment)] == [False]
    assert Enrolment.objects.with_progress().get(pk=enrolment.pk).done == 0
    assert enrolment.state == "finished" and enrolment.finished_at == NOW
    assert (Attempt.objects.get().content_version, Pass.objects.get().content_version) == (1, 1)
    assert Fact.objects.get(name="activity.renewed").says == {
        "activity": str(page.translation_key),
        "course": page.course.code,
        "version": 2,
    }

    recording.read(enrolment, page.translation_key, language="fr", at=timezone.now())
    assert progress_of(enrolment).is_complete
    assert sorted(Attempt.objects.values_list("number", "content_version")) == [(1, 1), (2, 2)]
    assert sorted(Pass.objects.values_list("content_version", flat=True)) == [1, 2]


def test_next_publication_is_minor_again(finished):
    page, _enrolment = finished
    page = publish(page, "major")
    assert page.change == "minor"
    assert page.get_latest_revision_as_object().change == "minor"

    page.get_latest_revision().publish()
    page.unpublish()
    page.get_latest_revision().publish()
    assert version_of(page) == 2


def test_first_publication_is_nobody_s_second(finished):
    page = lesson(finished[0].get_parent().specific, "l2", change="major")
    assert version_of(page) == 1


def test_three_new_exercises_at_once_are_one_version(client):
    from courses.setting_up import make_author

    author = person()
    make_author(author)
    client.force_login(author)
    one = activity(course(), "h5p")
    playable(one, "ar", "fr")
    says = {"course": one.course_id, "title_ar": "تمرين", "title_fr": "Exercice", "title_en": "", "minutes": 5}
    says |= {f"content_{code}": content(code).pk for code in ("ar", "fr")}

    assert client.post(f"/cms/activity/edit/{one.pk}/", says | {"change": "minor"}).status_code == 302
    one.refresh_from_db()
    assert one.version == 1
    says |= {f"content_{code}": content(code).pk for code in ("ar", "fr")}
    assert client.post(f"/cms/activity/edit/{one.pk}/", says | {"change": "major"}).status_code == 302
    one.refresh_from_db()
    assert one.version == 2


def test_exercise_of_a_former_version_can_be_played_again():
    made = course()
    one = activity(made, "h5p")
    playable(one, "fr")
    lesson(course_page(made), "l1", body=[("h5p", {"activity": one})])
    enrolment = enrolled(person(), made)
    recording.record(enrolment, one.pk, statement(score=(1, 1)), language="fr", at=NOW)
    put_content(one, "fr", content("fr"), major=True)
    rewrite(made)

    recording.record(enrolment, one.pk, statement(score=(1, 1)), language="fr", at=NOW)
    assert sorted(Pass.objects.filter(activity=one).values_list("content_version", flat=True)) == [1, 2]


def test_renewing_what_is_not_there_tells_nobody():
    versions.renew("00000000-0000-4000-8000-000000000000")
    assert not Fact.objects.exists()
