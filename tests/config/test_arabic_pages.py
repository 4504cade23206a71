"""No French and no English on any Arabic page: every page of the site that the people of the demo can reach is read.

Latin words are allowed where they are meant: codes, names and files in ``<bdi>``, words marked with another ``lang`` (the
switch of languages), what a person wrote (``dir="auto"``), and a few names of formats.
"""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve
from django.utils import translation

from people.signing_in import find

ROLES = [None, "ALAMANA-01234", "rh@alamana.example", "formateur@takwin.example", "admin@takwin.example"]
PAGES_OF_A_KIND = 4  # of the same view, for one person
LEAVE = (
    "/logout",
    ".pdf",
    ".csv",
    ".xlsx",
    ".json",
    ".ics",
    ".zip",
    "/cms/",
    "/repair/",
    "/media/",
    "/static/",
    "/file/",
)
TERMS = {"par", "javascript"}  # portefeuille à risque, as the trade writes it in both languages; what a player asks for
FORMATS = {"pdf", "csv", "excel", "json", "qr", "sms", "xlsx", "xml", "zip", "whatsapp", "h5p", "png", "mp4", "vtt"}
CODE = re.compile(r"\b[A-Z][A-Z0-9]{1,}(?:[-./][A-Z0-9]+)+\b|https?://\S+|\S+@\S+|\b[A-Z]\d+\b")
WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]{2,}")
SILENT = {"script", "style", "code", "bdi", "textarea", "svg"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = ("alt", "title", "aria-label", "placeholder")


class Page(HTMLParser):
    """The words of a page as an Arabic reader meets them, and where it leads."""

    def __init__(self, text: str):
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self._skipped: list[bool] = [False]
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        says = dict(attrs)
        other = says.get("lang") not in (None, "ar") or says.get("dir") == "auto"
        skips = self._skipped[-1] or tag in SILENT or other
        if tag == "a" and says.get("href"):
            self.links.append(says["href"])
        if not (self._skipped[-1] or other or tag == "svg"):
            self.words += [says[name] for name in SPOKEN if says.get(name)]
            if tag == "input" and says.get("type") in {"submit", "button"}:
                self.words.append(says.get("value") or "")
        if tag not in VOID:
            self._skipped.append(skips)

    def handle_endtag(self, tag):
        if tag not in VOID and len(self._skipped) > 1:
            self._skipped.pop()

    def handle_data(self, data):
        if not self._skipped[-1]:
            self.words.append(data)

    @property
    def latin(self) -> list[str]:
        text = CODE.sub(" ", " \n ".join(self.words))
        return [word for word in WORD.findall(text) if word.lower() not in FORMATS | TERMS]


def pages_of(client, start):
    """Address and answer of every page that can be reached, a few of each kind."""
    waiting, known, of_a_kind = deque(start), set(start), Counter()
    while waiting:
        address = waiting.popleft()
        parts = urlsplit(address)
        try:
            with translation.override("ar"):
                kind = resolve(parts.path).view_name or parts.path
        except Resolver404:
            yield address, None
            continue
        if kind in {"wagtail_serve"}:
            kind = parts.path
        of_a_kind[kind] += 1
        if of_a_kind[kind] > PAGES_OF_A_KIND:
            continue
        answer = client.get(address, follow=True)
        if answer.redirect_chain and not answer.redirect_chain[-1][0].startswith("/ar/"):
            continue
        yield address, answer
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        for link in Page(answer.content.decode()).links:
            to = urlsplit(link)
            if to.scheme or to.netloc or not to.path.startswith("/ar/") or any(part in to.path for part in LEAVE):
                continue
            onward = to.path + (f"?{to.query}" if to.query else "")
            if onward not in known:
                known.add(onward)
                waiting.append(onward)


@pytest.mark.django_db
def test_no_arabic_page_holds_a_word_in_another_script(client):
    call_command("set_up", verbosity=0)
    call_command("demo", verbosity=0)
    faults, read = [], 0
    for name in ROLES:
        client.logout()
        if name:
            client.force_login(find(name), backend="people.signing_in.IdentifierBackend")
        for address, answer in pages_of(client, ["/ar/home/" if name else "/ar/"]):
            if answer is None or answer.status_code >= 400:
                faults.append(f"{name} {address}: leads nowhere")
                continue
            if answer.get("Content-Type", "").startswith("text/html"):
                read += 1
                if latin := Page(answer.content.decode()).latin:
                    faults.append(f"{name} {address}: {' '.join(dict.fromkeys(latin))[:300]}")
    assert read > 60, read
    assert faults == [], "\n" + "\n".join(faults)
