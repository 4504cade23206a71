"""How far is each lesson in each language?

*Complete* = published, and as its source says it now; *out of date* = its source was published anew since the
translation took it over, or words of it wait for their translation; *draft* = written and not published; *missing*.
A page written by hand, without wagtail-localize, has no source: once published it is complete.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale
from wagtail_localize.models import Translation

from courses.models import Course, LessonPage


class State(models.TextChoices):
    COMPLETE = "complete", _("Complete")
    OUT_OF_DATE = "out of date", _("Out of date")
    DRAFT = "draft", _("Not published")
    MISSING = "missing", _("Missing")


@dataclass(frozen=True)
class Row:
    title: str
    pages: dict[str, LessonPage]
    states: dict[str, State]


def status(course: Course, languages: list[str]) -> list[Row]:
    """The lessons in their order, each with a state in each of these languages."""
    by_key: dict = {}
    for parent in course.pages.select_related("locale"):
        lessons = LessonPage.objects.child_of(parent).select_related("locale").order_by("path")
        for page in lessons:
            by_key.setdefault(page.translation_key, {})[page.locale.language_code] = page
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    translations = {}
    for one in Translation.objects.filter(source__object__in=list(by_key), enabled=True).select_related("source"):
        translations[one.source.object_id, codes[one.target_locale_id]] = one
    rows = []
    for key, pages in by_key.items():
        first = next(iter(pages.values()))
        states = {code: _state(pages, translations.get((key, code)), code, codes) for code in languages}
        rows.append(Row(first.title, pages, states))
    return rows


def _state(pages, translation, language, codes) -> State:
    page = pages.get(language)
    if page is None:
        return State.MISSING
    if not page.live:
        return State.DRAFT
    if translation is None:
        return State.COMPLETE
    source = pages.get(codes[translation.source.locale_id])
    if source is not None and source.live and source.last_published_at > translation.source.last_updated_at:
        return State.OUT_OF_DATE
    total, done = translation.get_progress()
    return State.COMPLETE if done >= total else State.OUT_OF_DATE
