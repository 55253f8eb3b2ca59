"""The chat under a path of somebody else's server, and the teacher's password as a browser keeps it."""

import warnings

import gradio as gr
import pytest
from fastapi import FastAPI
from serving import proxied, served
from tiny_engine import run_in_a_loop, tiny_app

from rag.config import ServerSettings, Settings
from rag.guard import Guard
from rag.ui.components import add_drawn
from rag.ui.teachers import teachers_only

pytestmark = pytest.mark.browser

WHEN = "When was Trotsky expelled from the party?"
TITLE = "${window.PWNED=1} {{window.PWNED=2}} <b>Year 9</b>"
PASSWORD = "long enough: ключ"


@pytest.mark.parametrize("keeps_host", [True, False], ids=["host passed on", "host replaced"])
def test_everything_works_under_a_path(browser, ask, keeps_host):
    settings = Settings(server=ServerSettings(root_path="/history", title=TITLE))
    with served(tiny_app(settings=settings)) as port, proxied(port, "/history", keeps_host=keeps_host) as outside:
        home = f"http://localhost:{outside}/history/"
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        context.set_default_timeout(10_000)
        page = context.new_page()
        problems = []
        page.on("request", lambda r: r.url.startswith((home, "data:", "blob:")) or problems.append(r.url))
        page.on("response", lambda r: r.status >= 400 and problems.append(f"{r.status} {r.url}"))
        page.on("console", lambda m: m.type == "error" and problems.append(m.text))
        page.goto(home)
        page.wait_for_selector(".rg-start")
        assert page.locator(".rg-brand").text_content() == TITLE
        assert page.title() == f"{TITLE} · Stalin’s rise to power"
        turn = ask(page, WHEN)
        assert turn.get_attribute("data-state") == "answered"
        page.wait_for_function("document.fonts.status === 'loaded'")
        loaded = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)")
        assert {"Source Serif 4", "Source Sans 3"} <= {family.strip('"') for family in loaded}
        turn.locator(".rg-cite").click()
        page.wait_for_selector(".rg-p mark")
        page.get_by_role("button", name="Copy link to passage").click()
        page.get_by_role("button", name="Copied").wait_for()
        link = page.evaluate("navigator.clipboard.readText()")
        assert link.startswith(f"{home}library?doc=")
        page.get_by_role("link", name="Library").click()
        page.wait_for_selector(".rg-src")
        assert page.url == f"{home}library"
        page.goto(link)
        page.wait_for_selector(".rg-p mark")
        page.locator(".rg-brand").click()
        page.wait_for_selector(".rg-turn[data-state=answered]")
        assert page.url == home
        assert page.evaluate("window.PWNED") is None
        # Gradio's script for pages inside other pages is asked for where the server was told that it is.
        assert [p for p in problems if keeps_host or "iframeResizer" not in p] == []
        context.close()


_SHOW = "server.check({}).then((said) => { element.querySelector('p').textContent = JSON.stringify(said); });"


def _app_with_a_page_for_teachers(settings):
    def check(payload):
        """Return what is secret."""
        return {"secret": 7}

    async def make():
        warnings.filterwarnings("ignore", message="SSR mode is not supported")
        with gr.Blocks() as pages:
            gr.Textbox()
        with pages.route("Check", "check"):
            drawn = add_drawn("<p class='said'></p>", elem_id="x", calls=[teachers_only(check, settings)])
            drawn.js_on_load = _SHOW
        return Guard(gr.mount_gradio_app(FastAPI(), pages, path="/", ssr_mode=False), settings)

    return run_in_a_loop(make)


def test_browser_that_was_asked_for_the_password_sends_it_with_the_calls_of_the_page(browser):
    settings = ServerSettings(host="0.0.0.0", teacher_password=PASSWORD)
    with served(_app_with_a_page_for_teachers(settings)) as port:
        teacher = browser.new_context(http_credentials={"username": "", "password": PASSWORD})
        page = teacher.new_page()
        assert page.goto(f"http://127.0.0.1:{port}/check").status == 200
        page.wait_for_function("document.querySelector('.said')?.textContent")
        assert page.text_content(".said") == '{"secret":7}'
        teacher.close()
        learner = browser.new_context()
        refused = learner.request.get(f"http://127.0.0.1:{port}/check")
        assert (refused.status, "For teachers" in refused.text()) == (401, True)
        learner.close()
