from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.courses.h5p import urls


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """A storage of the test's own, so that what was kept can be listed."""
    options = {"location": tmp_path / "private", "base_url": None}
    settings.STORAGES = {**settings.STORAGES, "private": {**settings.STORAGES["private"], "OPTIONS": options}}
    return tmp_path / "private"


@pytest.fixture
def lesson(settings, live_server):
    """The address of a page that plays a content; the inbox is empty."""
    settings.ROOT_URLCONF = "tests.courses.h5p.urls"
    player = Path(settings.ROOT) / "node_modules" / "h5p-standalone" / "dist"
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, ("h5p-player", player)]
    finders.get_finder.cache_clear()
    for kept in (urls.INBOX, urls.STATES, urls.ANSWERS):
        kept.clear()
    yield lambda content: f"{live_server.url}/lesson/{content.pk}/"
    finders.get_finder.cache_clear()
