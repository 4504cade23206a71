"""Marks of the cast: plausible, uneven, some about to end and some over. Invented, and the same on every machine.

Everybody's marks follow what their post asks for. What one person has is drawn from their staff number, so a second
run attests the same sources again, which changes nothing.
"""

import random
from datetime import date, timedelta

from django.db import transaction

from competencies.evidence import attest
from competencies.models import Competency, Mark, Requirement
from config.demo.people import Cast
from people.models import Post

# kind, chance, by how much the level may differ from what the post asks, oldest age in days
KINDS = [("certified", 0.22, (0, 1), 420), ("assessed", 0.40, (0, 0, 1), 640), ("endorsed", 0.22, (-1, 0), 420), ("declared", 0.16, (-1, 0), 300)]  # fmt: skip
SKILLED = {"JOB-REC", "JOB-SUP", "JOB-CAG"}  # collection at 4 and more is found among these
# the learner's own, so that the line has something to close: code, level, kind, days ago
LEARNER = [
    ("POR-02", 2, "declared", 60),
    ("POR-03", 2, "declared", 60),
    ("DIG-03", 2, "assessed", 702),  # ends in four weeks
    ("RIS-02", 2, "certified", 400),  # over since a month
    ("PRO-03", 1, "endorsed", 200),
]


def build(cast: Cast, *, on: date) -> None:
    competencies = {c.code: c for c in Competency.objects.all()}
    asked: dict[int, list[Requirement]] = {}
    for requirement in Requirement.objects.select_related("competency"):
        asked.setdefault(requirement.profile_id, []).append(requirement)
    known = set(Mark.objects.values_list("source", "competency__code"))
    with transaction.atomic():
        for post in _posts(cast, on=on):
            for code, level, kind, age in _marks(post, asked.get(post.profile_id, ()), cast):
                source = f"{_says(kind)}:demo-{post.person.username}"
                if (source, code) not in known:
                    attest(post.person, competencies[code], level, kind, source=source, on=on - timedelta(days=age))


def _posts(cast: Cast, *, on: date):
    people = [*cast.staff, *cast.others, cast.learner, cast.hr, cast.hr_other, cast.trainer]
    posts = Post.objects.in_force(on=on).filter(person__in=people).select_related("person", "profile")
    return posts.order_by("person__username", "pk")


def _marks(post: Post, asked: list[Requirement], cast: Cast):
    own = {code: (code, level, kind, age) for code, level, kind, age in LEARNER}
    dice = random.Random(post.person.username)
    is_learner = post.person == cast.learner
    for requirement in asked:
        code = requirement.competency.code
        if is_learner and code in own:
            yield own[code]
        elif is_learner:
            yield code, requirement.level, "assessed" if requirement.must else "endorsed", dice.randrange(40, 330)
        elif dice.random() < (0.95 if code == "POR-03" else 0.78):
            yield _drawn(dice, requirement, post)


def _drawn(dice: random.Random, requirement: Requirement, post: Post):
    kind, _chance, steps, oldest = dice.choices(KINDS, weights=[chance for _kind, chance, _steps, _days in KINDS])[0]
    level = max(1, min(5, requirement.level + dice.choice(steps)))
    if requirement.competency.code == "POR-03" and post.profile.code in SKILLED:
        kind, level = dice.choice(["certified", "assessed"]), max(level, 4)
    ceiling = {"declared": 3, "endorsed": 4}.get(kind, 5)
    return requirement.competency.code, min(level, ceiling), kind, dice.randrange(20, oldest)


def _says(kind: str) -> str:
    """What such a mark rests on; certificates of this platform are written by certification, not here."""
    return {"certified": "recognised", "assessed": "assessment", "endorsed": "endorsement", "declared": "declared"}[
        kind
    ]
