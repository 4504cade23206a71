"""The script of a running exam: every choice saved, nothing lost while the network is away."""

import pytest
from django.test import Client
from django.utils import timezone

from courses.exams import sittings
from tests.courses.exams.makers import answers, blueprint
from tests.factories import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(browser, live_server):
    """A phone on which a learner has an exam open; Arabic, 360 pixels."""
    learner = person()
    sitting = sittings.begin(learner, blueprint(), at=timezone.now())
    client = Client()
    client.force_login(learner)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.sitting, page.base = sitting, f"{live_server.url}/ar/sittings/{sitting.pk}"
    page.loud = []
    page.on("pageerror", lambda error: page.loud.append(str(error)))
    with page.expect_response(lambda answer: answer.url.endswith("/paper/")):
        page.goto(f"{page.base}/1/")
    yield page
    context.close()
    assert page.loud == []


def wait_until_sent(page, seconds=20):
    """Nothing is kept on the phone any more. Asked from outside: the page's own policy forbids evaluating text."""
    for _ in range(seconds * 10):
        if page.evaluate("localStorage.length") == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError("answers are still waiting on the phone")


def give(page):
    """Answer the question on the page, whatever its kind."""
    number = page.locator("input[name=number]")
    if number.count():
        number.fill("12,5")
        number.blur()
    else:
        page.locator("input[name=choice]").first.check()


def test_choice_is_saved_at_once_and_marked_in_the_grid(desk):
    with desk.expect_response(lambda answer: answer.request.method == "POST") as saved:
        give(desk)
    assert saved.value.status == 200
    assert set(answers(desk.sitting)) == {desk.sitting.paper[0]["key"]}
    desk.locator(".qgrid .done").wait_for()
    desk.locator("[data-status].state--ok").wait_for()


def test_answers_given_without_network_wait_on_the_phone_and_then_arrive(desk):
    desk.context.set_offline(True)
    for n in range(1, 9):
        give(desk)
        if n < 8:
            desk.locator(f"button[name=go][value='{n + 1}']").last.click()
            desk.locator(f"form[data-question='{n + 1}']").wait_for()
    desk.locator("[data-offline]").wait_for()
    desk.locator("[data-status].state--kept").wait_for()
    assert answers(desk.sitting) == {}

    desk.context.set_offline(False)
    wait_until_sent(desk)
    assert len(answers(desk.sitting)) == 8
    assert None not in answers(desk.sitting).values()


def test_answers_kept_on_the_phone_survive_closing_the_page(desk):
    desk.context.set_offline(True)
    give(desk)
    desk.locator("[data-status].state--kept").wait_for()
    desk.goto("about:blank")
    desk.context.set_offline(False)
    desk.goto(f"{desk.base}/2/")
    wait_until_sent(desk)
    assert set(answers(desk.sitting)) == {desk.sitting.paper[0]["key"]}


def test_exam_is_handed_in_by_itself_when_the_time_is_over(desk):
    give(desk)
    wait_until_sent(desk)
    desk.evaluate("const now = Date.now; Date.now = () => now() + 31 * 60 * 1000")
    desk.wait_for_url("**/result/")
    desk.sitting.refresh_from_db()
    assert desk.sitting.is_over
    assert len(answers(desk.sitting)) == 1
