"""The pages of courses as their readers meet them: who sees what, in how many queries."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from competencies.models import Competency, Domain
from courses.models import Attempt, CourseGain, CourseTarget, Enrolment, Pass
from courses.recording import keep_place, read
from tests.competencies.makers import competency, requirement
from tests.courses.makers import (
    NOW,
    activity,
    course,
    course_page,
    enrolled,
    lesson,
    playable,
    syllabus,
)
from tests.factories import person, post, profile

pytestmark = pytest.mark.django_db


def asked(client, address):
    """The answer, and the queries it took beside the bounds of transactions."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return answer, [q["sql"] for q in queries if q["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]


@pytest.fixture
def learner(client):
    someone = person()
    client.force_login(someone)
    return someone


# The catalogue


def test_catalogue_narrows_by_family_and_job(client):
    wanted, other = course(family="portfolio"), course(family="credit")
    CourseTarget.objects.create(course=wanted, profile=profile("JOB-REC"))
    CourseTarget.objects.create(course=other, profile=profile("JOB-AUD"))

    for query in ("family=portfolio", "profile=JOB-REC", "family=portfolio&profile=JOB-REC"):
        page = client.get(f"/fr/courses/?{query}").content.decode()
        assert wanted.title_fr in page and other.title_fr not in page
    both = client.get("/fr/courses/?family=nonsense").content.decode()
    assert wanted.title_fr in both and other.title_fr in both


def test_catalogue_asks_the_same_questions_for_3_courses_and_for_30(client):
    course_page(course())
    for _ in range(2):
        course()
    _page, few = asked(client, "/fr/courses/")
    for _ in range(27):
        CourseTarget.objects.create(course=course(), profile=profile())
    page, many = asked(client, "/fr/courses/")

    assert page.status_code == 200
    assert len(few) == len(many) <= 4, many


def test_course_without_page_shows_its_outline_and_cannot_be_joined(client, learner):
    made = course()
    page = client.get(f"/ar/courses/{made.code}/").content.decode()

    assert made.title_ar in page and "وحدة 2" in page
    assert "/join/" not in page
    assert client.post(f"/ar/courses/{made.code}/join/").status_code == 404
    assert not Enrolment.objects.exists()


def test_unknown_course_is_not_found(client):
    assert client.get("/fr/courses/TKW-999/").status_code == 404


# Joining


def test_joining_is_a_press_of_a_button_and_twice_is_once(client, learner):
    made = course()
    syllabus(made, "lesson")

    for _ in range(2):
        assert client.post(f"/fr/courses/{made.code}/join/").url == f"/fr/courses/{made.code}/"
    assert Enrolment.objects.get().learner == learner
    assert client.get(f"/fr/courses/{made.code}/join/").status_code == 405


def test_visitor_is_asked_to_sign_in(client):
    made = course()
    syllabus(made, "lesson")

    assert "/accounts/login/" in client.post(f"/fr/courses/{made.code}/join/").url
    assert "/accounts/login/" in client.get("/fr/learn/").url


# The course as its learner sees it


def test_course_page_asks_the_same_questions_for_3_activities_and_for_20(client, learner):
    few, many = course(), course()
    domain = Domain.objects.create(code="POR", name_ar="أ", name_fr="a", name_en="a")
    for made, number in ((few, 1), (many, 6)):
        syllabus(made, *["lesson"] * number, "h5p", "exam")
        syllabus(made, *["lesson"] * (number * 2))
        enrolled(learner, made)
        for n in range(number):
            competency = Competency.objects.create(
                code=f"{made.code}-{n}",
                domain=domain,
                name_ar="ك",
                name_fr="c",
                name_en="c",
                certified_validity_months=24,
            )
            CourseGain.objects.create(course=made, competency=competency, level=3)
    read(Enrolment.objects.get(course=many), many.syllabus.first().activity_id, language="fr", at=NOW)
    client.get("/fr/home/")

    page, for_few = asked(client, f"/fr/courses/{few.code}/")
    _page, for_many = asked(client, f"/fr/courses/{many.code}/")

    assert page.status_code == 200
    assert len(for_few) == len(for_many)
    assert len(for_many) <= 8, for_many  # the whole page: session, person, frame and panels included


def test_finished_course_says_so(client, learner):
    made = course()
    (one,) = syllabus(made, "lesson")
    enrolment = enrolled(learner, made)
    read(enrolment, one.pk, language="fr", at=NOW)

    page = client.get(f"/fr/learn/{made.code}/", follow=True).content.decode()
    assert "21 novembre 2026" in page


# Lessons


def taught(learner=None, languages=("fr", "ar")):
    """A course of two lessons with an activity in the first, in these languages."""
    made = course()
    played = activity(made, "h5p")
    playable(played, *languages)
    pages = {}
    for language in languages:
        page = course_page(made, language)
        pages[language] = lesson(
            page, "l1", title=f"{language} un", body=[("text", "<p>Bonjour</p>"), ("h5p", {"activity": played})]
        )
        lesson(page, "l2", title=f"{language} deux", module=2)
    enrolment = enrolled(learner, made) if learner else None
    return made, pages["fr"].translation_key, played, enrolment


def test_lesson_shows_its_text_its_player_and_its_neighbours(client, learner):
    made, first, played, enrolment = taught(learner)
    page = client.get(f"/fr/learn/{made.code}/{first}/").content.decode()

    assert "Bonjour" in page and "fr deux" in page
    assert f"/fr/played/{enrolment.pk}/{played.pk}/statements/" in page
    assert f"/ar/learn/{made.code}/{first}/" in page  # the same lesson in Arabic


def test_lesson_goes_on_in_the_other_language_with_what_was_passed(client, learner):
    made, first, _played, enrolment = taught(learner)
    client.post(f"/fr/learn/{made.code}/{first}/read/")
    page = client.get(f"/ar/learn/{made.code}/{first}/").content.decode()

    assert 'dir="rtl"' in page and "ar un" in page
    assert "/read/" not in page
    assert Pass.objects.get().enrolment == enrolment


def test_lesson_that_is_not_in_this_language_leads_to_the_course(client, learner):
    made, first, _played, _enrolment = taught(learner)

    assert client.get(f"/en/learn/{made.code}/{first}/").url == f"/en/courses/{made.code}/"
    assert f"/fr/learn/{made.code}/{first}/" in client.get(f"/en/courses/{made.code}/").content.decode()


def test_reading_goes_on_to_what_is_next_and_the_place_is_kept(client, learner):
    made, first, played, enrolment = taught(learner)
    client.get(f"/fr/learn/{made.code}/{first}/")
    enrolment.refresh_from_db()
    assert enrolment.last_activity_id == first

    answer = client.post(f"/fr/learn/{made.code}/{first}/read/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/fr/learn/{made.code}/{first}/#a-{played.pk}"

    second = made.syllabus.order_by("position").last().activity_id
    keep_place(enrolment, second, at=NOW)
    assert client.get(f"/fr/learn/{made.code}/").url == f"/fr/learn/{made.code}/{second}/"


def test_lesson_is_for_those_who_joined(client, learner):
    made, first, _played, _none = taught()
    enrolled(person(), made)

    assert client.get(f"/fr/learn/{made.code}/{first}/").url == f"/fr/courses/{made.code}/"
    assert client.post(f"/fr/learn/{made.code}/{first}/read/").status_code == 404
    assert not Attempt.objects.exists()


def test_lesson_of_another_course_is_not_found(client, learner):
    made, _first, _played, _enrolment = taught(learner)
    _other, foreign, _p, _e = taught()

    assert client.get(f"/fr/learn/{made.code}/{foreign}/").status_code == 404
    assert client.get(f"/fr/learn/{made.code}/{uuid.uuid4()}/").status_code == 404


# My courses and the dashboard


def test_my_courses_are_mine_and_ask_the_same_questions_for_1_and_for_5(client, learner):
    mine, other = course(), course()
    syllabus(mine, "lesson")
    enrolled(learner, mine)
    enrolled(person(), other)
    page, one = asked(client, "/fr/learn/")
    assert mine.title_fr in page.content.decode() and other.title_fr not in page.content.decode()

    for _ in range(4):
        more = course()
        syllabus(more, "lesson", "lesson")
        enrolled(learner, more)
    _page, five = asked(client, "/fr/learn/")
    assert len(one) == len(five) <= 3, five


def test_the_dashboard_asks_the_same_questions_for_1_gap_and_course_and_for_4(client, learner):
    post(learner)
    counts = []
    for number in (1, 4):
        for n in range(number):
            made = course()
            syllabus(made, "lesson", "h5p", "exam")
            enrolled(learner, made)
            requirement(f"POR-{number}{n}", 3)
            CourseGain.objects.create(course=made, competency=competency(f"POR-{number}{n}"), level=3)
        client.get("/fr/home/")
        _page, sentences = asked(client, "/fr/home/")
        counts.append(len(sentences))

    assert counts[0] == counts[1] <= 12, sentences


def test_nothing_yet_says_what_will_appear(client, learner):
    page = client.get("/fr/learn/").content.decode()

    assert escape("/fr/courses/") in page


def test_dashboard_leads_to_the_next_step(client, learner):
    made, first, _played, _enrolment = taught(learner)

    assert f"/ar/learn/{made.code}/{first}/" in client.get("/ar/home/").content.decode()


def test_dashboard_without_a_course_leads_to_the_catalogue(client, learner):
    assert "/ar/courses/" in client.get("/ar/home/").content.decode()


# Addresses


def test_a_code_in_small_letters_leads_to_the_address_as_it_is_written(client, learner):
    joined, _offered = course("TKW-977"), course("TKW-978")
    syllabus(joined, "lesson")
    enrolled(learner, joined)

    for path, where in (
        ("courses/tkw-978/?from=poster", "courses/TKW-978/?from=poster"),
        ("courses/Tkw-977/", "courses/TKW-977/"),
        ("learn/tkw-977/", "learn/TKW-977/"),
    ):
        answer = client.get(f"/fr/{path}")
        assert (answer.status_code, answer["Location"]) == (301, f"/fr/{where}")
    assert client.get("/fr/courses/TKW-978/").status_code == 200
    assert client.get("/fr/courses/tkw-979/").status_code == 404
    assert client.get("/fr/learn/TKW-978/").status_code == 404  # known, but not joined
