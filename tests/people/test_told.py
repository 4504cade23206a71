"""The inbox, and how a person wants to be told."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import Notice, NoticeChoice
from people.notices import choose, notify, notify_many, send_waiting, ways_of
from people.registrations import forget_ways, merge_told
from tests.factories import person

pytestmark = pytest.mark.django_db
LESSON = {"question": 1, "title_ar": "درس", "title_fr": "Leçon", "title_en": "Lesson"}


def told(someone, kind="certificate_issued", key="k", **says):
    says = says or {"award_ar": "شهادة", "award_fr": "Certificat", "award_en": "", "number": "TKW-1"}
    return notify(someone, kind, key=key, **says)


def test_loud_kinds_go_out_and_quiet_ones_wait_in_the_inbox():
    someone = person(email="a@takwin.example")
    loud, quiet = told(someone), told(someone, "question_answered", "q", **LESSON)

    assert (loud.channel, quiet.channel) == ("email", "here")
    assert quiet.sent_at is not None
    assert send_waiting() == 1 and len(mail.outbox) == 1


def test_person_chooses_kind_by_kind_and_the_same_key_is_told_once():
    someone = person(email="a@takwin.example")
    choose(someone, {"certificate_issued": "here", "question_answered": "email", "no_such_kind": "email"})
    assert told(someone).channel == "here"
    assert told(someone, key="k") == told(someone, key="k")
    (answered,) = notify_many([someone], "question_answered", key=lambda p: "q", says=lambda p: LESSON)
    assert answered.channel == "email"
    assert NoticeChoice.objects.count() == 2


def test_nobody_chooses_a_way_they_do_not_have(settings):
    settings.SMS_ADAPTER = "people.notices.ConsoleSms"
    without, with_phone = person(), person(phone="+212600000001")
    choose(without, {"certificate_issued": "email", "course_enrolled": "slip"})
    choose(with_phone, {"certificate_issued": "sms", "question_answered": "sms"})

    assert ways_of(without) == ["here"] and not NoticeChoice.objects.filter(person=without).exists()
    assert told(without).channel == "slip"
    assert told(with_phone, "question_answered", "q", **LESSON).channel == "sms"


def test_address_taken_back_falls_to_what_is_left():
    someone = person(email="a@takwin.example")
    choose(someone, {"certificate_issued": "email"})
    someone.email = None
    someone.save()
    assert told(someone).channel == "slip"


def test_choices_go_with_the_person_and_messages_follow_a_merge():
    kept, gone = person(email="a@takwin.example"), person(email="b@takwin.example")
    choose(gone, {"certificate_issued": "here"})
    told(gone)
    merge_told(kept, gone)
    assert Notice.objects.get().person == kept and not NoticeChoice.objects.exists()
    choose(kept, {"certificate_issued": "here"})
    forget_ways(kept)
    assert not NoticeChoice.objects.exists()


# The screens


def test_inbox_counts_shows_once_as_new_and_speaks_the_readers_language(client):
    someone = person(email="a@takwin.example", language="fr")
    told(someone, "question_answered", "q", **LESSON)
    told(person(), "question_answered", "other", **LESSON)  # could leak
    client.force_login(someone)
    assert "inbox__n" in client.get("/ar/me/").content.decode()
    first = client.get("/ar/messages/").content.decode()
    assert "لسؤالك جواب" in first and "درس" in first and "Leçon" not in first

    assert Notice.objects.get(person=someone).read_at is not None
    assert Notice.objects.exclude(person=someone).get().read_at is None
    assert "inbox__n" not in client.get("/ar/me/").content.decode()


def test_inbox_of_kinds_that_are_no_longer_told_still_opens(client):
    someone = person()
    Notice.objects.create(person=someone, kind="long_gone", key="g", channel="here")
    client.force_login(someone)
    assert client.get("/fr/messages/").status_code == 200


def test_inbox_asks_the_same_questions_for_1_and_for_9(client):
    someone = person()
    client.force_login(someone)
    counts = []
    for number in (1, 9):
        for n in range(number):
            told(someone, "question_answered", f"{number}-{n}", **LESSON)
        with CaptureQueriesContext(connection) as queries:
            client.get("/fr/messages/")
        counts.append(len([q for q in queries if q["sql"].split()[0] in {"SELECT", "UPDATE"}]))
    assert counts[0] == counts[1] <= 5, counts


def test_choices_are_kept_on_their_screen_and_nonsense_changes_nothing(client):
    someone = person(email="a@takwin.example")
    client.force_login(someone)
    page = client.get("/ar/me/messages/").content.decode()
    assert 'name="w-course_enrolled"' in page and 'value="sms"' not in page
    for _ in range(2):
        client.post("/ar/me/messages/", {"w-course_enrolled": "here", "w-x": "here", "w-certificate_due": "pigeon"})
    assert list(NoticeChoice.objects.values_list("kind", "channel")) == [("course_enrolled", "here")]


def test_unread_messages_cost_no_question_of_their_own(client):
    someone = person()
    client.force_login(someone)
    with CaptureQueriesContext(connection) as before:
        client.get("/fr/me/rights/")
    Notice.objects.create(person=someone, kind="x", key="1", channel="here", sent_at=timezone.now())
    with CaptureQueriesContext(connection) as after:
        client.get("/fr/me/rights/")
    assert len(before) == len(after)
