from datetime import timedelta

import pytest
from django.utils import timezone

from courses.exams import sittings
from people.registry import exam_gates, exam_panels
from tests.courses.exams.makers import blueprint
from tests.factories import person


@pytest.fixture(autouse=True)
def no_higher_apps(monkeypatch):
    """Gates and panels of higher apps are their own tests' matter."""
    monkeypatch.setattr(exam_gates, "_entries", {})
    monkeypatch.setattr(exam_panels, "_entries", {})


class Seat:
    """A learner who is signed in and sits an exam now; ``late(minutes)`` moves the start back."""

    def __init__(self, client, **rules):
        self.client, self.learner, self.exam = client, person(language="fr"), blueprint(**rules)
        client.force_login(self.learner)
        self.sitting = sittings.begin(self.learner, self.exam, at=timezone.now())
        self.base = f"/fr/sittings/{self.sitting.pk}"

    def late(self, minutes):
        by = timedelta(minutes=minutes)
        self.sitting.started_at -= by
        self.sitting.due_at -= by
        self.sitting.save(update_fields=["started_at", "due_at"])

    def save(self, n, data, *, json=True):
        return self.client.post(f"{self.base}/{n}/", data, headers={"accept": "application/json"} if json else {})

    def number_of(self, kind):
        return next(n for n, item in enumerate(self.sitting.paper, start=1) if item["kind"] == kind)

    def fresh(self):
        self.sitting.refresh_from_db()
        return self.sitting


@pytest.fixture
def seat(client, db):
    return Seat(client)
