import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from people.models import Post
from people.staff import asked_for
from tests import factories as make
from tests.people.makers import association

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [1, 3, 40])
def test_the_staff_list_asks_the_same_number_of_questions_for_any_length(size, client, django_assert_num_queries):
    institution, officer = association()
    boss = make.post(institution=institution).person
    branch = institution.branches.first()
    for _n in range(size):
        make.post(branch=branch, manager=boss)
    client.force_login(officer)

    with django_assert_num_queries(6):
        page = client.get(reverse("people:staff-list"))

    assert page.context["page_obj"].paginator.count == size + 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ايت", {"a"}),
        ("أيت وعز", {"a"}),
        ("OUAAZIZ zin", {"a"}),
        ("hélo", {"b"}),
        ("helo", {"b"}),
        ("ALAMANA-00", {"a", "b"}),
        ("مصطفي", {"b"}),
        ("xyz", set()),
    ],
)
def test_words_find_people_in_either_script_however_they_are_spelt(words, found):
    institution = make.institution("ALAMANA")
    a = make.person("ALAMANA-001", first_name="Zineb", last_name="Ait Ouaaziz", given_ar="زينب", family_ar="أيت وعزيز")
    b = make.person("ALAMANA-002", first_name="Héloïse", last_name="B", given_ar="مصطفى", family_ar="ب")
    for who in (a, b):
        make.post(who, institution=institution)

    posts = asked_for(Post.objects.all(), words=words)

    assert {"a" if post.person == a else "b" for post in posts} == found


def test_an_officer_sees_their_institution_and_no_other(client):
    institution, officer = association()
    ours = make.post(institution=institution)
    theirs = make.post()
    client.force_login(officer)

    listed = {post.person for post in client.get(reverse("people:staff-list")).context["page_obj"]}

    assert listed == {ours.person, officer}
    assert client.get(reverse("people:person", args=[ours.person.public_id])).status_code == 200
    assert client.get(reverse("people:person", args=[theirs.person.public_id])).status_code == 404


def test_a_person_sheet_shows_posts_of_this_institution_only(client):
    institution, officer = association()
    holder = make.person()
    post = make.post(holder, institution=institution)
    make.post(holder)  # a second employer, none of this officer's business
    client.force_login(officer)

    page = client.get(reverse("people:person", args=[holder.public_id]))

    assert list(page.context["posts"]) == [post]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_goes_out_in_the_readers_language_and_comes_back_as_it_was(kind, client):
    from people.staff_list import Fate, judge
    from tests.people.makers import TODAY

    institution, officer = association()
    branch = institution.branches.first()
    for post in (make.post(branch=branch, staff_number=f"7000{n}") for n in range(3)):
        post.person.username = f"ALAMANA-{post.staff_number}"
        post.person.first_name, post.person.given_ar = "Amina", "أمينة"
        post.person.save()
    client.force_login(officer)

    content = client.get(f"/ar/staff/list.{kind}").content

    if kind == "xlsx":
        assert load_workbook(io.BytesIO(content)).active["B1"].value == "الاسم الشخصي (بالعربية)"
    judgement = judge(content, institution, on=TODAY)
    assert {row.fate for row in judgement.rows} == {Fate.SAME}, [(r.problems, r.changes) for r in judgement.rows]
    assert len(judgement.rows) == 4


def test_pages_of_the_officer_read_in_arabic(client):
    institution, officer = association()
    make.post(institution=institution)
    client.force_login(officer)

    for address in ("/ar/staff/", "/ar/staff/import/", "/ar/staff/slips/", "/ar/staff/import/model.csv"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "رقم المستخدم" in page.content.decode() or "أوراق" in page.content.decode()
