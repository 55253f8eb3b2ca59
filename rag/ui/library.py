"""The page Library: every document by period, and the reader beside them."""

import gradio as gr

from rag.engine import Engine
from rag.ui.calls import library_calls, reader_calls
from rag.ui.components import add_document_list, add_reader
from rag.ui.header import add_header


def build_library(engine: Engine) -> None:
    """Put the page into the route that is open."""
    add_header("Library")
    with gr.Row(elem_id="stage"):
        with gr.Column(elem_id="talk"):
            add_document_list(library_calls(engine))
        with gr.Column(elem_id="readcol"):
            add_reader(reader_calls(engine))
