"""Plain makers of courses, pages and exercises."""

import itertools
import uuid
from datetime import UTC, date, datetime

from wagtail.models import Locale

from courses.enrolment import enrol
from courses.h5p.models import Content, Library, Package
from courses.models import Activity, ActivityContent, Course, CourseModule, CoursePage, LessonPage, SyllabusItem
from courses.setting_up import catalogues
from courses.xapi.statements import Statement

_number = itertools.count(1)
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
ENDS = {"answered": "http://adlnet.gov/expapi/verbs/answered", "completed": "http://adlnet.gov/expapi/verbs/completed"}


def course(code=None, *, modules=2, **says) -> Course:
    number = next(_number)
    given = {
        "code": code or f"TKW-9{number:02}",
        "family": "portfolio",
        "title_ar": f"دورة {number}",
        "title_fr": f"Cours {number}",
        "title_en": f"Course {number}",
        "modality": "e-learning",
        "hours": 6,
        "hours_online": 6,
        "validity_months": 24,
        "pass_mark_pct": 75,
        **says,
    }
    made = Course.objects.create(**given)
    for no in range(1, modules + 1):
        CourseModule.objects.create(
            course=made, no=no, title_ar=f"وحدة {no}", title_fr=f"Module {no}", title_en=f"Module {no}", hours=3
        )
    return made


def activity(course, kind="lesson", **says) -> Activity:
    number = next(_number)
    titles = {"title_ar": f"نشاط {number}", "title_fr": f"Activité {number}", "title_en": f"Activity {number}"}
    return Activity.objects.create(course=course, kind=kind, **{"minutes": 10, **titles, **says})


def syllabus(course, *kinds, required=True) -> list[Activity]:
    """Activities of these kinds, asked for in this order."""
    module = course.modules.first()
    made = [activity(course, kind) for kind in kinds]
    for position, one in enumerate(made, start=course.syllabus.count() + 1):
        SyllabusItem.objects.create(
            course=course,
            activity=one,
            position=position,
            required=required,
            module=None if one.kind == "exam" else module,
        )
    return made


def enrolled(learner, course):
    return enrol(learner, course, on=TODAY)


def content(language="fr", **says) -> Content:
    number = next(_number)
    library, _ = Library.objects.get_or_create(
        machine_name="H5P.Trial",
        major=1,
        minor=1,
        patch=0,
        defaults={"title": "Trial", "folder": f"h5p/libraries/t{number}"},
    )
    package = Package.objects.create(sha256=f"{number:064x}", size=10, path=f"h5p/packages/{number}")
    return Content.objects.create(
        title=f"Exercice {number}",
        language=language,
        package=package,
        library=library,
        params={},
        folder=f"h5p/c{number}",
        **says,
    )


def playable(activity, *languages) -> None:
    for language in languages or ("ar", "fr"):
        ActivityContent.objects.create(activity=activity, language=language, content=content(language))


def said(verb="completed", *, key=None, item="", score=None, success=None) -> dict:
    """A statement as the player posts it."""
    result = {}
    if score is not None:
        result["score"] = {"raw": score[0], "max": score[1]}
    if success is not None:
        result["success"] = success
    made = {
        "id": key or str(uuid.uuid4()),
        "verb": {"id": ENDS.get(verb, f"http://adlnet.gov/expapi/verbs/{verb}")},
        "object": {"id": "https://takwin.example/h5p/1" + (f"?subContentId={item}" if item else "")},
        "result": result,
    }
    if item:
        made["context"] = {"contextActivities": {"parent": [{"id": "https://takwin.example/h5p/1"}]}}
    return made


def statement(*args, **says) -> Statement:
    return Statement.parse(said(*args, **says))


def course_page(course, language="fr", *, live=True) -> CoursePage:
    index = catalogues()[language]
    page = CoursePage(
        title=getattr(course, f"title_{language}"),
        slug=course.code.lower(),
        course=course,
        locale=Locale.objects.get(language_code=language),
        live=False,
        translation_key=uuid.uuid5(uuid.NAMESPACE_URL, course.code),
    )
    type(index).objects.get(pk=index.pk).add_child(instance=page)
    if live:
        page.save_revision().publish()
    return page


def lesson(page, key="l1", *, module=1, body=(), **says) -> LessonPage:
    """A published lesson; the same ``key`` in another language is its translation."""
    made = LessonPage(
        **{
            "title": f"Leçon {key}",
            "slug": key,
            "module_no": module,
            "body": list(body),
            "locale": page.locale,
            **says,
        },
        live=False,
        translation_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{page.course.code} {key}"),
    )
    CoursePage.objects.get(pk=page.pk).add_child(instance=made)
    made.save_revision().publish()
    return LessonPage.objects.get(pk=made.pk)
