"""Nothing that busy pages keep is ever stale or somebody else's.

Rows are written here behind the application's back, as another process does: no object, signal or cache of this one
hears of it. Every page is read before, so that whatever is kept is there.
"""

import re

import pytest
from django.db import connection
from django.test import Client

from certification import awards
from competencies.models import Competency
from courses.models import Activity, Course, CourseModule, Enrolment, Pass, SyllabusItem
from courses.recording import read
from people.models import PolicyValue, User
from tests.certification import makers
from tests.courses.makers import NOW
from tests.factories import person

pytestmark = pytest.mark.django_db
NAME = "Nouveau nom"


def elsewhere(model, column: str, value, **which) -> None:
    """Written by another process."""
    key, at = next(iter(which.items()))
    column, key = (model._meta.get_field(name).column for name in (column, key))
    at = at.hex if connection.vendor == "sqlite" and hasattr(at, "hex") else at
    with connection.cursor() as cursor:
        cursor.execute(f'update {model._meta.db_table} set "{column}" = %s where "{key}" = %s', [value, at])
        assert cursor.rowcount


def shown(client, address) -> str:
    """Without what a form is signed with, which differs each time."""
    page = client.get(address)
    assert page.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def reader(someone=None):
    client = Client()
    client.force_login(someone or person())
    return client


@pytest.fixture
def course():
    made = makers.course()
    CourseModule.objects.create(course=made, no=1, title_ar="وحدة", title_fr="Module", title_en="Module", hours=3)
    made.syllabus.filter(activity__kind="lesson").update(module=made.modules.get())
    return made


def test_what_somebody_else_writes_shows_on_the_course_page_at_once(course):
    learner = person()
    held, lesson = makers.enrolled(learner, course), course.activities.get(kind="lesson")
    client, address = reader(learner), f"/fr/courses/{course.code}/"
    Activity.objects.filter(pk=lesson.pk).update(title_fr="Leçon")
    for model, column, which in (
        (Course, "title_fr", {"id": course.pk}),
        (CourseModule, "title_fr", {"id": course.modules.get().pk}),
        (Activity, "title_fr", {"id": lesson.pk}),
        (Competency, "name_fr", {"id": course.gains.get().competency_id}),
        (type(course.schemes.get()), "name_fr", {"id": course.schemes.get().pk}),
        (User, "first_name", {"id": learner.pk}),
    ):
        before = shown(client, address)
        assert f"{NAME} {column} {model.__name__}" not in before
        elsewhere(model, column, f"{NAME} {column} {model.__name__}", **which)
        assert f"{NAME} {column} {model.__name__}" in shown(client, address), model

    assert "facultatif" not in shown(client, address)
    elsewhere(SyllabusItem, "required", False, activity=lesson.pk)
    assert "facultatif" in shown(client, address)
    elsewhere(Enrolment, "state", "withdrawn", id=held.pk)
    assert "/join/" in shown(client, address)


def test_a_pass_shows_at_once_and_on_ones_own_page_alone(course):
    (mine, me), (theirs, them) = ((reader(who), who) for who in (person(), person()))
    for who in (me, them):
        makers.enrolled(who, course)
    address = f"/fr/courses/{course.code}/"
    before = shown(mine, address), shown(theirs, address)
    lesson = course.syllabus.get(activity__kind="lesson").activity_id

    read(me.enrolments.get(), lesson, language="fr", at=NOW)
    assert 'value="0" max="2"' in before[0] and 'value="1" max="2"' in shown(mine, address)
    assert shown(theirs, address) == before[1]

    with connection.cursor() as cursor:  # taken back by another process
        cursor.execute(f"delete from {Pass._meta.db_table}")
    assert me.name_latin in shown(mine, address) and them.name_latin not in shown(mine, address)
    assert before[0].count("state--ok") == shown(mine, address).count("state--ok")


def test_each_reader_has_their_language_their_colours_and_their_menu(course):
    one, other = reader(), reader(makers.administrator())
    for language, way in (("ar", "rtl"), ("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")):
        address = f"/{language}/courses/{course.code}/"
        for client in (one, other, Client()):
            page = shown(client, address)
            assert f'<html lang="{language}" dir="{way}"' in page
            assert f'lang="{language}" hreflang' not in page  # the switch offers the others
            assert ("/accounts/logout/" in page) == (client.session.get("_auth_user_id") is not None)
    one.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in shown(one, "/fr/courses/") and 'value="dark" aria-pressed="true"' in shown(
        one, "/fr/courses/"
    )
    assert "data-theme" not in shown(other, "/fr/courses/") and 'value="dark" aria-pressed="false"' in shown(
        other, "/fr/courses/"
    )


def test_the_catalogue_follows_what_somebody_else_writes(course):
    for column in ("title_fr", "certificate_fr"):
        assert f"{NAME} {column}" not in shown(Client(), "/fr/courses/")
        elsewhere(Course, column, f"{NAME} {column}", id=course.pk)
        assert f"{NAME} {column}" in shown(Client(), "/fr/courses/")
    assert NAME not in shown(Client(), "/ar/courses/")


def test_a_certificate_that_was_withdrawn_says_so_at_once(course):
    held = makers.certificate(course_=course)
    address = f"/fr/v/{held.number}/"
    assert "verdict--stop" not in shown(Client(), address)
    awards.revoke(held, by=makers.administrator(), reason="not theirs", on=makers.DAY)
    assert "verdict--stop" in shown(Client(), address)


def test_a_policy_that_somebody_else_chose_holds_at_once(course):
    from people.policy import policy

    before = policy("renewal.opens_days_before", on=makers.DAY)
    made = PolicyValue.objects.create(
        key="renewal.opens_days_before", value=before + 1, from_on=makers.DAY, reason="x", set_by=person()
    )
    assert policy("renewal.opens_days_before", on=makers.DAY) == before + 1
    elsewhere(PolicyValue, "value", str(before + 2), id=made.pk)
    assert policy("renewal.opens_days_before", on=makers.DAY) == before + 2
