"""Exercises played in Chromium, in both directions, inside the sandbox."""

import io
import json
import re

import pytest
from playwright.sync_api import expect

from courses.h5p import making, storing, views
from tests.courses.h5p import urls
from tests.courses.h5p.makers import package

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "ar": {"check": "تحقق من الجواب", "next": "السؤال التالي", "finish": "عرض النتيجة", "retry": "محاولة أخرى"},
    "fr": {"check": "Vérifier", "next": "Question suivante", "finish": "Voir le résultat", "retry": "Réessayer"},
}
CHOICE = {
    "ar": {
        "questions": [
            {"question": "<p>كم يساوي 2 + 2؟</p>", "answers": [{"text": "أربعة", "correct": True}, {"text": "خمسة"}]},
            {
                "question": "<p>أي الأعداد زوجية؟</p>",
                "single": False,
                "answers": [{"text": "اثنان", "correct": True}, {"text": "ثلاثة"}, {"text": "أربعة", "correct": True}],
            },
        ]
    },
    "fr": {
        "questions": [
            {"question": "<p>2 + 2 ?</p>", "answers": [{"text": "Quatre", "correct": True}, {"text": "Cinq"}]},
            {
                "question": "<p>Lesquels sont pairs ?</p>",
                "single": False,
                "answers": [{"text": "Deux", "correct": True}, {"text": "Trois"}, {"text": "Six", "correct": True}],
            },
        ]
    },
}
ORDER = {
    "ar": {"task": "<p>رتبوا</p>", "items": ["الأول", "الثاني", "الثالث", "الرابع"]},
    "fr": {"task": "<p>Remettez en ordre</p>", "items": ["Un", "Deux", "Trois", "Quatre"]},
}
GAPS = {"task": "<p>Complétez</p>", "text": "Deux et *deux* font *quatre*.", "distractors": ["cinq"]}


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()
    assert page.complaints == []


def made(kind, language, params):
    return storing.take_in(io.BytesIO(making.make(kind, kind, language, params)), language=language)


def opened(page, address):
    page.goto(address)
    return page.frame_locator("iframe")


def arrived(page, count):
    """The statements, once so many have come."""
    for _ in range(100):
        if len(urls.INBOX) >= count:
            break
        page.wait_for_timeout(50)
    return urls.INBOX


def verbs():
    return [statement["verb"]["id"].rpartition("/")[2] for statement in urls.INBOX]


def is_saved(page, text=""):
    """The player says so, and the state that holds ``text`` is with the server."""
    for _ in range(100):
        if any(text in state for state in urls.STATES.values()):
            break
        page.wait_for_timeout(50)
    expect(page.locator("[data-h5p]")).to_have_attribute("data-is", "saved")


@pytest.mark.parametrize("lost", ["**/h5p/*/frame/", "**/frame*.js"])
def test_what_the_network_loses_once_is_asked_for_again(page, lesson, lost):
    address = lesson(made("choice", "fr", CHOICE["fr"]))
    page.route(lost, lambda route: route.abort(), times=1)
    frame = opened(page, address)
    frame.get_by_label("Quatre").check()
    frame.get_by_role("button", name=WORDS["fr"]["check"]).click()
    assert arrived(page, 1)[0]["result"]["success"] is True


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_choice_is_played_reported_and_resumed(page, lesson, language):
    words, address = WORDS[language], lesson(made("choice", language, CHOICE[language]))
    right = [answer["text"] for answer in CHOICE[language]["questions"][0]["answers"] if answer.get("correct")]
    frame = opened(page, address)
    expect(frame.locator("html")).to_have_attribute("dir", {"ar": "rtl", "fr": "ltr"}[language])

    frame.get_by_label(right[0]).check()
    frame.get_by_role("button", name=words["check"]).click()
    frame.get_by_role("button", name=words["next"]).click()
    is_saved(page, '"at":1')
    statement = arrived(page, 1)[0]
    assert verbs() == ["answered"]
    assert "subContentId=" in statement["object"]["id"] and statement["context"]["contextActivities"]["parent"]
    assert statement["result"]["success"] is True and "actor" not in statement

    frame = opened(page, address)  # the learner comes back
    for answer in CHOICE[language]["questions"][1]["answers"]:
        if answer.get("correct"):
            frame.get_by_label(answer["text"]).check()
    frame.get_by_role("button", name=words["check"]).click()
    frame.get_by_role("button", name=words["finish"]).click()
    whole = arrived(page, 3)[-1]
    assert verbs() == ["answered", "answered", "completed"]
    assert whole["result"]["score"] == {"min": 0, "max": 2, "raw": 2, "scaled": 1}
    assert "subContentId" not in whole["object"]["id"]
    assert len({statement["id"] for statement in urls.INBOX}) == 3


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_order_is_played_by_keyboard_and_by_drag_and_its_state_comes_back(page, lesson, language):
    words, items = WORDS[language], ORDER[language]["items"]
    address = lesson(made("order", language, ORDER[language]))
    frame = opened(page, address)
    rows = frame.locator(".tk-step")

    def order():
        return [text.strip() for text in rows.locator(".tk-step-text").all_inner_texts()]

    expect(rows).to_have_count(4)
    assert order() != items
    last = rows.filter(has_text=items[3])
    last.locator(".tk-mover:enabled").first.focus()  # the first is disabled in the first row
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(rows.last).to_contain_text(items[3])
    for place in range(3):  # the others by hand
        grip, target = rows.filter(has_text=items[place]).locator(".tk-grip"), rows.nth(place)
        if order()[place] != items[place]:
            here, there = grip.bounding_box(), target.bounding_box()
            page.mouse.move(here["x"] + 20, here["y"] + 20)
            page.mouse.down()
            page.mouse.move(here["x"] + 20, there["y"] + 12, steps=4)
            page.mouse.move(here["x"] + 20, there["y"] + 2)
            page.mouse.up()
    assert order() == items
    is_saved(page, '"order":[0,1,2,3]')

    frame = opened(page, address)
    rows = frame.locator(".tk-step")
    expect(rows.first).to_contain_text(items[0])
    assert order() == items
    frame.get_by_role("button", name=words["check"]).click()
    statement = arrived(page, 1)[0]
    assert (verbs(), statement["result"]["success"]) == (["answered"], True)
    assert statement["result"]["response"] == "0[,]1[,]2[,]3"


def test_gaps_are_filled_by_tap_and_by_drag_and_only_the_wrong_ones_come_back(page, lesson):
    frame = opened(page, lesson(made("gaps", "fr", GAPS)))
    gaps, check = frame.locator(".tk-gap"), frame.get_by_role("button", name="Vérifier")

    check.click()
    expect(frame.get_by_role("status").filter(has_text="Remplissez")).to_be_visible()
    word, gap = frame.get_by_role("button", name="cinq", exact=True), gaps.nth(1)
    here, there = word.bounding_box(), gap.bounding_box()
    page.mouse.move(here["x"] + 9, here["y"] + 9)
    page.mouse.down()
    page.mouse.move(there["x"] + 9, there["y"] + 9, steps=4)
    page.mouse.up()
    expect(gap).to_have_text("cinq")
    frame.get_by_role("button", name="deux", exact=True).click()
    expect(gaps.first).to_have_text("deux")
    check.click()
    assert arrived(page, 1)[0]["result"]["score"]["scaled"] == 0.5

    frame.get_by_role("button", name="Réessayer").click()
    frame.get_by_role("button", name="quatre", exact=True).click()
    check.click()
    statement = arrived(page, 2)[-1]
    assert (statement["result"]["success"], statement["result"]["response"]) == (True, "deux[,]quatre")


def test_statement_is_kept_while_the_server_is_away_and_counts_once(page, lesson):
    frame = opened(page, lesson(made("order", "fr", {"task": "", "items": ["Un", "Deux"]})))
    box = page.locator("[data-h5p]")
    frame.locator(".tk-mover:enabled").first.click()
    is_saved(page)
    urls.ANSWERS.extend([503])

    frame.get_by_role("button", name="Vérifier").click()
    expect(box).to_have_attribute("data-is", "waiting")
    expect(page.get_by_role("status")).to_contain_text("kept on this device")
    assert urls.INBOX == []
    page.reload()

    arrived(page, 1)
    page.wait_for_timeout(300)
    assert len({statement["id"] for statement in urls.INBOX}) == 1
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('takwin'))") == []


def test_second_visit_fetches_no_script_again(page, lesson, monkeypatch):
    asked = []
    answer = views._answer
    monkeypatch.setattr(views, "_answer", lambda request, kept, path: asked.append(path) or answer(request, kept, path))
    address = lesson(made("order", "fr", ORDER["fr"]))
    for _ in range(2):
        expect(opened(page, address).locator(".tk-step")).to_have_count(4)
        page.goto("about:blank")

    assert sorted(asked) == ["base.css", "base.js", "order.css", "order.js"]


SPY = b"""
H5P.Says = function (params, id) {
  H5P.EventDispatcher.call(this);
  this.contentId = id;
  const tries = {
    cookie: () => document.cookie,
    parentDom: () => window.parent.document.getElementById('secret').textContent,
    parentCookie: () => window.parent.document.cookie,
    topAddress: () => window.top.location.href,
    element: () => String(window.frameElement),
    leave: () => { window.top.location = 'about:blank'; },
  };
  this.attach = ($box) => {
    const said = {};
    for (const [name, act] of Object.entries(tries)) { try { said[name] = 'got ' + act(); } catch (error) { said[name] = error.name; } }
    localStorage.setItem('a', 'b');
    said.storage = localStorage.getItem('a');
    fetch('/lesson/').then(() => 'got', () => 'blocked').then((fate) => {
      said.fetch = fate;
      $box.html('<pre id="said"></pre>').find('pre').text(JSON.stringify(said));
    });
  };
};
H5P.Says.prototype = Object.create(H5P.EventDispatcher.prototype);
"""


def test_script_of_a_package_sees_neither_the_page_nor_its_cookies(page, lesson):
    frame = opened(page, lesson(storing.take_in(package({"H5P.Says-1.2/says.js": SPY}), language="fr")))

    said = frame.locator("#said")
    expect(said).to_be_visible()
    assert json.loads(said.inner_text()) == {
        **dict.fromkeys(["cookie", "parentDom", "parentCookie", "topAddress", "leave"], "SecurityError"),
        **{"element": "got null", "storage": "b", "fetch": "blocked"},
    }
    assert "biscuit" in page.evaluate("document.cookie")
    assert [text for text in page.complaints if "connect" not in text] == []  # the blocked fetch, and nothing else
    page.complaints.clear()


def test_message_from_elsewhere_or_of_another_shape_is_ignored(page, lesson):
    address = lesson(made("order", "fr", {"task": "", "items": ["Un", "Deux"]}))
    frame = opened(page, address)
    expect(frame.locator(".tk-step")).to_have_count(2)
    statement = {
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://takwin.example/x"},
        "result": {"score": {"raw": 1, "max": 1}, "success": True},
    }
    forged = {"takwin": "h5p", "act": "statement", "statement": statement}

    page.evaluate("(said) => window.postMessage(said, '*')", forged)  # the page's own window
    page.evaluate(  # another player's frame, as sandboxed as ours
        """() => new Promise((done) => { const other = document.createElement('iframe');
          other.setAttribute('sandbox', 'allow-scripts');
          other.src = document.querySelector('[data-h5p]').dataset.src;
          other.onload = done;
          document.body.append(other); })"""
    )
    page.frames[2].evaluate("(said) => window.parent.postMessage(said, '*')", forged)
    inside = page.frames[1]
    for shape in (
        {**forged, "takwin": "x"},
        {**forged, "statement": "text"},
        {**forged, "statement": {"verb": {"id": "http://adlnet.gov/expapi/verbs/attempted"}, "object": {}}},
        {**forged, "statement": {**statement, "object": "x"}},
        {**forged, "statement": {**statement, "padding": "x" * 70_000}},
        {"takwin": "h5p", "act": "height", "height": "9999px"},
        {"takwin": "h5p", "act": "state", "state": {"a": 1}},
    ):
        inside.evaluate("(said) => window.parent.postMessage(said, '*')", shape)
    page.wait_for_timeout(700)
    assert (urls.INBOX, urls.STATES) == ([], {})
    expect(page.locator("iframe").first).not_to_have_css("height", re.compile("9999"))

    inside.evaluate("(said) => window.parent.postMessage(said, '*')", forged)  # its own frame is believed: practice
    assert len(arrived(page, 1)) == 1


def test_page_without_scripts_says_so(browser, lesson):
    context = browser.new_context(java_script_enabled=False, locale="fr")
    page = context.new_page()
    page.goto(lesson(made("order", "fr", ORDER["fr"])))
    expect(page.locator("noscript p")).to_be_visible()
    context.close()
