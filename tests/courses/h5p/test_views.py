import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.h5p import making, player, storing
from tests.courses.h5p.makers import MANIFEST, PNG, package

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    return storing.take_in(package(), language="ar")


def file_address(content, path, *, at=None):
    return f"{player.content_root(content, at=at or timezone.now())}/{path}"


def body(response):
    return b"".join(response.streaming_content)


def test_frame_is_sandboxed_by_its_own_policy_and_needs_no_cookie(client, content, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get(player.frame_address(content, at=timezone.now()))

    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert "frame-ancestors 'self'" in policy and "unsafe-eval" not in policy and "allow-same-origin" not in policy
    assert "X-Frame-Options" not in response
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    assert '<html lang="ar" dir="rtl">' in response.content.decode()


def test_scripts_load_after_those_they_need(content):
    scripts, styles = player.files(content, at=timezone.now())

    assert [address.rpartition("/libraries/")[2] for address in scripts[1:]] == ["H5P.Says-1.2/says.js?v=3"]
    assert "h5p-player/styles/h5p.css" in styles[0]
    made = making.make("order", "Ordre", "fr", {"task": "", "items": ["1", "2"]})
    scripts, styles = player.files(storing.take_in(io.BytesIO(made), language="fr"), at=timezone.now())
    assert [address.rpartition("/")[2] for address in scripts[1:]] == ["base.js?v=0", "order.js?v=0"]
    assert not any("h5p-player" in address for address in styles)


def test_frame_names_a_main_library_of_minor_version_0_whole():
    content = storing.take_in(
        package({
            "h5p.json": {**MANIFEST, "mainLibrary": "H5P.Parts"},
            "H5P.Parts-1.0/library.json": {"title": "P", "machineName": "H5P.Parts", "majorVersion": 1, "minorVersion": 0, "patchVersion": 0, "runnable": 1},
        }),
        language="fr",
    )  # fmt: skip
    (said,) = player.integration(content, at=timezone.now())["contents"].values()
    assert said["library"] == "H5P.Parts 1.0"


def test_file_says_its_kind_and_may_be_kept_until_its_address_runs_out(client, content):
    response = client.get(file_address(content, "images/a.png"))

    assert (response.status_code, body(response)) == (200, PNG)
    assert response["Content-Type"] == "image/png"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    seconds = int(response["Cache-Control"].partition("max-age=")[2].partition(",")[0])
    assert 24 * 3600 - 5 <= seconds <= 48 * 3600


@pytest.mark.parametrize(
    ("asked", "status", "said", "data"),
    [
        ("bytes=0-3", 206, f"bytes 0-3/{len(PNG)}", PNG[:4]),
        ("bytes=70-", 206, f"bytes 70-{len(PNG) - 1}/{len(PNG)}", PNG[70:]),
        ("bytes=-2", 206, f"bytes {len(PNG) - 2}-{len(PNG) - 1}/{len(PNG)}", PNG[-2:]),
        ("bytes=5-999", 206, f"bytes 5-{len(PNG) - 1}/{len(PNG)}", PNG[5:]),
        ("bytes=999-", 416, f"bytes */{len(PNG)}", b""),
        ("bytes=9-3", 416, f"bytes */{len(PNG)}", b""),
    ],
)
def test_part_of_a_film_can_be_asked_for(client, content, asked, status, said, data):
    response = client.get(file_address(content, "images/a.png"), headers={"range": asked, "accept-encoding": "gzip"})

    assert (response.status_code, response["Content-Range"]) == (status, said)
    assert (body(response) if response.streaming else response.content) == data


def test_range_that_is_none_gives_the_whole(client, content):
    for asked in ("bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=x"):
        assert client.get(file_address(content, "images/a.png"), headers={"range": asked}).status_code == 200


def test_address_is_the_same_all_day_and_runs_out_after_the_next(client, content, monkeypatch):
    morning = timezone.now().replace(hour=0, minute=1)
    address = file_address(content, "images/a.png", at=morning)
    assert address == file_address(content, "images/a.png", at=morning.replace(hour=23))

    for days, status in ((0, 200), (1, 200), (2, 404)):
        monkeypatch.setattr(timezone, "now", lambda days=days: morning + timedelta(days=days))
        assert client.get(address).status_code == status


def test_address_opens_nothing_but_what_it_was_made_for(client, content):
    now = timezone.now()
    other = storing.take_in(package({"content/content.json": {"text": "other"}}), language="ar")
    token = player.token(content.pk.hex, at=now)
    libraries = player.token(player.LIBRARIES, at=now)
    forged = player.token(other.pk.hex, at=now).split(":")[0] + ":" + token.split(":")[1]

    wrong = [
        reverse("h5p:content-file", args=[token, "content.json"]),
        reverse("h5p:content-file", args=[token, "../../packages/x"]),
        reverse("h5p:content-file", args=[token, "images"]),
        reverse("h5p:content-file", args=[libraries, "images/a.png"]),
        reverse("h5p:content-file", args=[forged, "images/a.png"]),
        reverse("h5p:library-file", args=[token, "H5P.Says-1.2", "says.js"]),
        reverse("h5p:library-file", args=[libraries, "H5P.Says-1.2", "../H5P.Parts-1.0/library.json"]),
        reverse("h5p:library-file", args=[libraries, "H5P.Says-9.2", "says.js"]),
        reverse("h5p:library-file", args=[libraries, "Says", "says.js"]),
        reverse("h5p:frame", args=[libraries]),
        reverse("h5p:frame", args=["nonsense.b4a66:x"]),
    ]
    assert {address: client.get(address).status_code for address in wrong} == dict.fromkeys(wrong, 404)
    assert client.get(reverse("h5p:library-file", args=[libraries, "H5P.Says-1.2", "says.js"])).status_code == 200


def test_nothing_of_a_package_is_served_as_media(client, content, settings):
    assert not content.library.folder.startswith(str(settings.MEDIA_ROOT))
    assert client.get(f"/media/{content.library.folder}/says.js").status_code == 404
