"""The teacher's doors: open on this machine alone, or by the password, or closed."""

import base64
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import gradio as gr
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from tiny_engine import run_in_a_loop

from rag.config import ServerSettings
from rag.guard import Guard
from rag.guesses import FIRST_WAIT_S, FREE_GUESSES, Guesses
from rag.teacher import Entry, entry_for_all, entry_of
from rag.ui.components import add_drawn
from rag.ui.teachers import teachers_only

ROOT = Path(__file__).parent.parent
HOME = "http://127.0.0.1:7860"
PASSWORD = "Gori, 1878: ключ"
LOCAL = ServerSettings()
GUARDED = ServerSettings(host="0.0.0.0", teacher_password=PASSWORD)
PATHS = ("/check", "/check/", "/v1/check", "/%63heck")


def _basic(password, *, user="teacher", scheme="Basic"):
    return {"authorization": f"{scheme} " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize(
    ("settings", "entry"),
    [
        (LOCAL, Entry.GRANTED),
        (ServerSettings(host="localhost"), Entry.GRANTED),
        (ServerSettings(host="0.0.0.0"), Entry.CLOSED),
        (ServerSettings(host="10.0.0.9"), Entry.CLOSED),
        (ServerSettings(root_path="/history"), Entry.CLOSED),
        (ServerSettings(public_host="school.example"), Entry.CLOSED),
        (ServerSettings(teacher_password=PASSWORD), Entry.PASSWORD_NEEDED),
        (GUARDED, Entry.PASSWORD_NEEDED),
    ],
)
def test_who_is_let_in_without_a_password(settings, entry):
    assert entry_for_all(settings) is entry
    assert entry_of({}, settings) is entry


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "via"])
def test_what_a_proxy_passes_on_is_not_from_this_machine(header):
    assert entry_of({header: "10.0.0.9"}, LOCAL) is Entry.CLOSED


@pytest.mark.parametrize("given", [_basic(PASSWORD), _basic(PASSWORD, user=""), _basic(PASSWORD, scheme="bAsIc")])
def test_password_lets_in_under_any_name(given):
    assert entry_of(given, GUARDED) is Entry.GRANTED


@pytest.mark.parametrize(
    "given",
    [
        _basic("wrong"),
        _basic(""),
        _basic(PASSWORD + " "),
        _basic(PASSWORD, scheme="Bearer"),
        {"authorization": "Basic"},
        {"authorization": "Basic ???"},
        {"authorization": "Basic /////w=="},
        {"authorization": base64.b64encode(PASSWORD.encode()).decode()},
        {"authorization": "Basic " + base64.b64encode(PASSWORD.encode()).decode()},
    ],
)
def test_anything_else_does_not(given):
    assert entry_of(given, GUARDED) is Entry.PASSWORD_NEEDED


def test_password_opens_nothing_where_none_was_set():
    assert entry_of(_basic(""), ServerSettings(host="0.0.0.0")) is Entry.CLOSED


def test_settings_do_not_print_the_password():
    assert PASSWORD not in repr(GUARDED)


def _client(settings):
    return TestClient(Guard(PlainTextResponse("for teachers"), settings), base_url=HOME)


@pytest.mark.parametrize("path", PATHS)
def test_guard_asks_for_the_password(path):
    client = _client(GUARDED)
    refused = client.get(path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    assert "content-security-policy" in refused.headers
    assert "for teachers" in refused.text
    assert client.get(path, headers=_basic("wrong")).status_code == 401
    assert client.get(path, headers=_basic(PASSWORD)).text == "for teachers"


@pytest.mark.parametrize(("path", "home"), [("/check", "./"), ("/check/", "../")])
def test_refusal_leads_back_to_the_questions(path, home):
    page = _client(GUARDED).get(path).text
    assert f'<a href="{home}">' in page
    assert page.count(f"url({home}fonts/") == 2


@pytest.mark.parametrize("path", PATHS)
def test_guard_keeps_the_doors_closed_where_there_is_no_password(path):
    refused = _client(ServerSettings(host="0.0.0.0")).get(path, headers=_basic(""))
    assert refused.status_code == 403
    assert "www-authenticate" not in refused.headers
    assert "ASCENT_TEACHER_PASSWORD" in refused.text
    assert _client(LOCAL).get(path).text == "for teachers"


@pytest.mark.parametrize("path", ["/", "/library", "/v1/ask", "/health"])
def test_learners_need_no_password(path):
    assert _client(GUARDED).get(path).status_code == 200


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_form_of_another_site_is_refused_though_the_browser_adds_the_password(kind):
    client = _client(GUARDED)
    given = {**_basic(PASSWORD), "content-type": kind}
    assert client.post("/gradio_api/component_server/", content=b"{}", headers=given).status_code == 415
    given["content-type"] = "application/json; charset=utf-8"
    assert client.post("/gradio_api/component_server/", content=b"{}", headers=given).status_code == 200


def test_guesser_of_the_password_must_wait_and_nobody_else(monkeypatch):
    now_s = 0.0
    monkeypatch.setattr("rag.guard.Guesses", lambda: Guesses(lambda: now_s))
    client = _client(GUARDED)
    statuses = [client.get("/check", headers=_basic(f"guess {n}")).status_code for n in range(FREE_GUESSES + 1)]
    assert statuses == [401] * FREE_GUESSES + [429]
    refused = client.get("/check", headers=_basic(PASSWORD))
    assert (refused.status_code, refused.headers["retry-after"]) == (429, str(FIRST_WAIT_S))
    assert f"Try again in {FIRST_WAIT_S} seconds." in refused.text
    assert "www-authenticate" not in refused.headers
    assert client.get("/v1/check", headers=_basic(PASSWORD)).json().keys() == {"error"}
    assert client.get("/check").status_code == 401
    assert client.get("/", headers=_basic("guess")).status_code == 200
    other = TestClient(client.app, base_url=HOME, client=("10.0.0.8", 1))
    assert other.get("/check", headers=_basic(PASSWORD)).status_code == 200
    now_s = FIRST_WAIT_S
    assert client.get("/check", headers=_basic(PASSWORD)).status_code == 200


def _called(settings, headers, *, before=0):
    """Return what a call gets that is for teachers alone, made as a page makes it, behind some wrong guesses."""

    def check(payload):
        """Return what is secret."""
        return {"secret": payload}

    async def make():
        with gr.Blocks() as pages:
            add_drawn("<div></div>", elem_id="x", calls=[teachers_only(check, settings)])
        return Guard(gr.mount_gradio_app(FastAPI(), pages, path="/"), settings)

    with TestClient(run_in_a_loop(make), base_url=HOME) as client:
        config = re.search(r"window\.gradio_config = (\{.*?\});</script>", client.get("/").text, re.DOTALL)[1]
        (drawn,) = (c for c in json.loads(config)["components"] if c["props"].get("elem_id") == "x")
        body = {"component_id": drawn["id"], "fn_name": "check", "session_hash": "s", "data": {"question": "x"}}
        for n in range(before):
            client.post("/gradio_api/component_server/", json=body, headers=_basic(f"wrong {n}"))
        return client.post("/gradio_api/component_server/", json=body, headers=headers).json()


def test_call_for_teachers_asks_itself_since_all_calls_have_one_path():
    secret = {"secret": {"question": "x"}}
    assert _called(GUARDED, _basic(PASSWORD)) == secret
    assert _called(LOCAL, {}) == secret
    for settings, headers in ((GUARDED, {}), (GUARDED, _basic("wrong")), (ServerSettings(host="0.0.0.0"), {})):
        assert _called(settings, headers).keys() == {"problem"}


def test_password_is_not_looked_at_in_calls_either_after_too_many_wrong_ones():
    assert _called(GUARDED, _basic(PASSWORD), before=FREE_GUESSES).keys() == {"problem"}


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"ASCENT_ROOT_PATH": "/history"}, "are closed, since others can reach this server"),
        ({"ASCENT_TEACHER_PASSWORD": PASSWORD}, "ask for the teacher's password"),
    ],
)
def test_server_says_who_may_use_the_pages_for_teachers(tmp_path, variables, words):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "rag", "serve", "--port", str(port), "--index", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as server:
        said = [server.stdout.readline() for _ in range(2)]
        server.terminate()
    assert said[0] == f"Ascent listens on http://127.0.0.1:{port}/\n"
    assert words in said[1]
    assert PASSWORD not in said[1]
