"""A chat of many turns: where it scrolls to, and what it keeps. And a question that is too long."""

import pytest

pytestmark = pytest.mark.browser

KEPT = 50
SLOW = "slowly: where was Stalin born?"
WHEN = "When was Trotsky expelled from the party?"
LIMIT = "500 characters at most"


def _remember(page, count):
    """Let the tab have asked a question before, that many times."""
    page.evaluate(
        """count => {
            const turn = { state: 'refused', why: 'Why.', quotations: [], next: [] };
            const turns = [...Array(count).keys()].map((n) => ({ ...turn, id: `t${n}`, question: `Question ${n}?` }));
            sessionStorage['ascent-chat-1'] = JSON.stringify(turns);
            dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
        }""",
        count,
    )


def test_answer_that_is_waited_for_is_scrolled_to(open_page, ask):
    page = open_page()
    _remember(page, 20)
    turn = ask(page, WHEN)
    page.wait_for_timeout(1000)  # it is scrolled to smoothly
    box, pane = turn.bounding_box(), page.locator("#chat").bounding_box()
    assert pane["y"] <= box["y"]
    assert box["y"] + box["height"] <= pane["y"] + pane["height"]


def test_late_answer_leaves_whoever_reads_elsewhere(open_page):
    page = open_page(reduced_motion="reduce")
    _remember(page, 20)
    page.fill("#box textarea", SLOW)
    page.click("#send")
    page.wait_for_selector("[data-state=waiting]")
    page.wait_for_timeout(200)
    page.evaluate("document.getElementById('chat').scrollTop = 100")
    page.wait_for_selector("[data-state=waiting]", state="detached")
    page.wait_for_timeout(200)
    assert page.evaluate("document.getElementById('chat').scrollTop") == 100


def test_full_chat_says_before_it_that_questions_leave(open_page, ask):
    page = open_page()
    _remember(page, KEPT - 1)
    assert page.locator(".rg-full").count() == 0
    ask(page, WHEN)
    assert page.locator(".rg-log > :last-child").text_content().startswith("Only the last 50 questions")
    assert page.locator(".rg-q").first.text_content() == "Question 0?"
    page.fill("#box textarea", SLOW)
    page.click("#send")
    page.wait_for_function("document.getElementById('rg-live').textContent.includes('last 50 questions')")
    page.wait_for_selector("[data-state=waiting]", state="detached")
    assert page.locator(".rg-q").first.text_content() == "Question 1?"
    assert page.locator(".rg-full").count() == 1
    page.click('[data-ev="rg:new"]')
    assert page.locator(".rg-full").count() == 0


@pytest.mark.parametrize("path", ["", "check"])
def test_question_that_the_box_cuts_says_how_long_one_may_be(open_page, path):
    page = open_page(path, ready="#box textarea")
    line = page.locator("#limit p")
    page.click("#box textarea")
    page.keyboard.insert_text("x" * 499)
    assert line.is_hidden()
    page.keyboard.insert_text("yz")
    line.wait_for()
    page.wait_for_function(f"document.getElementById('rg-live').textContent === '{LIMIT}'")
    page.keyboard.press("Backspace")
    line.wait_for(state="hidden")
    page.keyboard.insert_text("y")
    line.wait_for()
    page.click("#send")
    line.wait_for(state="hidden")
