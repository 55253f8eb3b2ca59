"""A session makes the server connect to nothing and look nothing up but this machine, whatever is asked of it."""

import contextlib
import socket
import sys
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from tiny_engine import tiny_app

LOCAL = ("127.0.0.1", "::1", "localhost", None, "", "0.0.0.0", "testserver")
ADDRESSES = (
    "http://10.0.0.1/x", "https://evil.example/x", "http://169.254.169.254/latest/meta-data", "//evil.example/x",
    "ftp://evil.example/x", "file:///etc/passwd", "gopher://evil.example:70/x", "http://[fd00::1]/x",
    "http://evil.example@10.0.0.1/x", "http://2130706433.evil.example/x",
)  # fmt: skip
PATHS = ("/gradio_api/file={}", "/gradio_api/proxy={}", "/gradio_api/stream/{}", "/?q={}", "/library?doc={}")
OWN_PATHS = ("/", "/library", "/check", "/theme.css", "/health", "/v1/ask?q=Where was Stalin born?", "/v1/check?q=Gori")
_seen: list[str] = []
_is_watching = False


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if not _is_watching:
        return
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in LOCAL:
        _seen.append("connect")
    if event in ("socket.getaddrinfo", "socket.gethostbyname") and arguments[0] not in LOCAL:
        _seen.append("look-up")


sys.addaudithook(_listen)  # Python itself tells; a hook cannot be removed, so it listens only while it is wanted


@contextlib.contextmanager
def watched():
    """Give the list of connections and look-ups outside this machine."""
    global _is_watching
    _seen.clear()
    _is_watching = True
    try:
        yield _seen
    finally:
        _is_watching = False


@pytest.fixture(scope="module")
def client():
    with TestClient(tiny_app(), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_watch_sees_a_connection_and_a_look_up():
    with watched() as outside, socket.socket() as one:
        one.settimeout(0.01)
        with contextlib.suppress(OSError):
            one.connect(("192.0.2.1", 9))
        with contextlib.suppress(OSError):
            socket.getaddrinfo("evil.invalid", 80)
    assert outside == ["connect", "look-up"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_address_is_never_followed(client, path, address):
    with watched() as outside:
        for where in (path.format(address), path.format(quote(address, safe=""))):
            client.get(where, headers={"x-forwarded-host": "evil.example", "x-gradio-server": address})
            client.post(where, json={"data": address})
    assert outside == []


def test_whole_session_stays_on_this_machine():
    with watched() as outside, TestClient(tiny_app(), base_url="http://127.0.0.1:7860") as client:
        for path in OWN_PATHS:
            assert client.get(path).status_code == 200
    assert outside == []
