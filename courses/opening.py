"""When may people join a course? When each of its lessons is published in every language the programme asks for
(policy ``courses.open_languages``; Arabic and French at first).

A lesson has a title among the activities in just those languages in which it is published under a published course
page: see courses/syllabus.py. Lessons that are not asked for the certificate may stay in one language. Who is in a
course stays in it whatever becomes of its pages.
"""

from datetime import date

from courses.models import Course
from people.policy import policy


def languages(*, on: date) -> list[str]:
    return policy("courses.open_languages", on=on)


def is_open(course: Course, *, on: date) -> bool:
    return Course.objects.with_openness(on=on).filter(pk=course.pk, is_open=True).exists()
