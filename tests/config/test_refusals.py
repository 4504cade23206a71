"""Requests that are refused before anybody knows who is asking still get our page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@pytest.mark.django_db
def test_unknown_host_is_a_bad_request(settings):
    settings.ALLOWED_HOSTS = ["takwin.example"]
    answer = Client(raise_request_exception=False).get("/fr/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Takwin" in answer.content.decode()


@pytest.mark.django_db
def test_request_larger_than_the_disk_should_bear_is_refused(settings):
    settings.LARGEST_UPLOAD = 1000
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "c" * 32
    answer = client.post("/fr/accounts/login/", {"file": SimpleUploadedFile("a.h5p", b"x" * 2000)})
    assert answer.status_code in {400, 413}
    settings.LARGEST_UPLOAD = 5000
    answer = client.post("/fr/accounts/login/", {"file": SimpleUploadedFile("a.h5p", b"x" * 2000)})
    assert answer.status_code == 403  # no token


@pytest.mark.django_db
def test_address_the_api_has_not_is_said_in_json(client):
    answer = client.get("/api/nowhere")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
