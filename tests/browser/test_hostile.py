"""Hostile texts in every place that shows text: none runs, none calls home, none asks for a password."""

import pytest
from hostile_texts import HOSTILE
from looking import marked
from serving import served
from tiny_engine import TinyEngine, tiny_app

from rag.config import DataSettings, FeedbackSettings, Settings
from rag.types import Document, Section

pytestmark = pytest.mark.browser

A_DOCUMENT = 8  # texts
ADDRESSES = HOSTILE[::8]
FOREIGN = ":is(form, iframe, object, embed, base, dialog, input[type=password], meta[http-equiv=refresh], img, video)"


def _marker(number):
    """Return a word that stands in one document alone; the small engine compares the first six letters."""
    return f"q{number:03d}z"


def _document(number, texts):
    sentences = [f"{_marker(number * A_DOCUMENT + n)} says {text} here." for n, text in enumerate(texts)]
    everything = " ".join(texts)
    return Document(
        f"uploads/{number} \u202e{texts[0]}.md",
        f"What is {everything}?",
        f"{number} {texts[0]}.md",
        "\n\n".join(sentences),
        sections=(Section(0, everything),),
        metadata={"period": texts[1], "topics": list(HOSTILE), "sources": list(texts), "author": everything},
    )


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory):
    """Returns the address of a server whose documents are hostile throughout, its title and subject, too."""
    documents = [
        _document(number, HOSTILE[start : start + A_DOCUMENT])
        for number, start in enumerate(range(0, len(HOSTILE), A_DOCUMENT))
    ]
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(data=DataSettings(folder), feedback=FeedbackSettings(folder))
    with served(tiny_app(TinyEngine(documents), settings)) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def page(browser, hostile_url):
    """Opens a page that fails its test at the end if anything ran or went elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    problems = []
    page.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda m: m.type == "error" and problems.append(f"console: {m.text}"))
    page.on("pageerror", lambda error: problems.append(f"page: {error}"))
    page.on("request", lambda r: r.url.startswith((hostile_url, "data:", "blob:", "file:")) or problems.append(r.url))
    yield page
    _check(page)
    assert problems == []
    context.close()


def _check(page):
    assert page.evaluate("window.PWNED") is None
    assert page.locator(f":is(#chat, #lib, #reader, #check) {FOREIGN}").count() == 0


def test_questions_quotations_and_documents(page, hostile_url, ask, tmp_path):
    page.goto(hostile_url)
    page.wait_for_selector(".rg-start")
    _check(page)
    for number, text in enumerate(HOSTILE):
        if number % 40 == 39:  # a chat keeps 50 turns
            _check(page)
            page.click("[data-ev='rg:new']")
        question = f"{_marker(number)} {text}"
        turn = ask(page, question)
        assert turn.locator(".rg-q").text_content() == question
    with page.expect_download() as saving:
        page.click("[aria-controls=rg-formats]")
        page.click("[data-form=html]")
    saved = tmp_path / "saved.html"
    saving.value.save_as(saved)
    page.reload()
    page.wait_for_selector(".rg-turn")
    for number in range(0, len(HOSTILE), A_DOCUMENT):
        page.click("[data-ev='rg:new']")
        ask(page, _marker(number)).locator(".rg-cite").first.click()
        assert _marker(number) in marked(page)
        words = page.locator(".rg-reader").text_content()
        assert [text for text in HOSTILE[number : number + A_DOCUMENT] if f"says {text} here." not in words] == []
        for summary in page.locator(".rg-reader summary").all():
            summary.click()
        _check(page)
    page.goto(saved.as_uri())
    assert page.locator("section").count() == 17
    places = page.locator("section li").all_text_contents()
    assert places
    assert [place for place in places if "\u202e" in place or "[U+202E]" not in place] == []
    assert page.locator(FOREIGN).count() == 0


def test_library_its_topics_and_its_search(page, hostile_url):
    page.goto(hostile_url + "library")
    page.wait_for_selector(".rg-src")
    _check(page)
    page.click("[data-shelf=topics]")
    page.wait_for_selector(".rg-topics")
    page.get_by_role("button", name="Show all").click()
    buttons = page.locator(".rg-topics button")
    assert buttons.count() == len(set(HOSTILE))
    for number in range(buttons.count()):
        buttons.nth(number).click()
    _check(page)
    page.fill("#find", "says here")
    page.wait_for_selector(".rg-result")
    assert page.locator(".rg-result").count() == len(HOSTILE) // A_DOCUMENT


def test_check(page, hostile_url):
    page.goto(hostile_url + "check")
    for start in range(0, len(HOSTILE), A_DOCUMENT):
        page.fill("#box textarea", f"{_marker(start)} {HOSTILE[start]}")
        page.click("#send")
        page.wait_for_function(
            "(marker) => document.querySelector('.rg-ev')?.textContent.includes(marker)", arg=_marker(start)
        )
        page.locator(".rg-leave").first.click()
        page.wait_for_selector(".rg-without")
        _check(page)


@pytest.mark.parametrize("path", ["?q=", "library?find=", "library?doc=", "library?show=", "check?q="])
def test_addresses(page, hostile_url, path):
    for text in ADDRESSES:
        page.goto(hostile_url + path)
        page.evaluate("""([path, text]) => location.assign(path + encodeURIComponent(text))""", [path, text])
        page.wait_for_selector("#hdr .rg-hdr")
        page.wait_for_timeout(150)
        _check(page)
