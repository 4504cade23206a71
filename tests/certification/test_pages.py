"""The holder's pages and the Centre's desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certification import awards
from certification.models import Certificate, PriorLearning
from certification.registrations import ends_soon, held_by, mine, of_course
from courses.models import Trust
from people.models import AccessLog, Charge
from tests import factories
from tests.certification import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def at(name, *args, language="fr"):
    from django.utils.translation import override

    with override(language):
        return reverse(f"certification:{name}", args=args)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_my_certificates_show_mine_alone(client, today):
    held = makers.certificate(on=today)
    other = makers.certificate(on=today)
    client.force_login(held.person)
    said = text(client.get(at("certificate-list")))
    assert held.number in said
    assert other.number not in said
    assert "شهاداتي" in text(client.get(at("certificate-list", language="ar")))


def test_my_certificates_ask_as_much_for_one_as_for_many(client, today):
    asked = {}
    for count in (1, 4):
        person = factories.person()
        for _ in range(count):
            makers.certificate(person, on=today)
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            client.get(at("certificate-list"))
        asked[count] = len(queries)
    assert asked[1] == asked[4]


def test_course_page_on_the_way_to_a_certificate_asks_8_questions(client, today):
    """The whole page; the panel says all that is still asked for."""
    person, course = factories.person(), makers.course()
    makers.done(person, course, kind="lesson", trust=Trust.BROWSER, on=today)
    client.force_login(person)
    address = f"/fr/courses/{course.code}/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)
    assert [r.is_met for p in page.context["panels"] for r in p.shows["requirements"]] == [False, False, False]
    assert len(queries) <= 8, [q["sql"] for q in queries]


def test_pdf_is_for_the_holder_and_for_those_who_answer_for_them(client, today):
    ours, theirs = factories.institution(), factories.institution()
    certificate = makers.certificate(on=today)
    factories.post(certificate.person, institution=ours)
    officer, stranger, colleague = factories.hr_officer(ours), factories.hr_officer(theirs), factories.person()
    author = factories.person()
    factories.charge(author, role=Charge.Role.AUTHOR)
    factories.post(colleague, institution=ours)
    for who, status in ((certificate.person, 200), (officer, 200), (stranger, 404), (colleague, 404), (author, 404)):
        client.force_login(who)
        response = client.get(at("certificate-pdf", certificate.number))
        assert response.status_code == status, who
        assert (response.content[:5] == b"%PDF-") == (status == 200)
    client.logout()
    assert client.get(at("certificate-pdf", certificate.number)).status_code == 302
    assert [(log.viewer, log.subject, log.act) for log in AccessLog.objects.all()] == [
        (officer, certificate.person, "certificate.pdf")
    ]


def test_officer_whose_charge_has_ended_sees_no_pdf(client, today):
    ours = factories.institution()
    certificate = makers.certificate(on=today)
    factories.post(certificate.person, institution=ours)
    officer = factories.hr_officer(ours)
    officer.charges.update(to_on=today - timedelta(days=1))
    client.force_login(officer)
    assert client.get(at("certificate-pdf", certificate.number)).status_code == 404


@pytest.mark.parametrize("act", ["revoke", "suspend"])
def test_stopped_certificate_is_not_printed(client, today, act):
    certificate = makers.certificate(on=today)
    getattr(awards, act)(certificate, by=makers.administrator(), reason="As the file says", on=today)
    client.force_login(certificate.person)
    assert client.get(at("certificate-pdf", certificate.number)).status_code == 404
    assert "certificate-pdf" not in text(client.get(at("certificate-list")))


def test_requirements_say_what_is_met_and_what_is_missing(client, today):
    before = makers.course(title_fr="Les bases", title_ar="الأسس")
    course = makers.course(needs=[before])
    person = factories.person()
    makers.done(person, course, kind="lesson", trust=Trust.BROWSER)
    awards.note_attendance(person, course, source="session:1", share_pct=50, on=today)
    client.force_login(person)
    said = text(client.get(at("requirement-list", course.code)))
    for sentence in (
        "1 activité faite sur 2.",
        "Réussir l’examen avec 75 % au moins.",
        "Présence à 50 % des séances ; il en faut 80 %.",
        "Obtenir d’abord le certificat de « Les bases »",
    ):
        assert sentence in said
    said = text(client.get(at("requirement-list", course.code, language="ar")))
    assert "أُنجز نشاط واحد من 2." in said
    assert "النجاح في الامتحان بنسبة 75% على الأقل." in said


def test_requirements_of_a_held_certificate_say_so(client, today):
    certificate = makers.certificate(on=today)
    client.force_login(certificate.person)
    assert "Vous avez ce certificat." in text(client.get(at("requirement-list", certificate.scheme.course.code)))


def test_panels_show_what_ends_and_what_is_held(rf, today):
    person = factories.person()
    makers.certificate(person, on=today)
    due = makers.certificate(person, on=today - timedelta(days=700))
    request = rf.get("/")
    request.user = person
    assert ends_soon(request).shows["card"].certificate == due
    assert len(mine(request).shows["cards"]) == 2
    panel = of_course(request, due.scheme.course)
    assert {r.kind for r in panel.shows["requirements"]} == {"activities", "exam", "attendance"}
    stranger = rf.get("/")
    stranger.user = factories.person()
    assert ends_soon(stranger) is None
    assert mine(stranger).shows["cards"] == []


def test_passport_offers_the_sheet_to_those_who_may_have_it(rf, today):
    ours = factories.institution()
    certificate = makers.certificate(on=today)
    factories.post(certificate.person, institution=ours)
    for reader, keys in (
        (certificate.person, {certificate.pk}),
        (factories.hr_officer(ours), {certificate.pk}),
        (factories.hr_officer(factories.institution()), set()),
    ):
        request = rf.get("/")
        request.user = reader
        panel = held_by(request, certificate.person)
        assert panel.shows["seen"] == keys
        assert ("certificates/TKW" in render_to_string(panel.template, {"p": panel.shows})) == bool(keys)


def desk(certificate):
    return reverse("certificate:inspect", args=[certificate.pk])


@pytest.fixture
def admin(client):
    made = factories.person(is_superuser=True, is_staff=True)
    factories.charge(made, role=Charge.Role.ADMINISTRATOR)
    client.force_login(made)
    return made


def test_desk_lists_and_finds(client, admin, today):
    first, second = makers.certificate(on=today), makers.certificate(on=today)
    said = text(client.get(reverse("certificate:index"), {"q": first.number}))
    assert first.number in said
    assert second.number not in said


def test_desk_withdraws_with_a_reason(client, admin, today):
    certificate = makers.certificate(on=today)
    answer = client.post(desk(certificate), {"act": "revoke", "revoke-grounds": "identity", "revoke-reason": " "})
    assert answer.status_code == 200
    assert certificate.entries.count() == 1
    says = {"act": "revoke", "revoke-grounds": "identity", "revoke-reason": "The namesake sat the exam"}
    assert client.post(desk(certificate), says).status_code == 302
    entry = certificate.entries.last()
    assert (entry.event, entry.grounds, entry.note.by) == ("revoked", "identity", admin)
    assert client.post(desk(certificate), says).status_code == 302  # twice: nothing more is written
    assert certificate.entries.count() == 2
    assert "The namesake sat the exam" in text(client.get(desk(certificate)))


def test_desk_is_closed_to_others(client, today):
    from django.contrib.auth.models import Permission

    certificate = makers.certificate(on=today)
    author = factories.person(is_staff=True)
    author.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(author)
    for address in (reverse("certificate:index"), desk(certificate)):
        assert client.get(address).status_code == 302
    client.post(
        desk(certificate), {"act": "revoke", "revoke-grounds": "identity", "revoke-reason": "long enough reason"}
    )
    assert certificate.entries.count() == 1


def test_desk_edits_and_deletes_nothing(client, admin, today):
    certificate = makers.certificate(on=today)
    for name in ("edit", "delete"):
        client.post(reverse(f"certificate:{name}", args=[certificate.pk]), {"number": "TKW-2222-2222"})
    certificate.refresh_from_db()
    assert Certificate.objects.get().number == certificate.number


def test_desk_recognises_prior_learning(client, admin, today):
    person, course = factories.person("ALAMANA-09999"), makers.course()
    says = {"person": "alamana-09999", "course": course.pk, "reason": "Diploma seen"}
    assert client.post(reverse("priorlearning:add"), says).status_code == 302
    found = PriorLearning.objects.get()
    assert (found.person, found.course, found.by) == (person, course, admin)
