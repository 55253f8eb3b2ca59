"""Whoever listens, types or is dizzied by motion can use every page, in every state."""

import pytest
from looking import DESKTOP, NARROW, PHONE, axe, marked, tab_to

from rag.teacher import Entry, refusal

pytestmark = pytest.mark.browser

WHY = "Why was the post of General Secretary important?"
CALLS = "**/component_server/**"
PAGES = ("", "library", "check")
READY = ".rg-start, .rg-src, #box textarea"


def _wait_forever(page):
    """Ask a question that is never answered."""
    page.route(CALLS, lambda route: None)
    page.fill("#box textarea", WHY)
    page.keyboard.press("Enter")
    page.wait_for_selector(".rg-wait")


def _be_refused(page, **refusing):
    page.set_content(refusal(Entry.PASSWORD_NEEDED, "/check", **refusing).body.decode())


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_while_waiting_offline_and_at_the_teachers_door(open_page, ask, theme, size):
    found = {}
    for path in ("", "check"):
        page = open_page(path, ready=READY, color_scheme=theme, reduced_motion="reduce", **size)
        _wait_forever(page)
        found[f"waiting on /{path}"] = axe(page)
    page = open_page(color_scheme=theme, reduced_motion="reduce", **size)
    page.context.set_offline(True)
    ask(page, WHY)
    found["offline"] = axe(page)
    _be_refused(page)
    found["password"] = axe(page)
    _be_refused(page, wait_s=10)
    found["too many passwords"] = axe(page)
    assert {state: problems for state, problems in found.items() if problems} == {}


def test_teachers_door_fits_320_pixels(open_page):
    page = open_page(**NARROW)
    _be_refused(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("a").bounding_box()["height"] >= 24


@pytest.mark.parametrize("path", PAGES)
def test_language_stays_english_under_a_german_locale(open_page, path):
    page = open_page(path, ready=READY, locale="de-DE")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("navigator.language") == "de-DE"
    labels = page.locator("#send, [data-shelf]").all_text_contents()
    assert labels
    assert {label.strip() for label in labels} <= {"Ask", "Check", "By period", "By topic", "Timeline"}


@pytest.mark.parametrize(("wish", "moving"), [("reduce", 0), ("no-preference", 1)])
def test_nothing_moves_for_whoever_wishes_so(open_page, wish, moving):
    page = open_page(reduced_motion=wish)
    _wait_forever(page)
    running = "document.getAnimations().filter((one) => one.playState === 'running').length"
    page.wait_for_function(f"{running} === {moving}")


def test_the_keyboard_alone_checks_an_answer(open_page):
    page = open_page("check", ready="#box textarea")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type(WHY)
    page.keyboard.press("Enter")
    page.wait_for_selector(".rg-ev")
    tab_to(page, ".rg-ev .rg-btn")
    page.keyboard.press("Enter")
    assert marked(page) == page.locator(".rg-ev .tx > p").first.text_content()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.rg-ev .rg-btn')")
    tab_to(page, ".rg-leave")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rg-without")
    page.wait_for_function("document.activeElement.textContent.startsWith('Put it back')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rg-without", state="detached")


def test_the_keyboard_alone_finds_a_passage(open_page):
    page = open_page("library")
    page.keyboard.press("/")
    page.keyboard.type("Turkey")
    page.wait_for_selector(".rg-result")
    tab_to(page, ".rg-result li .rg-src")
    page.keyboard.press("Enter")
    assert marked(page) == "Trotsky was deported to Turkey in February 1929."
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.rg-result li .rg-src')")
