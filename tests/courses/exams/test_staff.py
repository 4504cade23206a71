"""The screens of those who write questions."""

import pytest
from django.urls import reverse
from wagtail.blocks import ListBlock, StreamBlock, StructBlock

from competencies.models import Competency, Domain
from courses.exams import banks, blocks
from courses.exams.models import Blueprint, Question
from courses.exams.records import tidy
from people.models import User
from tests.courses.exams.kinds import MAKERS, case, every, short
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
    return (
        data
        | rows("pictures", says.pop("pictures", []))
        | rows("options", [{"key": k, "text_ar": k, "text_fr": k} | r for k, r in zip("abcd", options, strict=False)])
    )


RIGHT, WRONG = {"is_right": "on"}, {}


@pytest.mark.parametrize("name", ["bank", "question", "blueprint", "allowance"])
def test_every_list_and_form_opens(client, author, name):
    blueprint()
    for page in ("list" if name == "question" else "index", "add"):
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


def filled(block, value, prefix):
    """What the editor's form posts for this value of a block."""
    if isinstance(block, StreamBlock | ListBlock):
        data = {f"{prefix}-count": len(value)}
        for n, row in enumerate(value):
            listed = isinstance(block, ListBlock)
            inner = block.child_block if listed else block.child_blocks[row["type"]]
            data |= {f"{prefix}-{n}-deleted": "", f"{prefix}-{n}-order": n, f"{prefix}-{n}-id": ""}
            data |= {} if listed else {f"{prefix}-{n}-type": row["type"]}
            data |= filled(inner, row if listed else row["value"], f"{prefix}-{n}-value")
        return data
    if isinstance(block, StructBlock):
        data = {}
        for name, inner in block.child_blocks.items():
            empty = [] if isinstance(inner, ListBlock) else {} if isinstance(inner, StructBlock) else ""
            data |= filled(inner, value.get(name, empty), f"{prefix}-{name}")
        return data
    return {} if value is False else {prefix: "on" if value is True else value}


def bare(record):
    """Without the keys, which the editor gives anew, and without English, which it adds to true and false."""
    if isinstance(record, dict):
        return {name: bare(inner) for name, inner in record.items() if name not in ("key", "en")}
    return [bare(inner) for inner in record] if isinstance(record, list) else record


@pytest.mark.parametrize("kind", MAKERS)
def test_author_writes_a_question_of_every_kind_and_opens_it_again(client, author, kind):
    held, wanted = bank([record()]), tidy(MAKERS[kind]())
    details = filled(blocks.DetailsBlock(), blocks.shown(kind, banks.details_of(wanted)), "details")
    says = {"kind": kind, "feedback_ar": wanted["feedback"]["ar"], "feedback_fr": wanted["feedback"]["fr"]}
    says |= {"stem_ar": wanted["stem"]["ar"], "stem_fr": wanted["stem"]["fr"], "points": 3}
    response = client.post(reverse("question:add"), question(held, **says) | details)
    assert response.status_code == 302, response.content.decode()
    made = Question.objects.get(key="N1")
    assert bare(banks.record_of(made)) | {"points": 0} == bare(wanted) | {"points": 0}
    assert made.points == (15 if kind == "case" else 3)

    page = client.get(reverse("question:edit", args=[made.pk])).content.decode()
    assert wanted["stem"]["fr"] in page


@pytest.mark.parametrize(
    ("says", "content", "sentence"),
    [
        ({"kind": "short"}, None, "No answer is accepted for the question."),
        ({"kind": "order"}, short(), "What is filled in is of another kind than the question."),
        (
            {"kind": "case"},
            case(parts=[*case()["parts"][:1], short("x", accepted={"fr": ["!"]})]),
            "Part 2: The accepted answer",
        ),
    ],
)
def test_what_cannot_be_asked_is_told_in_the_editor(client, author, says, content, sentence):
    held = bank([record()])
    User.objects.update(language="en")
    details = {}
    if content:
        stream = blocks.shown(content["kind"], banks.details_of(tidy(content)))
        details = filled(blocks.DetailsBlock(), stream, "details")
    response = client.post(reverse("question:add"), question(held, **says) | details, headers={"accept-language": "en"})
    assert sentence in response.content.decode()
    assert not Question.objects.filter(key="N1").exists()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_author_sees_each_kind_as_learners_will_while_writing(client, author, language):
    held = bank(every())
    for made in held.questions.all():
        address = reverse("question:preview_on_edit", args=[made.pk])
        record_ = banks.record_of(made)
        stream = blocks.shown(made.kind, made.details)
        data = question(held, key=made.key, kind=made.kind, stem_ar="سؤال معاين", stem_fr="Question aperçue")
        data |= filled(blocks.DetailsBlock(), stream, "details")
        if made.kind == "numeric":
            data |= {"value": "4", "tolerance": "0"}
        if "options" in record_:
            data |= rows(
                "options",
                [
                    {"key": o["key"], "text_ar": o["key"], "text_fr": o["key"]}
                    | ({"is_right": "on"} if o["correct"] else {})
                    for o in record_["options"]
                ],
            )
        said = client.post(address, data).json()
        assert said["is_valid"], (made.kind, said)
        page = client.get(f"{address}?mode={language}")
        assert {"ar": "سؤال معاين", "fr": "Question aperçue"}[language] in page.content.decode(), made.kind
        assert f'lang="{language}"' in page.content.decode()
    assert not Question.objects.filter(stem_fr="Question aperçue").exists()
