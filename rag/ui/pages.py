"""All pages in one Gradio app, mounted into the server's own."""

import warnings

import anyio
import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

from rag.config import Settings
from rag.engine import Engine
from rag.feedback import FeedbackStore
from rag.ui.ask import build_ask
from rag.ui.bundle import FONTS
from rag.ui.check import build_check
from rag.ui.head import FONTS_PATH, PageHead, page_title
from rag.ui.library import build_library
from rag.ui.theme import page_theme

CONCURRENT_CALLS = 8  # more at once only wait for the same two cores
SESSIONS_KEPT = 100  # Gradio keeps 10,000 sessions by default; ours hold nothing, the browser does


def mount_pages(app: FastAPI, engine: Engine, settings: Settings) -> None:
    """Mount the pages and their fonts at the root of the app."""
    app.add_middleware(PageHead, settings=settings.server)
    app.mount(FONTS_PATH, StaticFiles(directory=FONTS), name="fonts")
    for page in ("library", "check"):
        app.add_route(f"/{page}/", _without_slash)
    with warnings.catch_warnings():
        # Gradio warns that several pages rule out rendering on the server, even where that is off.
        warnings.filterwarnings("ignore", message="SSR mode is not supported")
        gr.mount_gradio_app(
            app,
            build_pages(engine, settings),
            path="/",
            root_path=settings.server.root_path or None,
            theme=page_theme(),
            footer_links=[],
            allowed_paths=[],
            max_file_size="1kb",
            run_history=False,
            show_error=False,
            ssr_mode=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
        )


def build_pages(engine: Engine, settings: Settings) -> gr.Blocks:
    """Return the Blocks with every page in it."""
    pages = gr.Blocks(title=page_title(settings.server), fill_width=True, fill_height=True)
    with pages:
        store = FeedbackStore(settings.feedback.folder)
        build_ask(engine, store, max_question_characters=settings.answering.max_question_characters)
    with pages.route("Library", "library", show_in_navbar=False):
        build_library(engine, data=settings.data.folder)
    with pages.route("Check", "check", show_in_navbar=False):
        build_check(engine, settings)
    # What ``launch`` would set, and a mounted app is not given.
    pages.limiter = anyio.CapacityLimiter(CONCURRENT_CALLS)  # type: ignore[assignment]
    pages.state_session_capacity = SESSIONS_KEPT
    return pages


def _without_slash(request: Request) -> RedirectResponse:
    """Lead to the page of that name; where Gradio does, the query is lost, and the path of a proxy."""
    page, query = request.url.path.rstrip("/").rpartition("/")[2], request.url.query
    return RedirectResponse(f"../{page}?{query}" if query else f"../{page}", status_code=301)
