"""Every kind of question from the paper to the correction, without script: given, refused, kept, marked, explained."""

import copy

import pytest
from django.test import Client
from django.utils import timezone, translation

from courses.exams import fields, marking, sittings
from courses.exams.given import NoSuchOption, clean, is_whole
from courses.exams.models import Question, Wording
from courses.exams.records import tidy
from courses.exams.wordings import of, offered
from tests.courses.exams import kinds
from tests.courses.exams.kinds import MAKERS, case, every, gaps, match, order, said, short
from tests.courses.exams.makers import SECRETS, answers, bank, blueprint, record
from tests.factories import person

KINDS = ["single", "multiple", "true_false", "numeric", *MAKERS]


def pinned(made):
    """An item of a paper and the key to it, without a database."""
    import random

    wording = of(Question(), tidy(made))
    item = {"key": made["key"], "kind": made["kind"], "points": made.get("points", 1)}
    return item | offered(wording.says, wording.key, random.Random(5)), wording.key


def points(made, given):
    item, key = pinned(made)
    return marking.points(item, key, given)


# Marking


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("الادخار", True),
        ("ادخار", True),
        ("الإدّخار", True),
        ("  الادخــار ", True),
        ("Epargne", True),
        ("ÉPARGNE !", True),
        ("saving", True),
        ("الادخار والقرض", False),
        ("epargner", False),
        ("!", False),
        (None, False),
    ],
)
def test_short_text_is_right_when_it_sounds_like_an_accepted_answer(given, right):
    assert points(short(points=3), given) == (3 if right else 0)


def test_accepted_with_hamza_and_ta_marbuta_is_found_without_them():
    made = short(accepted={"ar": ["المسؤولية", "إعادة الجدولة"]})
    assert points(made, "مسوولية") == points(made, "اعاده الجدوله") == points(made, "إعادة جدولة") == 1


def test_order_earns_its_share_of_things_in_their_place_rounded_down():
    made = order(points=3)
    a, b, c, d = pinned(made)[1]["order"]
    assert [points(made, given) for given in ([a, b, c, d], [a, b, d, c], [a, c, d, b], [d, c, b, a], None)] == [
        3, 1, 0, 0, 0,
    ]  # fmt: skip
    assert points(made, [a, b, c, None]) == 2


def test_match_earns_its_share_of_pairs():
    made = match(points=3)
    right = pinned(made)[1]["pairs"]
    (first, one), (second, two), *_ = right.items()
    assert points(made, right) == 3
    assert points(made, {first: one}) == 1
    assert points(made, right | {first: two, second: one}) == 1
    assert points(match(points=1), {first: one}) == 0


def test_gaps_earn_their_share_typed_in_either_language_or_chosen():
    made = gaps(points=2)
    assert points(made, {"1": "par", "2": "rightkey"}) == 2
    assert points(made, {"1": "المحفظة المعرّضة للخطر RIGHTKEY"}) == 1
    assert points(made, {"1": "x", "2": "wrongkey"}) == 0


def test_case_is_worth_what_its_parts_earn():
    item, key = pinned(case())
    right = kinds.right(key, "case")
    assert marking.points(item, key, right) == 15
    assert marking.is_right("case", key, right)
    assert marking.points(item, key, {"p1": right["p1"], "p4": [*right["p4"][:2], None, None]}) == 4
    assert not marking.is_right("case", key, {name: right[name] for name in right if name != "p6"})
    assert marking.points(item, key, None) == 0


# What may be given

BAD = {
    "short": [["épargne"], {"text": "x"}, 3, "x" * 201, "a\x00"],
    "order": [["x"] * 4, "abcd", [None, None, None], {"1": "a"}, lambda right: [right[0]] * 4, lambda right: right[:3]],
    "match": [["a"], {"nowhere": "x"}, lambda right: dict.fromkeys(right, "nowhere"), {"rightkeya": None}],
    "gaps": [{"3": "x"}, {"2": "nowhere"}, {"1": ["x"]}, ["PAR"], {"1": "x" * 201}],
    "case": [{"p9": ["x"]}, ["p1"], {"p1": ["nowhere"]}, {"p2": "beaucoup"}, {"p3": {"2": "nowhere"}}, {"p6": 6}],
}


@pytest.mark.parametrize(("kind", "n"), [(kind, n) for kind, bad in BAD.items() for n in range(len(bad))])
def test_what_is_no_answer_of_this_kind_is_refused(kind, n):
    item, key = pinned(MAKERS[kind]())
    bad = BAD[kind][n]
    with pytest.raises(NoSuchOption):
        clean(item, bad(copy.deepcopy(kinds.right(key, kind))) if callable(bad) else bad)


@pytest.mark.parametrize("made", every(), ids=KINDS)
def test_right_answer_travels_through_the_form_unchanged(made):
    from courses.exams.forms import AnswerForm

    item, key = pinned(made)
    right = clean(item, kinds.right(key, made["kind"]))
    assert is_whole(item, right)
    with translation.override("fr"):
        form = AnswerForm(item, fields.posted(item, right) and _flat(fields.posted(item, right)))
        assert form.is_valid(), form.errors
    assert clean(item, form.given) == right
    assert AnswerForm(item, {}).is_valid()
    assert clean(item, (lambda empty: empty.is_valid() and empty.given)(AnswerForm(item, {}))) is None


def _flat(said):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    for name, values in said.items():
        data.setlist(name, values)
    return data


def test_half_an_answer_is_kept_and_not_called_whole():
    for kind, half in (("gaps", {"1": "PAR"}), ("case", {"p6": "épargne"})):
        item, _key = pinned(MAKERS[kind]())
        assert clean(item, half) == half
        assert not is_whole(item, half)


# Pages


@pytest.fixture
def seat(client, db):
    return Seat(client)


class Seat:
    """A learner before an exam with one question of every kind."""

    def __init__(self, client, records=None, **rules):
        self.client, self.learner = client, person(language="fr")
        records = records or every()
        self.exam = blueprint(bank(records), draws=[("POR-01", None, len(records))], **rules)
        client.force_login(self.learner)
        self.sitting = sittings.begin(self.learner, self.exam, at=timezone.now())
        self.base = f"/fr/sittings/{self.sitting.pk}"

    def key(self, item):
        return Wording.objects.get(pk=item["wording"]).key

    def right(self, item):
        return kinds.right(self.key(item), item["kind"])

    def save(self, n, data, *, json=True):
        return self.client.post(f"{self.base}/{n}/", data, headers={"accept": "application/json"} if json else {})

    def number_of(self, kind):
        return next(n for n, item in enumerate(self.sitting.paper, start=1) if item["kind"] == kind)


def test_every_kind_is_answered_without_script_and_earns_all(seat):
    for n, item in enumerate(seat.sitting.paper, start=1):
        went = seat.save(n, kinds.posted(item, seat.right(item)), json=False)
        assert went.status_code == 302, went.content.decode()
    page = seat.client.post(f"{seat.base}/hand-in/", follow=True).content.decode()
    seat.sitting.refresh_from_db()
    assert seat.sitting.points == seat.sitting.points_max == 23
    assert page.count("EXPLANATION") == 9 + 8  # and of each part of the case


def test_nothing_secret_leaves_before_marking(seat):
    pages = [f"{seat.base}/{page}" for page in ("paper/", "review/", *(f"{n}/" for n in range(1, 10)))]
    for n, item in enumerate(seat.sitting.paper, start=1):
        wrong = kinds.posted(item, seat.right(item)) if item["kind"] in ("order", "match") else {"part-1-choice": "2"}
        seat.save(n, wrong)
        pages.append(f"{seat.base}/{n}/")
    for page in pages:
        body = seat.client.get(page).content.decode()
        assert [mark for mark in [*SECRETS, "épargne rightkey", "المعرضة"] if mark in body] == [], page


def test_answers_stay_when_the_language_changes(seat):
    for n, item in enumerate(seat.sitting.paper, start=1):
        seat.save(n, kinds.posted(item, seat.right(item)))
    before = answers(seat.sitting)
    for n, item in enumerate(seat.sitting.paper, start=1):
        body = seat.client.get(f"/ar/sittings/{seat.sitting.pk}/{n}/").content.decode()
        assert 'dir="rtl"' in body
        controls = body.split('id="answer"')[1]
        shown = controls.count(" checked") + controls.count(" selected")
        assert shown or item["kind"] in ("numeric", "short"), item["kind"]
        went = seat.client.post(f"/ar/sittings/{seat.sitting.pk}/{n}/", kinds.posted(item, seat.right(item)))
        assert went.status_code == 302
    assert answers(seat.sitting) == before


FORGED = {
    "order": [{"place-1": "9"}, {"place-1": "0"}, {"place-1": "rightkeya"}, {"place-1": "1", "place-2": "1"}],
    "match": [{"pair-1": "9"}, {"pair-2": "-1"}, {"pair-1": "rightkeya"}],
    "gaps": [{"gap-2": "3"}, {"gap-2": "rightkey"}, {"gap-1": "x" * 201}],
    "short": [{"text": "x" * 201}, {"text": "a\x00b"}],
    "case": [
        {"part-1-choice": "9"},
        {"part-2-number": "beaucoup"},
        {"part-3-gap-2": "9"},
        {"part-4-place-1": "1", "part-4-place-2": "1"},
        {"part-7-choice": ["1", "9"]},
    ],
}


@pytest.mark.parametrize("kind", FORGED)
def test_forged_answer_changes_nothing_and_is_told_why(seat, kind):
    n = seat.number_of(kind)
    item = seat.sitting.paper[n - 1]
    seat.save(n, kinds.posted(item, seat.right(item)))
    before = answers(seat.sitting)
    for forged in FORGED[kind]:
        refused = seat.save(n, forged)
        assert refused.status_code == 422, forged
        assert len(refused.json()["sentence"]) > 10
        assert seat.save(n, forged, json=False).status_code == 422
    assert answers(seat.sitting) == before


def test_place_given_twice_is_told_with_what_was_chosen_still_there(seat):
    n = seat.number_of("order")
    page = seat.save(n, {"place-1": "2", "place-2": "2", "place-3": "1"}, json=False).content.decode()
    assert "2" in page.split("data-wrong")[1][:200]
    assert page.count('value="2" selected') == 2
    assert page.count('value="1" selected') == 1


def test_number_in_a_part_is_told_by_its_part(seat):
    with translation.override("fr"):
        sentence = seat.save(seat.number_of("case"), {"part-2-number": "beaucoup"}).json()["sentence"]
    assert "2" in sentence.split(":")[0]
    assert "7,5" in sentence


@pytest.mark.parametrize(
    ("written", "kept"), [("٤٬٢٤٢٫٥ درهم", "4242.5"), ("4 242,50 DH", "4242.5"), ("4.242,5", "4242.5")]
)
def test_numbers_are_read_as_people_write_them_and_show_their_unit(seat, written, kept):
    n = seat.number_of("numeric")
    seat.save(n, {"number": written})
    assert answers(seat.sitting)[seat.sitting.paper[n - 1]["key"]] == kept
    page = seat.client.get(f"{seat.base}/{n}/").content.decode()
    assert "<bdi>DH</bdi>" in page
    assert 'value="4242,5"' in page


def test_question_begun_is_neither_answered_nor_empty(seat):
    seat.save(seat.number_of("gaps"), {"gap-1": "PAR"})
    page = seat.client.get(f"{seat.base}/review/").content.decode()
    with translation.override("fr"):
        assert translation.gettext("Answered in part") in page


def test_feedback_of_the_answer_given_is_shown_after_marking_alone(client, db):
    options = [option | {"feedback": said(f"قول {n}", f"SAIDOF{n}")} for n, option in enumerate(record()["options"])]
    seat = Seat(client, [record("Q1", options=options)], max_attempts=1)
    item = seat.sitting.paper[0]
    seat.save(1, {"choice": str(item["options"].index("wrongkey2") + 1)})
    assert "SAIDOF" not in client.get(f"{seat.base}/1/").content.decode()
    page = client.post(f"{seat.base}/hand-in/", follow=True).content.decode()
    assert page.count("SAIDOF2") == 1
    assert "SAIDOF1" not in page
    assert "قول 2" in client.get(f"/ar/sittings/{seat.sitting.pk}/result/").content.decode()


def test_corrections_say_what_was_right_of_each_kind(client, db):
    seat = Seat(client, max_attempts=1)
    for n, item in enumerate(seat.sitting.paper, start=1):
        if item["kind"] == "order":
            seat.save(n, kinds.posted(item, list(reversed(seat.right(item)))))
        if item["kind"] == "gaps":
            seat.save(n, {"gap-1": "n’importe", "gap-2": "1"})
    page = client.post(f"{seat.base}/hand-in/", follow=True).content.decode()
    for told in ("Écouter", "Actif : Prêt accordé", "n’importe", "l’encours", "Suivre"):
        assert told in page.replace("\u00a0", " "), told


def test_formula_and_escaped_marks_in_a_stem(client, db):
    made = short(stem=said(r"احسب $\frac{1}{2}$", r"Calculez $\frac{1}{2}$ <b>vite</b>"))
    seat = Seat(client, [made])
    page = seat.client.get(f"{seat.base}/1/").content.decode()
    assert "<mfrac>" in page
    assert "&lt;b&gt;vite" in page


def test_other_person_sees_no_question_of_any_kind(seat):
    other = Client()
    other.force_login(person())
    assert other.get(f"{seat.base}/{seat.number_of('case')}/").status_code == 404
