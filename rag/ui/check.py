"""The page Check, for teachers: every passage that an answer was chosen from, with its scores."""

import gradio as gr

from rag.config import Settings
from rag.engine import Engine
from rag.ui.calls import check_calls
from rag.ui.components import add_drawn, add_ranking, add_reader
from rag.ui.composer import add_composer
from rag.ui.document_calls import reader_calls
from rag.ui.header import add_header
from rag.ui.teachers import teachers_only

_HEADING = (
    "<h1 class='rg-title'>Check an answer</h1>"
    "<p class='rg-meta'>Every passage that the search ranked for a question, its scores, and whether it was quoted"
    " or why not.</p>"
)


def build_check(engine: Engine, settings: Settings) -> None:
    """Put the page into the route that is open; what it calls is for teachers alone."""
    calls = [teachers_only(call, settings.server) for call in check_calls(engine)]
    limit = settings.answering.max_question_characters
    add_header("Check")
    with gr.Row(elem_id="stage"):
        with gr.Column(elem_id="talk"), gr.Column(elem_id="checkcol"):
            add_drawn(_HEADING, elem_id="checkhead")
            add_composer(button="Check", max_question_characters=limit, is_kept=True)
            add_ranking(calls)
        with gr.Column(elem_id="readcol"):
            add_reader(reader_calls(engine))
