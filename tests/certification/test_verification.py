"""Anybody checks a number: what the page and the API answer, and what they never say."""

import json
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from certification import awards, numbers, verification
from certification.models import Certificate, CertificateStatement
from certification.verification import verify
from people import limits
from tests import factories
from tests.certification import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def held(today):
    return makers.certificate(on=today - timedelta(days=10))


def page(client, number, language="fr"):
    return client.get(f"/{language}/v/{number}/")


def text(response) -> str:
    return " ".join(response.content.decode().split())


def brought_to(kind, today):
    """The number of a certificate for which this is the answer today."""
    match kind:
        case "valid":
            return makers.certificate(on=today)
        case "due":
            return makers.certificate(on=today - timedelta(days=700))
        case "expired":
            return makers.certificate(on=today - timedelta(days=800))
        case "superseded":
            old = makers.certificate(on=today - timedelta(days=700))
            makers.certificate(old.person, old.scheme.course, on=today)
            return old
    certificate = makers.certificate(on=today - timedelta(days=9))
    admin = makers.administrator()
    act = {"suspended": awards.suspend, "revoked": awards.revoke}[kind]
    act(certificate, by=admin, reason="A name in the file: Hamid", on=today - timedelta(days=2))
    return certificate


STATES = {
    "valid": ("Certificat authentique et en vigueur", "شهادة صحيحة وسارية"),
    "due": ("Certificat authentique et en vigueur", "شهادة صحيحة وسارية"),
    "expired": ("Certificat authentique mais expiré", "شهادة صحيحة لكنها منتهية"),
    "suspended": ("Certificat suspendu", "شهادة موقوفة"),
    "revoked": ("Certificat retiré", "شهادة مسحوبة"),
    "superseded": ("remplacé par un plus récent", "شهادة صحيحة عُوِّضت بأحدث منها"),
}


@pytest.mark.parametrize("kind", STATES)
def test_page_says_each_state_in_both_languages(client, today, kind):
    certificate = brought_to(kind, today)
    assert verify(certificate.number, on=today).kind == kind
    for language, words, name in (
        ("fr", STATES[kind][0], certificate.person.name_latin),
        ("ar", STATES[kind][1], certificate.person.name_ar),
    ):
        response = page(client, certificate.number, language)
        assert response.status_code == 200
        assert words in text(response)
        assert name in text(response)
        assert "Hamid" not in text(response)  # the reason is the Centre's; the grounds alone are public
    assert client.get(f"/api/certificates/{certificate.number}").json()["verdict"] == kind


def test_withdrawn_says_the_public_grounds_and_the_day(client, today, held):
    awards.revoke(held, by=makers.administrator(), reason="not their paper", grounds="identity", on=today)
    said = text(page(client, held.number))
    assert "Erreur sur l’identité du titulaire" in said
    answer = client.get(f"/api/certificates/{held.number}").json()
    assert (answer["grounds"], answer["since"], answer["is_in_force"]) == ("identity", today.isoformat(), False)


def test_unknown_number_is_a_404_that_says_so(client):
    number = numbers.draw()
    response = page(client, number)
    assert response.status_code == 404
    assert "Aucun certificat ne porte ce numéro" in text(response)
    assert client.get(f"/api/certificates/{number}").json()["verdict"] == "unknown"


def test_typing_error_is_told_without_asking_the_database(client, held, django_assert_num_queries):
    wrong = held.number[:-1] + ("2" if held.number[-1] != "2" else "3")
    with django_assert_num_queries(0):
        assert verify(wrong, on=makers.DAY).kind == "mistyped"
    response = page(client, wrong)
    assert response.status_code == 404
    assert "faute de frappe" in text(response)
    assert held.person.name_latin not in text(response)


def test_typed_number_finds_its_page(client, held):
    typed = held.number.lower().replace("-", " ")
    response = client.get(reverse("certification:verification"), {"number": typed}, follow=True)
    assert response.redirect_chain[-1][0].endswith(f"/v/{held.number}/")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("header", "language"), [("ar-MA,ar;q=0.9", "ar"), ("fr-FR", "fr"), ("en-GB", "en"), ("de", "en"), (None, "ar")]
)
@pytest.mark.parametrize("end", ["", "/"])
def test_short_address_goes_to_the_language_of_the_reader(client, held, header, language, end):
    headers = {"accept-language": header} if header else {}
    response = client.get(f"/v/{held.number}{end}", headers=headers)
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/v/{held.number}/"


@pytest.mark.parametrize("error", [OperationalError("the server closed the connection")])
def test_database_away_is_could_not_check_and_never_not_withdrawn(client, held, monkeypatch, error):
    def away(*args, **kwargs):
        raise error

    monkeypatch.setattr(verification, "_look_up", away)
    for language, words in (("fr", "Vérification impossible"), ("ar", "تعذر التحقق")):
        response = page(client, held.number, language)
        assert response.status_code == 503
        assert words in text(response)
        assert "en vigueur" not in text(response)
    api = client.get(f"/api/certificates/{held.number}")
    assert (api.status_code, api.json()["verdict"], api.json()["is_in_force"]) == (503, "unreachable", False)


def test_no_database_at_all_still_answers(client, held, monkeypatch):
    """Even the frame of the page may ask nothing: a signed-in reader, every query refused."""
    from django.db import connection

    client.force_login(held.person)
    refuse = connection.execute_wrapper(_refuse)
    with refuse:
        response = page(client, held.number)
    assert response.status_code == 503
    assert "Vérification impossible" in text(response)


def _refuse(execute, sql, params, many, context):
    raise OperationalError("no database")


def test_altered_record_is_not_vouched_for(client, held, today):
    Certificate.objects.filter(pk=held.pk).update(expires_on=date(2050, 1, 1))
    assert verify(held.number, on=today).kind == "doubtful"
    said = text(page(client, held.number))
    assert "Ne vous fiez pas à ce certificat" in said
    assert held.person.name_latin not in said


def test_forgotten_holder_leaves_number_dates_and_state(client, held):
    CertificateStatement.objects.filter(certificate=held).delete()
    response = page(client, held.number)
    assert "Certificat authentique et en vigueur" in text(response)
    assert held.person.name_latin not in text(response)


def test_nothing_personal_beyond_the_certificate(client, held):
    person = held.person
    person.email, person.phone = "secret@example.org", "+212600000000"
    person.save()
    post = factories.post(person)
    for said in (text(page(client, held.number)), json.dumps(client.get(f"/api/certificates/{held.number}").json())):
        for secret in (person.username, person.email, person.phone, post.institution.name_fr, str(person.public_id)):
            assert secret not in said


def test_page_is_not_indexed_kept_or_followed(client, held):
    response = page(client, held.number)
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert not response.cookies


@pytest.mark.parametrize("gains", [1, 6])
def test_page_asks_four_questions_at_most(client, django_assert_max_num_queries, gains):
    course = makers.course(gains=[(f"POR-0{n}", 3, "") for n in range(1, gains + 1)])
    certificate = makers.certificate(course_=course, on=timezone.localdate())
    with django_assert_max_num_queries(4):
        page(client, certificate.number)


@pytest.fixture
def few_guesses(monkeypatch):
    """A limit that a test reaches, in a window that does not end meanwhile."""
    monkeypatch.setattr(verification, "GUESSES", 2)
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_000.0)
    cache.clear()
    yield
    cache.clear()


def asked_from(client, address, number, language="fr"):
    return client.get(f"/{language}/v/{number}/", REMOTE_ADDR=address)


def test_guessing_is_held_back_and_a_real_certificate_is_not(client, held, few_guesses):
    for _ in range(2):
        assert asked_from(client, "192.0.2.1", numbers.draw()).status_code == 404
    for language, words in (
        ("fr", "Trop de numéros inconnus"),
        ("ar", "أرقام غير معروفة كثيرة"),
        ("en", "Too many unknown numbers"),
    ):
        late = asked_from(client, "192.0.2.1", numbers.draw(), language)
        assert late.status_code == 429
        assert 0 < int(late["Retry-After"]) <= verification.SECONDS
        assert words in text(late)
    api = client.get(f"/api/certificates/{numbers.draw()}", REMOTE_ADDR="192.0.2.1")
    assert (api.status_code, api.json()["verdict"], api.json()["is_in_force"]) == (429, "later", False)
    assert 0 < int(api["Retry-After"]) <= verification.SECONDS

    assert asked_from(client, "192.0.2.1", held.number).status_code == 200
    assert client.get(f"/api/certificates/{held.number}", REMOTE_ADDR="192.0.2.1").json()["verdict"] == "valid"
    assert asked_from(client, "192.0.2.2", numbers.draw()).status_code == 404


def test_typing_errors_are_never_held_back_and_a_new_window_begins_anew(client, held, few_guesses, monkeypatch):
    wrong = held.number[:-1] + ("2" if held.number[-1] != "2" else "3")
    for _ in range(4):
        assert asked_from(client, "192.0.2.3", wrong).status_code == 404
    for _ in range(3):
        answer = asked_from(client, "192.0.2.3", numbers.draw())
    assert answer.status_code == 429
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_000.0 + int(answer["Retry-After"]))
    assert asked_from(client, "192.0.2.3", numbers.draw()).status_code == 404


def test_visitors_behind_one_proxy_are_counted_apart(client, few_guesses, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(3):
        there = client.get(f"/fr/v/{numbers.draw()}/", headers={"x-forwarded-for": "198.51.100.7"})
        faked = client.get(f"/fr/v/{numbers.draw()}/", headers={"x-forwarded-for": "203.0.113.1, 198.51.100.7"})
    assert {there.status_code, faked.status_code} == {429}
    other = client.get(f"/fr/v/{numbers.draw()}/", headers={"x-forwarded-for": "198.51.100.8"})
    assert other.status_code == 404
