"""What travels to the browser: pages of less than 400 KB, and of a document of 3 MB what is near the quotation."""

import pytest
from looking import marked
from serving import served
from tiny_engine import TinyEngine, tiny_app

from rag.config import DataSettings, FeedbackSettings, Settings
from rag.types import Document

pytestmark = pytest.mark.browser

PAGE_BYTES = 400_000
WINDOW_BYTES = 250_000  # without compression
PARAGRAPH = "The congress of the year {n} heard a long report on the state of the party. " * 7
HUGE = {
    "paragraphs.txt": "\n\n".join(PARAGRAPH.format(n=n) for n in range(6_000)),
    "one-line.txt": "".join(PARAGRAPH.format(n=n) for n in range(6_000)),
}


@pytest.mark.parametrize("path", ["", "library", "check"])
def test_page_is_light(browser, app_url, path):
    context = browser.new_context()
    page = context.new_page()
    traffic = context.new_cdp_session(page)
    traffic.send("Network.enable")
    sizes = []
    traffic.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(app_url + path, wait_until="networkidle")
    page.wait_for_selector("#hdr .rg-hdr")
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert len(sizes) > 20
    assert sum(sizes) < PAGE_BYTES
    context.close()


@pytest.fixture(scope="module")
def huge_url(tmp_path_factory):
    """Returns the address of a server with documents of 3 MB."""
    folder = tmp_path_factory.mktemp("huge")
    settings = Settings(data=DataSettings(folder), feedback=FeedbackSettings(folder))
    engine = TinyEngine([Document(name, name, name, text) for name, text in HUGE.items()])
    with served(tiny_app(engine, settings)) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
@pytest.mark.parametrize("name", HUGE)
def test_document_of_three_megabytes_is_opened_by_windows(browser, huge_url, name, place):
    text = HUGE[name]
    assert len(text.encode()) > 3_000_000
    start = text.index("The congress", int(place * len(text)))
    end = text.index(".", start) + 1
    context = browser.new_context()
    page = context.new_page()
    with page.expect_response(
        lambda response: "component_server" in response.url and "open_document" in response.request.post_data
    ) as opened:
        page.goto(f"{huge_url}library?doc={name}&a={start}&b={end}")
    assert marked(page) == text[start:end]
    assert len(opened.value.body()) < WINDOW_BYTES
    shown = page.locator(".rg-p").count()
    assert 0 < shown <= 40
    page.locator(".rg-more button").first.click()
    page.wait_for_function("shown => document.querySelectorAll('.rg-p').length > shown", arg=shown)
    assert page.locator(".rg-p").count() <= 80
    context.close()
