"""A question as its learners will see it, while its author is still writing: what is asked, and what is told afterwards."""

import random

from django.shortcuts import render
from django.utils import translation

from courses.exams import banks, corrections, pictures, records, showing, wordings


def preview(request, question, language: str):
    """In one language; with the right answer below, as after an exam."""
    wording = wordings.of(question, records.tidy(banks.record_of(question)))
    item = {"key": question.key, "kind": question.kind, "points": question.points}
    item |= wordings.offered(wording.says, wording.key, random.Random(question.key))
    with translation.override(language):
        drawings = pictures.named(wording.says, pictures.drawings([wording.says]))
        shown = {
            "ask": showing.ask(item, wording.says, {}, drawings),
            "correction": corrections.correction(1, item, wording.says, wording.key, None, drawings),
            "question": question,
            "feedback_of_options": corrections.of_options(wording.says, wording.key, drawings),
        }
        return render(request, "exams/preview.html", shown)
