"""Joining a course, and who may see it."""

import pytest

from courses.enrolment import AskedByOthers, NotOpen, enrol, join, leave, may_leave, merge
from courses.models import Attempt, Enrolment, Pass
from courses.recording import read, record
from courses.registrations import studies_of
from tests.courses.makers import NOW, TODAY, course, enrolled, statement, syllabus
from tests.factories import hr_officer, institution, person, post

pytestmark = pytest.mark.django_db


def test_joining_twice_is_joining_once():
    made, learner = course(), person()
    syllabus(made, "lesson")

    assert join(learner, made, on=TODAY) == join(learner, made, on=TODAY) == Enrolment.objects.get()


def test_course_without_content_cannot_be_joined_by_oneself():
    with pytest.raises(NotOpen):
        join(person(), course(), on=TODAY)


def test_who_left_comes_back_to_where_they_were():
    made, learner = course(), person()
    (lesson,) = syllabus(made, "lesson")[:1]
    syllabus(made, "lesson")
    first = enrolled(learner, made)
    read(first, lesson.pk, language="fr", at=NOW)
    assert leave(first, at=NOW) and not leave(first, at=NOW)
    assert not Enrolment.objects.joined().exists()

    assert join(learner, made, on=TODAY) == first
    assert Pass.objects.get().enrolment == Enrolment.objects.joined().get()


def test_what_an_officer_asked_for_is_not_left_alone():
    made, learner, officer = course(), person(), person()
    asked = enrol(learner, made, on=TODAY, due_on=TODAY, by=officer)

    assert not may_leave(asked)
    with pytest.raises(AskedByOthers):
        leave(asked, at=NOW)
    assert enrol(learner, made, on=TODAY).due_on == TODAY  # joining again takes no day away


def test_officer_sees_enrolments_of_their_institution_and_no_other():
    made, ours, theirs = course(), institution(), institution()
    mine = enrolled(post(institution=ours).person, made)
    enrolled(post(institution=theirs).person, made)  # could leak
    officer = hr_officer(ours)

    assert set(Enrolment.objects.visible_to(officer, on=TODAY)) == {mine}


def test_learner_sees_their_own_alone():
    made, learner = course(), person()
    mine = enrolled(learner, made)
    enrolled(person(), made)

    assert set(Enrolment.objects.visible_to(learner, on=TODAY)) == {mine}


def test_two_accounts_of_one_person_become_one_and_nothing_done_is_lost():
    made, alone, kept, gone = course(), course(), person(), person()
    lesson, played = syllabus(made, "lesson", "h5p")
    mine, theirs = enrolled(kept, made), enrolled(gone, made)
    enrolled(gone, alone)
    for enrolment in (mine, theirs):
        read(enrolment, lesson.pk, language="fr", at=NOW)
    record(theirs, played.pk, statement(score=(1, 1)), language="fr", at=NOW)

    merge(kept, gone)

    assert {one.course for one in kept.enrolments.all()} == {made, alone}
    assert not gone.enrolments.exists()
    assert sorted(Attempt.objects.values_list("enrolment", "activity__kind", "number")) == [
        (mine.pk, "h5p", 1),
        (mine.pk, "lesson", 1),
        (mine.pk, "lesson", 2),
    ]
    assert Pass.objects.filter(enrolment=mine).count() == 2


def test_person_can_read_all_they_did():
    made, learner = course(), person()
    (lesson,) = syllabus(made, "lesson")
    read(enrolled(learner, made), lesson.pk, language="fr", at=NOW)
    enrolled(person(), made)

    (one,) = studies_of(learner)
    assert (one["course"], len(one["passed"]), len(one["attempts"])) == (made.code, 1, 1)
