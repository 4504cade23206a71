"""The screens of those who write questions."""

import pytest
from django.urls import reverse

from competencies.models import Competency, Domain
from courses.exams.models import Blueprint, Question
from people.models import User
from tests.courses.exams.makers import bank, blueprint, record
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    domain = Domain.objects.create(code="POR", name_ar="المحفظة", name_fr="Portefeuille")
    for code in ("POR-01", "POR-02"):
        Competency.objects.create(
            code=code,
            domain=domain,
            name_ar=f"كفاءة {code}",
            name_fr=f"Compétence {code}",
            certified_validity_months=24,
        )
    found = person(is_superuser=True, is_staff=True)
    client.force_login(found)
    return found


def rows(prefix, rows):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0, f"{prefix}-MIN_NUM_FORMS": 0}
    data[f"{prefix}-MAX_NUM_FORMS"] = 1000
    for i, row in enumerate(rows):
        data |= {f"{prefix}-{i}-{name}": value for name, value in ({"ORDER": i, "id": ""} | row).items()}
    return data


def question(held, *options, **says):
    data = {"bank": held.pk, "key": "N1", "competency_code": "POR-01", "difficulty": 1, "points": 1, "kind": "single"}
    data |= {"stem_ar": "سؤال", "stem_fr": "Question", "tolerance": "0"} | says
    return data | rows(
        "options", [{"key": k, "text_ar": k, "text_fr": k} | r for k, r in zip("abcd", options, strict=False)]
    )


RIGHT, WRONG = {"is_right": "on"}, {}


@pytest.mark.parametrize("name", ["bank", "question", "blueprint", "allowance"])
def test_every_list_and_form_opens(client, author, name):
    blueprint()
    for page in ("index", "add"):
        assert client.get(reverse(f"{name}:{page}")).status_code == 200


def test_author_writes_a_question_with_its_options(client, author):
    client.post(reverse("question:add"), question(bank([record()]), RIGHT, WRONG, WRONG))
    made = Question.objects.get(key="N1")
    assert [(o.key, o.is_right) for o in made.options.order_by("key")] == [("a", True), ("b", False), ("c", False)]


@pytest.mark.parametrize(
    ("options", "says", "sentence"),
    [
        ((RIGHT, RIGHT), {}, "Exactly one option must be right."),
        ((RIGHT,), {}, "There are fewer than two options."),
        ((RIGHT, WRONG), {"kind": "multiple"}, "A question with several right options has at least two."),
        ((), {"kind": "numeric"}, "The right number or its tolerance is missing."),
    ],
)
def test_question_that_cannot_be_asked_is_refused_with_its_sentence(client, author, options, says, sentence):
    held = bank([record()])
    User.objects.update(language="en")
    response = client.post(reverse("question:add"), question(held, *options, **says), headers={"accept-language": "en"})
    assert sentence in response.content.decode()
    assert not Question.objects.filter(key="N1").exists()


def test_exam_that_draws_more_than_the_bank_has_is_refused(client, author):
    data = {"bank": bank().pk, "title_ar": "امتحان", "title_fr": "Examen", "minutes": 30, "pass_mark_pct": 75}
    data |= {"max_attempts": 3, "wait_hours": 24}
    too_many = rows("draws", [{"competency_code": "POR-01", "difficulty": "", "count": 6}])
    response = client.post(reverse("blueprint:add"), data | too_many, headers={"accept-language": "en"})
    assert "draws 6, and the bank has 5 questions left" in response.content.decode()

    client.post(reverse("blueprint:add"), data | rows("draws", [{"competency_code": "POR-01", "count": 5}]))
    assert [(d.competency_code, d.difficulty, d.count) for d in Blueprint.objects.get().draws.all()] == [
        ("POR-01", None, 5)
    ]
