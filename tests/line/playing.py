"""Hands and knowledge of a learner who has studied: plays activities, knows the answers of the bank."""

import html
import json
import re
from pathlib import Path

from django.conf import settings
from playwright.sync_api import expect

FOLDER = Path(settings.ROOT) / "config" / "demo" / "tkw201"


def plain(text: str) -> str:
    """What a reader sees of a text with marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def activities(language: str) -> dict[str, dict]:
    """By title: kind and params, as the course ships them."""
    given = json.loads((FOLDER / "h5p.json").read_text(encoding="utf-8"))
    return {plain(one["title"][language]): {"kind": one["library"], **one["params"][language]} for one in given}


def bank(language: str) -> dict[str, dict]:
    """By stem as shown."""
    given = json.loads((FOLDER / "bank.json").read_text(encoding="utf-8"))
    return {plain(question["stem"][language]): question for question in given}


def play(page, section, said: dict) -> None:
    """Play one activity of a lesson to its end, all right."""
    frame = section.frame_locator("iframe")
    section.scroll_into_view_if_needed()
    expect(section.locator("[data-h5p]"), "the exercise opened").to_have_attribute("data-is", "quiet", timeout=90_000)
    {"choice": _choice, "order": _order, "gaps": _gaps}[said["kind"]](page, frame, said)
    expect(frame.locator(".tk-verdict")).to_be_visible()
    page.wait_for_function("box => box.dataset.is === 'saved'", arg=section.locator("[data-h5p]").element_handle())


def _press(frame) -> None:
    """The first button, until it has given way to another."""
    button = frame.locator(".tk-buttons button").first
    words = button.inner_text()
    button.press("Enter")  # by keyboard: the frame may still be growing under a pointer
    expect(frame.locator(".tk-buttons button").first).not_to_have_text(words)


def _choice(page, frame, said) -> None:
    for question in said["questions"]:
        for choice in question["answers"]:
            if choice.get("correct"):
                frame.get_by_label(plain(choice["text"]), exact=True).check()
        _press(frame)  # check
        if len(said["questions"]) > 1:
            _press(frame)  # the next question, or the result


def _order(page, frame, said) -> None:
    rows = frame.locator(".tk-step")
    rows.first.wait_for()

    def now():
        return [plain(text) for text in rows.locator(".tk-step-text").all_inner_texts()]

    for place, wanted in enumerate(map(plain, said["items"])):
        while (at := now().index(wanted)) > place:
            rows.nth(at).locator(".tk-mover").first.click()
    _press(frame)


def _gaps(page, frame, said) -> None:
    frame.locator(".tk-gap").first.wait_for()
    for word in re.findall(r"\*([^*]+)\*", said["text"]):
        frame.get_by_role("button", name=plain(word.split("/")[0]), exact=True).first.click()
    _press(frame)


def answer(page, question: dict, language: str, *, right: bool = True) -> None:
    """Answer the question that the page shows."""
    if question["kind"] == "numeric":
        value = question["numeric"]["value"] if right else -1
        page.fill("#number", str(value).replace(".", ","))
        return
    for choice in question["options"]:
        if bool(choice.get("correct")) == right:
            page.locator(".opt").filter(has=page.get_by_text(plain(choice["text"][language]), exact=True)).locator(
                "input"
            ).check()
            if not right:
                return
