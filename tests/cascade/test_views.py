from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from cascade import sessions
from cascade.models import Registration, Session
from courses.enrolment import enrol
from tests.cascade.makers import course, day, session, trainer
from tests.factories import charge, institution, person, post, territory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def french():
    with translation.override("fr"):
        yield


def today():
    return timezone.localdate()


def signed_in(client, who):
    client.force_login(who, backend="people.signing_in.IdentifierBackend")
    return client


def the_plan(lead, **says):
    return {
        "course": course().pk, "province": territory().pk, "venue_fr": "Dar Talib", "organiser": lead.posts.get().institution_id,
        "languages": ["ar", "fr"], "capacity": 15, "practice_pct": 60, "days-TOTAL_FORMS": 3, "days-INITIAL_FORMS": 0,
        "days-0-on": today().isoformat(), "days-0-starts_at": "09:00", "days-0-ends_at": "17:00",
        "days-1-on": "", "days-1-starts_at": "09:00", "days-1-ends_at": "17:00",
        "days-2-on": "", "days-2-starts_at": "09:00", "days-2-ends_at": "17:00", **says,
    }  # fmt: skip


def test_a_trainer_plans_registers_marks_and_closes(client):
    lead = trainer(on=today())
    post(lead, institution=institution("CENTRE"))
    enrolled, by_number = person(), person("ALAMANA-77777")
    post(enrolled)
    enrol(enrolled, course(), on=today())
    signed_in(client, lead)

    client.post(reverse("cascade:session-plan"), the_plan(lead))
    held = Session.objects.get()
    client.post(
        reverse("cascade:session-register", args=[held.pk]),
        {"people": [enrolled.pk], "numbers": "alamana-77777\nNOBODY-1"},
    )
    places = {p.person: p for p in held.registrations.all()}
    assert set(places) == {enrolled, by_number}

    page = reverse("cascade:attendance", args=[held.pk, held.days.get().pk])
    answer = client.post(page, {f"p{places[enrolled].pk}": "present"}, headers={"accept": "application/json"})
    assert answer.json() == {"marked": 1, "of": 2}
    client.post(page, {"all": "1"})
    client.post(reverse("cascade:session-close", args=[held.pk]))
    assert Session.objects.get().state == "closed"
    assert set(Registration.objects.filter(trained=True).values_list("person", flat=True)) == {
        enrolled.pk,
        by_number.pk,
    }
    assert enrolled.name_latin in client.get(reverse("cascade:lineage")).content.decode()


def test_a_refused_plan_says_why_and_keeps_what_was_typed(client):
    lead = trainer(on=today())
    post(lead)
    body = signed_in(client, lead).post(reverse("cascade:session-plan"), the_plan(lead, capacity=50)).content.decode()
    assert "au plus 20 personnes" in body
    assert "Dar Talib" in body
    assert not Session.objects.exists()


def test_a_refused_mark_is_not_said_to_be_saved(client):
    held = session(trainer(on=today()), days=[day(today() + timedelta(days=3))], on=today())
    place = sessions.register(held, person(), by=held.lead, on=today())
    page = reverse("cascade:attendance", args=[held.pk, held.days.get().pk])

    body = signed_in(client, held.lead).post(page, {f"p{place.pk}": "present"}, follow=True).content.decode()

    assert "n’est pas encore arrivée" in body
    assert "Présence enregistrée" not in body


def test_another_trainer_or_a_stranger_gets_nothing(client):
    held = session(trainer(on=today()), on=today())
    place = sessions.register(held, person(), by=held.lead, on=today())
    doors = [
        ("get", reverse("cascade:session-detail", args=[held.pk])),
        ("get", reverse("cascade:attendance", args=[held.pk, held.days.get().pk])),
        ("post", reverse("cascade:session-register", args=[held.pk])),
        ("post", reverse("cascade:registration-withdraw", args=[held.pk, place.pk])),
        ("post", reverse("cascade:session-close", args=[held.pk])),
        ("post", reverse("cascade:session-cancel", args=[held.pk])),
        ("get", reverse("cascade:session-sheet", args=[held.pk])),
    ]
    for stranger in (trainer(on=today()), person()):
        signed_in(client, stranger)
        assert {getattr(client, verb)(url).status_code for verb, url in doors} == {404}
    signed_in(client, place.person)
    assert client.get(doors[0][1]).status_code == 200
    assert {getattr(client, verb)(url).status_code for verb, url in doors[1:]} == {404}
    assert place.person.username not in client.get(doors[0][1]).content.decode().split("<main")[1]


def test_the_list_asks_the_same_queries_for_one_session_and_for_five(client, django_assert_max_num_queries):
    lead = trainer(on=today())
    signed_in(client, lead)
    counts = []
    for number in range(5):
        held = session(lead, days=[day(today() + timedelta(days=number))], on=today())
        sessions.register(held, person(), by=lead, on=today())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("cascade:session-list"))
        counts.append(len(asked))
    assert counts[0] == counts[-1]


def test_a_session_page_in_arabic(client):
    held = session(trainer(on=today()), on=today())
    with translation.override("ar"):
        body = signed_in(client, held.lead).get(reverse("cascade:session-detail", args=[held.pk])).content.decode()
    assert 'dir="rtl"' in body
    assert "سلسلة المكونين" in body


def test_a_place_is_named_in_the_readers_language_and_one_name_is_enough(client):
    lead = trainer(on=today())
    both = session(lead, on=today(), venue_ar="دار الجمعيات", venue_fr="Maison des associations")
    one = session(lead, on=today(), days=[day(today() + timedelta(days=1))], venue_ar="دار الطالب", venue_fr="")
    signed_in(client, lead)
    said = {
        language: {held.pk: client.get(f"/{language}/sessions/{held.pk}/").content.decode() for held in (both, one)}
        for language in ("ar", "fr")
    }
    assert "دار الجمعيات" in said["ar"][both.pk] and "Maison des associations" not in said["ar"][both.pk]
    assert "Maison des associations" in said["fr"][both.pk] and "دار الجمعيات" not in said["fr"][both.pk]
    assert "دار الطالب" in said["ar"][one.pk] and "دار الطالب" in said["fr"][one.pk]


def test_a_plan_without_a_place_is_refused(client):
    lead = trainer(on=today())
    post(lead)
    body = signed_in(client, lead).post(reverse("cascade:session-plan"), the_plan(lead, venue_fr="")).content.decode()
    assert "Nommez le lieu" in body
    assert not Session.objects.exists()


def officer_of(institution, role="hr_officer"):
    return charge(role=role, institution=institution).person


def test_who_answers_for_people_reads_the_cascade_and_names_theirs_alone(client):
    here, there = institution("ALAMANA"), institution("ARDI")
    lead, ours, theirs = trainer(on=today()), person("ALAMANA-1"), person("ARDI-1")
    post(ours, institution=here)
    post(theirs, institution=there)
    mixed, foreign = session(lead, on=today()), session(trainer(on=today()), on=today())
    for held, who in ((mixed, ours), (mixed, theirs), (foreign, theirs)):
        sessions.register(held, who, by=held.lead, on=today())
    Registration.objects.update(trained=True)

    def read(officer):
        body = signed_in(client, officer).get(reverse("cascade:lineage-of-charge")).content.decode().split("<main")[1]
        held = {one for one in (mixed, foreign) if reverse("cascade:session-detail", args=[one.pk]) in body}
        return held, {one for one in (ours, theirs) if f"<li><bdi>{one.name}</bdi></li>" in body}

    assert read(officer_of(here)) == ({mixed}, {ours})
    assert (
        "et 1 personne dont vous ne répondez pas" in client.get(reverse("cascade:lineage-of-charge")).content.decode()
    )
    assert read(officer_of(there)) == ({mixed, foreign}, {theirs})
    assert read(officer_of(None, role="administrator")) == ({mixed, foreign}, {ours, theirs})


def test_the_cascade_of_a_charge_is_nobody_elses(client):
    for stranger in (person(), trainer(on=today()), officer_of(institution("ALAMANA"), role="author")):
        assert signed_in(client, stranger).get(reverse("cascade:lineage-of-charge")).status_code == 404


def test_the_cascade_of_a_charge_asks_the_same_queries_for_one_session_and_for_five(client):
    lead, home = trainer(on=today()), institution("ALAMANA")
    officer, counts = officer_of(home), []
    signed_in(client, officer)
    for number in range(5):
        held = session(lead, days=[day(today() + timedelta(days=number))], on=today())
        learner = person()
        post(learner, institution=home)
        sessions.register(held, learner, by=lead, on=today())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("cascade:lineage-of-charge"))
        counts.append(len(queries))
    assert counts[0] == counts[-1]
