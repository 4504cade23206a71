"""Enrolling many at once: whom, what becomes of each, once whatever is pressed twice."""

from datetime import timedelta

import pytest

from courses import groups
from courses.enrolment import withdraw
from courses.groups import Fate
from courses.models import CourseNeed, Enrolment
from people import jobs
from people.models import Charge, Notice
from tests.courses.makers import NOW, TODAY, course, enrolled, syllabus
from tests.courses.test_pages import asked
from tests.factories import branch, charge, hr_officer, institution, person, post, profile

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=30)


def judged(posts, made, *, due_on=None, strict=False):
    return {
        row.post.person: row.fate for row in groups.judge(list(posts), made, due_on=due_on, strict=strict, on=TODAY)
    }


@pytest.fixture
def house():
    """An institution, its officer, an open course and the course before it."""
    ours = institution("OURS")
    made, before = course(), course()
    for one in (made, before):
        syllabus(one, "lesson")
    CourseNeed.objects.create(course=made, needs=before)
    return ours, hr_officer(ours), made, before


def test_each_person_has_a_fate(house):
    ours, _officer, made, before = house
    fresh, left, inside, dated, done, knows = (post(institution=ours) for _ in range(6))
    withdraw(enrolled(left.person, made), at=NOW)
    enrolled(inside.person, made)
    Enrolment.objects.filter(pk=enrolled(dated.person, made).pk).update(due_on=SOON)
    Enrolment.objects.filter(pk=enrolled(done.person, made).pk).update(state="finished", finished_at=NOW)
    Enrolment.objects.filter(pk=enrolled(knows.person, before).pk).update(state="finished", finished_at=NOW)
    everybody = [fresh, left, inside, dated, done, knows]

    assert list(judged(everybody, made, due_on=SOON).values()) == [
        Fate.NEW, Fate.BACK, Fate.DUE, Fate.SAME, Fate.DONE, Fate.NEW,
    ]  # fmt: skip
    strict = judged(everybody, made, due_on=SOON, strict=True)
    assert (strict[fresh.person], strict[left.person], strict[knows.person]) == (
        Fate.LEFT_OUT,
        Fate.LEFT_OUT,
        Fate.NEW,
    )


def test_enrolling_twice_enrols_and_tells_once(house):
    ours, officer, made, _before = house
    people = [post(institution=ours).person.pk for _ in range(3)]

    for _ in range(2):
        groups.enrol_many(dict.fromkeys(people, SOON), made, on=TODAY, by=officer)
    assert sorted(Enrolment.objects.values_list("learner", "due_on", "by")) == sorted(
        (pk, SOON, officer.pk) for pk in people
    )
    assert Notice.objects.filter(kind="course_enrolled").count() == 3


def test_officer_chooses_among_their_own_alone(house):
    ours, officer, _made, _before = house
    mine = post(institution=ours, profile=profile("JOB-CAI"), staff_number="00077")
    theirs = post(institution=institution("THEIRS"), profile=profile("JOB-CAI"), staff_number="00077")
    posts = groups.posts_of(officer, on=TODAY)

    assert groups.chosen(posts, profile=profile("JOB-CAI")) == ([mine], [])
    found, unknown = groups.chosen(posts, numbers=["00077", theirs.person.username, "00077", "nobody"])
    assert (found, unknown) == ([mine], [theirs.person.username, "nobody"])


def test_many_are_a_long_work_that_asks_again_whom_one_answers_for(
    house, monkeypatch, django_capture_on_commit_callbacks
):
    ours, officer, made, _before = house
    monkeypatch.setattr(groups, "AT_ONCE", 2)
    mine = [post(institution=ours).person.pk for _ in range(3)]
    foreign = post(institution=institution()).person.pk

    job = groups.start(officer, [*mine, foreign], made, due_on=SOON, on=TODAY)
    jobs.run(job.pk)
    jobs.run(job.pk)

    assert set(Enrolment.objects.values_list("learner", flat=True)) == set(mine)


# The screens


def test_screen_shows_fates_first_and_writes_on_the_second_press(client, house):
    ours, officer, made, _before = house
    at = branch(ours)
    posts = [post(branch=at, institution=ours) for _ in range(2)]
    client.force_login(officer)
    asks = {"course": made.pk, "branch": at.pk, "due_on": "2099-01-31"}

    page = client.post("/ar/staff/enrol/", asks)
    assert page.status_code == 200 and not Enrolment.objects.exists()
    assert all(one.person.username in page.content.decode() for one in posts)
    for _ in range(2):
        assert client.post("/ar/staff/enrol/", {**asks, "confirm": "1"}).status_code == 302
    assert set(Enrolment.objects.values_list("learner", flat=True)) == {one.person_id for one in posts}


def test_screen_says_what_is_wrong(client, house):
    _ours, officer, made, _before = house
    client.force_login(officer)

    for asks in ({"course": made.pk}, {"course": made.pk, "numbers": "1", "due_on": "2020-01-01"}, {}):
        answer = client.post("/fr/staff/enrol/", {**asks, "confirm": "1"})
        assert answer.status_code in {200, 422}
    assert not Enrolment.objects.exists()


def test_screens_are_for_officers_and_their_people(client, house):
    _ours, _officer, made, _before = house
    theirs = enrolled(post(institution=institution()).person, made)
    author = charge(person(), role=Charge.Role.AUTHOR).person

    for someone in (person(), author):
        client.force_login(someone)
        for address in ("/fr/staff/enrol/", "/fr/staff/enrolled/", "/fr/staff/enrolment-rules/"):
            assert client.get(address).status_code == 404, address
    client.force_login(house[1])
    assert client.post(f"/fr/staff/enrolled/{theirs.pk}/withdraw/").status_code == 404
    assert theirs.learner.username not in client.get("/fr/staff/enrolled/").content.decode()
    theirs.refresh_from_db()
    assert theirs.state == "open"


def test_officer_takes_somebody_off_and_puts_them_back(client, house):
    ours, officer, made, _before = house
    one = enrolled(post(institution=ours).person, made)
    client.force_login(officer)

    for act, state in [("withdraw", "withdrawn"), ("withdraw", "withdrawn"), ("restore", "open")]:
        client.post(f"/fr/staff/enrolled/{one.pk}/{act}/")
        one.refresh_from_db()
        assert one.state == state


def test_list_asks_the_same_questions_for_1_and_for_6(client, house):
    ours, officer, made, _before = house
    client.force_login(officer)
    enrolled(post(institution=ours).person, made)
    _page, one = asked(client, "/fr/staff/enrolled/")
    for _ in range(5):
        enrolled(post(institution=ours).person, made)
    _page, six = asked(client, "/fr/staff/enrolled/")

    assert len(one) == len(six) <= 7, six
