"""Our own corpus and the real models: every surface gives the same answer."""

import json
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).parents[2]
QUESTION = "When did Stalin become General Secretary?"
UNANSWERABLE = "How tall is the Eiffel Tower?"


def _rag(index, *arguments):
    command = [sys.executable, "-m", "rag", *arguments, "--index", str(index)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=600).stdout


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real") / "index"
    assert json.loads(_rag(folder, "index", "--json"))["failures"] == []
    return folder


@pytest.fixture(scope="module")
def real_url(index):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "rag", "serve", "--index", str(index), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
        url = f"http://127.0.0.1:{port}/"
        deadline = time.monotonic() + 120
        while _get(url + "health")["status"] != "ok" and time.monotonic() < deadline:
            time.sleep(0.2)
        yield url
        server.terminate()


def _get(url):
    with urllib.request.urlopen(url, timeout=120) as response:
        return json.load(response)


def _open(browser, url, question):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".rg-start")
    page.fill("#box textarea", question)
    page.click("#send")
    page.wait_for_selector(".rg-turn:not([data-state=waiting])")
    return page


@pytest.mark.parametrize("question", [QUESTION, UNANSWERABLE])
def test_command_line_rest_and_page_give_the_same_answer(index, real_url, browser, question):
    on_command_line = json.loads(_rag(index, "ask", question, "--json"))
    over_rest = _get(f"{real_url}v1/ask?{urllib.parse.urlencode({'q': question})}")
    assert on_command_line.pop("timings_ms").keys() == over_rest.pop("timings_ms").keys()
    assert on_command_line == over_rest
    page = _open(browser, real_url, question)
    shown = page.locator(".rg-turn[data-state=answered] .rg-text").all_inner_texts()
    assert shown == [extract["text"] for extract in over_rest["extracts"]]
    page.context.close()


def test_answer_is_quoted_from_the_file_on_disk(index):
    answer = json.loads(_rag(index, "ask", QUESTION, "--json"))
    assert answer["found"]
    assert "3 April 1922" in answer["extracts"][0]["text"]
    for citation in answer["citations"]:
        assert citation["text"] in (ROOT / "data" / citation["document"]).read_text(encoding="utf-8")


def test_answered_question_with_its_reader_open(real_url, browser):
    page = _open(browser, real_url, QUESTION)
    page.locator(".rg-cite").first.click()
    page.wait_for_selector("#readcol mark")
    assert page.locator("#readcol mark").all_inner_texts() == [page.locator(".rg-text").first.inner_text()]
    page.context.close()
