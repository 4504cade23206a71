import pytest
from django.urls import reverse

from people.models import PolicyValue
from people.policy import UnknownPolicy, choose, policy
from tests import factories as make
from tests.people.makers import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    person = make.person(is_superuser=True, is_staff=True, language="fr")
    client.force_login(person)
    return person


@pytest.mark.parametrize("name", ["institution", "branch", "territory", "post", "charge", "policyvalue"])
def test_each_screen_of_people_and_places_opens(name, client, administrator):
    make.charge(make.person(), institution=make.post().institution)
    make.branch(make.institution())

    assert client.get(reverse(f"{name}:index")).status_code == 200


def test_a_policy_value_is_added_with_its_reason_and_its_author_and_never_changed(client, administrator):
    says = {"key": "accounts.activation_code_days", "value": "30", "from_on": "2026-11-01", "reason": "Decision 12"}

    client.post(reverse("policyvalue:add"), {**says, "key": "accounts.none"})
    client.post(reverse("policyvalue:add"), {**says, "value": '"thirty"'})
    client.post(reverse("policyvalue:add"), {**says, "reason": ""})
    assert not PolicyValue.objects.exists()
    client.post(reverse("policyvalue:add"), says)

    [value] = PolicyValue.objects.all()
    assert (value.value, value.set_by, value.reason) == (30, administrator, "Decision 12")
    assert policy("accounts.activation_code_days", on=TODAY) == 30
    assert client.post(reverse("policyvalue:edit", args=[value.pk]), {**says, "value": "1"}).status_code in {302, 403}
    assert policy("accounts.activation_code_days", on=TODAY) == 30


def test_posts_are_read_there_and_not_written(client, administrator):
    post = make.post()

    client.post(reverse("post:edit", args=[post.pk]), {"to_on": "2026-01-01"})

    post.refresh_from_db()
    assert post.to_on is None


@pytest.mark.parametrize(
    ("value", "key"), [(True, "accounts.activation_code_days"), (5, "privacy.national_id_collected")]
)
def test_a_switch_is_not_a_number_and_an_unknown_key_is_refused(value, key):
    with pytest.raises(ValueError, match="holds"):
        choose(key, value, by=None, reason="x", from_on=TODAY)
    with pytest.raises(UnknownPolicy):
        choose("accounts.nothing", 1, by=None, reason="x", from_on=TODAY)
    with pytest.raises(ValueError, match="reason"):
        choose("accounts.activation_code_days", 1, by=None, reason=" ", from_on=TODAY)
