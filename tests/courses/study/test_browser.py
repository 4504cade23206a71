"""The learner's pages on a phone, in Arabic and in French: searching by keyboard, a note that outlives the network, a
question to the trainer; axe finds nothing on the way and nothing is wider than the screen."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from courses.groups import enrol_many
from courses.models import CourseGain, CoursePage, CourseTarget
from courses.study.models import Margin, Message
from tests.competencies.makers import competency, requirement
from tests.courses.makers import TODAY, course, course_page, lesson
from tests.factories import person, post, profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(params=["ar", "fr"])
def phone(request, browser, live_server):
    """A phone of 360 pixels whose learner is enrolled in a course with a lesson, until a day."""
    made, author = course(title_ar="التحصيل الودي", title_fr="Recouvrement amiable"), person()
    requirement("POR-03", 3)
    CourseGain.objects.create(course=made, competency=competency("POR-03"), level=3)
    CourseTarget.objects.create(course=made, profile=profile())
    for language in ("ar", "fr"):
        page = course_page(made, language)
        CoursePage.objects.filter(pk=page.pk).update(owner=author)
        read = lesson(page, body=[("text", "<p>x</p>")], title={"ar": "درس", "fr": "Leçon"}[language])
    learner = post(person(language=request.param)).person
    enrol_many({learner.pk: TODAY}, made, on=TODAY, by=author)
    client = Client()
    client.force_login(learner)
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)  # for axe alone
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.base = f"{live_server.url}/{request.param}"
    page.lesson = f"{page.base}/learn/{made.code}/{read.translation_key}/"
    page.course, page.words = made, {"ar": "تحصيل", "fr": "recouvrements"}[request.param]
    page.loud = []
    page.on("pageerror", lambda error: page.loud.append(str(error)))
    yield page
    context.close()
    assert page.loud == []


def assert_well_made(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    page.set_viewport_size({"width": 360, "height": page.evaluate("document.body.scrollHeight")})
    page.evaluate((settings.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    page.set_viewport_size({"width": 360, "height": 740})
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == [], page.url


def test_catalogue_is_searched_by_keyboard(phone):
    phone.goto(f"{phone.base}/courses/")
    assert_well_made(phone)
    phone.locator("input[type=search]").fill(phone.words)
    phone.locator("input[type=search]").press("Enter")
    expect(phone.locator("ul.found a")).to_have_attribute("href", re.compile(phone.course.code))
    assert_well_made(phone)


def wait_for_note(page, text, seconds=20):
    for _ in range(seconds * 10):
        if Margin.objects.filter(note=text).exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the note is {list(Margin.objects.values_list('note', flat=True))}")


def test_note_outlives_the_network_and_the_page(phone):
    phone.goto(phone.lesson)
    says = phone.locator("[data-margin]")
    phone.context.set_offline(True)
    phone.locator("#note").press_sequentially("abc")
    expect(phone.locator("[data-status]")).to_have_text(says.get_attribute("data-waits"))
    assert not Margin.objects.exists()
    phone.context.set_offline(False)
    wait_for_note(phone, "abc")

    phone.route("**/note/", lambda route: route.abort())  # the network is there and the server is not
    phone.locator("#note").press_sequentially("def")
    expect(phone.locator("[data-status]")).to_have_text(says.get_attribute("data-waits"))
    phone.unroute("**/note/")
    phone.reload()  # what waited on the phone comes back into its box and is sent
    expect(phone.locator("#note")).to_have_value("abcdef")
    wait_for_note(phone, "abcdef")
    phone.reload()
    expect(phone.locator("#note")).to_have_value("abcdef")
    assert_well_made(phone)


def test_learner_asks_and_finds_their_way(phone):
    phone.goto(f"{phone.lesson}questions/")
    phone.locator("textarea[name=text]").fill("?")
    assert_well_made(phone)
    phone.locator("main form button.btn").first.press("Enter")
    phone.wait_for_url("**/questions/*/")
    expect(phone.locator(".talk .said").first).to_have_text("?")
    assert Message.objects.count() == 1
    assert_well_made(phone)
    for path in ("home/", "learn/", "path/", "notes/", "questions/", "messages/", "me/messages/", "me/calendar/"):
        phone.goto(f"{phone.base}/{path}")
        assert_well_made(phone)
