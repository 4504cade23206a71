from courses.models.assignments import Assignment, Criterion, HandIn, Marking
from courses.models.catalogue import Course, CourseGain, CourseModule, CourseNeed, CourseTarget
from courses.models.learning import (
    Activity,
    ActivityContent,
    ActivityState,
    Attempt,
    Enrolment,
    EnrolmentRule,
    ItemAnswer,
    Pass,
    SyllabusItem,
    Trust,
)
from courses.models.pages import CatalogueIndexPage, Change, CoursePage, LessonPage

__all__ = [
    "Activity",
    "ActivityContent",
    "ActivityState",
    "Assignment",
    "Attempt",
    "CatalogueIndexPage",
    "Change",
    "Course",
    "CourseGain",
    "CourseModule",
    "CourseNeed",
    "CoursePage",
    "CourseTarget",
    "Criterion",
    "Enrolment",
    "EnrolmentRule",
    "HandIn",
    "ItemAnswer",
    "LessonPage",
    "Marking",
    "Pass",
    "SyllabusItem",
    "Trust",
]
