"""Writing down what a learner did."""

import pytest

from courses import recording
from courses.models import Attempt, ItemAnswer, Pass
from courses.progress import progress_of
from people.models import Fact
from tests.courses.makers import NOW, activity, course, enrolled, statement, syllabus
from tests.factories import person

pytestmark = pytest.mark.django_db


def sat(learner, exam, *, sitting="s-1", passed=True, pct=80):
    return recording.record_exam(
        {
            "sitting": sitting,
            "person": learner.pk,
            "blueprint": str(exam.pk),
            "passed": passed,
            "score_pct": pct,
            "at": NOW.isoformat(),
        }
    )


def test_every_go_is_an_attempt_of_its_own():
    made = course()
    (played,) = syllabus(made, "h5p")
    enrolment = enrolled(person(), made)
    recording.record(enrolment, played.pk, statement(score=(1, 4)), language="fr", at=NOW)
    recording.record(enrolment, played.pk, statement(score=(4, 4)), language="ar", at=NOW)

    assert list(Attempt.objects.values_list("number", "score", "passed", "language", "trust")) == [
        (1, 0.25, False, "fr", "browser"),
        (2, 1.0, True, "ar", "browser"),
    ]


def test_the_same_statement_twice_counts_once():
    made = course()
    (played,) = syllabus(made, "h5p")
    enrolment = enrolled(person(), made)
    said = statement(score=(4, 4))

    assert recording.record(enrolment, played.pk, said, language="fr", at=NOW)
    assert recording.record(enrolment, played.pk, said, language="fr", at=NOW) is None
    assert Attempt.objects.count() == 1


def test_answers_inside_a_set_are_kept_and_only_its_own_end_passes():
    made = course()
    (played,) = syllabus(made, "h5p")
    enrolment = enrolled(person(), made)
    first = statement("answered", item="q1", score=(0, 1))
    for said in (first, statement("answered", item="q2", score=(1, 1)), first):
        recording.record(enrolment, played.pk, said, language="fr", at=NOW)

    assert not Pass.objects.exists()
    assert list(ItemAnswer.objects.values_list("item", "passed")) == [("q1", False), ("q2", True)]

    recording.record(enrolment, played.pk, statement("completed", score=(2, 2)), language="fr", at=NOW)

    assert Pass.objects.get().activity == played
    assert Attempt.objects.get().answers.count() == 2


def test_failed_practice_is_kept_and_passes_nothing():
    made = course()
    (played,) = syllabus(made, "h5p")
    enrolment = enrolled(person(), made)
    recording.record(enrolment, played.pk, statement(score=(1, 4)), language="fr", at=NOW)

    assert Attempt.objects.get().passed is False
    assert not Pass.objects.exists()


def test_attempt_remembers_the_version_it_was_made_on():
    made = course()
    (played,) = syllabus(made, "h5p")
    type(played).objects.filter(pk=played.pk).update(version=3)
    recording.record(enrolled(person(), made), played.pk, statement(), language="fr", at=NOW)

    assert Attempt.objects.get().content_version == 3


@pytest.mark.parametrize("kind", ["exam", "lesson"])
def test_browser_reports_no_exam_and_no_lesson(kind):
    made = course()
    (other,) = syllabus(made, kind)
    enrolment = enrolled(person(), made)

    with pytest.raises(recording.NotPractice):
        recording.record(enrolment, other.pk, statement(score=(4, 4)), language="fr", at=NOW)
    assert not Attempt.objects.exists()


def test_exam_cannot_be_passed_by_saying_it_was_read():
    made = course()
    (exam,) = syllabus(made, "exam")

    with pytest.raises(recording.NotPractice):
        recording.read(enrolled(person(), made), exam.pk, language="fr", at=NOW)


def test_activity_of_another_course_is_not_recorded():
    mine, other = course(), course()
    syllabus(mine, "h5p")
    (foreign,) = syllabus(other, "h5p")

    with pytest.raises(recording.NotInCourse):
        recording.record(enrolled(person(), mine), foreign.pk, statement(), language="fr", at=NOW)


def test_activity_outside_the_syllabus_is_not_recorded():
    made = course()
    loose = activity(made, "h5p")

    with pytest.raises(recording.NotInCourse):
        recording.record(enrolled(person(), made), loose.pk, statement(), language="fr", at=NOW)


def test_lesson_read_twice_is_read_once():
    made = course()
    lesson, _other = syllabus(made, "lesson", "lesson")
    enrolment = enrolled(person(), made)
    recording.read(enrolment, lesson.pk, language="fr", at=NOW)
    recording.read(enrolment, lesson.pk, language="ar", at=NOW)

    assert (Attempt.objects.count(), Pass.objects.count()) == (1, 1)
    assert progress_of(enrolment).passed == 1


def test_marked_exam_is_recorded_on_the_server_word_once():
    made, learner = course(), person()
    exam, _lesson = syllabus(made, "exam", "lesson")
    enrolled(learner, made)
    sat(learner, exam, pct=80)
    sat(learner, exam, pct=80)

    assert list(Attempt.objects.values_list("score", "passed", "trust")) == [(0.8, True, "server")]
    assert Pass.objects.get().trust == "server"
    assert [fact.says["trust"] for fact in Fact.objects.filter(name="course.activity_passed")] == ["server"]


def test_failed_exam_is_kept_and_passes_nothing():
    made, learner = course(), person()
    (exam,) = syllabus(made, "exam")
    enrolled(learner, made)
    sat(learner, exam, passed=False, pct=40)

    assert Attempt.objects.get().passed is False
    assert not Pass.objects.exists()


def test_exam_of_somebody_who_is_not_in_the_course_is_not_recorded():
    (exam,) = syllabus(course(), "exam")

    assert sat(person(), exam) is None
    assert not Attempt.objects.exists()


def test_course_is_finished_once_when_everything_asked_for_is_passed():
    made, learner = course(), person()
    lesson, exam = syllabus(made, "lesson", "exam")
    syllabus(made, "lesson", required=False)
    enrolment = enrolled(learner, made)
    recording.read(enrolment, lesson.pk, language="fr", at=NOW)
    assert not Fact.objects.filter(name="course.finished").exists()

    sat(learner, exam)
    sat(learner, exam, sitting="s-2")

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.finished_at) == ("finished", NOW)
    assert [fact.says for fact in Fact.objects.filter(name="course.finished")] == [
        {"enrolment": enrolment.pk, "person": learner.pk, "course": made.code}
    ]
