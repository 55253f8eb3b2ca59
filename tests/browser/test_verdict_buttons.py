"""Helpful and Not helpful, as a learner presses them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WHY = "Why was the post of General Secretary important?"
WHEN = "When was Trotsky expelled from the party?"


def _pressed(turn):
    return turn.locator(".rg-opinion[aria-pressed=true]").all_text_contents()


def _kept(verdicts, question):
    return [entry["verdict"] for entry in verdicts.entries() if entry["question"] == question]


def _choose(page, turn, name, said):
    turn.get_by_role("button", name=name, exact=True).click()
    page.wait_for_function("said => document.getElementById('rg-live').textContent.includes(said)", arg=said)


def test_verdict_is_kept_changed_and_taken_back(open_page, ask, verdicts):
    page = open_page()
    turn = ask(page, WHY)
    before = len(_kept(verdicts, WHY))
    assert _pressed(turn) == []
    _choose(page, turn, "Helpful", "is kept")
    assert _pressed(turn) == ["Helpful"]
    assert _kept(verdicts, WHY)[before:] == ["helpful"]
    page.evaluate("document.getElementById('rg-live').textContent = ''")
    _choose(page, turn, "Not helpful", "is kept")
    assert _pressed(turn) == ["Not helpful"]
    assert _kept(verdicts, WHY)[before:] == ["not_helpful"]
    _choose(page, turn, "Not helpful", "taken back")
    assert _pressed(turn) == []
    assert len(_kept(verdicts, WHY)) == before


def test_verdict_on_a_follow_up_keeps_what_was_searched_for_and_survives_a_reload(open_page, ask, verdicts):
    page = open_page()
    ask(page, "Where was Stalin born?")
    turn = ask(page, "When did he become General Secretary?")
    _choose(page, turn, "Not helpful", "is kept")
    (entry,) = [e for e in verdicts.entries() if e["question"] == "When did he become General Secretary?"]
    assert entry["standalone"] == "Where was Stalin born? When did he become General Secretary?"
    assert [e["text"] for e in entry["answer"]["extracts"]] == turn.locator(".rg-text").all_text_contents()
    page.reload()
    page.wait_for_selector(".rg-turn")
    assert [_pressed(page.locator(".rg-turn").nth(n)) for n in range(2)] == [[], ["Not helpful"]]


def test_verdict_that_cannot_be_sent_says_so_and_is_not_pressed(open_page, ask, verdicts):
    page = open_page()
    turn = ask(page, WHEN)
    page.context.set_offline(True)
    turn.get_by_role("button", name="Helpful", exact=True).click()
    expect(turn.locator(".rg-problem")).to_contain_text("could not be sent")
    assert _pressed(turn) == []
    page.context.set_offline(False)
    _choose(page, turn, "Helpful", "is kept")
    expect(turn.locator(".rg-problem")).to_be_hidden()
    assert _kept(verdicts, WHEN) == ["helpful"]


def test_only_an_answer_is_judged(open_page, ask):
    page = open_page()
    assert ask(page, "How tall was the Eiffel Tower in 1900?").locator(".rg-opinion").count() == 0
    assert ask(page, WHEN).locator(".rg-opinion").count() == 2
