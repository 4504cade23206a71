"""Production is settings alone. Each start is a process of its own, since settings are read once."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

FULL = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "fifty-one characters that are random enough: 0123456",
    "ALLOWED_HOSTS": "takwin.example, www.takwin.example",
    "SITE_URL": "https://takwin.example/",
    "DATABASE_URL": "postgres://user@database.example/takwin",
    "CELERY_BROKER_URL": "amqp://user@broker.example//",
    "CACHE_URL": "redis://cache.example/1",
    "EMAIL_HOST": "smtp.example",
    "DEFAULT_FROM_EMAIL": "Takwin <takwin@takwin.example>",
}
BUCKET = {"MEDIA_S3_BUCKET": "takwin", "MEDIA_S3_ENDPOINT": "https://s3.example:9000/"}


def started(*command: str, tmp_path, **environment: str):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.ROOT, env={**kept, "TAKWIN_VAR": str(tmp_path), **environment}, capture_output=True, text=True,
    )  # fmt: skip


def said(tmp_path, expression: str, **environment: str):
    """What the production settings say."""
    code = f"import json, django; from django.conf import settings; django.setup(); print(json.dumps({expression}))"
    answer = started("-c", code, tmp_path=tmp_path, **{**FULL, **environment})
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_full_environment_passes_the_deployment_checks(tmp_path):
    answer = started("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **FULL, **BUCKET)
    assert answer.returncode == 0, answer.stderr
    assert "no issues (0 silenced)" in answer.stdout


@pytest.mark.parametrize("missing", sorted(set(FULL) - {"DJANGO_SETTINGS_MODULE"}))
def test_what_is_missing_stops_the_start_with_a_sentence(missing, tmp_path):
    there = {name: value for name, value in FULL.items() if name != missing}
    answer = started("-c", "import config.settings.production", tmp_path=tmp_path, **there)
    assert answer.returncode != 0
    assert f"{missing} is not set: " in answer.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"MEDIA_S3_BUCKET": "takwin"}, "MEDIA_S3_ENDPOINT is not set"),
    ],
)
def test_what_cannot_work_stops_the_start_with_a_sentence(wrong, sentence, tmp_path):
    answer = started("-c", "import config.settings.production", tmp_path=tmp_path, **{**FULL, **wrong})
    assert answer.returncode != 0
    assert sentence in answer.stderr.strip().splitlines()[-1]


def test_bucket_keeps_everything_private_and_its_pictures_may_be_shown(tmp_path):
    found = said(
        tmp_path,
        "[settings.STORAGES, settings.CONTENT_SECURITY_POLICY['DIRECTIVES'], settings.EDITOR_SECURITY_POLICY]",
        **BUCKET,
    )
    storages, policy, editor = found
    assert {name: storages[name]["OPTIONS"]["location"] for name in ("default", "private")} == {
        "default": "media",
        "private": "private",
    }
    assert policy["img-src"] == ["'self'", "data:", "https://s3.example:9000"]
    assert policy["media-src"] == ["'self'", "https://s3.example:9000"]
    assert policy["script-src"] == ["'self'"]
    assert "img-src 'self' https://s3.example:9000 " in editor


def test_bucket_signs_addresses_that_pass_the_policy(tmp_path):
    found = said(
        tmp_path,
        "__import__('django.core.files.storage', fromlist=['x']).default_storage.url('images/a.png')",
        **BUCKET, AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY="secret",
    )  # fmt: skip
    assert found.startswith("https://s3.example:9000/takwin/media/images/a.png?")
    assert "X-Amz-Signature=" in found and "X-Amz-Expires=3600" in found


def test_media_folder_has_no_address_of_ours_when_there_is_a_bucket(tmp_path):
    resolves = "[__import__('django.urls', fromlist=['x']).resolve('/media/a.png').url_name]"
    assert said(tmp_path, resolves) == [None]
    answer = started("-c", f"import django; django.setup(); {resolves}", tmp_path=tmp_path, **FULL, **BUCKET)
    assert "Resolver404" in answer.stderr
