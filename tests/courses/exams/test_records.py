"""Records of the newer kinds: stored and read back the same, and each fault with its own sentence."""

import json

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exams import banks, wordings
from courses.exams.models import Question, Wording
from courses.exams.records import reasons, tidy
from tests.courses.exams import kinds
from tests.courses.exams.kinds import MAKERS, SIMPLE, case, every, gaps, match, order, said, short
from tests.courses.exams.makers import bank, blueprint, record


def drop(rows, index):
    return [row for n, row in enumerate(rows) if n != index]


PAR = {"name": "fig", "alt": said("رسم", "Schéma"), "image": 7, "file": None}
SEEN = said("انظر\n![fig]", "Voyez\n![fig]")
BAD = {
    "nothing accepted": (short(accepted={"ar": [], "fr": []}), "No answer is accepted for the question."),
    "accepted in no language of ours": (short(accepted={"de": ["Sparen"]}), "No answer is accepted for the question."),
    "accepted is a text": (short(accepted="épargne"), "No answer is accepted for the question."),
    "accepted sign": (
        short(accepted={"fr": ["%"]}),
        "The accepted answer “%” has no letter or digit, or is too long.",
    ),
    "one thing to order": (order(items=order()["items"][:1]), "There are fewer than two things to put in order."),
    "things with one key": (
        order(items=[row | {"key": "a"} for row in order()["items"]]),
        "The things to put in order need different keys of at most 10 characters.",
    ),
    "things that say the same": (
        order(items=[row | {"text": said("نفسه", "Idem")} for row in order()["items"]]),
        "Two of the things to put in order say the same.",
    ),
    "thing without Arabic": (
        order(items=[{"key": "a", "text": {"fr": "A"}}, *order()["items"][1:]]),
        "The text of item a is missing in “ar”.",
    ),
    "one pair": (match(pairs=match()["pairs"][:1]), "There are fewer than two pairs to match."),
    "pairs with one key": (
        match(pairs=[row | {"key": "a"} for row in match()["pairs"]]),
        "The pairs, and what fits nothing, need different keys of at most 10 characters.",
    ),
    "pair without its other half": (
        match(pairs=[{"key": "a", "text": said("أ", "A")}, *match()["pairs"][1:]]),
        "The text of pair a is missing in “fr”.",
    ),
    "extra that fits": (
        match(extra=[{"key": "x", "text": match()["pairs"][0]["with"]}]),
        "What fits nothing says the same as what fits.",
    ),
    "extra is a text": (match(extra="x"), "What fits nothing is not written row by row."),
    "no gap": (gaps(gaps=[]), "There is no gap."),
    "gap that the French text lacks": (
        gaps(text=said("[[1]] [[2]]", "[[1]]")),
        "The text in “fr” must hold each gap once: [[1]] [[2]].",
    ),
    "gap twice in the Arabic text": (
        gaps(text=said("[[1]] [[2]] [[2]]", "[[1]] [[2]]")),
        "The text in “ar” must hold each gap once: [[1]] [[2]].",
    ),
    "gap with one choice": (
        gaps(gaps=[gaps()["gaps"][0], {"key": "2", "choices": gaps()["gaps"][1]["choices"][:1]}]),
        "There are fewer than two words to choose from for gap 2.",
    ),
    "gap without a right choice": (
        gaps(gaps=[gaps()["gaps"][0], {"key": "2", "choices": [c | {"correct": 0} for c in gaps()["gaps"][1]["choices"]]}]),
        "No word to choose from is right for gap 2.",
    ),
    "typed gap that accepts nothing": (gaps(gaps=[*drop(gaps()["gaps"], 0), {"key": "1"}]), "No answer is accepted for gap 1."),
    "case without parts": (case(parts=[]), "A case has no part."),
    "case within a case": (case(parts=[case("p1")]), "Part p1: The kind “case” is not known."),
    "parts with one key": (
        case(parts=[short("p1"), order("p1")]),
        "The parts of a case need different keys of at most 10 characters.",
    ),
    "part that cannot be used": (
        case(parts=[short("p1", accepted={})]),
        "Part p1: No answer is accepted for the question.",
    ),
    "formula": (short(stem=said(r"$\frac{1$", r"$\frac{1}{2}$")), "The formula “\\frac{1” in the question cannot be read."),
    "unknown command": (
        short(stem=said(r"$\nosuchthing$", "x")),
        "The formula “\\nosuchthing” in the question cannot be read.",
    ),
    "picture without words": (
        short(stem=SEEN, pictures=[PAR | {"alt": {"fr": "Schéma"}}]),
        "The text of picture fig is missing in “ar”.",
    ),
    "picture without image": (
        short(stem=SEEN, pictures=[PAR | {"image": None}]),
        "There is no image behind the picture “fig”.",
    ),
    "picture nowhere placed": (
        short(pictures=[PAR]),
        "The picture “fig” is not placed: write ![fig] on a line of its own.",
    ),
    "place without a picture": (short(stem=SEEN), "The text places the picture “fig”, which the question does not have."),
    "pictures of one name": (
        short(stem=SEEN, pictures=[PAR, PAR]),
        "The pictures need different names of at most 40 letters, digits, points and dashes.",
    ),
    "text that is no text": (short(stem={"ar": ["س"], "fr": 3}), "The text of the question is not written by language."),
    "text with a zero": (short(stem=said("س\x00", "Q")), "A text holds a character that cannot be kept."),
    "unit too long": (
        record(kind="numeric", numeric={"value": 1, "tolerance": 0, "unit": {"fr": "u" * 31}}),
        "The unit is longer than 30 characters.",
    ),
    "tolerance out of range": (
        record(kind="numeric", numeric={"value": 1, "tolerance": "1e99"}),
        "The right number is out of range.",
    ),
    "competency too long": (short(competency="X" * 21), "The competency is longer than 20 characters."),
    "points that are true": (short(points=True), "The points are not a whole number from 1 up."),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_record_has_its_own_sentence(name):
    bad, sentence = BAD[name]
    with translation.override("en"):
        assert sentence in list(reasons(bad))


@pytest.mark.parametrize("made", every(), ids=[*SIMPLE, *MAKERS])
def test_good_record_has_no_reason_against_it(made):
    assert list(reasons(made)) == []
    assert list(reasons(tidy(made))) == []
    assert tidy(tidy(made)) == tidy(made)
    assert json.loads(json.dumps(tidy(made))) == tidy(made)


@pytest.mark.django_db
def test_questions_read_back_are_what_was_loaded():
    records = every()
    held = bank(records)
    by_key = {question.key: question for question in held.questions.all()}
    assert [banks.record_of(by_key[made["key"]]) for made in records] == [tidy(made) for made in records]

    again = banks.load(records, code=held.code, title={}, overwrite=True)
    assert (again.made, again.changed, again.same) == (0, 0, 9)
    records[-2]["gaps"][0]["accepted"]["fr"] = ["PAR30"]
    assert banks.load(records, code=held.code, title={}, overwrite=True).changed == 1


@pytest.mark.django_db
def test_picture_needs_an_image_that_is_there():
    with translation.override("en"), pytest.raises(banks.BadBank, match="There is no image behind the picture “fig”"):
        bank([short(stem=SEEN, pictures=[PAR])])
    assert not Question.objects.exists()


@pytest.mark.django_db
def test_paper_and_wording_do_not_tell_what_belongs_where():
    exam = blueprint(bank([order(), match(), gaps(), case()]), draws=[("POR-01", None, 4)])
    for seed in range(10):
        paper = banks.draw(exam, seed)
        told = json.dumps(paper)
        assert "correct" not in told
        for item in paper:
            wording = Wording.objects.get(pk=item["wording"])
            if item["kind"] == "order":
                assert item["options"] != wording.key["order"]
                assert not any("rightkey" in name for name in wording.says["options"])
            if item["kind"] == "match":
                assert not set(item["pairs"]) & set(item["options"])
                assert len(item["options"]) == 4
    case_says = Wording.objects.get(question__key="C1").says
    assert "accepted" not in json.dumps(case_says)
    assert "correct" not in json.dumps(case_says)


@pytest.mark.django_db
def test_points_of_a_case_are_those_of_its_parts():
    assert bank([case(points=1)]).questions.get().points == 15


def test_same_words_on_the_right_are_one_choice():
    """Two pairs may share their other half; either is right."""
    same = said("أصل", "Actif")
    made = tidy(match(pairs=[row | {"with": same} for row in match()["pairs"]]))
    wording = wordings.of(Question(), made)
    assert len(wording.says["options"]) == 2  # the shared half, and what fits nothing
    assert len(set(wording.key["pairs"].values())) == 1


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 70000) | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["ar", "fr", "key", "text", "with", "correct", "value", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(every()), st.sampled_from(["", "parts"]), st.data())
def test_no_record_breaks_the_check_and_what_passes_can_be_stored(made, where, data):
    made = json.loads(json.dumps(made))
    target = made["parts"][0] if where and made["kind"] == "case" else made
    target[data.draw(st.sampled_from([*sorted(target), "extra", "pictures", "feedback"]))] = data.draw(ANYTHING)
    if not list(reasons(made)):
        wording = wordings.of(Question(), tidy(made))
        json.dumps([wording.says, wording.key], allow_nan=False).encode()
        assert kinds.right(wording.key, wording.says["kind"]) is not None
