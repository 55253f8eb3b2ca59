"""What stands in the head of every page, written into the HTML that is served.

Gradio adds a ``head`` of one's own only once its scripts run, which is after the first paint: the page would
flash in the wrong theme and in other fonts.
"""

import base64
from html import escape

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.config import ServerSettings
from rag.ui.bundle import script, stylesheet

FONTS_PATH = "/fonts"

_ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><rect width='24' height='24' rx='5'"
    " fill='#9a1b1e'/><path d='M4 18.5h4.5V14H13V9.500h4.500V5.500H20' fill='none' stroke='#fff'"
    " stroke-width='2' stroke-linecap='round' stroke-linejoin='round'/></svg>"
)


def page_title(settings: ServerSettings) -> str:
    """Return what the browser's tab shows."""
    return " · ".join(filter(None, (settings.title, settings.subject)))


def page_head(settings: ServerSettings) -> bytes:
    """Return the markup for the head; its URLs are relative, so a proxy's path does not matter.

    Styles go here and not into Gradio's ``css``, which prefixes every rule and misses classes of the body. What
    the chat is called stands here for the scripts, since no data may enter a component's template.
    """
    icon = base64.b64encode(_ICON.encode()).decode()
    return (
        f'<title>{escape(page_title(settings))}</title><meta name="color-scheme" content="light dark">'
        f'<meta name="application-name" content="{escape(settings.title)}">'
        f'<meta name="description" content="{escape(settings.subject)}">'
        f'<link rel="icon" href="data:image/svg+xml;base64,{icon}">'
        f"<style>{stylesheet(FONTS_PATH.removeprefix('/'))}</style>"
        f"<script>{script('boot')}</script>"
    ).encode()


class PageHead:
    """ASGI middleware that writes our head at the end of the head of every HTML page."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self._head = page_head(settings) + b"</head>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a page is held until it is whole."""
        held: list[Message] = []

        async def send_headed(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_html(message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                if not message.get("more_body", False):
                    await self._send_page(held, send)

        await self.app(scope, receive, send_headed if scope["type"] == "http" else send)

    async def _send_page(self, held: list[Message], send: Send) -> None:
        start, *parts = held
        page = b"".join(part.get("body", b"") for part in parts).replace(b"</head>", self._head, 1)
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        headers.append((b"content-length", str(len(page)).encode()))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": page})


def _is_html(message: Message) -> bool:
    return any(name.lower() == b"content-type" and b"text/html" in value for name, value in message["headers"])
