"""Which activities does a course ask for? Rewritten from its published pages, never edited by hand.

Order: the lessons as they lie in the first language that has any (Arabic, French, English), then those that
another language has in addition; after each lesson the exercises and assignments inside it; the exams at the end.
An interactive activity is asked for when its lesson is and every published translation of the lesson holds it.
What leaves the syllabus keeps its attempts and passes; when it comes back they count again.
"""

from django.db import transaction

from courses.blocks import HOLDERS
from courses.lesson import weight
from courses.models import Activity, Course, LessonPage, SyllabusItem
from people.trilingual import TONGUES


def lessons_of(course: Course) -> dict[str, list[LessonPage]]:
    """The published lessons, by language, in the order of the tree."""
    found = {language: [] for language in TONGUES}
    pages = course.pages.live().select_related("locale")
    for parent in pages:
        found.setdefault(parent.locale.language_code, []).extend(
            LessonPage.objects.child_of(parent).live().order_by("path")
        )
    return found


@transaction.atomic
def rewrite(course: Course) -> list[SyllabusItem]:
    """Make the syllabus say what the published pages say. Doing it twice changes nothing."""
    Course.objects.select_for_update().get(pk=course.pk)
    by_language = lessons_of(course)
    by_key: dict = {}
    for language, lessons in by_language.items():
        for lesson in lessons:
            by_key.setdefault(lesson.translation_key, {})[language] = lesson
    modules = {module.no: module for module in course.modules.all()}
    wanted = []
    for key, said in by_key.items():
        first = next(iter(said.values()))
        module = modules.get(first.module_no)
        wanted.append(
            SyllabusItem(activity=_lesson_activity(course, key, said), module=module, required=first.required)
        )
        wanted += [
            SyllabusItem(activity_id=activity, within_id=key, module=module, required=first.required and everywhere)
            for activity, everywhere in _done_in(course, said)
        ]
    exams = course.activities.filter(kind=Activity.Kind.EXAM, is_retired=False).order_by("title_fr", "pk")
    wanted += [SyllabusItem(activity=exam) for exam in exams]
    return _write(course, wanted)


def _lesson_activity(course, key, said) -> Activity:
    first = next(iter(said.values()))
    titles = {f"title_{tongue}": said[tongue].title if tongue in said else "" for tongue in TONGUES}
    heaviest = max(weight(page) for page in said.values())
    activity, made = Activity.objects.get_or_create(
        pk=key,
        defaults={
            "course": course,
            "kind": Activity.Kind.LESSON,
            "minutes": first.minutes,
            "weight": heaviest,
            **titles,
        },
    )
    says = {"course_id": course.pk, "minutes": first.minutes, "weight": heaviest, **titles}
    if not made and any(getattr(activity, name) != value for name, value in says.items()):
        for name, value in says.items():
            setattr(activity, name, value)
        activity.save(update_fields=list(says))
    return activity


def _done_in(course, said):
    """(activity, whether it is asked for), in the order of the first translation that has it. An assignment is asked
    for only where its author says so: somebody must be there to mark it."""
    held = {language: inside(lesson) for language, lesson in said.items()}
    order = list(dict.fromkeys(pk for pks in held.values() for pk in pks))
    there = Activity.objects.filter(pk__in=order, course=course).values_list("pk", "kind", "assignment__asked_for")
    known = {str(pk): kind != Activity.Kind.ASSIGNMENT or bool(asked) for pk, kind, asked in there}
    return [(pk, known[pk] and all(pk in pks for pks in held.values())) for pk in order if pk in known]


def inside(lesson: LessonPage) -> list[str]:
    """Ids of what is done inside the lesson (exercises, assignments), in order."""
    found = [block["value"].get(HOLDERS[block["type"]]) for block in lesson.body.raw_data if block["type"] in HOLDERS]
    return [str(pk) for pk in found if pk]


def _write(course, wanted) -> list[SyllabusItem]:
    there = {item.activity_id: item for item in course.syllabus.all()}
    kept = []
    for position, item in enumerate(_once_each(wanted), start=1):
        says = {"position": position, "module": item.module, "within_id": item.within_id, "required": item.required}
        present, made = there.pop(item.activity.pk, None), False
        if present is None:
            present, made = SyllabusItem.objects.create(course=course, activity_id=item.activity_id, **says), True
        if not made and any(getattr(present, name) != value for name, value in says.items()):
            for name, value in says.items():
                setattr(present, name, value)
            present.save()
        kept.append(present)
    SyllabusItem.objects.filter(pk__in=[item.pk for item in there.values()]).delete()
    return kept


def _once_each(items):
    seen = set()
    for item in items:
        if item.activity_id not in seen:
            seen.add(item.activity_id)
            yield item
