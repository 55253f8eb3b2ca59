"""The page Library: documents, search, timeline, and links into it."""

import httpx
import pytest
from looking import DESKTOP, NARROW, PHONE, axe, check_narrow, marked
from tiny_engine import PAYLOAD

pytestmark = pytest.mark.browser

WHEN = "When was Trotsky expelled from the party?"
SENTENCE = "Trotsky was expelled from the party on 14 November 1927."


def _search(page, words):
    page.locator(".rg-stand > *").evaluate_all("all => all.forEach((e) => (e.dataset.old = '1'))")
    page.fill("#find", words)
    page.wait_for_selector(".rg-stand > :not([data-old], .rg-wait)")


def _link_of(app_url, question):
    return httpx.get(app_url + "v1/ask", params={"q": question}).json()["citations"][0]["link"]


# The search.


def test_words_are_found_marked_and_counted(open_library):
    page = open_library()
    _search(page, "TROTSKY expelled")
    assert page.locator(".rg-stand h2").text_content() == "4 places in 1 document"
    assert page.locator(".rg-result .rg-src").first.text_content().startswith(WHEN)
    assert page.locator(".rg-snippet").first.text_content() == SENTENCE
    found = page.locator(".rg-snippet").first.locator("mark.rg-found")
    assert found.all_text_contents() == ["Trotsky", "expelled"]
    assert found.first.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"
    page.wait_for_function("document.getElementById('rg-live').textContent === '4 places in 1 document'")


def test_result_opens_at_its_sentence_and_document_at_its_beginning(open_library):
    page = open_library()
    _search(page, "Turkey")
    page.locator(".rg-result li .rg-src").click()
    assert marked(page) == "Trotsky was deported to Turkey in February 1929."
    assert page.locator(".rg-rh .pos").text_content() == "Passage 1 of 1"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent").startswith("Trotsky was deported")
    page.locator(".rg-result > .rg-src").click()
    page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p")
    assert page.locator(".rg-p mark").count() == 0


def test_one_question_is_asked_of_the_server_once_the_typing_pauses(open_library):
    page = open_library()
    asked = []
    page.on("request", lambda r: "component_server" in r.url and asked.append(r.post_data))
    page.locator("#find").press_sequentially("Turkey", delay=20)
    page.wait_for_selector(".rg-result")
    assert len([body for body in asked if "search_documents" in body]) == 1


def test_answer_to_an_earlier_search_never_replaces_the_later_one(open_library):
    page = open_library()
    held = []

    def hold_first(route):
        if "search_documents" in route.request.post_data and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/component_server/**", hold_first)
    page.fill("#find", "Gori")
    page.wait_for_function("new URL(location).searchParams.get('find') === 'Gori'")
    page.fill("#find", "Turkey")
    page.wait_for_selector(".rg-result")
    held[0].continue_()
    page.wait_for_timeout(500)
    assert page.locator(".rg-result > .rg-src > span").all_text_contents() == [WHEN]


def test_open_result_is_none_of_the_next_search(open_library):
    page = open_library()
    _search(page, "Trotsky")
    page.locator(".rg-result li .rg-src").nth(1).click()
    marked(page)
    _search(page, "Turkey")
    page.get_by_label("Previous passage").click()
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent.startsWith('Passage 1 ')")
    assert page.locator(".rg-stand [aria-pressed=true]").count() == 0


@pytest.mark.parametrize(
    ("words", "summary"),
    [("zzz", "Nothing found"), ("café", "1 place in 1 document"), ("emoji 😀", "1 place in 1 document")],
)
def test_any_script_can_be_searched(open_library, words, summary):
    page = open_library()
    _search(page, words)
    assert page.locator(".rg-stand h2").text_content() == summary


def test_search_without_a_letter_says_so_and_an_emptied_box_shows_the_shelves_again(open_library):
    page = open_library()
    _search(page, "?!")
    assert "type a word" in page.locator(".rg-stand .rg-none").text_content()
    _search(page, "")
    assert page.locator(".rg-src").count() == 8
    page.click("#find")
    page.keyboard.insert_text("x" * 200)
    assert len(page.input_value("#find")) == 100


def test_search_offline_says_so_and_works_again_without_a_reload(open_library):
    page = open_library()
    page.context.set_offline(True)
    _search(page, "Gori")
    assert "connection" in page.locator(".rg-stand .rg-none").text_content()
    page.context.set_offline(False)
    _search(page, "Gori ")
    assert page.locator(".rg-result").count() == 1


def test_payloads_in_search_results_and_timeline_show_verbatim_and_never_run(open_library):
    page = open_library("?" + str(httpx.QueryParams({"find": PAYLOAD})), ready=".rg-result, .rg-stand h2")
    assert page.input_value("#find") == PAYLOAD[:100]
    _search(page, "hostile")
    assert page.locator(".rg-result > .rg-src > span").text_content() == PAYLOAD
    page.click("[data-shelf=timeline]")
    page.wait_for_selector(".rg-event")
    assert "<img src=x onerror" in page.locator(".rg-line").text_content()
    page.locator("button.rg-dot").nth(2).hover()
    assert page.evaluate("window.PWNED") is None
    assert page.locator("#lib img").count() == 0


# The shelves.


def test_documents_are_listed_by_topic_and_none_is_lost(open_library):
    page = open_library()
    page.click("[data-shelf=topics]")
    topics = page.locator(".rg-topics button")
    assert topics.all_text_contents() == ["General Secretary3", "Opposition2", "Other topics3"]
    seen = []
    for n in range(topics.count()):
        topics.nth(n).click()
        assert [t.get_attribute("aria-pressed") for t in topics.all()].index("true") == n
        seen += page.locator(".rg-src > span").all_text_contents()
    assert len(seen) == len(set(seen)) == 8


def test_address_keeps_what_is_shown_and_searched_for(open_library):
    page = open_library()
    page.click("[data-shelf=topics]")
    page.reload()
    page.wait_for_selector(".rg-topics")
    _search(page, "Turkey")
    page.reload()
    page.wait_for_selector(".rg-result")
    assert page.input_value("#find") == "Turkey"
    page.click("[data-shelf=timeline]")
    page.wait_for_selector(".rg-event")
    assert page.input_value("#find") == ""
    page.reload()
    page.wait_for_selector(".rg-event")
    page.click("[data-shelf=periods]")
    page.wait_for_selector(".rg-src")
    assert "?" not in page.url


@pytest.mark.parametrize("way", ["Back", "button"])
def test_address_no_longer_names_a_passage_that_was_closed_on_a_phone(open_library, way):
    page = open_library("?doc=answers/trotsky.md", **PHONE)
    page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p")
    if way == "Back":
        page.go_back()
    else:
        page.get_by_label("Close source panel").click()
    page.wait_for_function("!location.search.includes('doc')")
    assert page.locator("#readcol").is_hidden()


@pytest.mark.parametrize("show", ["x", "__proto__", "constructor", ""])
def test_unknown_shelf_in_the_address_is_the_first(open_library, show):
    page = open_library(f"?show={show}")
    assert page.locator('[data-shelf][aria-pressed="true"]').text_content() == "By period"


def test_document_is_shown_beside_what_cites_it_and_what_it_is_related_to(open_library):
    page = open_library("?doc=answers/trotsky.md")
    page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p")
    summaries = page.locator(".rg-books summary")
    assert summaries.all_text_contents() == ["On the timeline (2)", "Related documents (1)"]
    summaries.first.click()
    page.locator(".rg-opener").first.click()
    assert marked(page) == SENTENCE
    assert page.locator(".rg-rh .pos").text_content() == "Event 1 of 2"
    page.get_by_label("Next event").click()
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent === 'Event 2 of 2'")
    assert marked(page) == "Stalin sent Trotsky to Alma-Ata in January 1928."
    page.locator(".rg-books summary").nth(1).click()
    page.get_by_role("button", name="Who belonged to the United Opposition?").last.click()
    page.wait_for_function("document.querySelector('.rg-reader h2').textContent.startsWith('Who belonged')")


# Links that last.


def test_link_finds_its_words_where_they_are_now(open_library, app_url):
    link = httpx.URL(app_url + _link_of(app_url, WHEN))
    moved = link.copy_set_param("a", 30).copy_set_param("b", 86)
    page = open_library(f"?{moved.params}")
    assert marked(page) == SENTENCE
    assert page.locator(".rg-gone").count() == 0


def test_link_without_a_digest_still_opens_its_offsets(open_library):
    page = open_library("?doc=answers/trotsky.md&a=0&b=7")
    assert marked(page) == "Trotsky"


def test_linked_document_that_comes_late_leaves_the_caret_in_the_search_box(open_library, app_url):
    page = open_library()
    held = []

    def hold_the_document(route):
        if "open_document" in route.request.post_data:
            held.append(route)
        else:
            route.continue_()

    page.route("**/component_server/**", hold_the_document)
    page.goto(f"{app_url}library?doc=answers/trotsky.md")
    page.get_by_text("Opening the document…").wait_for()
    page.click("#find")
    held[0].continue_()
    page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p")
    assert page.evaluate("document.activeElement.id") == "find"


def test_link_whose_words_are_gone_says_so(open_library, app_url):
    link = httpx.URL(app_url + _link_of(app_url, "Where is the zyxwomble archive found?"))
    page = open_library(f"?{link.params.set('h', '0' * 20)}", ready=".rg-gone")
    assert "not in this document any more" in page.locator(".rg-gone").text_content()
    assert page.locator(".rg-p mark").count() == 0
    # It is opened near where they stood: among 200 paragraphs, at the one they stood in.
    assert page.locator('.rg-p[data-part="121"]').evaluate(
        """e => { const box = e.getBoundingClientRect(); return box.top > 0 && box.bottom < innerHeight; }"""
    )
    page.wait_for_function("document.getElementById('rg-live').textContent.includes('any more')")
    page.reload()
    page.wait_for_selector(".rg-gone")
    page.get_by_label("Previous document").click()
    page.wait_for_selector(".rg-gone", state="detached")


# Everybody can use it.


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_shelf(open_library, app_url, theme, size):
    page = open_library(color_scheme=theme, reduced_motion="reduce", **size)
    found = {"periods": axe(page)}
    page.click("[data-shelf=topics]")
    page.wait_for_selector(".rg-topics")
    found["topics"] = axe(page)
    _search(page, "Trotsky")
    found["search"] = axe(page)
    _search(page, "?!")
    found["refused search"] = axe(page)
    page.click("[data-shelf=timeline]")
    page.wait_for_selector(".rg-event")
    found["timeline"] = axe(page)
    page.locator(".rg-event").nth(3).click()
    marked(page)
    page.locator(".rg-books summary").first.click()
    found["event"] = axe(page)
    link = httpx.URL(app_url + _link_of(app_url, WHEN))
    page.goto(f"{app_url}library?{link.params.set('h', '0' * 20)}")
    page.wait_for_selector(".rg-gone")
    found["gone"] = axe(page)
    assert {state: problems for state, problems in found.items() if problems} == {}
    assert page.problems == []


def test_nothing_overflows_or_is_too_small_at_320_pixels(open_library):
    page = open_library(**NARROW)
    page.click("[data-shelf=topics]")
    page.wait_for_selector(".rg-topics")
    check_narrow(page)
    _search(page, "Trotsky")
    check_narrow(page)
    page.click("[data-shelf=timeline]")
    page.wait_for_selector(".rg-event")
    check_narrow(page)
    page.locator(".rg-event").nth(3).click()
    marked(page)
    page.locator(".rg-books summary").first.click()
    check_narrow(page)
