"""The page Library: every document, a search, the timeline, and the reader beside them."""

from pathlib import Path

import gradio as gr

from rag.engine import Engine
from rag.loaders.timeline import TIMELINE, timeline_reader
from rag.ui.components import add_document_list, add_reader
from rag.ui.document_calls import library_calls, reader_calls
from rag.ui.header import add_header


def build_library(engine: Engine, *, data: Path) -> None:
    """Put the page into the route that is open; the timeline is that of the data folder."""
    read_timeline = timeline_reader(data / TIMELINE)
    add_header("Library")
    with gr.Row(elem_id="stage"):
        with gr.Column(elem_id="talk"):
            add_document_list(library_calls(engine, read_timeline))
        with gr.Column(elem_id="readcol"):
            add_reader(reader_calls(engine, read_timeline))
