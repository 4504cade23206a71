"""The exam of TKW-201: its bank, its blueprint, and people of the cast who sat it. Built by the rules of the site."""

import json
import random
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from courses.exams import banks, sittings
from courses.exams.models import Bank, Blueprint, Sitting, Wording

TKW_201_EXAM = UUID("7a1e5201-0000-4000-8000-746b772d3231")  # also the id of the course's activity
TKW_201_BANK = Path(__file__).parent / "tkw201" / "bank.json"
CATALOGUE = Path(__file__).parents[2] / "courses" / "data" / "course_catalogue.json"
DRAWS = [  # 20 questions; collecting with respect weighs most
    ("POR-01", 1, 2),
    ("POR-01", None, 2),
    ("POR-02", 2, 2),
    ("POR-02", None, 2),
    ("POR-03", None, 4),
    ("POR-04", 2, 2),
    ("POR-04", None, 1),
    ("PRO-02", None, 3),
    ("FIN-04", None, 2),
]


KNEW = [0.4, 0.35, 0.55, 0.2, 0.45, 0.6]  # right answers in the pre-test of the first six, weeks before
SHARES = [0.95, 0.8, 0.9, 0.6, 0.85, 1.0, 0.75, 0.5]  # right answers of the first who are let in


def build(cast, *, on: date) -> None:
    """Some of the staff have sat it; the learner has not."""
    blueprint = exam()
    if blueprint is None or blueprint.sittings.exists():
        return
    allowed = (p for p in cast.staff if sittings.may_sit(p, blueprint, at=morning(on)) is None)
    for n, (person, share, days) in enumerate(zip(allowed, SHARES, range(len(SHARES), 0, -1), strict=False)):
        if n < len(KNEW):
            before = morning(on - timedelta(days=days + 21))
            sit(person, blueprint, share_right=KNEW[n], at=before, purpose=Sitting.Purpose.PRE)
        sit(person, blueprint, share_right=share, at=morning(on - timedelta(days=days)))


def exam() -> Blueprint | None:
    """The exam of TKW-201, made once; None while its bank is not written."""
    if not TKW_201_BANK.exists():
        return None
    course = next(c for c in json.loads(CATALOGUE.read_text(encoding="utf-8"))["courses"] if c["code"] == "TKW-201")
    rules = course["certification"]
    return banks.plan(
        bank(),
        pk=TKW_201_EXAM,
        title={
            "ar": "امتحان شهادة التحصيل المسؤول",
            "fr": "Examen du certificat Recouvrement responsable",
            "en": "Exam for the Responsible collection certificate",
        },
        draws=DRAWS,
        minutes=30,
        pass_mark_pct=rules["pass_mark_pct"],
        max_attempts=rules["max_attempts"],
        wait_hours=rules["wait_between_attempts_hours"],
        has_pretest=True,
    )


def bank() -> Bank:
    records = json.loads(TKW_201_BANK.read_text(encoding="utf-8"))
    title = {
        "ar": "أسئلة الوقاية من المتأخرات والتحصيل باحترام",
        "fr": "Questions : prévenir les impayés et recouvrer avec respect",
        "en": "Questions: preventing arrears and collecting with respect",
    }
    return banks.load(records, code="TKW-201", title=title, files=_files(records)).bank


def _files(records) -> dict[str, int]:
    from config.demo.courses import picture  # which asks here for the exam

    named = {shown["file"] for record in records for shown in record.get("pictures", ())}
    return {file: picture(file).pk for file in named}


def sit(person, blueprint: Blueprint, *, share_right: float, at: datetime, minutes: int = 18, **how) -> Sitting:
    """Sit the exam from ``at``: this share of the questions answered rightly, the others wrongly.

    Whoever has a sitting from that moment keeps it.
    """
    if there := person.sittings.filter(blueprint=blueprint, started_at=at).first():
        return there
    dice = random.Random(f"{person.username}{at:%Y%m%d}")
    sitting = sittings.begin(person, blueprint, at=at, seed=dice.getrandbits(62), **how)
    right = set(dice.sample(range(len(sitting.paper)), round(share_right * len(sitting.paper))))
    pace = timedelta(minutes=minutes) / (len(sitting.paper) + 1)
    keys = Wording.objects.in_bulk([item["wording"] for item in sitting.paper])
    for n, item in enumerate(sitting.paper):
        given = _right(item, keys) if n in right else _wrong(item, keys, dice)
        sittings.save_answer(
            sitting, item["key"], given, at=at + (n + 1) * pace, language=person.language, seconds=dice.randint(20, 90)
        )
    return sittings.hand_in(sitting, at=at + timedelta(minutes=minutes))


def morning(day: date, hour: int = 9) -> datetime:
    """An hour of that day, for ``sit``."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def _right(item, keys):
    return _whole(item["kind"], keys[item["wording"]].key)


def _whole(kind, key):
    if kind == "numeric":
        return key["value"]
    if kind == "short":
        return next(answer for answers in key["accepted"].values() for answer in answers)
    if kind == "order":
        return key["order"]
    if kind == "match":
        return key["pairs"]
    if kind == "gaps":
        return {name: gap["right"][0] if "right" in gap else _whole("short", gap) for name, gap in key["gaps"].items()}
    if kind == "case":
        return {name: _whole(part["kind"], part["key"]) for name, part in key["parts"].items()}
    return key["right"]


def _wrong(item, keys, dice):
    key = keys[item["wording"]].key
    if item["kind"] == "numeric":
        return str(round(float(key["value"]) * 10 + 1, 2))
    if "right" not in key:
        return None  # left empty
    wrong = [option for option in item["options"] if option not in key["right"]]
    return [dice.choice(wrong)]
