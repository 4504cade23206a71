"""A prepared question gives what Django's own query gives, on both engines, whoever asked it before."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Value
from django.db.transaction import TransactionManagementError

from people.models import Charge, Post, User
from people.prepared import prepared
from tests.factories import charge, institution, person, post

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


@prepared
def posts(person, on, ended):
    found = Post.objects.in_force(on=on).filter(person=person).select_related("institution", "profile")
    charged = Charge.objects.filter(person=OuterRef("person"), from_on__lte=on)
    found = found.annotate(charged=Exists(charged), sign=Value("100 %"))
    return found if ended is None else found.filter(to_on=ended)


@prepared
def named(name):
    return User.objects.filter(username__contains=name).order_by("pk").values_list("pk", "first_name")


@prepared
def held(pk):
    return User.objects.filter(pk=pk).select_for_update()


@pytest.fixture
def cast():
    one, other = person(), person()
    at = institution()
    for who, until in ((one, None), (other, DAY)):
        post(who, institution=at, to_on=until)
    charge(one, institution=at)
    return one, other


def everything(rows):
    return [(row.pk, row.institution.name_fr, row.profile.code, bool(row.charged), row.sign) for row in rows]


def test_each_asker_gets_their_own_answer(cast, django_assert_num_queries):
    for _ in range(8):  # PostgreSQL settles on a plan for all after five
        for who in cast:
            for day in (DAY, DAY + timedelta(days=1)):
                given = {"person": who, "on": day, "ended": None}
                assert everything(posts(**given)) == everything(posts.unprepared(**given))
    one, other = cast
    with django_assert_num_queries(1):
        posts(person=one, on=DAY, ended=None)
    assert [row.person_id for row in posts(person=one, on=DAY, ended=None)] == [one.pk]
    assert posts(person=other, on=DAY + timedelta(days=1), ended=None) == []


def test_what_is_none_makes_another_question(cast):
    one, other = cast
    assert posts.first(person=one, on=DAY, ended=None).charged
    assert posts.first(person=one, on=DAY, ended=DAY) is None
    assert posts.first(person=other, on=DAY, ended=DAY).person_id == other.pk


def test_texts_are_values_and_never_words_of_the_question(cast):
    strange = person("100%_o'brien")
    assert named(name="100%_o'b") == [(strange.pk, strange.first_name)]
    assert named(name="%") == [(strange.pk, strange.first_name)]
    assert named(name="'; select 1") == []


def test_a_write_shows_at_once_even_after_one_that_failed(cast):
    one, _other = cast
    assert named(name=one.username)
    User.objects.filter(pk=one.pk).update(first_name="Zineb")
    assert named.first(name=one.username)[1] == "Zineb"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username=one.username)
    assert named.first(name=one.username)[1] == "Zineb"


@pytest.mark.django_db(transaction=True)
def test_rows_are_held_within_a_transaction_alone():
    one = person()
    with transaction.atomic():
        assert held.first(pk=one.pk) == one
    if connection.features.has_select_for_update:
        with pytest.raises(TransactionManagementError):
            held(pk=one.pk)


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_begins_afresh():
    one = person()
    assert named.first(name=one.username)
    connection.close()
    assert named.first(name=one.username)[0] == one.pk


def test_more_than_one_question_is_refused():
    @prepared
    def several(person):
        return User.objects.filter(pk=person).prefetch_related("posts")

    with pytest.raises(ValueError, match="more than one question"):
        several(person=1)
