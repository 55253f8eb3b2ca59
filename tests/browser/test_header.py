"""The header in windows of every width, under a long name."""

import pytest
from looking import NARROW

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 430, 486, 560, 700, 861, 1000])
def test_long_name_of_the_chat_pushes_nothing_out_of_the_window(open_page, width):
    page = open_page(**{**NARROW, "viewport": {"width": width, "height": 700}})
    page.eval_on_selector(".rg-brand span", "e => { e.textContent = 'Year 9 History with Mr and Mrs Featherstone'; }")
    outside = page.locator(".rg-hdr :is(a:not(.rg-skip), button)").evaluate_all(
        """all => all.filter((e) => e.checkVisibility()).filter((e) => {
            const box = e.getBoundingClientRect();
            return box.left < 0 || box.right > innerWidth || box.height > 48; // so high on two lines
        }).map((e) => e.textContent)"""
    )
    assert outside == []


@pytest.mark.parametrize(("width", "is_shown"), [(430, False), (560, True)])
def test_name_of_the_chat_stands_where_there_is_room(open_page, width, is_shown):
    page = open_page(viewport={"width": width, "height": 700})
    assert page.locator(".rg-brand").is_visible() is is_shown
