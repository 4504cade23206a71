"""Pictures of questions: kept once, shown light, and with words when the file is gone."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pillow
from wagtail.images import get_image_model

from courses.exams import pictures
from tests.courses.exams.kinds import said, short
from tests.courses.exams.makers import bank, blueprint
from tests.courses.exams.test_kinds import Seat

pytestmark = pytest.mark.django_db


def file(size=(1600, 1200), kind="PNG"):
    out = BytesIO()
    Pillow.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


def test_a_file_is_kept_once():
    first = pictures.keep("images/branches.png", file())
    assert pictures.keep("other.png", file()) == first
    assert get_image_model().objects.get().width == 1600


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"0" * 50, b"0" * (5 * 1024 * 1024 + 1)]
)
def test_what_is_no_picture_is_refused_by_its_name(content):
    with pytest.raises(pictures.BadPicture, match="evil"):
        pictures.keep("evil.png", content)
    assert not get_image_model().objects.exists()


def seen(key, image):
    stem = said("انظر\n![fig]", "Voyez\n![fig]")
    picture = {"name": "fig", "alt": said("مربع أزرق", "Carré bleu"), "image": None, "file": image}
    return short(key, stem=stem, pictures=[picture])


def test_picture_goes_out_small_with_its_words_in_the_readers_language(client):
    image = pictures.keep("a.png", file())
    held = bank([])
    from courses.exams import banks

    banks.load([seen("P1", "a.png")], code=held.code, title={}, files={"a.png": image})
    seat = Seat.__new__(Seat)
    seat.__dict__ |= begun(client, held, 1)
    page = client.get(f"{seat.base}/1/").content.decode()
    assert 'alt="Carré bleu" width="640" height="480"' in page
    assert ".webp" in page
    assert 'alt="مربع أزرق"' in client.get(f"{seat.base.replace('/fr/', '/ar/')}/1/").content.decode()

    stored = get_image_model().objects.get(pk=image)
    stored.renditions.all().delete()
    stored.file.delete(save=False)
    gone = client.get(f"{seat.base}/1/")
    assert gone.status_code == 200
    assert "Carré bleu" in gone.content.decode()


def begun(client, held, count):
    from django.utils import timezone

    from courses.exams import sittings
    from tests.factories import person

    learner = person(language="fr")
    client.force_login(learner)
    sitting = sittings.begin(learner, blueprint(held, draws=[("POR-01", None, count)]), at=timezone.now())
    return {"sitting": sitting, "base": f"/fr/sittings/{sitting.pk}"}


def test_many_pictures_ask_no_more_than_one(client):
    from courses.exams import banks

    files = {f"{n}.png": pictures.keep(f"{n}.png", file((40 + n, 30))) for n in range(6)}
    counts = []
    for size in (1, 6):
        held = bank([], code=f"B{size}")
        banks.load([seen(f"P{n}", f"{n}.png") for n in range(size)], code=held.code, title={}, files=files)
        address = begun(client, held, size)["base"] + "/paper/"
        client.get(address)  # renditions are made once
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).content.decode().count("<img") >= size
        counts.append(len(asked))
    assert counts[0] == counts[1]
