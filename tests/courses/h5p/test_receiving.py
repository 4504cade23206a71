import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.h5p import making
from courses.h5p.models import Content
from tests.courses.h5p.makers import package
from tests.factories import person

pytestmark = pytest.mark.django_db
ADD, LIST = "h5p_content:add", "h5p_content:index"


@pytest.fixture
def author(client):
    """May receive exercises, not libraries."""
    someone = person()
    for name in ("access_admin", "add_content", "change_content", "view_content"):
        someone.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(someone)
    return someone


def post(client, data, **says):
    file = SimpleUploadedFile("exercise.h5p", data)
    return client.post(reverse(ADD), {"file": file, "language": "ar", "title": "", **says})


def made(title="ترتيب"):
    return making.make("order", title, "ar", {"task": "", "items": ["1", "2"]})


def said(response):
    return response.context["form"].errors.get("file", [""])[0]


def test_author_receives_an_exercise_tries_and_renames_it(client, author):
    assert post(client, made()).status_code == 302

    content = Content.objects.get()
    assert (content.title, content.language, content.package.received_from) == ("ترتيب", "ar", author)
    assert "ترتيب" in client.get(reverse(LIST)).content.decode()
    tried = client.get(reverse("h5p_content:inspect", args=[content.pk])).content.decode()
    assert 'sandbox="allow-scripts"' in tried
    client.post(reverse("h5p_content:edit", args=[content.pk]), {"title": "Autre"})
    content.refresh_from_db()
    assert content.title == "Autre"


def test_refusal_is_a_sentence_beside_the_file(client, author):
    assert "not an H5P file" in said(post(client, b"hello"))
    assert "administrator" in said(post(client, package().read()))
    assert not Content.objects.exists()


def test_same_file_again_names_the_one_that_is_here(client, author):
    post(client, made(), title="Premier")
    assert "Premier" in said(post(client, made()))
    assert Content.objects.count() == 1


def test_who_may_add_libraries_brings_them(client, author):
    author.user_permissions.add(Permission.objects.get(codename="add_library", content_type__app_label="h5p"))
    assert post(client, package().read()).status_code == 302


def test_a_learner_receives_nothing(client):
    client.force_login(person())
    assert post(client, made()).status_code == 302
    assert not Content.objects.exists()


def test_list_asks_the_same_for_one_and_for_many(client, author, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(99) as counted:
            client.get(reverse(LIST))
        return len(counted)

    post(client, made("1"))
    count()
    one = count()
    for title in "234":
        post(client, made(title))
    assert count() == one


def test_chooser_lists_exercises(client, author):
    post(client, made())
    assert "ترتيب" in client.get(reverse("h5p_content_chooser:choose")).json()["html"]
