"""The wall before the app: who may ask, for what, how much, and what the page may run.

It is plain ASGI, so that it sees every request, whichever route Gradio adds in its next version.
"""

import base64
import hashlib
import ipaddress
import logging
import re
import socket
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.asgi import fetch, read_body, replay_body
from rag.config import LOOPBACK, ServerSettings
from rag.guesses import Guesses
from rag.teacher import TEACHER_PATHS, Entry, entry_of, is_for_teachers, refusal

logger = logging.getLogger(__name__)

# Everything else of Gradio is closed: it uploads, proxies, reads files and joins queues, and our pages do
# none of that. What a future version adds is closed until somebody opens it here.
OPEN_PATHS = TEACHER_PATHS | frozenset(
    {
        "/",
        "/library",
        "/health",
        "/v1/ask",
        "/v1/openapi.json",
        "/theme.css",
        "/favicon.ico",
        "/robots.txt",
        "/manifest.json",
        "/gradio_api/component_server",
    }
)
OPEN_FOLDERS = ("/assets/", "/static/", "/svelte/", "/fonts/")

# 'unsafe-eval' only because Gradio's HTML component compiles its script; inline scripts run by hash alone.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none';"
    " base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)

_ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?", re.IGNORECASE)
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.IGNORECASE | re.DOTALL)
_FORWARDED = frozenset({b"forwarded", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix"})
_POLICIES_KEPT = 64


class Guard:
    """ASGI middleware that refuses what our pages never ask for, and sets the security headers."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self.settings = settings
        self._policies: dict[tuple[str, ...], bytes] = {}
        self._guesses = Guesses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it, or answer it with 500 where the app broke down."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        wait_s = self._judge_password(scope)
        scope = {**scope, "headers": self._trusted_headers(scope, is_password_read=not wait_s)}
        headers = Headers(scope=scope)

        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": await self._secured(scope, message["headers"])}
            await send(message)

        path = _path_in_app(scope)
        names = filter(None, (self.settings.host, self.settings.public_host))
        if not any(is_allowed_host(headers.get("host", ""), name) for name in names):
            return await _refused(
                400,
                "this server does not go by that name; whoever runs it can set it as public_host",
                scope,
                receive,
                send_guarded,
            )
        if not is_open(path):
            return await _refused(404, "not found", scope, receive, send_guarded)
        if is_for_teachers(path) and (entry := entry_of(headers, self.settings)) is not Entry.GRANTED:
            return await refusal(entry, path, wait_s=wait_s)(scope, receive, send_guarded)
        body = await read_body(headers, receive, self.settings.max_body_bytes)
        if body is None:
            return await _refused(413, "request too large", scope, receive, send_guarded)
        if scope["method"] == "POST" and not _is_json(headers):
            return await _refused(415, "send JSON", scope, receive, send_guarded)
        try:
            await self.app(scope, replay_body(body, receive), send_guarded)
        except Exception:
            # The traceback goes to the log and nowhere else.
            logger.exception("a request broke down")
            if not started:
                error = "something went wrong on the server"
                await _refused(500, error, scope, receive, send_guarded)

    def _judge_password(self, scope: Scope) -> int:
        """Count a password as a guess, wherever it is sent; return for how many seconds it is not to be looked at."""
        headers = Headers(scope=scope)
        if not self.settings.teacher_password or "authorization" not in headers:
            return 0
        address = str((scope.get("client") or [""])[0])
        wait_s = self._guesses.wait_s(address)
        if not wait_s:
            is_right = entry_of(headers, self.settings) is Entry.GRANTED
            self._guesses.count(address, headers["authorization"], is_right=is_right)
        return wait_s

    def _trusted_headers(self, scope: Scope, *, is_password_read: bool) -> list[tuple[bytes, bytes]]:
        # Gradio builds its own address out of these; only a proxy that we know of may set them.
        closed = {b"x-gradio-server"} | (set() if self.settings.root_path else _FORWARDED)
        # A page's functions look for the password themselves: they are not to find it.
        closed |= set() if is_password_read else {b"authorization"}
        return [(name, value) for name, value in scope["headers"] if name.lower() not in closed]

    async def _secured(self, scope: Scope, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        headers = list(headers)
        is_page = any(name.lower() == b"content-type" and b"text/html" in value for name, value in headers)
        policy = await self._page_policy(scope) if is_page else POLICY.format(hashes="").encode()
        return [*headers, *HEADERS, (b"content-security-policy", policy)]

    async def _page_policy(self, scope: Scope) -> bytes:
        """Return the policy with the hashes of the page's own inline scripts.

        They are taken from the page as it is when asked for plainly, without the query and the headers of the
        visitor, so nothing that a visitor's link puts into the page is ever among them.
        """
        plain = [h for h in scope["headers"] if h[0].lower() in _FORWARDED | {b"host"}]
        key = (scope["path"], *(value.decode("latin-1") for _, value in plain))
        if key not in self._policies:
            page = await fetch(self.app, {**scope, "method": "GET", "query_string": b"", "headers": plain})
            hashes = "".join(f" '{digest}'" for digest in inline_script_hashes(page))
            if len(self._policies) >= _POLICIES_KEPT:
                self._policies.clear()
            self._policies[key] = POLICY.format(hashes=hashes).encode()
        return self._policies[key]


def is_open(path: str) -> bool:
    """Return whether the path, as the app sees it, is one that our pages or programs use."""
    is_page = path in OPEN_PATHS or path.rstrip("/") in OPEN_PATHS
    return is_page or path.startswith(OPEN_FOLDERS)


def is_allowed_host(host: str, configured: str) -> bool:
    """Return whether a Host header names this server.

    A page of a foreign name that resolves to this machine (DNS rebinding) is refused. A server that listens
    on every address is also reached by its addresses and by the machine's name, which nobody can rebind.
    """
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match.group(1).strip("[]").lower()
    if name in LOOPBACK or name == configured.lower():
        return True
    if configured not in _ANY_ADDRESS:
        return False
    machine = socket.gethostname().lower()
    return _is_address(name) or name in {machine, f"{machine}.local"}


def inline_script_hashes(page: bytes) -> list[str]:
    """Return the sources for a policy that allow each inline script of the page, in order, once."""
    scripts = (match.group(1) for match in _INLINE_SCRIPT.finditer(page))
    digests = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts)
    return list(dict.fromkeys(f"sha256-{digest}" for digest in digests))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_json(headers: Headers) -> bool:
    """Return whether the body is declared to be JSON.

    The page of another site can make a browser that knows the teacher's password send a form, but no JSON: for
    that the browser asks the server first, and is told no.
    """
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _path_in_app(scope: Scope) -> str:
    path, root = scope["path"], scope.get("root_path", "")
    return path[len(root) :] or "/" if root and path.startswith(root) else path


async def _refused(status: int, error: str, scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse({"error": error}, status_code=status)(scope, receive, send)
