"""Who may use what is for teachers: everybody on this machine alone, or else whoever has the password.

A page's path is not all of it: every page's functions are called at one and the same path, so each function that
is for teachers asks here itself (``rag/ui/teachers.py``), as the guard does for paths.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from enum import StrEnum

from starlette.responses import HTMLResponse, JSONResponse, Response

from rag.config import LOOPBACK, ServerSettings

TEACHER_PATHS = frozenset({"/check", "/v1/check"})

# What a proxy adds to a request: whoever sent it may be anywhere, though it comes from this machine.
_PASSED_ON = ("x-forwarded-for", "x-real-ip", "via")
_CHALLENGE = {"www-authenticate": 'Basic realm="Ascent, for teachers", charset="UTF-8"'}


class Entry(StrEnum):
    """What somebody at a teacher's door gets."""

    GRANTED = "granted"
    PASSWORD_NEEDED = "password needed"  # noqa: S105 - no password
    CLOSED = "closed"


_MESSAGES = {
    Entry.PASSWORD_NEEDED: "This is for teachers: it needs the teacher’s password. Any user name will do.",
    Entry.CLOSED: "This is for teachers, and closed: no password for teachers has been set."
    " Whoever runs Ascent sets one in ASCENT_TEACHER_PASSWORD.",
}


def entry_for_all(settings: ServerSettings) -> Entry:
    """Return what anybody gets who shows no password."""
    if settings.teacher_password:
        return Entry.PASSWORD_NEEDED
    is_local = settings.host.lower() in LOOPBACK and not settings.root_path and not settings.public_host
    return Entry.GRANTED if is_local else Entry.CLOSED


def entry_of(headers: Mapping[str, str], settings: ServerSettings) -> Entry:
    """Return what the sender of a request gets.

    Args:
        headers: The request's headers, found by names in lower case.
        settings: The server's settings.
    """
    entry = entry_for_all(settings)
    if entry is Entry.PASSWORD_NEEDED and _is_password(headers.get("authorization", ""), settings.teacher_password):
        return Entry.GRANTED
    if entry is Entry.GRANTED and any(name in headers for name in _PASSED_ON):
        return Entry.CLOSED
    return entry


def entry_message(entry: Entry) -> str:
    """Return why somebody is not let in, as a sentence for a person."""
    return _MESSAGES[entry]


def is_for_teachers(path: str) -> bool:
    """Return whether a path, as the app sees it, is for teachers."""
    return path in TEACHER_PATHS or path.rstrip("/") in TEACHER_PATHS


def refusal(entry: Entry, path: str, *, wait_s: int = 0) -> Response:
    """Return the answer to somebody who is not let in: a page, or JSON for a program.

    A browser asks for the password when it is sent a 401.

    Args:
        entry: What they got instead.
        path: Where they asked.
        wait_s: For how many seconds their password is not looked at, since so many were wrong.
    """
    status, headers = (401, _CHALLENGE) if entry is Entry.PASSWORD_NEEDED else (403, {})
    message = entry_message(entry)
    if wait_s:
        status, headers = 429, {"retry-after": str(wait_s)}
        message = f"Too many wrong passwords. Try again in {wait_s} {'second' if wait_s == 1 else 'seconds'}."
    if path.startswith("/v1/"):
        return JSONResponse({"error": message}, status_code=status, headers=headers)
    page = _PAGE.format(message=message, home="../" if path.endswith("/") else "./")
    return HTMLResponse(page, status_code=status, headers=headers)


def _is_password(authorization: str, password: str) -> bool:
    scheme, _, token = authorization.partition(" ")
    try:
        given = base64.b64decode(token.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return False
    # Digests are of one length, so the time tells nothing of the password's own.
    return scheme.lower() == "basic" and hmac.compare_digest(_digest(given), _digest(password))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>For teachers</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><style>'
    "@font-face {{ font-family: Title; src: url({home}fonts/source-serif-4-latin-600-normal.woff2) }}"
    "@font-face {{ font-family: Text; src: url({home}fonts/source-sans-3-latin-400-normal.woff2) }}"
    ":root {{ color-scheme: light dark; --paper: #faf8f4; --ink: #211c16; --accent: #9a1b1e }}"
    "@media (prefers-color-scheme: dark) {{ :root {{ --paper: #171410; --ink: #f1ebe1; --accent: #f2938a }} }}"
    "body {{ max-width: 30rem; margin: 15vh auto 0; padding: 0 24px; background: var(--paper); color: var(--ink);"
    " font: 18px/1.55 Text, system-ui, sans-serif }} h1 {{ margin: 0 0 8px; font: 34px/1.2 Title, Georgia, serif }}"
    " p {{ margin: 0 0 14px }} a {{ display: inline-block; padding: 6px 0; color: var(--accent) }}</style></head>"
    '<body><main><h1>For teachers</h1><p>{message}</p><p><a href="{home}">Back to the questions</a></p></main>'
    "</body></html>"
)
