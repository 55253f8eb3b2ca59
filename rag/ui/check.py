"""The page Check, for teachers: every passage that an answer was chosen from, with its scores."""

import gradio as gr

from rag.engine import Engine
from rag.ui.calls import check_calls, reader_calls
from rag.ui.components import add_drawn, add_ranking, add_reader
from rag.ui.composer import add_composer
from rag.ui.header import add_header

_HEADING = (
    "<h1 class='rg-title'>Check an answer</h1>"
    "<p class='rg-meta'>Every passage that the search ranked for a question, its scores, and whether it was quoted"
    " or why not.</p>"
)


def build_check(engine: Engine, *, max_question_characters: int) -> None:
    """Put the page into the route that is open."""
    add_header("Check")
    with gr.Row(elem_id="stage"):
        with gr.Column(elem_id="talk"), gr.Column(elem_id="checkcol"):
            add_drawn(_HEADING, elem_id="checkhead")
            add_composer(button="Check", max_question_characters=max_question_characters, is_kept=True)
            add_ranking(check_calls(engine))
        with gr.Column(elem_id="readcol"):
            add_reader(reader_calls(engine))
