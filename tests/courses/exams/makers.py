"""Plain makers of banks and exams. The marks below are in every secret, so that a test can look for them in a page."""

from datetime import UTC, datetime, timedelta

from courses.exams import banks, sittings
from courses.exams.models import Answer, Wording

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRETS = ["rightkey", "EXPLANATION", "wrongkey", "is_right", "tolerance", "4242"]


def texts(text):
    return {"ar": f"{text} بالعربية", "fr": f"{text} en français"}


def record(key="Q1", kind="single", competency="POR-01", difficulty=1, **says):
    made = {"key": key, "kind": kind, "competency": competency, "difficulty": difficulty}
    made |= {"stem": texts(f"Énoncé {key}"), "feedback": texts(f"EXPLANATION {key}")}
    if kind == "numeric":
        made["numeric"] = {"value": 4242.5, "tolerance": 0.5, "unit": {"ar": "درهم", "fr": "DH"}}
    elif kind == "true_false":
        made["options"] = [
            {"key": "true", "text": {"ar": "صحيح", "fr": "Vrai"}, "correct": True},
            {"key": "false", "text": {"ar": "خطأ", "fr": "Faux"}, "correct": False},
        ]
    else:
        right = 2 if kind == "multiple" else 1
        made["options"] = [
            {"key": f"rightkey{i}" if i < right else f"wrongkey{i}", "text": texts(f"Choix {i}"), "correct": i < right}
            for i in range(4)
        ]
    return made | says


def bank(records=None, code="TKW-201"):
    if records is None:
        kinds = ("single", "multiple", "numeric", "single", "single")
        records = [record(f"A{i}", kind) for i, kind in enumerate(kinds)]
        records += [record(f"B{i}", competency="POR-02", difficulty=2) for i in range(5)]
    return banks.load(records, code=code, title={"ar": "بنك", "fr": "Banque"}).bank


def blueprint(held=None, draws=(("POR-01", None, 5), ("POR-02", 2, 3)), **rules):
    rules = {"minutes": 30, "pass_mark_pct": 75, "max_attempts": 3, "wait_hours": 24} | rules
    return banks.plan(held or bank(), title={"ar": "امتحان", "fr": "Examen"}, draws=draws, **rules)


def right_answer(item):
    key = Wording.objects.get(pk=item["wording"]).key
    return key["value"] if item["kind"] == "numeric" else key["right"]


def answer_right(sitting, count=None, *, at):
    """Give the right answer to the first ``count`` questions; None = to all."""
    for item in sitting.paper[:count]:
        sittings.save_answer(sitting, item["key"], right_answer(item), at=at)


def sat(person, exam, count=None, *, at=NOON):
    """A finished attempt with ``count`` right answers."""
    sitting = sittings.begin(person, exam, at=at)
    answer_right(sitting, count, at=at + timedelta(minutes=5))
    return sittings.hand_in(sitting, at=at + timedelta(minutes=10))


def form_answer(item, given):
    """What a page posts for these option keys or this number."""
    if item["kind"] == "numeric":
        return {"number": given}
    return {"choice": [str(item["options"].index(key) + 1) for key in given]}


def answers(sitting):
    """What was given; questions left empty, which are written down when marked, are not among it."""
    rows = Answer.objects.filter(sitting=sitting).exclude(given=None, later=False)
    return dict(rows.values_list("question_key", "given"))
