"""Charges read together with the person of a request say what the table says, and nothing outlives the request."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from cms.editors import may_edit
from people.charges import held
from people.models import Charge, Post
from people.signing_in import IdentifierBackend
from tests.factories import branch, charge, institution, person, post, territory

pytestmark = pytest.mark.django_db


def of_request(someone):
    return IdentifierBackend().get_user(someone.pk)


def test_both_readings_say_the_same_without_a_question_of_their_own(django_assert_num_queries):
    today, someone, at = timezone.localdate(), person(), institution()
    charge(someone, institution=at, branch=branch(at), territory=territory("MA/05/081"), to_on=today)
    charge(someone, institution=at, role=Charge.Role.MANAGER, to_on=today - timedelta(days=1))
    charge(someone, institution=None, role=Charge.Role.TRAINING_OFFICER, from_on=today + timedelta(days=1))
    charge(person(), institution=at)
    asked = of_request(someone)

    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        expected = held(someone, on=day)
        with django_assert_num_queries(0):
            found = held(asked, on=day)
        assert set(found) == set(expected) and found
    assert [c.path for c in held(asked, on=today)] == ["MA/05/081"]
    assert held(asked, on=today, roles=[Charge.Role.MANAGER]) == []


def test_a_person_without_charges_answers_for_nobody():
    at = institution()
    post(person(), institution=at)
    nobody = of_request(person())

    assert held(nobody, on=timezone.localdate()) == []
    assert not Post.objects.in_charge_of(nobody, on=timezone.localdate()).exists()


def test_the_next_request_knows_that_a_charge_has_ended(client):
    officer, today = person(), timezone.localdate()
    given = charge(officer, institution=institution())
    client.force_login(officer)
    assert client.get("/en/staff/").status_code == 200

    given.to_on = today - timedelta(days=1)
    given.save()
    assert client.get("/en/staff/").status_code == 404
    assert "/en/staff/" not in client.get("/en/home/").content.decode()


@pytest.mark.parametrize("way", ["alone", "group", "superuser", "none", "closed"])
def test_the_menu_offers_the_editor_to_whom_wagtail_lets_in(way):
    someone = person(is_superuser=way == "superuser")
    permission = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    if way in ("group", "closed"):
        group = Group.objects.create(name="Writers")
        group.permissions.add(permission)
        someone.groups.add(group)
    if way == "alone":
        someone.user_permissions.add(permission)
    asked = of_request(someone)
    if way == "closed":
        someone.is_active = asked.is_active = False

    assert may_edit(asked) == may_edit(someone) == (way in ("alone", "group", "superuser"))


def test_who_is_shut_out_is_nobody_at_the_next_request():
    someone = person()
    someone.is_active = False
    someone.save()

    assert of_request(someone) is None
