"""What holds on every page: nothing runs, nothing leaves, everybody can use it."""

import base64
import re
from pathlib import Path

import httpx
import pytest
from looking import DESKTOP, PHONE, axe, check_narrow

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FONTS = sorted((ROOT / "rag/ui/assets/fonts").glob("*.woff2"))
WHY = "Why was the post of General Secretary important?"
REFUSED = "Was the party in Leningrad or Novosibirsk or Vladivostok or Omsk larger?"
PAYLOAD = '<img src=x onerror="window.PWNED=1">${window.PWNED=2}{{window.PWNED=3}}[x](javascript:window.PWNED=4)'


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_and_state(open_page, ask, theme, size):
    page = open_page(color_scheme=theme, reduced_motion="reduce", **size)
    found = {"empty": axe(page)}
    ask(page, WHY)
    found["answered"] = axe(page)
    ask(page, REFUSED).locator("summary").click()
    found["refused"] = axe(page)
    ask(page, "boom")
    found["failed"] = axe(page)
    page.locator(".rg-cite").first.click()
    page.wait_for_selector(".rg-p mark")
    found["reader"] = axe(page)
    page = open_page("library", color_scheme=theme, reduced_motion="reduce", **size)
    found["library"] = axe(page)
    page.locator(".rg-src").first.click()
    page.wait_for_selector(".rg-reader .rg-p")
    found["library and reader"] = axe(page)
    assert {state: problems for state, problems in found.items() if problems} == {}


def test_payloads_show_verbatim_and_never_run(open_page, ask):
    page = open_page()
    turn = ask(page, PAYLOAD)
    assert turn.locator(".rg-q").text_content() == PAYLOAD
    turn = ask(page, "hostile document says first sentence")
    assert turn.locator(".rg-src").first.text_content().startswith(f"1Source 1: {PAYLOAD}")
    turn.locator(".rg-cite").first.click()
    page.wait_for_selector(".rg-p mark")
    assert page.locator(".rg-reader h2").text_content() == PAYLOAD
    assert PAYLOAD in page.locator(".rg-p").first.text_content()
    page.reload()
    page.wait_for_selector(".rg-turn")
    assert page.evaluate("window.PWNED") is None
    library = open_page("library")
    assert PAYLOAD in library.locator("#lib").text_content()
    assert library.evaluate("window.PWNED") is None
    assert library.locator(".rg-log img").count() == page.locator(".rg-log img").count() == 0


def test_payload_in_the_address_never_runs(open_page):
    page = open_page("?q=" + httpx.QueryParams({"q": PAYLOAD})["q"].replace("#", "%23"))
    page.wait_for_selector(".rg-turn:not([data-state=waiting])")
    assert page.evaluate("window.PWNED") is None


def test_policy_stops_an_inline_script(open_page):
    page = open_page()
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.PWNED = 5';"
        " document.body.append(s); document.body.insertAdjacentHTML('beforeend',"
        " '<img src=data:, onerror=\"window.PWNED=6\">'); }"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.PWNED") is None
    assert any("Content Security Policy" in problem for problem in page.problems)


def test_invisible_controls_are_named(open_page, ask):
    page = open_page()
    turn = ask(page, "the desrever control question")
    names = turn.locator(".rg-control").evaluate_all("all => all.map((e) => e.dataset.name)")
    assert names == ["U+202E", "U+202C", "U+200B"]


@pytest.mark.parametrize("path", ["", "library"])
def test_nothing_overflows_or_is_too_small_at_320_pixels(open_page, ask, path):
    page = open_page(path, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    if not path:
        check_narrow(page)
        ask(page, WHY)
        ask(page, REFUSED).locator("summary").click()
    check_narrow(page)
    page.locator(".rg-src").first.click()
    page.wait_for_selector(".rg-reader .rg-p")
    check_narrow(page)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_theme_persists(open_page, system):
    page = open_page(color_scheme=system)
    assert _is_dark(page) == (system == "dark")
    page.click("[data-ev=theme]")
    assert _is_dark(page) == (system != "dark")
    page.reload()
    page.wait_for_selector(".rg-start")
    page.wait_for_timeout(200)
    assert _is_dark(page) == (system != "dark")


def _is_dark(page):
    background = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    return max(map(int, re.findall(r"\d+", background)[:3])) < 64


def test_nothing_is_fetched_from_elsewhere_and_the_console_is_clean(open_page, ask):
    page = open_page()
    ask(page, WHY).locator(".rg-cite").first.click()
    page.wait_for_selector(".rg-p mark")
    ask(page, REFUSED)
    page.click("[data-ev=theme]")
    page.click("text=Library")
    page.wait_for_selector(".rg-src")
    page.wait_for_timeout(300)
    assert page.problems == []


def test_our_fonts_are_used(open_page):
    page = open_page()
    page.wait_for_function("document.fonts.status === 'loaded'")
    loaded = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)")
    assert {"Source Serif 4", "Source Sans 3"} <= {family.strip('"') for family in loaded}


@pytest.mark.parametrize("font", FONTS, ids=lambda path: path.stem)
def test_font_file_holds_every_letter(open_page, font):
    page = open_page()
    data = base64.b64encode(font.read_bytes()).decode()
    missing = page.evaluate(
        """async (data) => {
            const face = await new FontFace('Tested', `url(data:font/woff2;base64,${data})`).load();
            document.fonts.add(face);
            const context = document.createElement('canvas').getContext('2d');
            const width = (text, family) => {
                context.font = `200px ${family}`;
                return context.measureText(text).width;
            };
            // A letter that is missing is taken from the fallback, and the two fallbacks differ in width.
            const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
            const isMissing = (c) => width(c, 'Tested, monospace') !== width(c, 'Tested, serif');
            const canTell = letters.filter((c) => width(c, 'monospace') !== width(c, 'serif')).length;
            return [letters.filter(isMissing), canTell, isMissing('ж')];
        }""",
        data,
    )
    assert missing[0] == []
    assert missing[1] > 55
    assert missing[2]


def test_fonts_are_four():
    assert len(FONTS) == 4


def test_tabs_are_told_apart_by_the_name_of_their_page(open_page):
    assert open_page("library").title() == "Library · Ascent"
    assert open_page("check", ready="#box textarea").title() == "Check · Ascent"
    assert open_page().title() == "Ascent · Stalin’s rise to power"


def test_page_follows_the_system_from_dark_to_light(open_page):
    page = open_page(color_scheme="dark")
    colour = "getComputedStyle(document.body).getPropertyValue('--rg-bg')"
    dark = page.evaluate(colour)
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"{colour} !== '{dark}'")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
