"""Links to questions, and what is copied of an answer."""

import pytest

pytestmark = pytest.mark.browser

WHEN = "When was Trotsky expelled from the party?"


def test_question_link_round_trips(open_page, ask):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="New chat").wait_for()
    ask(page, WHEN).get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    expected = page.locator(".rg-text").all_text_contents()
    other = open_page(link.partition(page.url.partition("?")[0])[2])
    other.wait_for_selector(".rg-turn[data-state=answered]")
    assert other.locator(".rg-q").text_content() == WHEN
    assert other.locator(".rg-text").all_text_contents() == expected
    other.reload()
    other.wait_for_selector(".rg-turn")
    assert other.locator(".rg-turn").count() == 1


def test_link_of_a_follow_up_asks_what_was_searched_for(open_page, ask):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, WHEN)
    turn = ask(page, "Where did Stalin send him?")
    searched = turn.locator(".rg-standalone").text_content().removeprefix("Searched for: ")
    assert searched == f"{WHEN} Where did Stalin send him?"
    turn.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    other = open_page(link.partition(page.url.partition("?")[0])[2])
    other.wait_for_selector(".rg-turn[data-state=answered]")
    assert other.locator(".rg-q").text_content() == searched
    assert other.locator(".rg-text").all_text_contents() == turn.locator(".rg-text").all_text_contents()


def test_link_that_was_handed_out_is_asked_without_what_the_tab_asked_before(open_page, ask):
    page = open_page()
    ask(page, "Who was Trotsky?")
    page.goto(page.url + "?q=When%20was%20he%20expelled%3F")
    turn = page.locator(".rg-turn").nth(1)
    page.wait_for_function("document.querySelectorAll('.rg-turn:not([data-state=waiting])').length == 2")
    assert turn.locator("h2").text_content() == "When was he expelled?"
    assert turn.locator(".rg-standalone").count() == 0
    assert "Trotsky" not in ask(page, "Where was he sent then?").locator(".rg-standalone").text_content()


def test_copying_that_a_browser_does_not_allow_is_not_said_to_be_done(open_page, ask):
    page = open_page()
    page.evaluate("void (document.execCommand = () => false)")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('denied')))")
    button = ask(page, WHEN).get_by_role("button", name="Copy answer")
    button.click()
    page.get_by_role("button", name="Could not be copied").wait_for()


def test_copied_answer_holds_quotation_and_place(open_page, ask):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, WHEN).get_by_role("button", name="Copy answer").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "“Trotsky was expelled from the party on 14 November 1927.” [1]" in copied
    assert f"[1] {WHEN} · paragraph 1 · answers/trotsky.md" in copied
