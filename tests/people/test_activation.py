from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from people.activation import NotAdmitted, activate, admit, admit_by_link, issue, link, plain
from people.models import AccessLog, ActivationCode
from tests import factories as make
from tests.people.makers import association

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def test_a_code_opens_the_door_once_however_it_is_typed(client):
    person = make.person("ALAMANA-01234")
    [slip] = issue([person], at=NOW)
    assert slip.code not in ActivationCode.objects.get().digest

    says = {
        "identifier": "alamana-01234",
        "code": f" {slip.shown.lower()} ",
        "password": "three simple words",
        "again": "three simple words",
    }
    answer = client.post(reverse("people:activate"), says)

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)
    person.refresh_from_db()
    assert person.check_password("three simple words")
    with pytest.raises(NotAdmitted, match="unknown"):
        admit("ALAMANA-01234", slip.code, at=NOW)


def test_five_wrong_codes_lock_and_a_new_slip_opens_again():
    person = make.person("ALAMANA-01234")
    [slip] = issue([person], at=NOW)
    for _try in range(4):
        with pytest.raises(NotAdmitted, match="unknown"):
            admit(person.username, "AAAA-AAAA", at=NOW)
    with pytest.raises(NotAdmitted, match="locked"):
        admit(person.username, "AAAA-AAAA", at=NOW)
    with pytest.raises(NotAdmitted, match="locked"):
        admit(person.username, slip.code, at=NOW)

    [again] = issue([person], at=NOW)

    assert admit(person.username, again.code, at=NOW) == person
    assert ActivationCode.objects.count() == 1


def test_a_code_runs_out_after_ninety_days_and_belongs_to_one_person():
    one, two = make.person(), make.person()
    mine, theirs = issue([one, two], at=NOW)

    assert admit(one.username, mine.code, at=NOW + timedelta(days=89)) == one
    with pytest.raises(NotAdmitted, match="expired"):
        admit(one.username, mine.code, at=NOW + timedelta(days=91))
    with pytest.raises(NotAdmitted, match="unknown"):
        admit(one.username, theirs.code, at=NOW)
    with pytest.raises(NotAdmitted, match="unknown"):
        admit("nobody", mine.code, at=NOW)


def test_codes_have_no_letters_that_look_alike():
    slips = issue([make.person() for _n in range(40)], at=NOW)

    assert not set("".join(slip.code for slip in slips)) & set("01OIL")
    assert all(plain(slip.shown) == slip.code for slip in slips)


def test_a_link_lets_choose_a_password_once(client):
    person = make.person(email="a@x.example")
    address = link(person)
    token = address.rstrip("/").rpartition("/")[2]
    assert admit_by_link(token, at=NOW) == person

    page = "/ar/activate/" + token + "/"
    assert client.get(page).status_code == 200
    client.post(page, {"password": "three simple words", "again": "three simple words"})

    assert client.session["_auth_user_id"] == str(person.pk)
    with pytest.raises(NotAdmitted):
        admit_by_link(token, at=NOW)
    with pytest.raises(NotAdmitted):
        admit_by_link(token[:-3] + "abc", at=NOW)


def test_a_weak_password_does_not_use_the_code_up(client):
    person = make.person("ALAMANA-01234")
    [slip] = issue([person], at=NOW)

    answer = client.post(
        reverse("people:activate"),
        {"identifier": person.username, "code": slip.code, "password": "12345678", "again": "12345678"},
    )

    assert answer.status_code in {200, 422}
    assert answer.context["form"].errors["password"]
    assert admit(person.username, slip.code, at=NOW) == person


def test_one_address_may_not_try_for_ever(client):
    says = {"identifier": "X-1", "code": "AAAAAAAA", "password": "three simple words", "again": "three simple words"}
    for _try in range(20):
        client.post(reverse("people:activate"), says)

    answer = client.post(reverse("people:activate"), says)

    assert "quarter" in str(answer.context["form"].non_field_errors()) or "ربع" in str(
        answer.context["form"].non_field_errors()
    )


def test_slips_show_codes_only_when_they_are_made(client):
    institution, officer = association()
    posts = [make.post(institution=institution) for _n in range(3)]
    activate(posts[2].person, "three simple words", at=NOW)
    make.post(institution=make.institution())  # could leak
    client.force_login(officer)

    before = client.get(reverse("people:slips"))
    printed = client.post(reverse("people:slips-print"))

    waiting = {posts[0].person, posts[1].person, officer}
    assert {post.person for post in before.context["page_obj"]} == waiting
    slips = [each["slip"] for each in printed.context["slips"]]
    assert {slip.person for slip in slips} == waiting
    assert all(slip.shown in printed.content.decode() for slip in slips)
    assert "<svg" in printed.content.decode()
    assert not any(slip.shown in client.get(reverse("people:slips")).content.decode() for slip in slips)


def test_a_new_slip_for_one_person_is_seen_by_that_person_and_not_given_to_strangers(client):
    institution, officer = association()
    mine, stranger = make.post(institution=institution).person, make.post().person
    client.force_login(officer)

    given = client.post(reverse("people:slip-again", args=[mine.public_id]))
    refused = client.post(reverse("people:slip-again", args=[stranger.public_id]))

    assert (given.status_code, refused.status_code) == (200, 404)
    assert [(look.subject, look.act, look.viewer_institution) for look in AccessLog.objects.all()] == [
        (mine, "slip", institution)
    ]
