import json

import pytest
from django.urls import reverse
from django.utils import timezone

from people import consent
from people.access import looked
from people.models import AccessLog, Consent
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_six_purposes_all_off_at_first_each_given_alone(client):
    person = make.person()
    client.force_login(person)
    assert len(consent.purposes()) == 6
    assert not any(consent.has(person, p.code) for p in consent.purposes())

    client.post("/fr/me/rights/skills_directory/", {"give": "1"})
    client.post("/fr/me/rights/skills_directory/", {"give": "1"})

    [given] = Consent.objects.all()
    assert (given.purpose, given.language, len(given.text_version)) == ("skills_directory", "fr", 12)
    assert [p.code for p in consent.purposes() if consent.has(person, p.code)] == ["skills_directory"]


def test_withdrawing_keeps_the_trace_and_giving_again_is_a_new_consent(client):
    person = make.person()
    client.force_login(person)
    address = reverse("people:consent-answer", args=["studies"])

    client.post(address, {"give": "1"})
    client.post(address)
    assert not consent.has(person, "studies")
    client.post(address, {"give": "1"})

    assert [c.withdrawn_at is None for c in Consent.objects.order_by("pk")] == [False, True]
    assert client.post(reverse("people:consent-answer", args=["everything"])).status_code == 404


def test_the_text_agreed_to_is_known_by_its_version():
    purpose = consent.purposes()[0]

    assert purpose.version("ar") != purpose.version("fr")
    assert purpose.version("ar") == consent.purposes()[0].version("ar")


def test_a_person_sees_who_looked_at_them_and_nobody_elses_looks(client):
    institution = make.institution()
    viewer = make.hr_officer(institution)
    person, other = make.person(), make.person()
    looked(viewer, person, "staff_sheet", "annual plan")
    looked(viewer, other, "staff_sheet")
    assert looked(person, person, "passport") is None
    client.force_login(person)

    page = client.get(reverse("people:looks"))

    assert [(look.viewer, look.purpose) for look in page.context["page_obj"]] == [(viewer, "annual plan")]
    assert AccessLog.objects.filter(viewer_institution=institution).count() == 2


def test_my_data_come_whole_and_only_mine(client):
    holder = make.person("ALAMANA-01234", given_ar="زينب", phone="+212612345678")
    make.post(holder)
    make.post(make.person(first_name="Stranger"))
    consent.give(holder, "photo", language="ar", at=NOW)
    client.force_login(holder)

    answer = client.get(reverse("people:data"))

    says = json.loads(answer.content)
    assert says["identity"]["given_ar"] == "زينب"
    assert [len(says[part]) for part in ("posts", "consents")] == [1, 1]
    assert "Stranger" not in answer.content.decode()
    assert "password" not in answer.content.decode()


def test_the_holder_confirms_both_spellings_and_the_language(client):
    person = make.person(first_name="Zineb", language="fr")
    client.force_login(person)
    says = {
        "given_ar": "زينب",
        "family_ar": "أيت وعزيز",
        "first_name": "Zaineb",
        "last_name": "Ait Ouaaziz",
        "language": "ar",
    }

    assert client.post(reverse("people:profile"), {**says, "given_ar": "Zineb"}).context["form"].errors["given_ar"]
    answer = client.post(reverse("people:profile"), says)

    person.refresh_from_db()
    assert (person.first_name, person.language) == ("Zaineb", "ar")
    assert person.names_confirmed_at is not None
    assert answer.url == "/ar/home/", "the site goes on in the language chosen"


@pytest.mark.parametrize("name", ["profile", "rights", "looks", "job-list", "dashboard"])
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_page_of_ones_own_reads_in_each_language_and_asks_to_sign_in(name, language, client):
    from django.utils import translation

    with translation.override(language):
        address = reverse(f"people:{name}")
    assert client.get(address).status_code == 302
    client.force_login(make.person())

    page = client.get(address)

    assert page.status_code == 200
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page.content.decode()
