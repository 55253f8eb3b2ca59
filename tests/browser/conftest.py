"""One server and one browser for all tests here; a new context, with nothing remembered, for each."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from serving import served
from tiny_engine import tiny_app
from tiny_timeline import write_timeline

from rag.config import DataSettings, FeedbackSettings, Settings
from rag.feedback import FeedbackStore

playwright = pytest.importorskip(
    "playwright.sync_api", reason="the browser tests drive a browser with playwright: pip install playwright"
)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

OpenPage = Callable[..., "playwright.Page"]


def _chromium() -> str:
    candidates = [os.environ.get("CHROME", ""), "/usr/bin/chromium", *map(shutil.which, _NAMES)]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return candidate
    missing = 'no Chromium found: "apt-get install chromium", or name a Chrome in CHROME'
    if os.environ.get("ASCENT_REQUIRE_BROWSER"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory) -> FeedbackStore:
    """Returns where the app keeps verdicts."""
    return FeedbackStore(tmp_path_factory.mktemp("feedback"))


@pytest.fixture(scope="session")
def app_url(verdicts: FeedbackStore, tmp_path_factory) -> Iterator[str]:
    data = write_timeline(tmp_path_factory.mktemp("data"))
    settings = Settings(data=DataSettings(data), feedback=FeedbackSettings(verdicts.folder))
    with served(tiny_app(settings=settings)) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="session")
def browser() -> Iterator["playwright.Browser"]:
    executable = _chromium()
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: "playwright.Browser", app_url: str) -> Iterator[OpenPage]:
    """Opens a path in a new context; ``page.problems`` collects console errors and requests to elsewhere."""
    with contextlib.ExitStack() as contexts:

        def open_path(path: str = "", *, ready: str = ".rg-start, .rg-turn, .rg-src", **options: object):
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
            contexts.callback(context.close)
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.problems = []
            page.on("console", lambda m: m.type == "error" and page.problems.append(f"console: {m.text}"))
            page.on("pageerror", lambda error: page.problems.append(f"page: {error}"))
            page.on("request", lambda r: _is_foreign(r.url, app_url) and page.problems.append(r.url))
            page.goto(app_url + path)
            page.wait_for_selector(ready)
            page.wait_for_selector("#hdr .rg-hdr")
            return page

        yield open_path


def _is_foreign(url: str, app_url: str) -> bool:
    return not url.startswith((app_url, "data:", "blob:"))


@pytest.fixture
def open_check(open_page):
    """Opens the page at a question and waits for its passages."""

    def open_checked(question="", ready=".rg-ev", **options):
        query = f"?{httpx.QueryParams({'q': question})}" if question else ""
        page = open_page(f"check{query}", ready=ready if question else "#box textarea", **options)
        page.wait_for_selector(".loading", state="detached")  # Gradio's own, which it takes away last
        return page

    return open_checked


@pytest.fixture
def open_library(open_page):
    """Opens the page with a query and waits for what it is to show."""

    def open_with(query="", *, ready=".rg-src, .rg-event", **options):
        return open_page(f"library{query}", ready=ready, **options)

    return open_with


@pytest.fixture(scope="session")
def ask() -> Callable[["playwright.Page", str], "playwright.Locator"]:
    """Asks a question in the box and returns its turn, once it has its answer."""

    def ask_question(page: "playwright.Page", question: str) -> "playwright.Locator":
        turns = page.locator(".rg-turn").count()
        page.fill("#box textarea", question)
        page.click("#send")
        turn = page.locator(".rg-turn").nth(turns)
        turn.and_(page.locator(":not([data-state=waiting])")).wait_for()
        return turn

    return ask_question
