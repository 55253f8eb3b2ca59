"""Small steps of ASGI: a body read whole under a limit, given again, and a page asked for from inside."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope


async def read_body(headers: Headers, receive: Receive, limit: int) -> bytes | None:
    """Return the request's body, or None as soon as it is known to exceed the limit."""
    declared = headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > limit:
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def replay_body(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read already, and then whatever comes after it."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return waiting.pop() if waiting else await receive()

    return give


async def fetch(app: ASGIApp, scope: Scope) -> bytes:
    """Return the body of an app's response to a request without one."""
    parts: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return b"".join(parts)
