"""What leaves the page on a learner's wish: files."""

import json

import httpx
import pytest
from looking import axe, check_narrow
from markdown_it import MarkdownIt
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WHY = "Why was the post of General Secretary important?"
WHEN = "When was Trotsky expelled from the party?"
HOSTILE = "hostile document says first sentence"
CONTROLS = "the desrever control question"
REFUSED = "How tall was the Eiffel Tower in 1900?"
PAYLOAD = '<img src=x onerror="window.PWNED=1">${window.PWNED=2}{{window.PWNED=3}}[x](javascript:window.PWNED=4)'


def _save(page, name):
    page.get_by_label("Save in another format").click()
    with page.expect_download() as download:
        page.locator(".rg-formats").get_by_role("button", name=name).click()
    return download.value


def _conversation(open_page, ask):
    page = open_page()
    for question in (CONTROLS, WHY, WHEN, HOSTILE, PAYLOAD, REFUSED, "boom"):  # first what names nobody
        ask(page, question)
    return page


def test_formats_open_and_close_by_keyboard(open_page, ask):
    page = open_page()
    caret = page.get_by_label("Save in another format")
    expect(caret).to_be_disabled()
    ask(page, WHEN)
    caret.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rg-formats")).to_be_visible()
    assert caret.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.form") == "md"
    page.keyboard.press("Escape")
    expect(page.locator(".rg-formats")).to_be_hidden()
    assert caret.evaluate("e => e === document.activeElement")
    caret.click()
    page.locator(".rg-q").click()
    expect(page.locator(".rg-formats")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_verdict_and_formats_are_fit_for_everybody(open_page, ask, theme, width):
    page = open_page(color_scheme=theme, viewport={"width": width, "height": 700}, has_touch=width < 400)
    ask(page, WHY).get_by_role("button", name="Helpful", exact=True).click()
    page.locator("[aria-pressed=true]").wait_for()
    page.get_by_label("Save in another format").click()
    assert axe(page) == []
    if width == 320:
        check_narrow(page)


def test_web_page_opens_alone_with_every_quotation_and_its_place(open_page, ask, browser, tmp_path):
    page = _conversation(open_page, ask)
    shown = page.locator(".rg-turn[data-state=answered] .rg-text").all_text_contents()
    places = page.locator(".rg-turn[data-state=answered] .rg-src em").all_text_contents()
    questions = page.locator(".rg-turn:not([data-state=failed]) .rg-q").all_text_contents()
    refused = page.locator(".rg-turn[data-state=refused]").count()
    file = tmp_path / "saved.html"
    _save(page, "Web page").save_as(file)
    context = browser.new_context(offline=True)
    saved = context.new_page()
    requests, problems = [], []
    saved.on("request", lambda request: requests.append(request.url))
    saved.on("console", lambda message: problems.append(message.text))
    saved.goto(file.as_uri())
    assert requests == [file.as_uri()]
    assert saved.locator("script, img, link, iframe").count() == 0
    assert saved.locator("h2").all_text_contents() == questions
    assert saved.locator("blockquote span:not(.rg-control)").all_text_contents() == shown
    sources = saved.locator("li").all_text_contents()
    assert len(sources) == len(places) > 4
    assert all(f" · {place} · " in source for source, place in zip(sources, places, strict=True))
    assert any(source.startswith(PAYLOAD) for source in sources)
    assert saved.get_by_text("The sources do not answer this.").count() == refused > 0
    assert saved.locator(".rg-control").evaluate_all("all => all.map((e) => e.dataset.name)")[0] == "U+202E"
    for link in saved.locator("blockquote a").evaluate_all("all => all.map((e) => e.hash)"):
        assert saved.locator(link).count() == 1
    assert saved.evaluate("window.PWNED") is None
    assert problems == []
    context.close()


def test_json_holds_what_the_api_says(open_page, ask, app_url):
    page = _conversation(open_page, ask)
    saved = json.loads(_save(page, "JSON").path().read_text(encoding="utf-8"))
    assert [turn["question"] for turn in saved["turns"]] == [CONTROLS, WHY, WHEN, HOSTILE, PAYLOAD, REFUSED]
    history = []
    for turn in saved["turns"]:
        answer = httpx.get(app_url + "v1/ask", params={"q": turn["question"], "history": history}).json()
        history.append(turn["question"])
        assert (turn["found"], turn["standalone"]) == (answer["found"], answer["standalone"])
        assert [e["text"] for e in turn["extracts"]] == [e["text"] for e in answer["extracts"]]
        assert [e["short"] for e in turn["extracts"]] == [e["short"] and e["short"]["text"] for e in answer["extracts"]]
        for ours, theirs in zip(turn["citations"], answer["citations"], strict=True):
            assert all(ours[name] == theirs[name] for name in ("number", "document", "title", "start", "end", "text"))
            assert ours["link"] == app_url + theirs["link"]
        assert len(turn["nearest"]) == len(answer["nearest"])


def test_markdown_is_among_the_formats(open_page, ask):
    page = open_page()
    ask(page, WHEN)
    download = _save(page, "Markdown")
    assert download.suggested_filename.endswith(".md")
    assert "# Ascent: questions and sources" in download.path().read_text(encoding="utf-8")


def test_follow_up_is_saved_and_copied_with_what_was_searched_for(open_page, ask):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, WHEN)
    turn = ask(page, "Where did Stalin send him?")
    searched = turn.locator(".rg-standalone").text_content()
    assert f"\n\n{searched}\n\n" in _save(page, "Markdown").path().read_text(encoding="utf-8")
    turn.get_by_role("button", name="Copy answer").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert f"\n\n{searched}\n\n" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize(
    "words", ["- He wept.", "+ 3 roubles", "1) The plan", "1917. The year", "-3 degrees, 1.5 more - or so"]
)
def test_quotation_that_begins_like_a_list_is_rendered_as_its_words(open_page, ask, words):
    page = open_page()
    ask(page, WHEN)
    page.evaluate(
        """words => {
            dispatchEvent(new PageTransitionEvent('pagehide'));
            const [turn] = JSON.parse(sessionStorage['ascent-chat-1']);
            turn.quotations[0].runs = [{ text: words }];
            sessionStorage['ascent-chat-1'] = JSON.stringify([turn]);
            dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
        }""",
        words,
    )
    saved = _save(page, "Markdown").path().read_text(encoding="utf-8")
    assert f"<blockquote>\n<p>{words} [1]</p>\n</blockquote>" in MarkdownIt().render(saved)


def test_file_has_the_day_where_it_is_saved_and_stays_while_the_browser_asks(open_page, ask):
    page = open_page(timezone_id="Pacific/Kiritimati")  # 14 hours before UTC
    page.clock.set_fixed_time("2026-05-01T11:00:00Z")
    page.evaluate("void (URL.revokeObjectURL = () => (window.revoked = true))")
    ask(page, WHEN)
    assert _save(page, "Markdown").suggested_filename == "ascent-2026-05-02.md"
    assert page.evaluate("window.revoked") is None
