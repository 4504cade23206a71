"""What of the uploads can be had by its path alone."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_svg
from wagtail.models import Collection, CollectionViewRestriction

from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def kept(name: str, content: bytes = b"kept") -> str:
    return f"/media/{default_storage.save(name, ContentFile(content))}"


def document(**says):
    return get_document_model().objects.create(title="Paper", file=ContentFile(b"secret", "paper.pdf"), **says)


def restricted(kind: str) -> Collection:
    inner = Collection.get_first_root_node().add_child(name="Inner")
    CollectionViewRestriction.objects.create(collection=inner, restriction_type=kind)
    return inner


def test_pictures_as_pages_show_them_are_open_and_originals_are_not(client):
    photo = get_image_model().objects.create(title="Photo", file=get_test_image_file())
    drawing = get_image_model().objects.create(title="Drawing", file=get_test_image_file_svg())
    shown = client.get(photo.get_rendition("width-10").url)
    assert shown.status_code == 200 and b"".join(shown.streaming_content)
    assert client.get(drawing.file.url).status_code == 200
    assert client.get(photo.file.url).status_code == 404
    client.force_login(person())
    assert client.get(photo.file.url).status_code == 404


def test_a_document_has_no_address_of_its_file(client):
    paper = document()
    assert client.get(paper.file.url).status_code == 404
    answer = client.get(paper.url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"secret")


def test_a_document_of_a_closed_collection_is_for_those_let_in(client):
    paper = document(collection=restricted(CollectionViewRestriction.LOGIN))
    door = client.get(paper.url)
    assert door.status_code == 302 and "/accounts/login/" in door["Location"]
    assert client.get(paper.file.url).status_code == 404
    client.force_login(person())
    assert b"".join(client.get(paper.url).streaming_content) == b"secret"


@pytest.mark.parametrize("name", ["documents/../documents/x.pdf", "h5p/a/b.js", "x.sqlite3", "images/deep/a.png"])
def test_nothing_else_is_handed_out(client, name):
    assert client.get(kept(name.replace("documents/../", ""))).status_code == 404
    assert client.get(f"/media/images/../{name}").status_code == 404


def test_a_portrait_is_for_those_who_are_signed_in(client):
    portrait = kept("avatar_images/amina.png")
    assert client.get(portrait).status_code == 404
    client.force_login(person())
    assert client.get(portrait).status_code == 200
