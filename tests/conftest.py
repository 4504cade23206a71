import os
import shutil

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs its own loop beside Django's tests


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, request):
    """A copy of the migrated template for this worker; see tests/databases.py."""
    from django.db import connection
    from django.test import TransactionTestCase

    from tests.databases import databases

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    ours = databases(f"{worker}-{os.getpid()}")
    with django_db_blocker.unblock():
        ours.prepare()
        _ = connection.features.supports_json_field  # SQLite is tried once a process: not in a test that counts
    TransactionTestCase._fixture_teardown = lambda case: ours.restore()
    yield
    with django_db_blocker.unblock():
        ours.drop()


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium of the machine."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # milliseconds; the machine may have other work

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is missing: install the package 'chromium' or set CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )
        yield browser
        browser.close()


def pytest_configure(config):
    """Catalogues are compiled before anything is read from them, once for all parallel workers."""
    if not hasattr(config, "workerinput"):
        from django.core.management import call_command

        call_command("catalogues", "--compile")


@pytest.fixture(autouse=True)
def _in_english():
    """A request leaves its language behind; each test begins without one."""
    from django.utils import translation

    with translation.override("en"):
        yield
