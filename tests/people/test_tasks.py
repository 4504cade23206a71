"""What happens once a day."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from people import tasks
from people.registry import daily

pytestmark = pytest.mark.django_db


def visit(*, ends_in: timedelta) -> str:
    store = SessionStore()
    store["began"] = "here"
    store.save()
    Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() + ends_in)
    return store.session_key


def test_visits_that_ran_out_are_forgotten_and_others_kept():
    visit(ends_in=timedelta(minutes=-1))
    here = visit(ends_in=timedelta(minutes=5))
    tasks.every_day()
    assert set(Session.objects.values_list("pk", flat=True)) == {here}


def test_a_duty_that_fails_does_not_hold_up_those_after_it(monkeypatch):
    def fail(today):
        raise RuntimeError("a fault")

    monkeypatch.setitem(daily._entries, "test.fails", (1, fail))
    visit(ends_in=timedelta(minutes=-1))
    tasks.every_day()
    assert not Session.objects.exists()
