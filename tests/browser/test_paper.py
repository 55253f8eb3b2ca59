"""What is printed of every page."""

import re

import pytest

pytestmark = pytest.mark.browser

WHY = "Why was the post of General Secretary important?"
WHEN = "When was Trotsky expelled from the party?"
CONTROLS = "the desrever control question"
NEAR = "Was the party in Leningrad or Novosibirsk or Vladivostok or Omsk larger?"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_shows_the_conversation_and_nothing_to_press(open_page, ask, theme):
    page = open_page()
    for question in (CONTROLS, WHY, WHEN, "boom"):  # first what names nobody
        ask(page, question)
    ask(page, NEAR).locator("summary").click()
    page.locator(".rg-cite").first.click()
    page.wait_for_selector(".rg-p mark")
    if theme == "dark":
        page.click("[data-ev=theme]")
    page.emulate_media(media="print")
    visible = "all => all.filter((e) => e.checkVisibility()).length"
    for chrome in ("#hdr", "#composer", "#hint", "#readcol", ".rg-acts", ".rg-next", ".rg-near", "[data-state=failed]"):
        assert page.locator(chrome).evaluate_all(visible) == 0, chrome
    for kept in (".rg-q", ".rg-text", ".rg-src"):
        inside = page.locator(f".rg-turn:not([data-state=failed]) > :not(details) {kept}, article > {kept}")
        assert inside.evaluate_all(visible) >= 4, kept
    colours = page.evaluate(
        "['body', '.rg-quote'].map((s) => getComputedStyle(document.querySelector(s)))"
        ".map((style, n) => n ? style.color : style.backgroundColor)"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_paper_of_the_other_pages_has_nothing_to_press(open_check, open_library):
    check = open_check(WHY)
    check.locator(".rg-leave").first.click()
    check.wait_for_selector(".rg-without")
    library = open_library("?show=topics")
    for page, kept in ((check, ".rg-ev"), (library, ".rg-stand .rg-src")):
        page.emulate_media(media="print")
        visible = page.locator("button:not(.rg-src, .rg-cite)").evaluate_all(
            "all => all.filter((e) => e.checkVisibility()).map((e) => e.textContent)"
        )
        assert visible == []
        assert page.locator(kept).first.is_visible()


def test_long_conversation_is_printed_to_its_end(open_page, ask):
    page = open_page()
    for _ in range(6):
        ask(page, WHY)
        page.click("#box textarea")
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A5")))
    page.emulate_media(media="print")
    cut = page.evaluate(
        """() => {
            const cut = [];
            for (let e = document.querySelector('.rg-turn:last-child'); e; e = e.parentElement) {
                const clips = e !== document.documentElement && getComputedStyle(e).overflowY !== 'visible';
                if (clips && e.scrollHeight > e.clientHeight + 1) cut.push(e.id || e.className || e.tagName);
            }
            return cut;
        }"""
    )
    assert cut == []
    assert sheets >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_quotation_is_known_on_paper_by_its_colour_and_without_it(open_library, theme):
    page = open_library("?doc=answers/trotsky.md&a=0&b=56", color_scheme=theme)
    mark = page.locator(".rg-p mark")
    mark.wait_for()
    page.emulate_media(media="print", color_scheme=theme)
    style = mark.evaluate(
        """e => { const { color, backgroundColor, printColorAdjust, textDecorationLine } = getComputedStyle(e);
        return [color, backgroundColor, printColorAdjust, textDecorationLine]; }"""
    )
    assert style == ["rgb(0, 0, 0)", "rgb(255, 227, 138)", "exact", "underline"]
    assert page.locator(".rg-p.hit").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.get_by_text("On the timeline").is_visible()


@pytest.mark.parametrize(("document", "notes"), [("uploads/long.txt", 1), ("answers/trotsky.md", 0)])
def test_paper_says_where_only_a_part_of_a_document_is_printed(open_library, document, notes):
    page = open_library(f"?doc={document}")
    page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p")
    page.emulate_media(media="print")
    more = page.locator(".rg-more")
    said = more.evaluate_all("all => all.map((e) => getComputedStyle(e, '::before').content)")
    assert said == ['"Only part of this document"'] * notes
    assert [e.is_visible() for e in more.all()] == [True] * notes
    assert not page.get_by_role("button", name="Show later paragraphs").is_visible()
