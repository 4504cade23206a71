"""How a course is laid out for its reader: modules, the lessons in them, what is played inside, the exam.

A lesson that is not published in the reader's language is offered in the one it exists in, and says so.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import override

from courses.models import Activity, Course, CourseGain, CourseModule, SyllabusItem
from people.prepared import prepared
from people.trilingual import TONGUES, tongue

LANGUAGES = {"ar": "العربية", "fr": "Français", "en": "English"}


@dataclass
class Line:
    """One activity as a line of the outline. ``elsewhere``: code of the language it must be read in; None = the
    reader's own."""

    step: SyllabusItem
    url: str
    elsewhere: str | None = None
    inside: list["Line"] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.step.activity.title

    @property
    def language_name(self) -> str:
        return LANGUAGES.get(self.elsewhere, "")


@dataclass
class Part:
    """A module and its lessons."""

    module: CourseModule | None
    lines: list[Line] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        asked = [line.step for line in self.lines if line.step.required]
        return bool(asked) and all(step.passed for step in asked)


@dataclass
class Outline:
    parts: list[Part]
    exams: list[Line]

    @property
    def lessons(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]


@prepared
def modules_of(course):
    return CourseModule.objects.filter(course=course)


@prepared
def gains_of(course):
    """What its certificate gives, the highest first."""
    return CourseGain.objects.filter(course=course).select_related("competency")


def outline(course: Course, steps: list[SyllabusItem], modules: list[CourseModule]) -> Outline:
    parts = {module.pk: Part(module) for module in modules}
    lines, exams, loose = {}, [], Part(None)
    by_activity = {step.activity_id: step for step in steps}
    for step in steps:
        line = Line(step, *address(course, step, by_activity))
        lines[step.activity_id] = line
        if step.activity.kind == Activity.Kind.EXAM:
            exams.append(line)
        elif step.within_id in lines:
            lines[step.within_id].inside.append(line)
        else:
            parts.get(step.module_id, loose).lines.append(line)
    return Outline([*parts.values(), *([loose] if loose.lines else [])], exams)


def address(course: Course, step: SyllabusItem, by_activity: dict) -> tuple[str, str | None]:
    """Where the activity is done, and the language it must be done in (None = the reader's)."""
    if step.activity.kind == Activity.Kind.EXAM:
        return reverse("exams:intro", args=[step.activity_id]), None
    if step.activity.kind == Activity.Kind.ASSIGNMENT:
        return reverse("courses:assignment-detail", args=[course.code, step.activity_id]), None
    holder = by_activity.get(step.within_id, step)
    elsewhere = _elsewhere(holder.activity)
    url = _lesson_address(elsewhere or tongue(), course.code, holder.activity_id)
    return (url if holder is step else f"{url}#a-{step.activity_id}"), elsewhere


@lru_cache(maxsize=4096)  # a course page names dozens of them
def _lesson_address(language: str, code: str, activity) -> str:
    with override(language):
        return reverse("courses:lesson-detail", args=[code, activity])


def _elsewhere(lesson: Activity) -> str | None:
    if getattr(lesson, f"title_{tongue()}"):
        return None
    return next((code for code in ("fr", "ar", *TONGUES) if getattr(lesson, f"title_{code}")), None)
