"""Hands and knowledge of a learner who has studied: plays activities, knows the answers of the bank."""

import html
import json
import re
import warnings
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Error as PlaywrightError
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
    """By stem as shown, in its letters alone."""
    given = json.loads((FOLDER / "bank.json").read_text(encoding="utf-8"))
    unspoken = re.compile(r"\$[^$\n]+\$|^!\[.*\]$", re.M)  # formulae and pictures
    return {plain(unspoken.sub(" ", question["stem"][language])): question for question in given}


def play(page, section, said: dict) -> None:
    """Play one activity of a lesson to its end, all right. Seldom, on a busy machine, an exercise does not show its
    first question: then the page is loaded again, as its reader would do, and what stood there is told."""
    try:
        _play(page, section, said)
    except PlaywrightError as failed:
        shown = [frame.content()[-1500:] for frame in page.frames if "/frame/" in frame.url]
        state = section.locator("[data-h5p]").get_attribute("data-is")
        warnings.warn(
            f"played again at {page.url}: {failed}; the player says {state}; its frames: {shown}", stacklevel=2
        )
        page.reload()
        _play(page, section, said)


def _play(page, section, said: dict) -> None:
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


def stem_of(page) -> str:
    """The question that the page asks, in its letters alone."""
    bare = "el => { const copy = el.cloneNode(true); for (const one of copy.querySelectorAll('math, img, br')) one.replaceWith(' '); return copy.textContent }"
    return plain(page.locator(".stem").evaluate(bare))


def answer(page, question: dict, language: str, *, right: bool = True) -> None:
    """Answer the question that the page shows."""
    _answer(page.locator("form#answer"), question, language, right, "")


def _answer(scope, question, language, right, prefix) -> None:
    def said(texts):
        return plain(texts[language])

    def row(text):
        return scope.locator("ul.asked > li").filter(has=scope.page.get_by_text(text, exact=True)).locator("select")

    kind = question["kind"]
    if kind == "numeric":
        value = question["numeric"]["value"] if right else -1
        scope.locator(f"[name={prefix}number]").fill(str(value).replace(".", ","))
    elif kind == "short":
        scope.locator(f"[name={prefix}text]").fill(question["accepted"][language][0] if right else "xyz")
    elif kind == "order":
        items = question["items"] if right else [*question["items"][1:], question["items"][0]]
        for place, item in enumerate(items, start=1):
            row(said(item["text"])).select_option(str(place))
    elif kind == "match":
        for pair in question["pairs"]:
            row(said(pair["text"])).select_option(label=said(pair["with"] if right else question["extra"][0]["text"]))
    elif kind == "gaps":
        for n, gap in enumerate(sorted(question["gaps"], key=lambda gap: gap["key"]), start=1):
            field = scope.locator(f"[name={prefix}gap-{n}]")
            if gap.get("choices"):
                choice = next(c for c in gap["choices"] if c["correct"] == right)
                field.select_option(label=said(choice["text"]))
            else:
                field.fill(gap["accepted"][language][0] if right else "xyz")
    elif kind == "case":
        for n, part in enumerate(question["parts"], start=1):
            _answer(scope.locator("section.part").nth(n - 1), part, language, right, f"{prefix}part-{n}-")
    else:
        for choice in question["options"]:
            if bool(choice.get("correct")) == right:
                text = scope.page.get_by_text(said(choice["text"]), exact=True)
                scope.locator(".opt").filter(has=text).locator("input").check()
                if not right:
                    return
