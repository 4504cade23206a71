"""What exams put into the registries."""

from people.registry import mergers, personal_data


@personal_data.register("exams")
def sittings_of(person):
    """Attempts, answers and allowances; right answers belong to the bank, not to the person."""
    return {
        "sittings": [
            {
                "exam": sitting.blueprint.title,
                "purpose": sitting.purpose,
                "attempt": sitting.number,
                "started_at": sitting.started_at.isoformat(),
                "handed_in_at": sitting.handed_in_at and sitting.handed_in_at.isoformat(),
                "score_pct": sitting.score_pct,
                "passed": sitting.passed,
                "answers": {a.question_key: a.given for a in sitting.answers.all()},
            }
            for sitting in person.sittings.select_related("blueprint").prefetch_related("answers")
        ],
        "allowances": list(
            person.exam_allowances.values("blueprint__title_fr", "extra_minutes", "extra_attempts", "reason")
        ),
    }


@mergers.register("exams")
def merge_sittings(kept, gone):
    """Attempts of both count; those of ``gone`` are numbered after those of ``kept``.

    An open sitting of ``gone`` is closed with what it holds when ``kept`` has one open too.
    """
    from courses.exams.sittings import join

    join(kept, gone)
