"""The learning path of a job, and the exam without the lessons."""

import pytest

from certification.awards import recognise, unmet
from certification.models import Scheme
from courses.models import Course, CourseGain, CourseNeed, Enrolment
from courses.path import State, path_of
from courses.recording import read
from courses.registrations import asks_for_enrolment
from people.models import Charge
from tests.competencies.makers import competency, mark, requirement
from tests.courses.exams.makers import blueprint
from tests.courses.makers import NOW, TODAY, activity, course, enrolled, syllabus
from tests.courses.test_pages import asked
from tests.factories import charge, person, post, profile

pytestmark = pytest.mark.django_db


def gives(code, level=3, *, hours=6, is_open=True):
    made = course(hours=hours, hours_online=hours)
    if is_open:
        syllabus(made, "lesson")
    CourseGain.objects.create(course=made, competency=competency(code), level=level)
    return made


def stages(someone, **asks):
    return [(one.course, one.state) for one in path_of(someone, on=TODAY, **asks).stages]


@pytest.fixture
def agent():
    return post().person


def test_what_should_come_before_comes_first_and_musts_before_the_rest(agent):
    requirement("POR-03", 3)
    requirement("RIS-05", 3, must=True)
    short, must, before = gives("POR-03", hours=2), gives("RIS-05", hours=20), course()
    syllabus(before, "lesson")
    CourseNeed.objects.create(course=must, needs=before)

    assert stages(agent) == [(before, State.TO_DO), (must, State.TO_DO), (short, State.TO_DO)]


def test_each_course_says_how_one_stands_with_it(agent):
    wanted = {}
    for code in ("AAA-01", "BBB-01", "CCC-01", "DDD-01", "EEE-01"):
        requirement(code, 3)
        wanted[code] = gives(code, is_open=code != "EEE-01")
    enrolled(agent, wanted["AAA-01"])
    Enrolment.objects.filter(pk=enrolled(agent, wanted["BBB-01"]).pk).update(state="finished", finished_at=NOW)
    centre = charge(person(), role=Charge.Role.ADMINISTRATOR).person
    recognise(agent, wanted["CCC-01"], by=centre, reason="Field work", on=TODAY)

    assert dict(stages(agent)) == {
        wanted["AAA-01"]: State.GOING,
        wanted["BBB-01"]: State.DONE,
        wanted["CCC-01"]: State.KNOWN,
        wanted["DDD-01"]: State.TO_DO,
        wanted["EEE-01"]: State.WRITTEN,
    }


def test_skill_that_is_proven_asks_for_no_course_and_one_that_none_gives_is_named(agent):
    requirement("POR-03", 3)
    requirement("RIS-05", 5)
    gives("POR-03")
    gives("RIS-05", level=3)
    mark(agent, "POR-03", 4, on=TODAY)
    found = path_of(agent, on=TODAY)

    assert (found.stages, [gap.competency.code for gap in found.unclosed]) == ([], ["RIS-05"])
    assert (found.asked, found.met) == (2, 1)


def test_circle_of_prerequisites_ends(agent):
    requirement("POR-03", 3)
    one, other = gives("POR-03"), course()
    CourseNeed.objects.create(course=one, needs=other)
    CourseNeed.objects.create(course=other, needs=one)

    assert {made for made, _state in stages(agent)} == {one, other}


def test_path_of_another_job_and_of_nobody(client, agent):
    requirement("POR-03", 3)
    requirement("RIS-05", 3, profile_code="JOB-CAG")
    mine, other = gives("POR-03"), gives("RIS-05")

    assert stages(agent, profile=profile("JOB-CAG")) == [(other, State.TO_DO)]
    client.force_login(agent)
    assert mine.title_ar in client.get("/ar/path/").content.decode()
    assert other.title_ar in client.get("/ar/path/?profile=JOB-CAG").content.decode()
    assert mine.title_ar in client.get("/ar/path/?profile=nonsense").content.decode()
    client.force_login(person())
    assert client.get("/ar/path/").status_code == 200
    client.logout()
    assert "/accounts/login/" in client.get("/ar/path/").url


def test_path_asks_the_same_questions_for_1_and_for_5(client, agent):
    client.force_login(agent)
    counts = []
    for number in (1, 4):
        for n in range(number):
            requirement(f"POR-{number}{n}", 3)
            gives(f"POR-{number}{n}")
        client.get("/fr/path/")
        _page, queries = asked(client, "/fr/path/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13, queries


# Straight to the exam


@pytest.fixture
def taught():
    made = course()
    (lesson,) = syllabus(made, "lesson")
    exam = blueprint()
    activity(made, "exam", id=exam.pk)
    made.syllabus.create(activity_id=exam.pk, position=9)
    return made, lesson, exam


def test_exam_without_the_lessons_is_explained_then_opened(client, taught):
    made, _lesson, exam = taught
    someone = person()
    client.force_login(someone)
    page = client.get(f"/fr/courses/{made.code}/exam/")
    assert page.status_code == 200 and not Enrolment.objects.exists()
    for _ in range(2):
        assert client.post(f"/fr/courses/{made.code}/exam/").url == f"/fr/exams/{exam.pk}/"

    assert Enrolment.objects.get().learner == someone
    assert asks_for_enrolment(someone, exam, on=TODAY) is None


def test_course_that_does_not_allow_it_opens_its_exam_after_the_lessons(client, taught):
    made, lesson, exam = taught
    Course.objects.filter(pk=made.pk).update(exam_alone=False)
    someone = person()
    client.force_login(someone)
    assert client.get(f"/fr/courses/{made.code}/exam/").status_code == 404
    enrolment = enrolled(someone, made)
    assert "1" in asks_for_enrolment(someone, exam, on=TODAY)

    read(enrolment, lesson.pk, language="fr", at=NOW)
    assert asks_for_enrolment(someone, exam, on=TODAY) is None


def test_certificate_still_asks_for_the_lessons(taught):
    made, _lesson, _exam = taught
    someone = person()
    enrolled(someone, made)
    scheme = Scheme.objects.create(
        course=made, version=1, from_on=TODAY, validity_months=24, pass_mark_pct=70,
        name_ar="شهادة", name_fr="Certificat", name_en="Certificate",
    )  # fmt: skip

    assert "activities" in {one.kind for one in unmet(someone, scheme, on=TODAY)}
