"""The timeline of the page Library."""

import pytest
from looking import PHONE, marked

pytestmark = pytest.mark.browser

SENTENCE = "Trotsky was expelled from the party on 14 November 1927."


def test_event_opens_its_marked_sentence_from_the_list_and_from_the_chart(open_library):
    page = open_library("?show=timeline")
    assert page.locator(".rg-event").count() == page.locator("button.rg-dot").count() == 5
    assert page.locator(".rg-left-out").text_content().startswith("1 event is not shown")
    page.get_by_role("button", name="14 November Trotsky is expelled").click()
    assert marked(page) == SENTENCE
    assert page.locator("button.rg-dot").nth(3).get_attribute("aria-pressed") == "true"
    assert page.locator(".rg-readout").text_content() == "14 November 1927 Trotsky is expelled from the party"
    page.locator("button.rg-dot").nth(1).click()
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent === 'Event 2 of 5'")
    # The event of the year alone comes before that of the day.
    assert "General Secretary" not in marked(page)
    page.locator("button.rg-dot").nth(2).click()
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent === 'Event 3 of 5'")
    assert marked(page).startswith("Stalin became General Secretary of the party on 3 April 1922")


def test_events_stand_under_years_and_periods_in_order_of_time(open_library):
    page = open_library("?show=timeline")
    assert page.locator(".rg-line :is(h2, h3)").all_text_contents() == [
        "Before 19171 event",
        "1878",
        "1922–19242 events",
        "1922",
        "1925–19292 events",
        "1927",
        "1928",
    ]
    assert page.locator(".rg-event em").all_text_contents() == [
        "6 December (Old Style)",
        "in 1922",
        "3 April",
        "14 November",
        "January",
    ]
    gaps = page.locator(".rg-chart .gap").evaluate_all("all => all.map((e) => e.title)")
    assert gaps == ["1879–1921: no events", "1923–1926: no events"]


def test_the_keyboard_alone_walks_the_timeline(open_library):
    page = open_library("?show=timeline")
    page.focus("[data-shelf=timeline]")
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").endswith("Trotsky is expelled from the party")
    page.keyboard.press("Enter")
    assert marked(page) == SENTENCE
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "rg-event"


def test_focus_returns_to_the_list_from_an_event_of_the_chart(open_library):
    page = open_library("?show=timeline")
    page.locator("button.rg-dot").nth(3).click()
    marked(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.rg-event')")
    assert page.problems == []


def test_chart_keeps_the_event_that_is_read_in_view(open_library):
    page = open_library("?show=timeline", viewport={"width": 900, "height": 700})
    page.add_style_tag(content=".rg-chart { width: 130px; }")
    page.locator(".rg-event").last.click()
    marked(page)
    box = page.locator(".rg-chart").bounding_box()
    dot = page.locator("button.rg-dot").last.bounding_box()
    assert box["x"] <= dot["x"] <= box["x"] + box["width"] - dot["width"]


def test_phone_has_the_list_and_no_chart(open_library):
    page = open_library("?show=timeline", **PHONE)
    assert page.locator(".rg-overview").is_hidden()
    page.locator(".rg-event").nth(3).click()
    assert marked(page) == SENTENCE


def test_copied_link_to_an_event_round_trips(open_library, app_url):
    page = open_library("?show=timeline", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".rg-event").nth(3).click()
    marked(page)
    address = page.url
    page.get_by_role("button", name="Copy link to passage").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    for url in (link, address):
        assert marked(open_library(url.removeprefix(app_url + "library"))) == SENTENCE


def test_dots_of_the_chart_are_large_enough_to_hit(open_library):
    page = open_library("?show=timeline")
    sizes = page.locator("button.rg-dot").evaluate_all("all => all.map((e) => [e.offsetWidth, e.offsetHeight])")
    assert sizes
    assert min(min(size) for size in sizes) >= 24
