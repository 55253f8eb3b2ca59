"""What is written from right to left begins at the right, wherever it is shown."""

import pytest
from serving import served
from tiny_engine import TinyEngine, tiny_app

from rag.config import DataSettings, FeedbackSettings, Settings
from rag.types import Document, Section

pytestmark = pytest.mark.browser

QUESTION = "لنین در کجا به دنیا آمد؟"
SENTENCE = "لنین در شهر سیمبیرسک (Simbirsk) در سال 1870 به دنیا آمد."


@pytest.fixture(scope="module")
def app_url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("persian")
    document = Document("fa.md", QUESTION, "fa.md", SENTENCE, sections=(Section(0, "زندگی"),))
    settings = Settings(data=DataSettings(folder), feedback=FeedbackSettings(folder))
    with served(tiny_app(TinyEngine([document]), settings)) as port:
        yield f"http://127.0.0.1:{port}/"


def _begins_at_the_right(page, selector):
    """Return whether the first letter of an element is the last thing in its line, and at the end of its block."""
    page.wait_for_selector(selector)
    return page.evaluate(
        """selector => {
            const node = document.querySelector(selector);
            const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
            const range = new Range();
            while (texts.nextNode()) {
                const at = texts.currentNode.data.search(/[\\u0600-\\u06ff]/);
                if (at < 0) continue;
                range.setStart(texts.currentNode, at);
                range.setEnd(texts.currentNode, at + 1);
                break;
            }
            let block = node;
            while (getComputedStyle(block).display === 'inline') block = block.parentElement;
            const style = getComputedStyle(block);
            const end = block.getBoundingClientRect().right - parseFloat(style.paddingRight);
            return Math.abs(end - range.getBoundingClientRect().right) < 12;
        }""",
        selector,
    )


def test_conversation_and_reader(open_page, ask):
    page = open_page(ready="#box textarea")
    page.fill("#box textarea", QUESTION)
    assert page.locator("#box textarea").evaluate("e => e.matches(':dir(rtl)')")
    turn = ask(page, QUESTION)
    turn.locator(".rg-cite").click()
    for selector in (".rg-q", ".rg-text", ".rg-src > span", ".rg-rb h2", ".rg-rb .rg-ph", ".rg-p mark"):
        assert _begins_at_the_right(page, selector), selector
    chip, first = turn.locator(".rg-cite").bounding_box(), turn.locator(".rg-text").bounding_box()
    assert chip["x"] + chip["width"] < first["x"]  # after the last word


def test_search_and_check(open_library, open_check):
    page = open_library()
    page.fill("#find", "شهر")
    assert page.locator("#find").evaluate("e => e.matches(':dir(rtl)')")
    assert _begins_at_the_right(page, ".rg-snippet")
    assert _begins_at_the_right(open_check(QUESTION), ".rg-ev .tx > p")


def test_saved_page(open_page, ask, tmp_path):
    page = open_page(ready="#box textarea")
    ask(page, QUESTION)
    page.get_by_label("Save in another format").click()
    with page.expect_download() as saving:
        page.click("[data-form=html]")
    saving.value.save_as(tmp_path / "saved.html")
    page.goto((tmp_path / "saved.html").as_uri())
    for selector in ("h2", "blockquote span", "li"):
        assert _begins_at_the_right(page, selector), selector
