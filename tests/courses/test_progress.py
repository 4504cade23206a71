"""How far a learner has come, and where they go on."""

import pytest

from courses.models import Enrolment, Pass
from courses.progress import Progress, next_step, progress_of, steps_of
from tests.courses.makers import NOW, course, enrolled, syllabus
from tests.factories import person

pytestmark = pytest.mark.django_db


def passed(enrolment, *activities):
    for one in activities:
        Pass.objects.create(enrolment=enrolment, activity=one, trust="browser", at=NOW)


def test_percent_is_rounded_down_so_that_100_means_finished():
    assert [Progress(n, 3).percent for n in range(4)] == [0, 33, 66, 100]


def test_course_that_asks_for_nothing_is_complete():
    assert progress_of(enrolled(person(), course())).is_complete


def test_only_required_activities_count():
    made = course()
    asked, _second = syllabus(made, "lesson", "lesson")
    (extra,) = syllabus(made, "lesson", required=False)
    enrolment = enrolled(person(), made)
    passed(enrolment, asked, extra)

    assert progress_of(enrolment) == Progress(1, 2) == Progress.of(steps_of(made, enrolment))
    row = Enrolment.objects.with_progress().get()
    assert (row.done, row.asked) == (1, 2)


def test_one_learner_passes_nothing_for_another():
    made = course()
    (lesson,) = syllabus(made, "lesson")
    passed(enrolled(person(), made), lesson)

    other = enrolled(person(), made)
    assert progress_of(other).passed == 0
    assert [row.done for row in Enrolment.objects.with_progress().filter(pk=other.pk)] == [0]


def test_next_step_is_the_place_left_then_what_follows_then_what_was_skipped():
    made = course()
    first, second, third = syllabus(made, "lesson", "lesson", "lesson")
    enrolment = enrolled(person(), made)

    def step(last=None):
        found = next_step(steps_of(made, enrolment), last)
        return found and found.activity

    assert step() == first
    assert step(second.pk) == second
    passed(enrolment, second)
    assert step(second.pk) == third
    passed(enrolment, third)
    assert step(third.pk) == first
    passed(enrolment, first)
    assert step(first.pk) is None
