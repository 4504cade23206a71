"""Rules of enrolment: who sets them, whom they enrol, and that a second day changes nothing."""

from datetime import timedelta

import pytest

from certification.awards import recognise
from courses import rules
from courses.enrolment import withdraw
from courses.models import Enrolment, EnrolmentRule
from courses.rules import NotYours, apply_all, end_rule, set_rule
from people.models import Charge, Notice
from tests.courses.makers import NOW, TODAY, course, enrolled, syllabus
from tests.factories import branch, charge, hr_officer, institution, person, post, profile

pytestmark = pytest.mark.django_db
NEXT = TODAY + timedelta(days=1)


@pytest.fixture
def centre():
    return charge(person(), role=Charge.Role.ADMINISTRATOR).person


def test_rule_enrols_who_takes_the_post_and_no_other(centre):
    made, agents = course(), profile("JOB-AGC")
    before = post(profile=agents)
    post(profile=profile("JOB-CAI"))
    post(profile=agents, to_on=TODAY - timedelta(days=1), from_on=TODAY - timedelta(days=9))
    set_rule(agents, made, institution=None, within_days=60, by=centre, on=TODAY)

    assert apply_all(TODAY) == 1
    later = post(profile=agents, from_on=NEXT)
    assert (apply_all(NEXT), apply_all(NEXT)) == (1, 0)
    assert dict(Enrolment.objects.values_list("learner", "due_on")) == {
        before.person_id: TODAY + timedelta(days=60),
        later.person_id: NEXT + timedelta(days=60),
    }
    assert Notice.objects.filter(kind="course_enrolled").count() == 2


def test_rule_calls_nobody_back(centre):
    made, agents = course(), profile("JOB-AGC")
    withdraw(enrolled(post(profile=agents).person, made), at=NOW)
    enrolled(post(profile=agents).person, made)
    set_rule(agents, made, institution=None, within_days=60, by=centre, on=TODAY)

    assert apply_all(TODAY) == 0
    assert set(Enrolment.objects.values_list("state", "due_on")) == {("withdrawn", None), ("open", None)}


def test_officer_sets_rules_for_their_own_institution_alone():
    ours, theirs, made, agents = institution(), institution(), course(), profile("JOB-AGC")
    mine, foreign = post(institution=ours, profile=agents), post(institution=theirs, profile=agents)
    officer = hr_officer(ours)
    rule = set_rule(agents, made, institution=ours, within_days=30, by=officer, on=TODAY)
    for other in (theirs, None):
        with pytest.raises(NotYours):
            set_rule(agents, made, institution=other, within_days=30, by=officer, on=TODAY)
    with pytest.raises(NotYours):
        end_rule(rule, by=hr_officer(theirs), on=TODAY)

    apply_all(TODAY)
    assert Enrolment.objects.filter(learner=mine.person).exists()
    assert not Enrolment.objects.filter(learner=foreign.person).exists()


def test_officer_of_one_branch_sets_no_rule():
    ours = institution()
    officer = charge(person(), institution=ours, branch=branch(ours)).person

    assert not rules.institutions_of(officer, on=TODAY).exists()


def test_new_number_of_days_takes_the_place_of_the_old(centre):
    made, agents = course(), profile("JOB-AGC")
    asks = {"institution": None, "by": centre, "on": TODAY}
    first = set_rule(agents, made, within_days=60, **asks)
    assert set_rule(agents, made, within_days=60, **asks) == first
    second = set_rule(agents, made, within_days=30, **asks)

    assert EnrolmentRule.objects.get(ended_on=None) == second
    assert end_rule(second, by=centre, on=TODAY) and not end_rule(second, by=centre, on=TODAY)
    post(profile=agents)
    assert apply_all(TODAY) == 0


def test_rules_are_set_and_ended_on_their_screen(client, centre):
    made, agents = course(), profile("JOB-AGC")
    syllabus(made, "lesson")
    ours = institution()
    client.force_login(centre)
    asks = {"profile": agents.pk, "course": made.pk, "within_days": 45, "institution": ""}
    for _ in range(2):
        assert client.post("/ar/staff/enrolment-rules/", asks).status_code == 302
    rule = EnrolmentRule.objects.get()

    client.force_login(hr_officer(ours))
    page = client.get("/ar/staff/enrolment-rules/").content.decode()
    assert made.title_ar in page and f"/{rule.pk}/end/" not in page
    assert client.post(f"/ar/staff/enrolment-rules/{rule.pk}/end/").status_code == 404
    assert client.post("/ar/staff/enrolment-rules/", asks).status_code == 422  # all institutions are not theirs

    client.force_login(centre)
    client.post(f"/ar/staff/enrolment-rules/{rule.pk}/end/")
    assert not EnrolmentRule.objects.filter(ended_on=None).exists()


def test_rule_spares_whose_learning_the_centre_has_recognised(centre):
    made, agents = course(), profile("JOB-AGC")
    knows, other = post(profile=agents).person, post(profile=agents).person
    recognise(knows, made, by=centre, reason="Ten years in the field", on=TODAY)
    set_rule(agents, made, institution=None, within_days=60, by=centre, on=TODAY)

    assert apply_all(TODAY) == 1
    assert Enrolment.objects.get().learner == other
