"""The script of a running exam: every choice saved, nothing lost while the network is away."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.exams import sittings
from courses.exams.models import Sitting
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


def test_nothing_is_lost_when_the_network_is_cut_and_the_tab_killed(desk):
    """The network goes while a request is on its way; the tab is killed; days of the phone's clock do not matter."""
    context, sitting = desk.context, desk.sitting
    give(desk)
    wait_until_sent(desk)
    context.route("**/sittings/*/*/", lambda route: route.abort())
    for n in range(2, 6):
        desk.locator(f"button[name=go][value='{n}']").last.click()
        desk.locator(f"form[data-question='{n}']").wait_for()
        give(desk)
    desk.locator("[data-waiting]", has_text="4").wait_for()
    desk.close(run_before_unload=False)
    assert len(answers(sitting)) == 1

    context.unroute("**/sittings/*/*/")
    again = context.new_page()
    again.goto(f"{desk.base}/review/")
    wait_until_sent(again)
    assert len(answers(sitting)) == 5
    again.reload()
    again.locator("form[data-hand-in] button").click()
    again.wait_for_url("**/result/")
    sitting.refresh_from_db()
    assert sitting.is_over
    assert len(answers(sitting)) == 5


def test_answer_lost_on_its_way_back_is_sent_again_and_counts_once(desk):
    """The server has it, the phone does not know."""
    heard = []

    def swallow(route):
        if route.request.method == "POST" and not heard:
            heard.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    desk.context.route("**/sittings/*/1/", swallow)
    give(desk)
    wait_until_sent(desk)
    assert heard == [200]
    assert len(answers(desk.sitting)) == 1


def test_older_answer_of_another_tab_does_not_replace_a_newer_one(desk):
    """A tab without network keeps an answer; another gives a newer one; then the first is back."""
    desk.context.set_offline(True)
    choices = desk.locator("input[name=choice], input[name=number]")
    give(desk)
    desk.locator("[data-status].state--kept").wait_for()
    item = desk.sitting.paper[0]
    newer = "77" if item["kind"] == "numeric" else [item["options"][-1]]
    sittings.save_answer(desk.sitting, item["key"], newer, at=timezone.now())
    desk.context.set_offline(False)
    desk.locator("[data-wrong]:not([hidden])").wait_for()
    wait_until_sent(desk)
    assert answers(desk.sitting) == {item["key"]: newer}
    if item["kind"] == "numeric":
        assert choices.first.input_value() == "77"
    else:
        assert choices.last.is_checked()


@pytest.mark.parametrize("hours", [-30, 5])
def test_clock_is_the_servers_whatever_the_phone_says(browser, live_server, hours):
    learner = person()
    sitting = sittings.begin(learner, blueprint(), at=timezone.now())
    client = Client()
    client.force_login(learner)
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    context.add_init_script(f"const now = Date.now; Date.now = () => now() + {hours} * 3600 * 1000")
    page = context.new_page()
    page.goto(f"{live_server.url}/fr/sittings/{sitting.pk}/1/")
    page.get_by_text(re.compile("^(29|30):")).wait_for()
    give(page)
    wait_until_sent(page)
    sitting.refresh_from_db()
    assert not sitting.is_over
    answer = sitting.answers.get()
    assert abs(answer.given_ms - sittings.moment(sitting, answer.at)) < 60_000
    context.close()


def test_clock_that_jumps_ahead_in_the_middle_hands_nothing_in(desk):
    with desk.expect_response("**/clock/"):
        desk.evaluate("const now = Date.now; Date.now = () => now() + 31 * 60 * 1000")
    give(desk)
    wait_until_sent(desk)
    desk.get_by_text(re.compile("^(29|30):")).wait_for()
    desk.sitting.refresh_from_db()
    assert not desk.sitting.is_over
    assert len(answers(desk.sitting)) == 1


def test_exam_is_handed_in_by_itself_when_the_time_is_over(desk):
    give(desk)
    wait_until_sent(desk)
    begun = timezone.now() - timedelta(minutes=31)
    Sitting.objects.filter(pk=desk.sitting.pk).update(started_at=begun, due_at=begun + timedelta(minutes=30))
    desk.evaluate("const now = Date.now; Date.now = () => now() + 31 * 60 * 1000")
    desk.wait_for_url("**/result/")
    desk.sitting.refresh_from_db()
    assert desk.sitting.is_over
    assert desk.sitting.out_of_time
    assert len(answers(desk.sitting)) == 1
