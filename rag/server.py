"""The server: the pages, REST and the guard before both."""

import errno
import logging
import socket
from contextlib import suppress
from threading import Thread

import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from rag.api import add_rest
from rag.config import Settings
from rag.engine import Engine
from rag.errors import DataError, ServerError
from rag.guard import Guard
from rag.teacher import Entry, entry_for_all
from rag.ui.pages import mount_pages

logger = logging.getLogger(__name__)


def create_app(engine: Engine, settings: Settings) -> FastAPI:
    """Return the whole app: /health and /v1, the pages at the root, the guard before everything."""
    app = FastAPI(title="Ascent", docs_url=None, redoc_url=None, openapi_url="/v1/openapi.json")
    add_rest(app, engine)
    mount_pages(app, engine, settings)
    app.add_middleware(GZipMiddleware, compresslevel=5)  # a page is 110 KB, of which 25 travel
    # Gradio echoes every origin, with credentials, unless its parent has a policy of its own.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Guard, settings=settings.server)
    return app


def serve(settings: Settings) -> None:
    """Serve until interrupted; the library is loaded in the background meanwhile.

    Raises:
        ServerError: If the port is taken, or the address is none of this machine.
    """
    server = settings.server
    listening = listen(server.host, server.port)
    engine = Engine(settings)
    engine.warm()
    Thread(target=engine.keep_up, daemon=True).start()
    Thread(target=tell_if_stale, args=[settings], daemon=True).start()
    config = uvicorn.Config(
        create_app(engine, settings),
        host=server.host,
        port=server.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,  # a question that is being answered need not keep the terminal
    )
    with suppress(KeyboardInterrupt):  # Ctrl-C, which uvicorn raises again once it has closed
        _AnnouncedServer(config, entry_for_all(server)).run(sockets=[listening])


_MENDS = {
    errno.EADDRINUSE: "end what has that port, which may be a chat that still runs, or name another with --port or"
    " ASCENT_PORT",
    errno.EACCES: "name a port above 1023 with --port or ASCENT_PORT",
}


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there.

    Raises:
        ServerError: If the port is taken, or the address is none of this machine.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]  # Python repeats the address in brackets
        mend = _MENDS.get(error.errno or 0, "name an address of this machine with --host or ASCENT_HOST")
        raise ServerError(f"the chat cannot listen on {host}, port {port}: {reason}; {mend}") from error


# What stands for every address of this machine is none that a browser opens.
_OPENED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not bound to


def address_of(host: str, port: int) -> str:
    """Return the address to open on this machine of a server that listens there."""
    name = _OPENED_AT.get(host, host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def tell_if_stale(settings: Settings) -> None:
    """Log a warning where the documents are not those of the index: answers quote them as they were."""
    from rag.indexing import is_stale  # it brings FAISS, which the page need not wait for

    try:
        if is_stale(settings):
            logger.warning(
                "the documents in %s, or the way they are cut, changed after they were indexed;"
                ' "rag index" brings the answers up to date',
                settings.data.folder,
            )
    except DataError as error:
        logger.warning("the documents cannot be compared with the index: %s", error)


_FOR_TEACHERS = {
    Entry.GRANTED: "",
    Entry.PASSWORD_NEEDED: "The pages for teachers ask for the teacher's password.",
    Entry.CLOSED: "The pages for teachers are closed, since others can reach this server:"
    " set a password in ASCENT_TEACHER_PASSWORD to open them.",
}


class _AnnouncedServer(uvicorn.Server):
    """Says where it listens, once it does, and who may use the pages for teachers."""

    def __init__(self, config: uvicorn.Config, teachers: Entry) -> None:
        super().__init__(config)
        self._teachers = teachers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Ascent listens on {address_of(self.config.host, self.config.port)}", flush=True)
            if _FOR_TEACHERS[self._teachers]:
                print(_FOR_TEACHERS[self._teachers], flush=True)
