"""What an author should look at again in a lesson before learners do.

A finding is advice (``care``), except where the lesson could not be used at all (``stop``): then it is not published.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from wagtail.models import Locale

from courses.circles import circle, sentence
from courses.exams.banks import shortfalls
from courses.exams.models import Blueprint
from courses.lesson import weight
from courses.models import Activity, ActivityContent, LessonPage
from people.policy import policy


@dataclass(frozen=True)
class Finding:
    sentence: str
    stops: bool = False


def findings(page: LessonPage, *, on: date) -> list[Finding]:
    """In the order of the lesson, then what is about the whole of it. Sentences in the reader's language."""
    language = page.locale.language_code if page.locale_id else Locale.get_active().language_code
    found = []
    for block in page.body:
        if look := LOOKS.get(block.block_type):
            found += look(block.value, language)
    return found + list(_whole(page, on=on))


def _figure(value, language):
    image = value["image"]
    if image and not getattr(image, "decorative", False) and not (image.contextual_alt_text or "").strip():
        shown = value["caption"] or image.title
        yield Finding(_("The picture “%(title)s” is not described for those who do not see it.") % {"title": shown})


def _audio(value, language):
    if not str(value["transcript"] or "").strip():
        yield Finding(_("The sound “%(title)s” is not written down for those who do not hear it.") % value_title(value))


def _video(value, language):
    if language not in {captions["language"] for captions in value["captions"]}:
        yield Finding(_("The film “%(title)s” has no captions in the language of the lesson.") % value_title(value))


def value_title(value) -> dict:
    return {"title": value["title"]}


def _played(value, language):
    activity = value["activity"]
    if activity and not ActivityContent.objects.filter(activity=activity, language=language).exists():
        yield Finding(_("“%(title)s” has no exercise in the language of the lesson.") % {"title": activity.title})


def _exam(value, language):
    if value["exam"]:
        yield from of_exam(value["exam"])


def of_exam(exam: Activity):
    """An exam that cannot be drawn cannot be sat."""
    plan = Blueprint.objects.filter(pk=exam.pk).select_related("bank").first()
    if plan is None:
        yield Finding(_("The exam “%(title)s” has no plan.") % {"title": exam.title}, stops=True)
        return
    for short in shortfalls(plan.bank, plan.draws.all()):
        yield Finding(_("The exam “%(title)s” cannot be held. %(why)s") % {"title": exam.title, "why": short}, True)


def _assignment(value, language):
    held = getattr(value["assignment"], "assignment", None)
    if held is not None and not getattr(held, f"brief_{language}"):
        told = {"title": held.title}
        yield Finding(_("“%(title)s” does not say in the language of the lesson what is asked.") % told)


LOOKS = {
    "figure": _figure,
    "audio": _audio,
    "video": _video,
    "h5p": _played,
    "exam": _exam,
    "assignment": _assignment,
}


def _whole(page, *, on):
    most = policy("lessons.max_weight_kb", on=on)
    sounds = [block.value["file"] for block in page.body if block.block_type == "audio" and block.value["file"]]
    heavy = (weight(page) + sum(sound.get_file_size() or 0 for sound in sounds)) / 1024
    if heavy > most:
        told = {"kb": round(heavy), "most": most}
        yield Finding(_("Without its films the lesson weighs %(kb)d kB; the most is %(most)d kB.") % told)
    course = page.course if page.pk else None
    if course is not None and (codes := circle(course, course.prerequisites.all())):
        yield Finding(sentence(codes))
