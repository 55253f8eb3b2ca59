"""An app served for real, and a proxy before it."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import uvicorn
from starlette.types import ASGIApp

_OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "date"}


@contextlib.contextmanager
def served(app: ASGIApp) -> Iterator[int]:
    """Serve an app on a free port of this machine, and give the port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        assert server.started
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=10)


@contextlib.contextmanager
def proxied(port: int, prefix: str, *, keeps_host: bool) -> Iterator[int]:
    """Pass what comes under a prefix on to a port, without the prefix; everything else is a 404."""

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if not self.path.startswith(f"{prefix}/"):
                return self._answer(httpx.Response(404, text="not the chat's"))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_ONE_CONNECTION}
            if not keeps_host:
                headers["Host"] = f"127.0.0.1:{port}"
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            address = f"http://127.0.0.1:{port}{self.path.removeprefix(prefix)}"
            return self._answer(httpx.request(self.command, address, headers=headers, content=body, timeout=30))

        do_POST = do_GET  # noqa: N815 - named by the base class

        def _answer(self, response: httpx.Response) -> None:
            self.send_response(response.status_code)
            for name, value in response.headers.multi_items():
                if name not in _OF_ONE_CONNECTION:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(response.content)))
            self.end_headers()
            self.wfile.write(response.content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        proxy.daemon_threads = True
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy.server_address[1]
        proxy.shutdown()
