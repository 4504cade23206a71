"""Our own API, below ``/api/``: the catalogue for everybody, my own progress for who is signed in. Same rules, same scope."""

from datetime import date, datetime
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.security import django_auth

from courses.models import Course, Enrolment
from courses.progress import Progress, steps_of

router = Router()


class Texts(Schema):
    ar: str
    fr: str
    en: str


class CourseOut(Schema):
    code: str
    family: str
    title: Texts
    modality: str
    hours: int
    is_open: bool
    validity_months: int
    pass_mark_pct: int
    min_attendance_pct: int | None

    @staticmethod
    def resolve_title(course):
        return texts(course, "title")


class ProgressOut(Schema):
    passed: int
    required: int
    percent: int


class EnrolmentOut(Schema):
    course: str
    state: str
    enrolled_on: date
    finished_at: datetime | None
    progress: ProgressOut


class StepOut(Schema):
    activity: UUID
    kind: str
    title: Texts
    minutes: int
    required: bool
    passed: bool


class EnrolmentWithSteps(EnrolmentOut):
    steps: list[StepOut]


def texts(row, name: str) -> dict[str, str]:
    return {code: getattr(row, f"{name}_{code}") for code in ("ar", "fr", "en")}


def says(enrolment: Enrolment, progress: Progress) -> dict:
    return {
        "course": enrolment.course.code,
        "state": enrolment.state,
        "enrolled_on": enrolment.enrolled_on,
        "finished_at": enrolment.finished_at,
        "progress": {"passed": progress.passed, "required": progress.required, "percent": progress.percent},
    }


@router.get("/courses", response=list[CourseOut])
def courses(request, family: str = ""):
    found = Course.objects.with_openness()
    if family:
        if family not in Course.Family.values:
            raise Http404
        found = found.filter(family=family)
    return list(found)


@router.get("/my/courses", response=list[EnrolmentOut], auth=django_auth)
def my_courses(request):
    enrolments = request.user.enrolments.joined().select_related("course").with_progress().latest_first()
    return [says(one, Progress(one.done, one.asked)) for one in enrolments]


@router.get("/my/courses/{code}", response=EnrolmentWithSteps, auth=django_auth)
def my_course(request, code: str):
    joined = request.user.enrolments.joined().select_related("course")
    enrolment = get_object_or_404(joined, course__code=code)
    steps = steps_of(enrolment.course, enrolment)
    return says(enrolment, Progress.of(steps)) | {
        "steps": [
            {
                "activity": step.activity_id,
                "kind": step.activity.kind,
                "title": texts(step.activity, "title"),
                "minutes": step.activity.minutes,
                "required": step.required,
                "passed": step.passed,
            }
            for step in steps
        ]
    }
