"""What the Centre grants one person: asked with its reason, kept with its author, and shown to whom it concerns."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.exams import sittings
from courses.exams.models import Allowance
from tests.courses.exams.makers import blueprint, sat
from tests.factories import charge, hr_officer, institution, person

pytestmark = pytest.mark.django_db
REASON = "مطابق لقرار اللجنة 12 · décision 12"


@pytest.fixture
def centre(client):
    found = person(is_superuser=True, is_staff=True, language="fr")
    client.force_login(found)
    return found


def grant(client, number, exam, **says):
    data = {"who": number, "blueprint": exam.pk, "extra_minutes": 15, "extra_attempts": 1, "reason": REASON} | says
    return client.post(reverse("allowance:add"), data)


def test_centre_grants_with_a_reason_and_its_name_and_hour_are_kept(client, centre):
    learner, exam = person(), blueprint()
    began = timezone.now()
    assert grant(client, learner.username, exam).status_code == 302
    kept = Allowance.objects.get()
    assert (kept.person, kept.extra_minutes, kept.extra_attempts, kept.reason) == (learner, 15, 1, REASON)
    assert kept.by == centre
    assert began <= kept.at <= timezone.now()
    shown = client.get(reverse("allowance:index")).content.decode()
    assert learner.name in shown
    assert REASON in shown
    assert sittings.standing(learner, exam, at=timezone.now()).minutes == 45


@pytest.mark.parametrize(
    "says", [{"reason": ""}, {"who": "NOBODY-1"}, {"extra_minutes": 0, "extra_attempts": 0}, {"extra_minutes": -5}]
)
def test_without_reason_person_or_anything_granted_nothing_is_kept(client, centre, says):
    assert grant(client, person().username, blueprint(), **says).status_code == 200
    assert not Allowance.objects.exists()


def test_what_was_granted_is_not_changed(client, centre):
    kept = sittings.allow(person(), blueprint(), reason=REASON, at=timezone.now(), minutes=5)
    assert client.get(reverse("allowance:edit", args=[kept.pk])).status_code in (302, 403)
    assert client.post(reverse("allowance:delete", args=[kept.pk])).status_code in (302, 403)
    assert Allowance.objects.get().extra_minutes == 5


def test_others_may_not_grant(client):
    exam, learner = blueprint(), person()
    local = hr_officer(institution())
    charge(local, role="training_officer", institution=institution())
    for who in (learner, local):
        client.force_login(who, backend="people.signing_in.IdentifierBackend")
        assert grant(client, learner.username, exam).status_code in (302, 403)
    assert not Allowance.objects.exists()


RULES = {
    "ar": ["15 دقيقة إضافية", "محاولة إضافية", "السبب:", "مفتوح من", "مفتوح إلى غاية", "24 ساعة بين محاولتين"],
    "fr": ["15 minutes de plus", "1 tentative de plus", "Motif", "Ouvert à partir du", "Ouvert jusqu’au", "24 heures entre deux tentatives"],
}  # fmt: skip


@pytest.mark.parametrize("language", RULES)
def test_learner_reads_every_rule_with_its_reason_before_beginning(client, language):
    now = timezone.now()
    learner = person(language=language)
    exam = blueprint(opens_at=now - timedelta(days=3), closes_at=now + timedelta(days=3))
    sittings.allow(learner, exam, reason=REASON, at=now, minutes=15, attempts=1)
    client.force_login(learner)
    page = client.get(f"/{language}/exams/{exam.pk}/").content.decode().replace("&#x27;", "’").replace("\u00a0", " ")
    assert [words for words in RULES[language] if words not in page] == []
    assert REASON in page
    assert "45" in page

    other = person(language=language)
    client.force_login(other)
    assert REASON not in client.get(f"/{language}/exams/{exam.pk}/").content.decode()


WHY = {
    "early": {"ar": "لم يفتح الامتحان بعد", "fr": "pas encore ouvert"},
    "closed": {"ar": "الامتحان مغلق", "fr": "fermé"},
    "wait": {"ar": "مدة انتظار", "fr": "entre deux tentatives"},
}


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("case", WHY)
def test_who_may_not_begin_now_is_told_why_and_until_when(client, case, language):
    now = timezone.now()
    times = {"early": {"opens_at": now + timedelta(days=2)}, "closed": {"closes_at": now - timedelta(days=1)}}
    exam, learner = blueprint(**times.get(case, {})), person(language=language)
    if case == "wait":
        sat(learner, exam, 0, at=now - timedelta(hours=2))
    client.force_login(learner)
    page = client.get(f"/{language}/exams/{exam.pk}/").content.decode().replace("\u00a0", " ")
    assert WHY[case][language] in page
    assert "/begin/" not in page
