from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from competencies import contact
from competencies.contact import FROM, ImpossibleMove, MayNotAsk, TooSoon, answer, ask, move
from competencies.models import ContactRequest
from people import consent
from people.models import Notice
from people.notices import wording
from tests.competencies.makers import listed_person, mark, officer
from tests.factories import person, post

pytestmark = pytest.mark.django_db
State = ContactRequest.State
REASON = "Encadrer un pilote de prêt agricole à Nador"
NAMES = {
    "first_name": "Zineb",
    "last_name": "Ouaaziz",
    "given_ar": "زينب",
    "family_ar": "وعزيز",
    "phone": "+212600001234",
}


@pytest.fixture
def hr():
    return officer("ARDI", first_name="Youssef", last_name="Tazi", given_ar="يوسف", family_ar="التازي")


@pytest.fixture
def zineb():
    somebody = listed_person(**NAMES)
    mark(somebody)
    return somebody


def asked(hr, zineb, *, at=None):
    return ask(hr, zineb, reason=REASON, at=at or timezone.now())


def test_asking_twice_is_asking_once_and_the_person_reads_who_and_why(hr, zineb):
    first = asked(hr, zineb)
    assert asked(hr, zineb) == first
    notice = Notice.objects.get(person=zineb)
    subject, text = wording(notice)
    assert subject
    assert REASON in text
    assert "التازي" in text


@pytest.mark.parametrize(("state", "to"), list(product(State, State)))
def test_a_request_moves_only_as_its_table_says(hr, zineb, state, to):
    request = asked(hr, zineb)
    ContactRequest.objects.filter(pk=request.pk).update(state=state)
    if state in FROM.get(to, ()):
        move(request, to, at=timezone.now())
        assert ContactRequest.objects.get(pk=request.pk).state == to
    else:
        with pytest.raises(ImpossibleMove):
            move(request, to, at=timezone.now())
        assert ContactRequest.objects.get(pk=request.pk).state == state


def test_the_name_shows_after_a_yes_to_the_asker_alone(client, hr, zineb):
    request = asked(hr, zineb)
    colleague, third = officer(), officer("AMSSF")
    addresses = [reverse("competencies:profile", args=[zineb.listing.code]), reverse("competencies:contact-list")]

    def seen_by(viewer):
        client.force_login(viewer)
        return " ".join(client.get(address).content.decode() for address in addresses)

    for viewer in (hr, colleague, third):
        assert not {secret for secret in NAMES.values() if secret in seen_by(viewer)}

    client.force_login(zineb)
    page = client.get(reverse("competencies:listing")).content.decode()
    assert "Tazi" in page or hr.family_ar in page
    assert REASON in page
    reply = reverse("competencies:contact-answer", args=[request.pk])
    for _twice in range(2):
        assert client.post(reply, {"answer": "yes"}).status_code == 302

    assert "+212600001234" in seen_by(hr)
    assert zineb.name_latin in seen_by(hr) or zineb.name_ar in seen_by(hr)
    assert Notice.objects.filter(person=hr, kind="contact_accepted").count() == 1
    for viewer in (colleague, third):
        assert not {secret for secret in NAMES.values() if secret in seen_by(viewer)}


def test_who_leaves_the_register_is_unnamed_again(client, hr, zineb):
    request = asked(hr, zineb)
    answer(request, yes=True, at=timezone.now())
    client.force_login(zineb)
    client.post(reverse("competencies:listing-consent"), {"listed": "no"})

    client.force_login(hr)
    assert client.get(reverse("competencies:profile", args=[zineb.listing.code])).status_code == 404
    body = client.get(reverse("competencies:contact-list")).content.decode()
    assert not {secret for secret in NAMES.values() if secret in body}


def test_a_refusal_and_a_silence_look_the_same_to_the_asker(client, hr, zineb):
    silent = listed_person()
    refused, unanswered = asked(hr, zineb), asked(hr, silent)
    answer(refused, yes=False, at=timezone.now())
    contact.close_expired(on=unanswered.expires_on + timedelta(days=1))
    client.force_login(hr)
    pages = []
    for somebody in (zineb, silent):
        body = client.get(f"/en/register/profile/{somebody.listing.code}/").content.decode()
        assert "You may ask again" in body
        pages.append(body[body.index("<aside") : body.index("</aside>")])
    assert pages[0] == pages[1]
    assert not Notice.objects.filter(person=hr).exists()


def test_a_refusal_leaves_no_trace_for_anybody_else(client, hr, zineb):
    other = officer()
    address = f"/en/register/profile/{zineb.listing.code}/"
    client.force_login(other)
    seen = []
    for act in (lambda: None, lambda: answer(asked(hr, zineb), yes=False, at=timezone.now())):
        act()
        body = client.get(address).content.decode()
        seen.append(body[body.index("<main") : body.index("csrf")])
    assert seen[0] == seen[1]


def test_the_same_officer_asks_again_only_after_the_wait(hr, zineb):
    now = timezone.now().replace(hour=12)  # the clocks change in Ramadan; days are counted, not hours
    answer(asked(hr, zineb, at=now), yes=False, at=now)
    with pytest.raises(TooSoon):
        asked(hr, zineb, at=now + timedelta(days=89))
    assert asked(hr, zineb, at=now + timedelta(days=90)).state == State.ASKED
    assert asked(officer(), zineb, at=now).state == State.ASKED


def test_too_late_is_too_late(hr, zineb):
    now = timezone.now().replace(hour=12)
    request = asked(hr, zineb, at=now)
    with pytest.raises(ImpossibleMove):
        answer(request, yes=True, at=now + timedelta(days=15))
    assert contact.close_expired(on=timezone.localdate(now + timedelta(days=15))) == 1


def test_nobody_asks_the_unlisted_themselves_or_without_the_right(hr, zineb):
    unlisted = person()
    post(unlisted)
    for asker, whom in ((hr, unlisted), (zineb, listed_person()), (hr, hr)):
        with pytest.raises(MayNotAsk):
            asked(asker, whom)
    with pytest.raises(ValueError, match="reason"):
        ask(hr, zineb, reason="  ", at=timezone.now())


def test_somebody_elses_request_cannot_be_answered(client, hr, zineb):
    request = asked(hr, zineb)
    client.force_login(listed_person())
    assert client.post(reverse("competencies:contact-answer", args=[request.pk]), {"answer": "yes"}).status_code == 404
    assert ContactRequest.objects.get().state == State.ASKED


def test_the_form_wants_a_reason_and_carries_it(client, hr, zineb):
    client.force_login(hr)
    address = reverse("competencies:contact-ask", args=[zineb.listing.code])
    assert client.post(address, {"reason": ""}).status_code == 200
    assert not ContactRequest.objects.exists()
    for _twice in range(2):
        assert client.post(address, {"reason": REASON}).status_code == 302
    assert ContactRequest.objects.get().reason == REASON


def test_one_tap_in_and_one_tap_out(client):
    somebody = person()
    post(somebody)
    mark(somebody)
    client.force_login(somebody)
    address = reverse("competencies:listing-consent")
    for wanted in ("yes", "yes", "no", "no", "yes"):
        assert client.post(address, {"listed": wanted}).status_code == 302
        assert consent.has(somebody, "skills_directory") is (wanted == "yes")
        assert client.get("/ar/register/me/").status_code == 200
