"""A question of every kind on a phone, in Arabic and in French: answered by keyboard and touch, saved as it is given,
kept when the language changes, marked; axe finds nothing on the way."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from courses.exams import sittings
from courses.exams.models import Wording
from tests.courses.exams import kinds
from tests.courses.exams.makers import answers, bank, blueprint
from tests.factories import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(params=["ar", "fr"])
def desk(request, browser, live_server):
    """A phone of 360 pixels before an exam with a question of every kind, and a formula in one of them."""
    records = kinds.every()
    records[4] |= {"stem": kinds.said(r"ما هو $\frac{1}{2}$؟", r"Que vaut $\frac{1}{2}$ ?")}
    learner = person(language=request.param)
    exam = blueprint(bank(records), draws=[("POR-01", None, 9)], max_attempts=1)
    sitting = sittings.begin(learner, exam, at=timezone.now())
    client = Client()
    client.force_login(learner)
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)  # for axe alone
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.sitting, page.language = sitting, request.param
    page.base = f"{live_server.url}/{request.param}/sittings/{sitting.pk}"
    page.loud = []
    page.on("pageerror", lambda error: page.loud.append(str(error)))
    with page.expect_response(lambda answer: answer.url.endswith("/paper/")):
        page.goto(f"{page.base}/1/")
    yield page
    context.close()
    assert page.loud == []


def fill(page, fields):
    """Put what a page would post into its fields, one after the other."""
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            field = page.locator(f"form#answer [name='{name}']")
            if field.first.get_attribute("type") in ("radio", "checkbox"):
                field.and_(page.locator(f"[value='{one}']")).check()
            elif field.evaluate("el => el.tagName") == "SELECT":
                field.select_option(one)
            else:
                field.fill(one)


def assert_accessible(page):
    page.evaluate((settings.ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []


def test_every_kind_is_answered_on_a_phone_and_earns_all(desk):
    right = {}
    for n, item in enumerate(desk.sitting.paper, start=1):
        expect(desk.locator(f"form[data-question='{n}']")).to_be_visible()
        right[item["key"]] = kinds.right(Wording.objects.get(pk=item["wording"]).key, item["kind"])
        fill(desk, kinds.posted(item, right[item["key"]]))
        assert desk.evaluate("document.documentElement.scrollWidth") <= 360, item["kind"]
        assert_accessible(desk)
        desk.locator("form#answer button.btn:not(.btn--2)").last.press("Enter")
    desk.wait_for_url("**/review/")
    expect(desk.locator(".banner--ok")).to_be_visible()
    assert set(answers(desk.sitting)) == set(right)

    other = {"ar": "fr", "fr": "ar"}[desk.language]
    before = answers(desk.sitting)
    for n, item in enumerate(desk.sitting.paper, start=1):
        if item["kind"] in ("order", "match", "gaps", "case"):
            desk.goto(f"{desk.base.replace(f'/{desk.language}/', f'/{other}/')}/{n}/")
            expect(desk.locator(f".qgrid button[value='{n}'].done")).to_be_visible()
    assert answers(desk.sitting) == before

    desk.goto(f"{desk.base}/review/")
    desk.locator("form[data-hand-in] button").click()
    desk.wait_for_url("**/result/")
    for fold in desk.locator("details").all():
        fold.evaluate("fold => fold.open = true")
    expect(desk.locator(".score")).to_contain_text("100")
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(desk)


def test_place_that_another_had_is_exchanged(desk):
    n = next(n for n, item in enumerate(desk.sitting.paper, start=1) if item["kind"] == "order")
    desk.goto(f"{desk.base}/{n}/")
    places = desk.locator("[data-order] select")
    for at, place in enumerate("1234"):
        places.nth(at).select_option(place)
    places.nth(3).select_option("1")
    expect(places.nth(0)).to_have_value("4")
    item = desk.sitting.paper[n - 1]
    wanted = [item["options"][at] for at in (3, 1, 2, 0)]
    for _ in range(100):  # the saves before it may still be on their way
        if answers(desk.sitting).get(item["key"]) == wanted:
            break
        desk.wait_for_timeout(100)
    assert answers(desk.sitting)[item["key"]] == wanted
    expect(desk.locator("[data-status].state--ok")).to_be_visible()
    expect(desk.locator(f".qgrid button[value='{n}'].done")).to_be_visible()
