"""What should come before a course, and what counts as having it."""

import pytest

from certification.awards import recognise
from courses.models import CourseNeed, Enrolment
from courses.prerequisites import lacking, needs_of
from people.models import Charge
from tests.courses.makers import NOW, TODAY, course, enrolled, syllabus
from tests.factories import charge, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    made, before = course(), course()
    syllabus(made, "lesson")
    CourseNeed.objects.create(course=made, needs=before)
    return made, before


def need(someone, pair):
    return needs_of(someone, [pair[1]], on=TODAY)[0]


def test_finished_course_meets_it_and_one_under_way_does_not(pair):
    someone = person()
    assert not need(someone, pair).is_met
    mine = enrolled(someone, pair[1])
    assert (need(someone, pair).is_met, need(someone, pair).under_way) == (False, True)
    Enrolment.objects.filter(pk=mine.pk).update(state="finished", finished_at=NOW)

    assert need(someone, pair).proof.kind == "finished"
    assert not need(person(), pair).is_met


def test_learning_that_the_centre_recognised_meets_it(pair):
    someone, centre = person(), charge(person(), role=Charge.Role.ADMINISTRATOR).person
    recognise(someone, pair[1], by=centre, reason="Ten years in the field", on=TODAY)

    assert need(someone, pair).proof.kind == "recognised"
    assert lacking([someone.pk, centre.pk], pair[0], on=TODAY) == {someone.pk: [], centre.pk: [pair[1]]}


def test_course_page_says_which_are_met(client, pair):
    made, before = pair
    page = client.get(f"/fr/courses/{made.code}/").content.decode()
    assert before.title_fr in page and "Pas encore suivi" not in page  # nobody is known yet

    someone = person()
    client.force_login(someone)
    assert "Pas encore suivi" in client.get(f"/fr/courses/{made.code}/").content.decode()
    Enrolment.objects.filter(pk=enrolled(someone, before).pk).update(state="finished", finished_at=NOW)
    assert "Terminé le" in client.get(f"/fr/courses/{made.code}/").content.decode()


def test_leaving_and_coming_back_on_the_course_page(client, pair):
    made, _before = pair
    someone = person()
    client.force_login(someone)
    client.post(f"/fr/courses/{made.code}/join/")
    for _ in range(2):
        client.post(f"/fr/courses/{made.code}/leave/")
    assert Enrolment.objects.get().state == "withdrawn"

    page = client.get(f"/fr/courses/{made.code}/").content.decode()
    assert "Vous avez quitté ce cours" in page
    client.post(f"/fr/courses/{made.code}/join/")
    assert Enrolment.objects.get().state == "open"
    client.force_login(person())
    assert client.post(f"/fr/courses/{made.code}/leave/").status_code == 404
