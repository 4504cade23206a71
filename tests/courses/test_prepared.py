"""The prepared questions of the course page say what their queries say, for each learner apart."""

import pytest
from django.db import transaction

from cascade.registrations import _places
from certification import awards
from courses import enrolment as enrolments
from courses import outline, progress, recording
from courses.models import Enrolment
from people import sessions, signing_in
from tests.certification import makers
from tests.courses.makers import NOW
from tests.factories import person

pytestmark = pytest.mark.django_db


def facts(rows):
    """Columns and annotations, with those of the rows that came along."""
    return [
        {name: facts([value]) if hasattr(value, "_meta") else value for name, value in vars(row).items() if name[0] != "_"}
        for row in rows
    ]  # fmt: skip


def same(question, **given):
    expected = facts(question.unprepared(**given))
    for _ in range(2):
        assert facts(question(**given)) == expected
    return expected


def test_they_give_what_their_queries_give(client):
    first, second = makers.course(), makers.course()
    second.prerequisites.set([first])
    done, _course = makers.ready(person(), first)
    awards.award(done, first.schemes.get(), on=makers.DAY)
    halfway = person()
    makers.done(halfway, second, kind="lesson")
    makers.enrolled(done, second)
    client.force_login(done)

    for course in (first, second):
        assert same(outline.modules_of, course=course) == []
        assert same(outline.gains_of, course=course)
        assert same(progress._steps, course=course, enrolment=None)
        for who in (done, halfway, person()):
            held = Enrolment.objects.filter(learner=who, course=course).first()
            assert len(same(enrolments._every_in, person=who, code=course.code)) == (held is not None)
            same(_places, person=who, course=course)
            same(awards._known_of_course, person=who, course=course, on=makers.DAY)
            for since in (None, makers.DAY):
                same(awards._known, scheme=course.schemes.get(), person=who, since=since, on=makers.DAY)
            if held:
                same(progress._steps, course=course, enrolment=held)
                for item in course.syllabus.all():
                    which = {"enrolment": held, "course": course, "activity": item.activity_id}
                    same(recording._steps, **which, key="x")
    with transaction.atomic():
        assert same(enrolments._held, person=halfway, pk=halfway.enrolments.get().pk)
    for who in (done, halfway):
        same(signing_in._person_of_request, user_id=who.pk)
    assert same(sessions._session, key=client.session.session_key, now=NOW)
