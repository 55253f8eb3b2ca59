"""The page Ask: the conversation, the question box and the reader beside them."""

import gradio as gr

from rag.engine import Engine
from rag.feedback import FeedbackStore
from rag.ui.calls import chat_calls, feedback_calls
from rag.ui.components import add_chat, add_drawn, add_reader
from rag.ui.composer import add_composer
from rag.ui.document_calls import reader_calls
from rag.ui.header import add_header

_HINT = "<span>Enter to ask · Shift+Enter for a new line · / to jump here</span>"


def build_ask(engine: Engine, store: FeedbackStore, *, max_question_characters: int) -> None:
    """Put the page into the Blocks that are open."""
    add_header("Ask")
    with gr.Row(elem_id="stage"):
        with gr.Column(elem_id="talk"):
            add_chat([*chat_calls(engine), *feedback_calls(engine, store)])
            add_composer(button="Ask", max_question_characters=max_question_characters, is_kept=False)
            add_drawn(_HINT, elem_id="hint")
        with gr.Column(elem_id="readcol"):
            add_reader(reader_calls(engine))
