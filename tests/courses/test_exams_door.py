"""Courses and exams: who may sit, and what a marked sitting means for the course."""

import pytest

from courses.enrolment import withdraw
from courses.exams.models import Bank, Blueprint
from courses.models import Pass
from courses.registrations import asks_for_enrolment
from people.facts import announce, deliver_owed
from tests.courses.makers import NOW, TODAY, activity, course, enrolled
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    bank = Bank.objects.create(code="B", title_ar="ب", title_fr="b", title_en="b")
    return Blueprint.objects.create(bank=bank, title_ar="ا", title_fr="e", title_en="e")


def test_exam_of_a_course_is_for_those_who_are_in_it(exam):
    made, learner = course(), person()
    activity(made, "exam", pk=exam.pk)
    assert asks_for_enrolment(learner, exam, on=TODAY)

    enrolment = enrolled(learner, made)
    assert asks_for_enrolment(learner, exam, on=TODAY) is None

    withdraw(enrolment, at=NOW)
    assert asks_for_enrolment(learner, exam, on=TODAY)


def test_exam_of_no_course_is_nobody_business_of_ours(exam):
    assert asks_for_enrolment(person(), exam, on=TODAY) is None


def test_marked_exam_reaches_the_course_through_the_outbox(exam):
    made, learner = course(), person()
    one = activity(made, "exam", pk=exam.pk)
    made.syllabus.create(activity=one, position=1)
    enrolment = enrolled(learner, made)
    says = {"sitting": "s", "person": learner.pk, "blueprint": str(exam.pk), "passed": True, "score_pct": 82.5}
    announce("exam.marked", **says, at=NOW.isoformat())
    deliver_owed()

    enrolment.refresh_from_db()
    assert Pass.objects.get().trust == "server"
    assert enrolment.state == "finished"
