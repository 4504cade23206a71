"""Tags of courses and lessons."""

from datetime import date

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from cms.kept import kept
from people.trilingual import TONGUES, tongue

register = template.Library()
WIDEST = 960  # px; twice the measure of a phone


@register.simple_tag
def picture(image):
    """An image with its words. Drawings (SVG) are shown as they are; photographs are made small enough."""
    if not image:
        return ""
    if image.is_svg():
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            image.file.url, image.contextual_alt_text or "", image.width, image.height,
        )  # fmt: skip
    return image.get_rendition(f"width-{WIDEST}|format-webp").img_tag(
        {"loading": "lazy", "alt": image.contextual_alt_text or ""}
    )


@register.simple_tag
def poster(image) -> str:
    """The address of the picture that stands for a film."""
    return image.file.url if image.is_svg() else image.get_rendition(f"width-{WIDEST}|format-webp").url


@register.simple_tag
def said_in(words: dict) -> str:
    """Of ``{"ar", "fr", "en"}``, what the reader reads."""
    return next((words[code] for code in (tongue(), "fr", "ar", "en") if words.get(code)), "")


@register.simple_tag(takes_context=True)
def title_said(context) -> str:
    """The same of ``title_ar``, ``title_fr``, ``title_en`` in the context."""
    return said_in({code: context.get(f"title_{code}", "") for code in TONGUES})


@register.filter
def in_itself(language: str) -> str:
    """The language's name as its speakers write it."""
    return dict(settings.LANGUAGE_NAMES).get(language, language)


@register.filter
def hours(number) -> str:
    """``3 hours``, ``1,5 heure``: halves take the form that the language gives to them."""
    whole = number == int(number)
    shown = number_format(int(number) if whole else number, 0 if whole else 1)
    counted = int(number) if whole else {"ar": 100, "fr": int(number)}.get(tongue(), 2)
    return ngettext("%(n)s hour", "%(n)s hours", counted) % {"n": shown}


@register.filter
def minutes(number) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}


@register.filter
def time_left(number) -> str:
    """Minutes up to an hour and a half, then hours."""
    if number <= 90:
        return ngettext("about %(n)s minute left", "about %(n)s minutes left", number) % {"n": number}
    whole = round(number / 60)
    return ngettext("about %(n)s hour left", "about %(n)s hours left", whole) % {"n": whole}


@register.filter
def percent(number) -> str:
    """``75%`` or ``75 %``, as the language writes it."""
    return gettext("%(n)s%%") % {"n": number}


@register.filter
def day(written) -> str:
    """A day kept as text (2026-11-21), as the reader writes it."""
    return date_format(date.fromisoformat(written))


@register.inclusion_tag("courses/_due.html")
def due(due_on, is_open=True):
    """Until when, with a kind word once the day has passed. Nothing without a day, or when all is done."""
    left = (due_on - timezone.localdate()).days if due_on and is_open else None
    return {"due_on": due_on, "left": left, "is_late": left is not None and left < 0, "is_soon": left in range(8)}


@register.simple_tag
def step(line, inner=False):
    """One activity of a course (courses.outline.Line). ``inner``: it is played inside a lesson."""
    item, activity = line.step, line.step.activity
    return kept(
        "courses/_step.html",
        title=line.title, url=line.url, elsewhere=line.elsewhere, language=line.language_name, kind=activity.kind,
        minutes=activity.minutes, required=item.required, passed=item.passed, score=item.last_score, inner=inner,
    )  # fmt: skip


@register.simple_tag
def facts(course, weight=0):
    """What a course asks and gives. ``weight``: bytes a phone fetches; 0 = not known."""
    said = (
        "hours",
        "hours_in_person",
        "hours_live",
        "certificate",
        "validity_months",
        "pass_mark_pct",
        "min_attendance_pct",
    )
    return kept(
        "courses/_facts.html",
        weight=weight, modality=str(course.get_modality_display()), **{name: getattr(course, name) for name in said},
    )  # fmt: skip
