"""The reader panel while the page changes around it: windows narrow, lists are drawn anew, Esc means other things."""

import pytest
from checking import wait_for_change
from looking import DESKTOP, marked

pytestmark = pytest.mark.browser

WHEN = "When was Trotsky expelled from the party?"
NARROW_WINDOW = {"width": 700, "height": 800}


def _open(page, number):
    page.locator(".rg-stand .rg-src").nth(number).click()
    page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p")


def test_panel_in_a_window_that_narrows_is_as_if_opened_there(open_page, ask):
    page = open_page()
    ask(page, WHEN).locator(".rg-cite").click()
    marked(page)
    page.focus("#box textarea")
    page.set_viewport_size(NARROW_WINDOW)
    page.wait_for_selector(".rg-reader[aria-modal]")
    page.wait_for_function("document.activeElement.matches('.rg-reader h2')")
    page.go_back()
    page.locator("#readcol").wait_for(state="hidden")
    assert page.locator(".rg-turn").count() == 1


def test_window_that_narrows_and_widens_again_leaves_the_panel_open(open_page, ask):
    page = open_page()
    ask(page, WHEN).locator(".rg-cite").click()
    marked(page)
    page.set_viewport_size(NARROW_WINDOW)
    page.wait_for_selector(".rg-reader[aria-modal]")
    page.set_viewport_size(DESKTOP["viewport"])
    page.wait_for_selector(".rg-reader:not([aria-modal])")
    assert not page.evaluate("['hdr', 'talk'].some((id) => document.getElementById(id).inert)")
    assert marked(page)


def test_escape_closes_the_panel_and_leaves_what_was_searched_for(open_library):
    page = open_library()
    page.fill("#find", "Turkey")
    page.wait_for_selector(".rg-result")
    _open(page, 1)
    page.focus("#find")
    page.keyboard.press("Escape")
    assert page.locator("#readcol").is_hidden()
    assert page.input_value("#find") == "Turkey"
    page.keyboard.press("Escape")
    assert page.input_value("#find") == ""


def test_escape_that_ends_what_an_input_method_composes_closes_nothing(open_library):
    page = open_library()
    _open(page, 0)
    escape = """isComposing => document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, isComposing }))"""
    page.evaluate(escape, True)
    assert page.locator("#readcol").is_visible()
    page.evaluate(escape, False)
    assert page.locator("#readcol").is_hidden()


def test_focus_goes_to_the_search_box_from_a_panel_whose_list_is_gone(open_library):
    page = open_library()
    _open(page, 2)
    page.click("[data-shelf=topics]")
    page.click(".rg-reader h2")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "find"


def test_focus_goes_to_the_question_box_from_a_panel_whose_passage_was_drawn_anew(open_check):
    page = open_check(WHEN)
    page.get_by_role("button", name="Open in document").first.click()
    marked(page)
    wait_for_change(page, page.locator(".rg-leave").last.click)
    page.click(".rg-reader h2")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#box textarea')")


def test_row_of_the_open_document_is_pressed_in_a_list_that_is_drawn_anew(open_library):
    page = open_library()
    _open(page, 2)
    page.click("[data-shelf=topics]")
    page.wait_for_selector(".rg-topics")
    page.click("[data-shelf=periods]")
    rows = page.locator("[data-owner=periods]")
    rows.first.wait_for()
    assert [row.get_attribute("aria-pressed") for row in rows.all()].index("true") == 2
    assert page.locator("[data-owner=periods][aria-pressed=true]").count() == 1


def test_open_source_is_outlined_where_colours_are_the_systems(open_page, ask):
    page = open_page(forced_colors="active")
    turn = ask(page, WHEN)
    turn.locator(".rg-cite").click()
    marked(page)
    page.mouse.click(5, 400)
    outlined = "e => getComputedStyle(e).outlineStyle"
    assert turn.locator(".rg-src").evaluate(outlined) == turn.locator(".rg-cite").evaluate(outlined) == "solid"
