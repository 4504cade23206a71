"""The prepared questions of the course page say what their queries say, for each learner apart."""

import pytest
from django.db import transaction

from cascade.registrations import _coming, _places
from certification import awards, verification
from competencies import gaps
from courses import enrolment as enrolments
from courses import forms, outline, progress, recording, registrations
from courses.models import CourseTarget, Enrolment
from courses.views import catalogue
from people import sessions, signing_in
from tests.certification import makers
from tests.competencies.makers import mark, requirement
from tests.courses.makers import NOW, course, course_page
from tests.factories import person, post, profile

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

    for taught in (first, second):
        assert same(outline.modules_of, course=taught) == []
        assert same(outline.gains_of, course=taught)
        assert same(progress._steps, course=taught, enrolment=None)
        for who in (done, halfway, person()):
            held = Enrolment.objects.filter(learner=who, course=taught).first()
            assert len(same(enrolments._every_in, person=who, code=taught.code)) == (held is not None)
            same(_places, person=who, course=taught)
            same(awards._known_of_course, person=who, course=taught, on=makers.DAY)
            for since in (None, makers.DAY):
                same(awards._known, scheme=taught.schemes.get(), person=who, since=since, on=makers.DAY)
            if held:
                same(progress._steps, course=taught, enrolment=held)
                for item in taught.syllabus.all():
                    which = {"enrolment": held, "course": taught, "activity": item.activity_id}
                    same(recording._steps, **which, key="x")
    with transaction.atomic():
        assert same(enrolments._held, person=halfway, pk=halfway.enrolments.get().pk)
    for who in (done, halfway):
        same(signing_in._person_of_request, user_id=who.pk)
    assert same(sessions._session, key=client.session.session_key, now=NOW)


def test_those_of_the_catalogue_and_of_a_check_too():
    held, taught = makers.certificate(), course()
    CourseTarget.objects.create(course=taught, profile=profile())
    for language in ("ar", "fr"):
        course_page(taught, language)
    for language in ("ar", "fr", "en"):
        assert len(same(catalogue._pages, code=taught.code, language=language)) == (language != "en")
        assert same(catalogue._index, language=language)
    assert list(catalogue._all.unprepared(on=makers.DAY)) == catalogue._all(on=makers.DAY) != []
    assert same(forms._jobs_aimed_at)
    assert same(verification._certificates, number=held.number)
    assert same(verification._entries, number=held.number)
    assert same(verification._statements, certificate=held)


def test_those_of_the_dashboard_too():
    taught, learner = makers.course(), person()
    makers.enrolled(learner, taught)
    makers.done(learner, taught, kind="lesson")
    post(learner)
    requirement("POR-03", 3)
    mark(learner, on=makers.DAY)
    for who in (learner, person()):
        there = who == learner
        assert bool(same(registrations._enrolments, person=who)) == there
        assert bool(same(gaps._posts, person=who, on=makers.DAY)) == there
        assert bool(same(gaps._marks, person=who, on=makers.DAY)) == there
        assert same(_coming, person=who) == []
    assert same(gaps._requirements, job=learner.posts.get().profile_id)
