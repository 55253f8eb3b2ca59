"""``rag serve`` for as long as a benchmark lasts."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

import httpx

LOADING_S = 120


@contextmanager
def serving(said: TextIO) -> Iterator[str]:
    """Yield the address of a server of its own on a free port, once it is loaded; what it says goes into a file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "rag", "serve", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}/"
    try:
        _wait_until_loaded(url, server, said)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_until_loaded(url: str, server: subprocess.Popen[bytes], said: TextIO) -> None:
    deadline = time.monotonic() + LOADING_S
    status = "loading"
    while status == "loading" and time.monotonic() < deadline:
        time.sleep(0.2)
        if server.poll() is not None:
            said.seek(0)
            raise SystemExit(f"the server has ended:\n{said.read()}")
        with suppress(httpx.TransportError):  # it does not listen yet
            status = httpx.get(f"{url}health").json()["status"]
    if status != "ok":
        raise SystemExit(f'the server is not ready but "{status}"; is there an index?')
