"""One good record of every kind, and what answers it rightly, wrongly and in part."""

from tests.courses.exams.makers import record, texts


def said(ar, fr):
    return {"ar": ar, "fr": fr}


def words(key="Q1", kind="short", **more):
    """A record without options; the marks of ``makers.SECRETS`` are in what must stay secret."""
    made = {"key": key, "kind": kind, "competency": "POR-01", "difficulty": 1}
    return made | {"stem": texts(f"Énoncé {key}"), "feedback": texts(f"EXPLANATION {key}")} | more


def short(key="S1", **more):
    accepted = {"ar": ["الادخار"], "fr": ["l'épargne rightkey", "épargne"], "en": ["saving"]}
    return words(key, "short", accepted=accepted) | more


def order(key="O1", **more):
    steps = [
        ("a", "نستمع", "Écouter"),
        ("b", "نفهم", "Comprendre"),
        ("c", "نقترح", "Proposer"),
        ("d", "نتابع", "Suivre"),
    ]
    return words(key, "order", items=[{"key": f"rightkey{k}", "text": said(ar, fr)} for k, ar, fr in steps]) | more


def match(key="M1", **more):
    pairs = [
        ("a", "أصل", "Actif", "قرض ممنوح", "Prêt accordé"),
        ("b", "خصم", "Passif", "دين على المؤسسة", "Dette de l’institution"),
        ("c", "منتوج", "Produit", "فوائد محصلة", "Intérêts encaissés"),
    ]
    rows = [{"key": f"rightkey{k}", "text": said(ar, fr), "with": said(war, wfr)} for k, ar, fr, war, wfr in pairs]
    extra = [{"key": "wrongkey", "text": said("كراء المكتب", "Loyer du bureau")}]
    return words(key, "match", pairs=rows, extra=extra) | more


def gaps(key="G1", **more):
    text = said("نسبة [[1]] تقاس على [[2]].", "Le [[1]] se mesure sur [[2]].")
    choices = [
        {"key": "rightkey", "text": said("جاري القروض", "l’encours"), "correct": True},
        {"key": "wrongkey", "text": said("عدد الزبناء", "le nombre de clients"), "correct": False},
    ]
    rows = [
        {"key": "1", "accepted": {"ar": ["المحفظة المعرضة للخطر rightkey", "PAR"], "fr": ["PAR"]}},
        {"key": "2", "choices": choices},
    ]
    return words(key, "gaps", text=text, gaps=rows) | more


def case(key="C1", **more):
    parts = [
        record("p1", points=2),
        record("p2", "numeric"),
        gaps("p3", points=2),
        order("p4", points=4),
        match("p5", points=3),
        short("p6"),
        record("p7", "multiple"),
        record("p8", "true_false"),
    ]
    for part in parts:
        del part["competency"], part["difficulty"]
    return words(key, "case", parts=parts) | more


MAKERS = {"short": short, "order": order, "match": match, "gaps": gaps, "case": case}
SIMPLE = ("single", "multiple", "true_false", "numeric")


def every(**more):
    """A record of every kind."""
    return [record(f"K{n}", kind, **more) for n, kind in enumerate(SIMPLE)] + [make(**more) for make in MAKERS.values()]


def right(key: dict, kind: str):
    """The whole right answer, from a wording's key."""
    if kind == "numeric":
        return key["value"]
    if kind == "short":
        return next(answer for answers in key["accepted"].values() for answer in answers)
    if kind == "order":
        return key["order"]
    if kind == "match":
        return dict(key["pairs"])
    if kind == "gaps":
        return {
            name: gap["right"][0] if "right" in gap else next(a for of in gap["accepted"].values() for a in of)
            for name, gap in key["gaps"].items()
        }
    if kind == "case":
        return {name: right(part["key"], part["kind"]) for name, part in key["parts"].items()}
    return key["right"]


def posted(item: dict, given, prefix="") -> dict:
    """What a page posts for ``given``."""
    kind = item["kind"]
    if kind == "numeric":
        return {f"{prefix}number": given}
    if kind == "short":
        return {f"{prefix}text": given}
    if kind == "order":
        return {f"{prefix}place-{n}": str(given.index(k) + 1) for n, k in enumerate(item["options"], start=1)}
    if kind == "match":
        return {
            f"{prefix}pair-{n}": str(item["options"].index(given[left]) + 1)
            for n, left in enumerate(item["pairs"], start=1)
        }
    if kind == "gaps":
        return {
            f"{prefix}gap-{n}": str(item["gaps"][k].index(given[k]) + 1) if item["gaps"][k] else given[k]
            for n, k in enumerate(sorted(item["gaps"]), start=1)
        }
    if kind == "case":
        return {
            name: value
            for n, part in enumerate(item["parts"], start=1)
            for name, value in posted(part, given[part["key"]], f"{prefix}part-{n}-").items()
        }
    return {f"{prefix}choice": [str(item["options"].index(key) + 1) for key in given]}
