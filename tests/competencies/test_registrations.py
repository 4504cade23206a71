import json
from datetime import timedelta

import pytest
from django.utils import timezone

from competencies.contact import ask
from competencies.models import ContactRequest, Listing, Mark
from people.registry import anonymisers, daily, mergers, personal_data
from tests.competencies.makers import listed_person, mark, officer

pytestmark = pytest.mark.django_db


def asked(asker, person):
    return ask(asker, person, reason="Former une équipe à Nador", at=timezone.now())


def test_a_persons_marks_and_requests_are_theirs_to_read():
    somebody, hr = listed_person(), officer()
    mark(somebody, level=4)
    asked(hr, somebody)
    said = json.loads(json.dumps(personal_data["competencies"](somebody)))
    assert [(m["competency"], m["level"]) for m in said["marks"]] == [("POR-03", 4)]
    assert [(r["asker"], r["state"]) for r in said["contact_requests"]] == [(hr.name, "asked")]


def test_two_people_become_one_with_all_their_marks_and_one_open_request():
    kept, gone, hr, other = listed_person(), listed_person(), officer(), officer()
    marks = {mark(kept).pk, mark(gone, "PRD-02").pk}
    asked(hr, kept), asked(hr, gone), asked(other, gone)
    mergers["competencies"](kept, gone)
    assert {m.pk for m in Mark.objects.filter(person=kept)} == marks
    assert set(ContactRequest.objects.values_list("person", "asker", "state")) == {
        (kept.pk, hr.pk, "asked"),
        (kept.pk, hr.pk, "expired"),
        (kept.pk, other.pk, "asked"),
    }


def test_who_is_forgotten_leaves_figures_and_no_code():
    somebody = listed_person()
    mark(somebody)
    asked(officer(), somebody)
    anonymisers["competencies"](somebody)
    assert not Listing.objects.filter(person=somebody).exists()
    assert not ContactRequest.objects.exists()
    assert Mark.objects.count() == 1


def test_every_day_closes_what_was_not_answered():
    request = asked(officer(), listed_person())
    daily["competencies.contact_requests"](request.expires_on)
    assert ContactRequest.objects.get().state == "asked"
    daily["competencies.contact_requests"](request.expires_on + timedelta(days=1))
    assert ContactRequest.objects.get().state == "expired"
