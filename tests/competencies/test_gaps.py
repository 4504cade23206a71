from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from competencies.gaps import Way, Why, gaps_of
from people.registry import gap_closers
from tests.competencies.makers import mark, officer, requirement
from tests.factories import person, post

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def in_post():
    somebody = person()
    post(somebody)
    return somebody


def why(somebody, *, on=DAY):
    return [(gap.competency.code, gap.why) for gap in gaps_of(somebody, on=on)]


@pytest.mark.parametrize(
    ("level", "kind", "must", "left"),
    [
        (3, "certified", True, []),
        (4, "assessed", True, []),
        (3, "endorsed", True, [("POR-03", Why.PROOF)]),
        (3, "declared", True, [("POR-03", Why.PROOF)]),
        (2, "certified", True, [("POR-03", Why.LEVEL)]),
        (3, "endorsed", False, []),
        (3, "declared", False, [("POR-03", Why.PROOF)]),
    ],
)
def test_a_must_asks_for_assessment_and_the_rest_for_more_than_a_declaration(level, kind, must, left):
    somebody = in_post()
    requirement("POR-03", 3, must)
    mark(somebody, level=level, kind=kind, on=DAY)
    assert why(somebody) == left


def test_a_mark_that_is_over_leaves_a_gap_that_says_so():
    somebody = in_post()
    requirement("POR-03", 3, must=True)
    given = mark(somebody, level=3, on=date(2026, 1, 1), until=date(2026, 2, 28))
    (gap,) = gaps_of(somebody, on=DAY)
    assert (gap.why, gap.lapsed, gap.mark) == (Why.EXPIRED, given, None)
    assert why(somebody, on=date(2026, 2, 28)) == []


def test_musts_come_first_and_nobody_without_a_post_has_gaps():
    somebody = in_post()
    requirement("POR-03", 3)
    requirement("RIS-05", 2, must=True)
    assert why(somebody) == [("RIS-05", Why.NEVER), ("POR-03", Why.NEVER)]
    assert gaps_of(person(), on=DAY) == []


def test_the_dashboard_names_what_is_missing_and_a_way_to_close_it(client, monkeypatch):
    somebody = in_post()
    requirement("POR-03", 3, must=True)
    closer = (0, lambda gaps: {g.competency.pk: [Way(f"TKW for {g.competency.code}", "/there/")] for g in gaps})
    monkeypatch.setitem(gap_closers._entries, "test", closer)
    client.force_login(somebody)
    body = client.get("/fr/home/").content.decode()
    assert "POR-03" in body
    assert "TKW for POR-03" in body


def test_the_passport_asks_no_more_for_many_marks(client, django_assert_max_num_queries):
    somebody = in_post()
    client.force_login(somebody)
    address = reverse("competencies:passport")
    for rounds in (1, 40):
        for number in range(rounds):
            mark(somebody, f"POR-{number:02}", on=timezone.localdate())
            requirement(f"POR-{number:02}", 2, profile_code=f"JOB-{rounds}")
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_a_passport_is_seen_by_its_holder_and_those_who_answer_for_them(client):
    boss, stranger = officer(), officer()
    member = person()
    post(member, institution=boss.posts.get().institution)
    address = reverse("competencies:passport-of", args=[member.public_id])

    client.force_login(boss)
    assert client.get(address).status_code == 200
    assert [look.act for look in member.looks_received.all()] == ["passport"]
    client.force_login(stranger)
    assert client.get(address).status_code == 404
