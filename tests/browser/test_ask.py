"""The page Ask, as a learner sees it."""

import json
import re

import httpx
import pytest
from looking import PHONE

pytestmark = pytest.mark.browser

WHY = "Why was the post of General Secretary important?"
WHEN = "When was Trotsky expelled from the party?"
NOT_ANSWERED = "How tall was the Eiffel Tower in 1900?"


def _in_box(page):
    return page.input_value("#box textarea")


def test_shown_quotations_are_those_of_the_api(open_page, ask, app_url):
    page = open_page()
    for question in (WHY, WHEN, "the desrever control question", "hostile document says first sentence"):
        page.click('[data-ev="rg:new"]')
        shown = ask(page, question).locator(".rg-text")
        answer = httpx.get(app_url + "v1/ask", params={"q": question}).json()
        assert answer["extracts"]
        assert [shown.nth(i).text_content() for i in range(shown.count())] == [
            extract["text"] for extract in answer["extracts"]
        ]


def test_short_answer_is_bold_inside_its_sentence(open_page, ask):
    turn = ask(open_page(), WHEN)
    short = turn.locator(".rg-text .rg-short")
    assert short.all_text_contents() == ["14 November 1927"]
    assert short.evaluate("e => getComputedStyle(e).fontWeight") == "600"


def test_starter_card_is_answered(open_page):
    page = open_page()
    question = page.locator(".rg-start").nth(1).evaluate("e => e.lastChild.textContent")
    page.locator(".rg-start").nth(1).click()
    page.wait_for_selector(".rg-turn[data-state=answered]")
    assert page.locator(".rg-q").text_content() == question


def test_next_question_is_answered_and_was_not_asked_before(open_page, ask):
    page = open_page()
    ask(page, "Who belonged to the United Opposition?")
    offered = ask(page, WHEN).locator(".rg-next button").all_text_contents()
    assert WHEN not in offered
    assert "Who belonged to the United Opposition?" not in offered
    offered = ask(page, WHY).locator(".rg-next button")
    offered.first.click()
    page.wait_for_selector(".rg-turn:nth-child(4)[data-state=answered]")


def test_follow_up_shows_what_was_searched_for(open_page, ask):
    page = open_page()
    assert ask(page, "Where was Stalin born?").locator(".rg-standalone").count() == 0
    turn = ask(page, "When did he become General Secretary?")
    assert turn.locator(".rg-standalone").text_content() == (
        "Searched for: Where was Stalin born? When did he become General Secretary?"
    )


def test_unanswerable_question_is_refused_with_closest_passages_folded(open_page, ask):
    page = open_page()
    turn = ask(page, "Was the party in Leningrad or Novosibirsk or Vladivostok or Omsk larger?")
    assert turn.get_attribute("data-state") == "refused"
    assert turn.locator("h3").text_content() == "The sources do not answer this."
    passage = turn.locator(".rg-near .rg-text").first
    assert passage.is_hidden()
    turn.locator("summary").click()
    assert passage.is_visible()
    assert ask(page, NOT_ANSWERED).get_attribute("data-state") == "refused"


@pytest.mark.parametrize("blank", ["", "   ", "\n\t "])
def test_blank_question_adds_no_turn(open_page, blank):
    page = open_page()
    page.fill("#box textarea", blank)
    page.click("#send")
    page.wait_for_timeout(300)
    assert page.locator(".rg-turn").count() == 0


def test_question_is_capped_at_500_characters_in_browser_and_server(open_page, app_url):
    page = open_page()
    page.click("#box textarea")
    page.keyboard.insert_text("x" * 600)
    assert len(_in_box(page)) == 500
    assert httpx.get(app_url + "v1/ask", params={"q": "x" * 501}).status_code == 400
    page = open_page("?q=" + "x" * 501, ready=".rg-turn[data-state=failed]")
    assert "501" in page.locator(".rg-none p").text_content()


def test_enter_asks_and_shift_enter_begins_a_line(open_page):
    page = open_page()
    page.click("#box textarea")
    page.keyboard.type("Where was")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Stalin born?")
    assert _in_box(page) == "Where was\nStalin born?"
    assert page.locator(".rg-turn").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector(".rg-turn[data-state=answered]")
    assert _in_box(page) == ""


def test_server_error_offers_to_try_again_in_place(open_page, ask):
    page = open_page()
    turn = ask(page, "boom")
    assert turn.get_attribute("data-state") == "failed"
    assert "/secret" not in page.content()
    turn.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".rg-turn[data-state=waiting]", state="detached")
    assert page.locator(".rg-turn").count() == 1


def test_question_asked_offline_is_kept_and_answered_without_a_reload(open_page, ask):
    page = open_page()
    page.evaluate("window.neverReloaded = true")
    page.context.set_offline(True)
    turn = ask(page, WHEN)
    assert turn.get_attribute("data-state") == "failed"
    assert _in_box(page) == WHEN
    page.context.set_offline(False)
    page.click("#send")
    page.wait_for_selector(".rg-turn[data-state=answered]")
    assert page.locator(".rg-q").all_text_contents() == [WHEN]
    assert _in_box(page) == ""
    assert page.evaluate("window.neverReloaded")


def test_text_typed_while_waiting_survives_the_answer(open_page):
    page = open_page()
    page.fill("#box textarea", "slowly: where was Stalin born?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rg-turn[data-state=waiting]")
    page.keyboard.type("and then")
    page.wait_for_selector(".rg-turn[data-state=answered]")
    page.keyboard.type(" what?")
    assert _in_box(page) == "and then what?"


def test_reload_keeps_the_chat_and_new_chat_clears_it_for_good(open_page, ask):
    page = open_page()
    ask(page, WHY)
    ask(page, NOT_ANSWERED)
    before = page.locator(".rg-log").inner_html()
    page.reload()
    page.wait_for_selector(".rg-turn")
    assert _unpressed(page.locator(".rg-log").inner_html()) == _unpressed(before)
    page.click('[data-ev="rg:new"]')
    page.wait_for_selector(".rg-start")
    page.reload()
    page.wait_for_selector(".rg-start")
    assert page.locator(".rg-turn").count() == 0
    assert WHY not in json.dumps(page.evaluate("({...sessionStorage, ...localStorage})"))


def _unpressed(html):
    return re.sub(r' aria-pressed="\w+"', "", html)


def test_answer_that_arrives_after_new_chat_is_dropped(open_page):
    page = open_page()
    page.fill("#box textarea", "slowly: where was Stalin born?")
    page.click("#send")
    page.wait_for_selector(".rg-turn[data-state=waiting]")
    page.click('[data-ev="rg:new"]')
    page.wait_for_timeout(1500)
    assert page.locator(".rg-turn").count() == 0
    assert page.locator(".rg-start").count() > 0


def test_reload_while_waiting_offers_to_try_again(open_page):
    page = open_page()
    page.fill("#box textarea", "slowly: where was Stalin born?")
    page.click("#send")
    page.wait_for_selector(".rg-turn[data-state=waiting]")
    page.reload()
    assert page.locator(".rg-none h3").text_content() == "The page was left before the answer came."
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".rg-turn[data-state=answered]")
    assert page.evaluate("document.activeElement.matches('.rg-turn h2')")


def test_follow_up_that_is_sent_before_the_answer_came_knows_its_topic(open_page, ask):
    page = open_page()
    page.fill("#box textarea", "Who was slowly Trotsky?")
    page.click("#send")
    turn = ask(page, "When was he expelled?")
    assert "Trotsky" in turn.locator(".rg-standalone").text_content()


def test_transcript_is_saved_in_one_click_with_the_very_words(open_page, ask):
    page = open_page()
    assert page.locator('[data-ev="rg:export"]').is_disabled()
    text = ask(page, WHEN).locator(".rg-text").text_content()
    with page.expect_download() as download:
        page.click('[data-ev="rg:export"]')
    saved = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename.endswith(".md")
    assert text in saved
    assert "library?doc=answers/trotsky.md" in saved


def test_earlier_turns_stay_as_they_are_after_a_new_answer(open_page, ask):
    page = open_page()
    first = ask(page, WHY)
    before = first.evaluate("e => { window.first = e; return e.outerHTML; }")
    ask(page, WHEN)
    ask(page, "boom")
    assert page.evaluate("window.first === document.querySelector('.rg-turn')")
    assert first.evaluate("e => e.outerHTML") == before


def test_answer_is_announced(open_page, ask):
    page = open_page()
    ask(page, WHEN)
    page.wait_for_function("document.getElementById('rg-live').textContent.startsWith('Answer: Trotsky was')")


def test_chat_that_was_cleared_does_not_come_back_with_the_browsers_copy_of_the_page(open_page, ask):
    page = open_page()
    ask(page, WHEN)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    page.evaluate("sessionStorage.clear()")  # as New chat does on a page that was opened meanwhile
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.locator(".rg-turn").count() == 0
    page.reload()
    page.wait_for_selector(".rg-start")
    assert page.locator(".rg-turn").count() == 0


def test_next_question_that_is_hit_twice_is_asked_once(open_page, ask):
    page = open_page()
    ask(page, WHEN).locator(".rg-next button").first.evaluate("e => { e.click(); e.click(); }")
    page.wait_for_selector(".rg-turn:nth-child(2)[data-state=answered]")
    assert page.locator(".rg-turn").count() == 2


def test_first_screen_that_cannot_be_fetched_says_so(open_page):
    page = open_page()
    page.route("**/component_server/**", lambda route: route.abort())
    page.reload()
    page.get_by_text("Check your connection").wait_for()
    assert not [problem for problem in page.problems if problem.startswith("page:")]


def test_buttons_without_a_label_on_a_phone_keep_their_whole_names(open_page):
    page = open_page(**PHONE)
    page.get_by_role("button", name=re.compile("^New chat ?, clears this conversation$")).wait_for()
    page.get_by_role("button", name="Save this conversation").wait_for()
