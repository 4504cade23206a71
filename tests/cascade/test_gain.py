"""What the lead of a session sees of the gain: means of five people or more, and nobody's own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cascade.models import Registration
from courses.exams import sittings
from people.registry import exam_gates
from tests.cascade.makers import session, trainer
from tests.courses.exams.makers import answer_right, blueprint
from tests.courses.makers import activity
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anybody_sits(monkeypatch):
    monkeypatch.setattr(exam_gates, "_entries", {})


def sit(learner, exam, right, *, at, purpose):
    sitting = sittings.begin(learner, exam, at=at, purpose=purpose)
    answer_right(sitting, right, at=at)
    sittings.hand_in(sitting, at=at + timedelta(minutes=9))


def test_lead_sees_the_means_of_five_and_never_of_four(client):
    lead = trainer(on=timezone.localdate(), language="fr")
    held = session(lead, on=timezone.localdate())
    exam = blueprint(has_pretest=True)
    activity(held.course, "exam", pk=exam.pk)
    at = timezone.now() - timedelta(days=2)
    client.force_login(lead, backend="people.signing_in.IdentifierBackend")

    def page():
        return client.get(f"/fr/sessions/{held.pk}/").content.decode()

    assert "Avant et après la formation" not in page()
    for n in range(5):
        learner = person()
        Registration.objects.create(session=held, person=learner, by=lead)
        sit(learner, exam, 4, at=at, purpose="pre")
        sit(learner, exam, 6, at=at + timedelta(hours=1), purpose="exam")
        if n == 3:
            assert "dès que cinq personnes" in page()
            assert "75 sur 100" not in page()
    assert "50 sur 100" in page()
    assert "75 sur 100" in page()

    client.force_login(trainer(on=timezone.localdate()), backend="people.signing_in.IdentifierBackend")
    assert "75 sur 100" not in page()
