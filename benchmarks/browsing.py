"""Headless Chromium as a phone that was never here."""

import os
import shutil
from contextlib import contextmanager

from benchmarks.measure import Wrong


@contextmanager
def phone(cookies: dict[str, str]):
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        raise Wrong("Chromium is missing: install the package chromium or set CHROMIUM")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs its own loop beside Django
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=3, is_mobile=True)
        context.add_cookies(
            [{"name": name, "value": value, "domain": "localhost", "path": "/"} for name, value in cookies.items()]
        )
        yield context.new_page()
        browser.close()
