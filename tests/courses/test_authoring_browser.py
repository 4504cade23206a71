"""Authoring and reading in a real browser, in Arabic and in French: the direction of fields, every block, work handed
in without script and marked on a phone. axe finds nothing on the way."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from courses.models import HandIn, LessonPage
from courses.setting_up import make_author
from tests.courses.exams.makers import blueprint
from tests.courses.makers import activity, course, course_page, enrolled, lesson
from tests.courses.test_assignments import assignment
from tests.courses.test_blocks import document
from tests.courses.test_content_checks import picture
from tests.factories import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SAMPLES = settings.ROOT / "courses" / "static" / "courses" / "samples"
WORDS = {"ar": "مرحبا", "fr": "Bonjour"}


@pytest.fixture
def open_as(browser, live_server):
    """Opens a page of the site as somebody; what the page complains of is a failure."""
    opened, loud = [], []

    def visit(someone, path, *, width=360, script=True):
        client = Client()
        client.force_login(someone)
        context = browser.new_context(
            viewport={"width": width, "height": 740}, bypass_csp=True, java_script_enabled=script
        )  # the policy is set aside for axe alone
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: loud.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield visit
    for context in opened:
        context.close()
    assert loud == []


def clean(page):
    page.evaluate((settings.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def every_block(made, language):
    exam = activity(made, "exam", pk=blueprint().pk)
    word = f"<p>{WORDS[language]}</p>"
    film = document("days.webm", (SAMPLES / "days.webm").read_bytes())
    captions = [{"language": code, "file": document(f"{code}.vtt", b"WEBVTT\n")} for code in ("ar", "fr")]
    return [
        ("text", f"<h2>{WORDS[language]}</h2>{word}"),
        ("figure", {"image": picture(WORDS[language]), "caption": WORDS[language]}),
        ("callout", {"tone": "care", "title": WORDS[language], "text": word}),
        ("audio", {"title": WORDS[language], "file": document("ring.webm"), "transcript": word}),
        ("video", {"title": WORDS[language], "file": film, "captions": captions}),
        ("document", {"file": document("fiche.pdf"), "title": WORDS[language]}),
        ("case", {"title": WORDS[language], "text": word}),
        ("term", {"term": WORDS[language], "definition": WORDS[language]}),
        ("reflection", {"question": WORDS[language]}),
        ("assignment", {"assignment": assignment(made).activity_ptr}),
        ("exam", {"exam": exam}),
    ]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_lesson_with_every_block_is_read_on_a_phone(open_as, language):
    made, learner = course(), person(language=language)
    page = lesson(course_page(made, language), "l1", title=WORDS[language], body=every_block(made, language))
    enrolled(learner, made)
    fetched = []
    shown = open_as(learner, "/healthz")
    shown.on("request", lambda asked: fetched.append(asked.url))
    shown.goto(shown.url.replace("/healthz", f"/{language}/learn/{made.code}/{page.translation_key}/"))

    expect(shown.locator("section.door")).to_have_count(2)
    clean(shown)
    assert not [url for url in fetched if url.endswith(".webm")]  # nothing heavy before it is asked for
    shown.locator("figure:has(video) [data-fetch]").press("Enter")
    expect(shown.locator("figure:has(video) [data-fetch]")).to_be_hidden()
    assert [url for url in fetched if "days" in url]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_work_is_handed_in_without_script_and_marked_on_a_phone(open_as, language):
    owner, learner = person(language=language), person(language=language)
    made = course(owner=owner)
    work = assignment(made)
    lesson(course_page(made, language), "l1", body=[("assignment", {"assignment": work.activity_ptr})])
    enrolled(learner, made)
    address = f"/{language}/learn/{made.code}/assignments/{work.pk}/"

    plain = open_as(learner, address, script=False)
    plain.locator("textarea[name=text]").fill(WORDS[language])
    plain.locator("form[enctype] button").press("Enter")
    expect(plain.locator("article.handin")).to_contain_text(WORDS[language])

    desk = open_as(owner, f"/{language}/marking/")
    clean(desk)
    desk.locator("ul.lines a").press("Enter")
    expect(desk.locator("fieldset.marks")).to_have_count(2)
    clean(desk)
    for line in desk.locator("fieldset.marks").all():
        line.locator("input[value='4']").check()
    desk.locator("input[name=verdict][value=passed]").check()
    desk.locator("form:has(fieldset.marks) button").press("Enter")
    desk.wait_for_url(f"**/{language}/marking/")
    assert HandIn.objects.get().marking.passed

    told = open_as(learner, address)
    expect(told.locator(".state--ok").first).to_be_visible()
    clean(told)


def direction(field) -> str:
    return field.evaluate("element => getComputedStyle(element).direction")


@pytest.mark.parametrize(("interface", "language"), [("fr", "ar"), ("ar", "fr"), ("en", "ar")])
def test_fields_read_as_the_page_does_in_an_interface_of_the_other_direction(open_as, interface, language):
    author = person(language=interface)
    make_author(author)
    UserProfile.objects.filter(user=author).update(preferred_language=interface)
    made = course()
    body = [("text", f"<p>{WORDS[language]}</p>"), ("term", {"term": WORDS[language], "definition": WORDS[language]})]
    page = lesson(course_page(made, language), "l1", title=WORDS[language], body=body)
    ours, frame = {"ar": "rtl"}.get(language, "ltr"), {"ar": "rtl"}.get(interface, "ltr")

    desk = open_as(author, f"/cms/pages/{page.pk}/edit/", width=1280)

    expect(desk.locator("html")).to_have_attribute("dir", frame)
    title, term = desk.locator("[name=title]"), desk.locator("[name='body-1-value-term']")
    expect(term).to_be_visible()
    for field in (title, desk.locator("[name=summary]"), term, desk.locator("[name='body-1-value-definition']")):
        assert direction(field) == ours
    assert direction(desk.locator(".public-DraftStyleDefault-block").first) == ours
    assert direction(desk.locator("label[for=id_title]")) == frame  # labels are the interface's
    title.focus()
    expect(title).to_have_attribute("lang", language)
    expect(title).to_have_attribute("dir", ours)
    title.fill(f"{WORDS[language]} 2")
    desk.locator("[name=action-publish]").first.dispatch_event("click")
    expect(desk.locator(".messages .success, .messages li").first).to_be_visible()
    assert LessonPage.objects.get(pk=page.pk).title == f"{WORDS[language]} 2"
