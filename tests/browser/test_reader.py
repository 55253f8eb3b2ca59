"""The reader panel and the links into it."""

import httpx
import pytest
from looking import PHONE, marked, tab_to

pytestmark = pytest.mark.browser

WHY = "Why was the post of General Secretary important?"
WHEN = "When was Trotsky expelled from the party?"
ZYXWOMBLE = "Where is the zyxwomble archive found?"


def _shown_inside(page, outer):
    return page.evaluate(
        """outer => {
            const box = document.querySelector(outer).getBoundingClientRect();
            return [...document.querySelectorAll('.rg-p mark')].every((mark) =>
                [...mark.getClientRects()].every((rect) => rect.top >= box.top && rect.bottom <= box.bottom
                    && rect.left >= box.left && rect.right <= box.right
                    && rect.bottom <= innerHeight && rect.right <= innerWidth));
        }""",
        outer,
    )


@pytest.mark.parametrize("question", [WHY, WHEN, ZYXWOMBLE, "the desrever control question"])
def test_mark_is_the_quotation_inside_panel_and_window(open_page, ask, question):
    page = open_page()
    turn = ask(page, question)
    turn.locator(".rg-cite").first.click()
    assert marked(page) == turn.locator(".rg-text").first.text_content()
    assert _shown_inside(page, ".rg-rb")


def test_every_chip_opens_its_own_source(open_page, ask):
    page = open_page()
    turn = ask(page, WHY)
    chips = turn.locator(".rg-cite")
    assert chips.count() >= 2
    for i in range(chips.count()):
        chips.nth(i).click()
        page.wait_for_function(f"document.querySelector('.rg-rh .pos')?.textContent.startsWith('Source {i + 1} ')")
        assert marked(page) == turn.locator(".rg-text").nth(i).text_content()
        pressed = [chips.nth(j).get_attribute("aria-pressed") for j in range(chips.count())]
        assert pressed == ["true" if j == i else "false" for j in range(chips.count())]


def test_previous_and_next_walk_through_the_sources(open_page, ask):
    page = open_page()
    turn = ask(page, WHY)
    turn.locator(".rg-cite").first.click()
    first = marked(page)
    assert page.get_by_label("Previous source").is_disabled()
    page.get_by_label("Next source").click()
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent.startsWith('Source 2')")
    assert marked(page) == turn.locator(".rg-text").nth(1).text_content()
    assert turn.locator(".rg-cite").nth(1).get_attribute("aria-pressed") == "true"
    page.wait_for_function("document.getElementById('rg-live').textContent.startsWith('Source 2 of ')")
    page.get_by_label("Previous source").click()
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent.startsWith('Source 1')")
    assert marked(page) == first


def test_escape_closes_and_returns_focus_to_the_chip(open_page, ask):
    page = open_page()
    chip = ask(page, WHY).locator(".rg-cite").nth(1)
    chip.click()
    marked(page)
    page.keyboard.press("Escape")
    assert page.locator("#readcol").is_hidden()
    assert chip.evaluate("e => e === document.activeElement")
    assert chip.get_attribute("aria-pressed") == "false"


def test_the_keyboard_alone_suffices(open_page):
    page = open_page()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type(WHY)
    page.keyboard.press("Enter")
    page.wait_for_selector(".rg-turn[data-state=answered]")
    tab_to(page, ".rg-cite", back=True)
    page.keyboard.press("Enter")
    marked(page)
    tab_to(page, "[aria-label='Previous source']", back=True)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent.startsWith('Source 1')")
    page.keyboard.press("Escape")
    assert page.locator("#readcol").is_hidden()
    assert page.evaluate("document.activeElement.className") == "rg-cite"


def test_headings_stand_above_their_paragraphs(open_page, ask):
    page = open_page()
    ask(page, WHY).locator(".rg-cite").first.click()
    marked(page)
    order = page.locator(".rg-ph, .rg-p > .n").all_text_contents()
    assert order == ["The office", "1", "The lists", "2"]
    assert page.locator(".rg-books li").count() == 2


def test_long_document_is_opened_in_a_window_that_grows(open_page, ask):
    page = open_page()
    ask(page, ZYXWOMBLE).locator(".rg-cite").click()
    marked(page)
    numbers = page.locator(".rg-p > .n")
    assert numbers.count() < 60
    while page.get_by_role("button", name="Show earlier paragraphs").count():
        before = numbers.count()
        page.eval_on_selector(".rg-rb", "body => { body.scrollTop = 0; }")
        read = page.locator(".rg-p").first
        number, stood = read.locator(".n").text_content(), read.bounding_box()["y"]
        page.get_by_role("button", name="Show earlier paragraphs").click()
        page.wait_for_function("n => document.querySelectorAll('.rg-p > .n').length > n", arg=before)
        read = page.locator(".rg-p").filter(has=page.get_by_text(number, exact=True)).first
        assert abs(read.bounding_box()["y"] - stood) < 2  # what was read stays where it was
    while page.get_by_role("button", name="Show later paragraphs").count():
        before = numbers.count()
        page.get_by_role("button", name="Show later paragraphs").click()
        page.wait_for_function("n => document.querySelectorAll('.rg-p > .n').length > n", arg=before)
    assert numbers.all_text_contents() == [str(n) for n in range(1, 200)]


def test_copied_quotation_says_where_it_stands(open_page, ask):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, WHEN).locator(".rg-cite").click()
    words = marked(page)
    page.get_by_role("button", name="Copy quotation").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"“{words}” ({WHEN} · paragraph 1)"


def test_passage_link_round_trips(open_page, ask, app_url):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, WHEN)
    turn.locator(".rg-cite").click()
    expected = marked(page)
    page.get_by_role("button", name="Copy link to passage").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    api = httpx.get(app_url + "v1/ask", params={"q": WHEN}).json()["citations"][0]["link"]
    assert link == app_url + api
    other = open_page(link.removeprefix(app_url))
    assert marked(other) == expected
    assert _shown_inside(other, ".rg-rb")
    other.reload()
    assert marked(other) == expected


def test_link_to_a_document_that_is_gone_says_so(open_page):
    page = open_page("library?doc=answers/none.md&a=0&b=9")
    note = page.locator(".rg-reader .rg-none")
    note.wait_for()
    assert "not in the library" in note.text_content()


@pytest.mark.parametrize("offsets", ["&a=-5&b=3", "&a=9&b=2", "&a=x&b=y", "&a=0&b=99999999", "&a=1e9&b=2e9"])
def test_link_with_impossible_offsets_opens_the_document(open_page, offsets):
    page = open_page("library?doc=answers/trotsky.md" + offsets)
    page.wait_for_selector(".rg-reader .rg-p")
    assert page.locator(".rg-reader h2").text_content() == WHEN


def test_library_lists_every_document_by_period_and_opens_them(open_page):
    page = open_page("library")
    periods = page.locator(".rg-period").all_text_contents()
    assert periods[0] == "Before 19171 document"
    assert page.locator(".rg-src").count() == 8
    page.locator(".rg-src").nth(1).click()
    page.wait_for_selector(".rg-reader .rg-p")
    assert page.locator(".rg-reader h2").text_content() == WHY
    assert "doc=answers%2Fgeneral-secretary.md" in page.url
    page.get_by_label("Next document").click()
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent === 'Document 3 of 8'")
    page.keyboard.press("Escape")
    assert "doc=" not in page.url


def test_second_press_in_a_moment_goes_one_document_further(open_page):
    page = open_page("library")
    page.locator(".rg-src").nth(1).click()
    page.wait_for_selector(".rg-reader .rg-p")
    page.get_by_label("Next document").evaluate("button => { button.click(); button.click(); }")
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent === 'Document 4 of 8'")
    page.wait_for_selector(".rg-reader .rg-p")
    page.get_by_label("Previous document").evaluate("b => { for (let n = 0; n < 9; n++) b.click(); }")
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent === 'Document 1 of 8'")


def test_reader_is_a_modal_on_a_phone_and_the_rest_is_inert(open_page, ask):
    page = open_page(**PHONE)
    chip = ask(page, WHEN).locator(".rg-cite")
    chip.click()
    marked(page)
    panel = page.locator(".rg-reader")
    assert (panel.get_attribute("role"), panel.get_attribute("aria-modal")) == ("dialog", "true")
    assert page.evaluate("['hdr', 'talk'].every((id) => document.getElementById(id).inert)")
    box = page.locator("#readcol").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    page.get_by_label("Close source panel").click()
    assert not page.evaluate("['hdr', 'talk'].some((id) => document.getElementById(id).inert)")
    assert chip.evaluate("e => e === document.activeElement")


def test_back_on_a_phone_closes_the_panel_and_only_then_leaves_the_page(open_page, ask):
    page = open_page(**PHONE)
    chip = ask(page, WHEN).locator(".rg-cite")
    chip.click()
    marked(page)
    page.go_back()
    page.locator("#readcol").wait_for(state="hidden")
    assert chip.is_visible()
    chip.click()
    marked(page)
    page.get_by_label("Close source panel").click()
    page.locator("#readcol").wait_for(state="hidden")
    page.go_back()
    assert page.url == "about:blank"


def test_source_that_comes_late_does_not_take_the_place_of_the_next(open_page, ask):
    page = open_page()
    turn = ask(page, WHY)
    calls = []

    def hold_the_first(route):
        calls.append(route)
        if len(calls) > 1:
            route.continue_()

    page.route("**/component_server/**", hold_the_first)
    turn.locator(".rg-cite").first.click()
    turn.locator(".rg-cite").nth(1).click()
    assert marked(page) == turn.locator(".rg-text").nth(1).text_content()
    page.wait_for_timeout(400)  # the first one's waiting line was due after 200
    assert marked(page) == turn.locator(".rg-text").nth(1).text_content()
    page.unroute_all(behavior="ignoreErrors")


def test_slow_network_shows_at_once_what_is_being_opened_and_the_way_out(open_page, ask):
    page = open_page(**PHONE)
    turn = ask(page, WHEN)
    page.route("**/component_server/**", lambda route: None)  # no answer comes
    turn.locator(".rg-cite").first.click()
    page.get_by_text("Opening the document…").wait_for()
    assert page.evaluate("document.querySelector('.rg-reader').contains(document.activeElement)")
    assert not page.evaluate("document.getElementById('rg-live').closest('[inert]')")
    page.get_by_label("Close source panel").click()
    assert page.locator(".rg-reader").text_content() == ""
    assert page.evaluate("document.activeElement.matches('.rg-cite')")
    page.unroute_all(behavior="ignoreErrors")


def test_document_that_comes_late_leaves_the_caret_in_the_question_box(open_page, ask):
    page = open_page()
    turn = ask(page, WHEN)
    held = []
    page.route("**/component_server/**", lambda route: held.append(route))
    turn.locator(".rg-cite").first.click()
    page.click("#box textarea")
    page.get_by_text("Opening the document…").wait_for()
    page.keyboard.type("and ")
    held[0].continue_()
    marked(page)
    page.keyboard.type("then")
    assert page.input_value("#box textarea") == "and then"


def test_later_paragraphs_are_asked_for_with_the_words_that_are_marked(open_page, ask, app_url):
    page = open_page()
    ask(page, ZYXWOMBLE).locator(".rg-cite").click()
    marked(page)
    with page.expect_request(lambda request: "more_paragraphs" in (request.post_data or "")) as asked:
        page.get_by_role("button", name="Show later paragraphs").click()
    sent = asked.value.post_data_json["data"]
    quoted = httpx.get(app_url + "v1/ask", params={"q": ZYXWOMBLE}).json()["citations"][0]["link"]
    assert (sent["digest"], sent["near"]) == (httpx.URL(quoted).params["h"], httpx.URL(quoted).params["w"])


def test_title_of_a_source_keeps_its_room_beside_the_open_panel(open_page, ask):
    page = open_page(viewport={"width": 880, "height": 800})
    turn = ask(page, WHEN)
    turn.locator(".rg-cite").click()
    marked(page)
    place = turn.locator(".rg-src em")
    place.evaluate("e => { e.textContent = 'paragraph 12 · added 2026-11-30, not reviewed'; }")
    row, title = turn.locator(".rg-src").bounding_box(), turn.locator(".rg-src > span").bounding_box()
    assert title["width"] > row["width"] / 3
    assert place.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_name_of_a_control_can_be_read_inside_the_quotation(open_page, ask, theme):
    page = open_page(color_scheme=theme)
    ask(page, "the desrever control question").locator(".rg-cite").first.click()
    marked(page)
    inks = "e => [getComputedStyle(e, '::before').color, getComputedStyle(e.closest('mark')).color]"
    name, words = page.locator(".rg-p mark .rg-control").first.evaluate(inks)
    assert name == words
