from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from competencies.evidence import retract
from competencies.search import MayNotSearch, Query, search
from people import consent
from people.models import AccessLog, Charge, Post
from tests.competencies.makers import competency, listed_person, mark, officer
from tests.factories import charge, person, post

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def hr():
    competency("POR-03"), competency("PRD-02"), competency("RIS-05")
    return officer("ARDI")


def found(hr, text="recouvrement", **says):
    results = search(Query(text=text, **says), viewer=hr, on=TODAY())
    assert results.total == len(results.hits)
    return [hit.person_id for hit in results.hits]


@pytest.mark.parametrize("text", ["تحصيل", "recouvrement", "collection", "الخميسات تحصيل", "POR-03"])
def test_words_of_three_languages_find_the_same_people(hr, text):
    able = [listed_person("MA/04/291"), listed_person("MA/04/291")]
    for somebody in able:
        mark(somebody)
    other = listed_person("MA/04/291")
    mark(other, "RIS-05")  # could leak
    assert set(found(hr, text)) == {p.pk for p in able}


def test_minimum_level_region_province_proof_and_type_narrow(hr):
    high, low, far, said = (listed_person(path) for path in ("MA/05/081", "MA/05/091", "MA/03/231", "MA/05/081"))
    mark(high, level=4), mark(low, level=3), mark(far, level=5)
    mark(said, level=3, kind="declared")
    Post.objects.filter(person=far).first().institution.__class__.objects.filter(posts__person=far).update(type="bank")

    assert set(found(hr, level=4)) == {high.pk, far.pk}
    assert set(found(hr, places=frozenset({"MA/05"}))) == {high.pk, low.pk, said.pk}
    assert set(found(hr, province="MA/05/091")) == {low.pk}
    assert set(found(hr, proofs=frozenset({"declared"}))) == {said.pk}
    assert set(found(hr, types=frozenset({"bank"}))) == {far.pk}
    assert set(found(hr, places=frozenset({"MA/05"}), level=4)) == {high.pk}


def test_only_who_agreed_holds_a_post_and_has_an_open_account_is_found(hr):
    listed = listed_person()
    silent, left, closed = person(), listed_person(), listed_person(is_active=False)
    post(silent)
    Post.objects.filter(person=left).update(to_on=TODAY() - timedelta(days=1))
    for somebody in (listed, silent, left, closed):
        mark(somebody)
    assert found(hr) == [listed.pk]


def test_who_withdraws_is_gone_at_once(hr):
    somebody = listed_person()
    mark(somebody)
    assert found(hr) == [somebody.pk]
    consent.withdraw(somebody, "skills_directory", at=timezone.now())
    assert found(hr) == []


def test_a_mark_that_is_over_weighs_nothing_and_shows_only_when_asked_for(hr):
    fresh, over = listed_person(), listed_person()
    mark(fresh, level=2, kind="declared")
    mark(over, level=5, on=TODAY() - timedelta(days=400), until=TODAY() - timedelta(days=1))

    assert found(hr) == [fresh.pk]
    results = search(Query(text="recouvrement", expired=True), viewer=hr, on=TODAY())
    assert [(hit.person_id, hit.points, hit.held) for hit in results.hits] == [(fresh.pk, 0.5, 1), (over.pk, 0, 0)]


def test_a_retracted_mark_is_not_even_history_here(hr):
    somebody = listed_person()
    mark(somebody, source="certificate:A1")
    retract("certificate:A1", on=TODAY(), reason="revoked")
    assert found(hr) == []
    assert found(hr, expired=True) == []


def test_rank_is_the_sum_of_level_times_weight_and_is_explained(hr):
    both, one = listed_person(), listed_person()
    mark(both, level=4), mark(both, "PRD-02", 3, "assessed")
    mark(one, level=5), mark(one, "PRD-02", 5, "assessed", on=TODAY() - timedelta(days=800))  # over
    results = search(Query(text="تحصيل وفلاحة"), viewer=hr, on=TODAY())

    assert [hit.person_id for hit in results.hits] == [both.pk]
    assert [(line.competency.code, line.points) for line in results.hits[0].lines] == [("POR-03", 4.0), ("PRD-02", 2.4)]
    assert results.hits[0].points == 6.4
    assert [hit.person_id for hit in results.near] == [one.pk]
    assert [(line.counts, line.points) for line in results.near[0].lines] == [(True, 5.0), (False, 0.0)]


def test_a_facet_counts_as_if_it_were_not_chosen(hr):
    here, there = listed_person("MA/05/081"), listed_person("MA/03/231")
    mark(here, level=4), mark(there, level=3, kind="assessed")
    query = Query(text="recouvrement", places=frozenset({"MA/05"}), proofs=frozenset({"certified"}))
    facets = search(query, viewer=hr, on=TODAY()).facets
    assert facets["region"] == {"MA/05": 1}
    assert facets["proof"] == {"certified": 1}
    anything = search(Query(text="recouvrement", level=4), viewer=hr, on=TODAY()).facets
    assert anything["level"] == {1: 2, 2: 2, 3: 2, 4: 1}


def test_the_newest_post_says_where_somebody_is(hr):
    somebody = listed_person("MA/05/081")
    mark(somebody)
    second = post(somebody, from_on=date(2024, 1, 1))
    second.province = listed_person("MA/03/231").posts.get().province
    second.save()
    assert found(hr, places=frozenset({"MA/05"})) == []
    assert found(hr, places=frozenset({"MA/03"})) == [somebody.pk]


@pytest.mark.parametrize("role", [None, Charge.Role.MANAGER, Charge.Role.AUTHOR])
def test_only_hr_officers_and_the_centre_search(client, hr, role):
    somebody = listed_person()
    mark(somebody)
    if role:
        charge(somebody, role=role)
    with pytest.raises(MayNotSearch):
        search(Query(text="recouvrement"), viewer=somebody, on=TODAY())
    client.force_login(somebody)
    assert client.get(reverse("competencies:register")).status_code == 403
    other = listed_person()
    assert client.get(reverse("competencies:profile", args=[other.listing.code])).status_code == 404
    assert client.get(reverse("competencies:contact-list")).status_code == 403


def test_the_centre_searches_until_its_charge_ends(hr):
    somebody = person()
    held = charge(somebody, role=Charge.Role.TRAINING_OFFICER, to_on=TODAY())
    assert search(Query(text="recouvrement"), viewer=somebody, on=TODAY()).total == 0
    with pytest.raises(MayNotSearch):
        search(
            Query(text="recouvrement"),
            viewer=type(somebody).objects.get(pk=held.person_id),
            on=TODAY() + timedelta(days=1),
        )


def test_no_page_names_anybody_and_each_search_is_noted(client, hr):
    somebody = listed_person(
        first_name="Zineb",
        last_name="Ouaaziz",
        given_ar="زينب",
        family_ar="وعزيز",
        email="z@x.example",
        phone="+212600001234",
    )
    mark(somebody)
    client.force_login(hr)
    code = somebody.listing.code
    for language in ("ar", "fr", "en"):
        for address in (f"/{language}/register/?q=recouvrement", f"/{language}/register/profile/{code}/"):
            body = client.get(address).content.decode()
            assert code[4:] in body
            for secret in (
                "Zineb",
                "Ouaaziz",
                "زينب",
                "وعزيز",
                "z@x.example",
                "00001234",
                str(somebody.public_id),
                somebody.username,
            ):
                assert secret not in body
            assert somebody.posts.get().institution.name_fr not in body
    assert {(look.act, look.subject_id) for look in AccessLog.objects.filter(viewer=hr)} == {
        ("register.search", None),
        ("register.profile", somebody.pk),
    }


def test_the_page_asks_the_same_for_one_person_three_and_three_hundred(client, hr):
    client.force_login(hr)
    client.get("/en/register/?q=recouvrement")
    counts = []
    people = 0
    for wanted in (1, 3, 300):
        while people < wanted:
            mark(listed_person(at=hr.posts.get().institution))
            people += 1
        with CaptureQueriesContext(connection) as asked:
            body = client.get("/en/register/?q=recouvrement").content.decode()
        assert f"{wanted} pe" in body
        counts.append(len(asked))
    assert len(set(counts)) == 1 and counts[0] <= 10, counts


def test_an_empty_answer_advises(client, hr):
    client.force_login(hr)
    body = client.get("/en/register/?q=collection&level=5&region=MA/05").content.decode()
    assert "Nobody meets these conditions" in body
    assert "One level lower" in body
    assert "All regions" in body


def test_a_word_nobody_knows_is_said_to_be_unknown(client, hr):
    client.force_login(hr)
    assert "zzyzx" in client.get("/en/register/?q=zzyzx").content.decode()
