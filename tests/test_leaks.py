"""Whatever goes wrong, nobody is told a path of the server or shown a traceback."""

import json
import random
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tiny_engine import TinyEngine, tiny_app

from rag.errors import IndexDamagedError

HERE = f"/{Path(__file__).parts[1]}/"  # the folder at the root in which the project lies, whatever it is called
LEAK = re.compile(
    rf"Traceback|site-packages|/home/|/root/|/usr/|/tmp/|{re.escape(HERE)}|/secret/|\w+\.py\b|0x[0-9a-f]{{8}}"
)
CALLS = ("ask", "welcome", "judge", "check", "open_document", "more_paragraphs", "list_documents", "search_documents",
         "show_timeline", "__init__", "../../etc/passwd")  # fmt: skip
VALUES = (None, 7, -1, 1e308, "", " ", "\ud800", "\x00", "x" * 600, "boom", [], ["boom"], {}, {"a": {}}, True, [None],
          "../../etc")  # fmt: skip
NAMES = ("question", "history", "turn", "verdict", "links", "document", "start", "end", "digest", "near", "first",
         "words", "without")  # fmt: skip
QUERIES = ("q", "history", "without", "doc", "a", "b", "h", "w", "find", "show", "__theme", "view")


@pytest.fixture(scope="module", params=["whole", "broken"])
def client(request):
    """Returns a client of a server that works, and of one whose index is damaged."""
    problem = IndexDamagedError("/secret/index/g-000001/dense.faiss is not the file that was written")
    engine = TinyEngine() if request.param == "whole" else TinyEngine(problem=problem)
    with TestClient(tiny_app(engine), base_url="http://127.0.0.1:7860", raise_server_exceptions=False) as client:
        yield client


def _components(client):
    """Return the ids of the components that have functions, as the page tells them."""
    return sorted({int(found) for found in re.findall(r'"id":\s*(\d+)', client.get("/").text)})[:60]


def test_two_hundred_broken_calls_tell_nothing(client):
    draw, leaks, statuses = random.Random(5), [], set()
    components = _components(client)
    for _ in range(200):
        data = {name: draw.choice(VALUES) for name in draw.sample(NAMES, draw.randint(0, 6))}
        call = {
            "component_id": draw.choice([*components, 99_999, "x"]),
            "fn_name": draw.choice(CALLS),
            "session_hash": "x",
            "data": draw.choice([data, data, data, [], "boom", None]),
        }
        body = json.dumps(call)
        response = client.post(
            "/gradio_api/component_server/", content=body, headers={"content-type": "application/json"}
        )
        statuses.add(response.status_code)
        leaks += [f"{body}: {found[0]}" for found in LEAK.finditer(response.text)]
    assert leaks == []
    assert 200 in statuses


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/check", "/health", "/", "/library", "/check", "/nowhere"])
def test_broken_addresses_tell_nothing(client, path):
    draw, leaks = random.Random(6), []
    before = {found[0] for found in LEAK.finditer(client.get(path).text)}
    for _ in range(30):
        params = {name: str(draw.choice(VALUES[4:])).replace("\ud800", "�") for name in draw.sample(QUERIES, 3)}
        response = client.request(draw.choice(["GET", "GET", "GET", "DELETE", "PUT"]), path, params=params)
        told = {found[0] for found in LEAK.finditer(response.text)} - before
        leaks += [f"{response.url}: {found}" for found in told]
    assert leaks == []
    assert not {found for found in before if "/" in found or "Traceback" in found}
