"""A slow network, and a server that comes back: what is under way is said, and nobody waits for ever."""

import pytest
from looking import axe

pytestmark = pytest.mark.browser

CALLS = "**/component_server/**"
WHEN = "When was Trotsky expelled from the party?"
ZYXWOMBLE = "Where is the zyxwomble archive found?"


def _hold(page, name):
    """Hold back what a page asks for by a function's name; return what is held."""
    held = []
    page.route(CALLS, lambda route: held.append(route) if name in route.request.post_data else route.continue_())
    return held


def test_search_that_takes_its_time_says_so(open_library):
    page = open_library()
    held = _hold(page, "search_documents")
    page.fill("#find", "Turkey")
    page.locator(".rg-stand .rg-wait").get_by_text("Searching…").wait_for()
    held[0].continue_()
    page.wait_for_selector(".rg-result")
    assert page.locator(".rg-wait").count() == 0


def test_slow_search_that_was_given_up_takes_no_shelf_away(open_library):
    page = open_library()
    _hold(page, "search_documents")
    with page.expect_request(CALLS):
        page.fill("#find", "Turkey")
    page.click("[data-shelf=topics]")
    page.wait_for_timeout(400)  # the waiting line was due after 200
    assert page.locator(".rg-stand .rg-topics").count() == 1
    page.unroute_all(behavior="ignoreErrors")


def test_timeline_that_takes_its_time_says_so(open_library):
    page = open_library()
    held = _hold(page, "show_timeline")
    page.click("[data-shelf=timeline]")
    page.locator(".rg-stand .rg-wait").get_by_text("Opening the timeline…").wait_for()
    held[0].continue_()
    page.wait_for_selector(".rg-event")


def test_paragraphs_that_take_their_time_are_asked_for_once(open_page, ask):
    page = open_page()
    ask(page, ZYXWOMBLE).locator(".rg-cite").click()
    page.wait_for_selector(".rg-p mark")
    held = _hold(page, "more_paragraphs")
    page.get_by_role("button", name="Show later paragraphs").click()
    loading = page.get_by_role("button", name="Loading…")
    loading.wait_for()
    assert loading.is_disabled()
    held[0].abort()
    again = page.get_by_role("button", name="Show later paragraphs")
    again.wait_for()
    assert again.is_enabled()
    assert again.evaluate("e => e === document.activeElement")


def test_question_broken_off_by_a_browser_that_stays_can_be_asked_again(open_page):
    page = open_page()
    held = _hold(page, "ask")
    page.fill("#box textarea", WHEN)
    with page.expect_request(CALLS):
        page.click("#send")
    page.evaluate("dispatchEvent(new Event('beforeunload'))")  # a link is followed, and then Stop is pressed
    held[0].abort()
    page.unroute_all(behavior="ignoreErrors")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".rg-turn[data-state=answered]")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_new_chat_asks_again_for_a_first_screen_that_could_not_be_fetched(open_page, theme):
    page = open_page(color_scheme=theme)
    page.route(CALLS, lambda route: route.abort())
    page.reload()
    page.get_by_text("The sources cannot be opened.").wait_for()
    assert axe(page) == []
    page.unroute_all(behavior="ignoreErrors")
    page.click('[data-ev="rg:new"]')
    page.wait_for_selector(".rg-start")
    assert page.locator(".rg-none").count() == 0
