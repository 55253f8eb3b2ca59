"""Pictures of every state in both themes, on a desk and on a phone: "make shots", and then look at them.

The documents and the models are the real ones, and the index is that of the working tree.
"""

import shutil
from pathlib import Path

import pytest
from looking import DESKTOP, PHONE
from serving import served
from tiny_engine import tiny_app

from rag.config import FeedbackSettings, Settings
from rag.engine import Engine
from rag.teacher import Entry, refusal
from rag.ui.views import failed_view

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "shots"
README = ROOT / "docs" / "screenshot.png"  # the answered question beside its source, light, on a desk

WHEN = "When did Stalin become General Secretary?"
FOLLOW_UP = "What was the name of his second wife?"
CALLS = "**/component_server/**"


@pytest.fixture(scope="module")
def app_url(tmp_path_factory):
    settings = Settings(feedback=FeedbackSettings(tmp_path_factory.mktemp("feedback")))
    engine = Engine(settings)
    engine.answerer()
    with served(tiny_app(engine, settings)) as port:
        yield f"http://127.0.0.1:{port}/"


def _stay(page, ask):
    pass


def _wait(page, ask):
    page.route(CALLS, lambda route: None)
    page.fill("#box textarea", WHEN)
    page.click("#send")


def _answer(page, ask):
    return ask(page, WHEN)


def _read(page, ask):
    _answer(page, ask).locator(".rg-cite").first.click()


def _follow_up(page, ask):
    _answer(page, ask)
    ask(page, FOLLOW_UP)


def _refuse(page, ask):
    return ask(page, "What did Stalin think of football?")


def _unfold(page, ask):
    _refuse(page, ask).locator("summary").click()


def _fail(page, ask):
    page.route(CALLS, lambda route: route.fulfill(json=failed_view("The search failed on our side.", retry=True)))
    _answer(page, ask)


def _go_offline(page, ask):
    page.context.set_offline(True)
    _answer(page, ask)


def _leave_out(page, ask):
    page.locator(".rg-leave").first.click()


def _be_a_learner(page, ask):
    page.set_content(refusal(Entry.PASSWORD_NEEDED, "/check").body.decode())


# By name: the path, what shows that it is there, what is done then, and what shows that this was done.
STATES = {
    "01-empty": ("", ".rg-start", _stay, ".rg-start"),
    "02-waiting": ("", ".rg-start", _wait, "[data-state=waiting]"),
    "03-answered": ("", ".rg-start", _answer, "[data-state=answered]"),
    "04-reader": ("", ".rg-start", _read, ".rg-p mark"),
    "05-follow-up": ("", ".rg-start", _follow_up, ".rg-standalone"),
    "06-refused": ("", ".rg-start", _refuse, "[data-state=refused]"),
    "07-refused-unfolded": ("", ".rg-start", _unfold, ".rg-near[open]"),
    "08-failed": ("", ".rg-start", _fail, "[data-state=failed]"),
    "09-offline": ("", ".rg-start", _go_offline, "[data-state=failed]"),
    "10-library": ("library", ".rg-src", _stay, ".rg-src"),
    "11-topics": ("library?show=topics", ".rg-topics", _stay, ".rg-src"),
    "12-search": ("library?find=Testament", ".rg-result", _stay, ".rg-result"),
    "13-timeline": ("library?show=timeline", ".rg-event", _stay, ".rg-event"),
    "14-document": ("library?doc=answers/leon-trotsky.md", ".rg-src", _stay, ".rg-p"),
    "15-check": (f"check?q={WHEN}", ".rg-ev", _stay, ".rg-ev"),
    "16-check-without": (f"check?q={WHEN}", ".rg-ev", _leave_out, ".rg-without"),
    "17-password": ("check", "#box textarea", _be_a_learner, "h1"),
}


@pytest.mark.parametrize("size", [DESKTOP, PHONE | {"device_scale_factor": 2}], ids=["1280", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", STATES)
def test_state(open_page, ask, name, theme, size):
    path, ready, act, done = STATES[name]
    page = open_page(path, ready=ready, color_scheme=theme, reduced_motion="reduce", **size)
    page.wait_for_selector(".loading", state="detached")  # Gradio's own, which it takes away last
    act(page, ask)
    page.wait_for_selector(done)
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)  # what slides is there
    shot = FOLDER / f"{name}-{theme}-{size['viewport']['width']}.png"
    page.screenshot(path=shot)
    if shot.stem == "04-reader-light-1280":
        shutil.copyfile(shot, README)
