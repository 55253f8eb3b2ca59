"""The page Ask: the conversation, the question box and the reader beside them."""

import gradio as gr

from rag.engine import Engine
from rag.feedback import FeedbackStore
from rag.ui.calls import chat_calls, feedback_calls, reader_calls
from rag.ui.components import add_chat, add_drawn, add_reader
from rag.ui.header import add_header

_HINT = "<span>Enter to ask · Shift+Enter for a new line · / to jump here</span>"

# The chat takes the question over by cancelling the event, and the box is emptied; until the chat has been
# drawn nobody cancels it, and the question stays in the box.
_HAND_OVER = """(question) => {
    const asked = new CustomEvent('rg:ask', {detail: {question}, cancelable: true});
    return document.dispatchEvent(asked) ? question : '';
}"""


def build_ask(engine: Engine, store: FeedbackStore, *, max_question_characters: int) -> None:
    """Put the page into the Blocks that are open."""
    add_header("Ask")
    with gr.Row(elem_id="stage"):
        with gr.Column(elem_id="talk"):
            add_chat([*chat_calls(engine), *feedback_calls(engine, store)])
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    label="Your question",
                    placeholder="Ask a question",
                    show_label=False,
                    lines=1,
                    max_lines=5,
                    max_length=max_question_characters,
                    elem_id="box",
                )
                send = gr.Button("Ask", variant="primary", elem_id="send")
            add_drawn(_HINT, elem_id="hint")
        with gr.Column(elem_id="readcol"):
            add_reader(reader_calls(engine))
    gr.on([box.submit, send.click], None, box, box, js=_HAND_OVER, show_progress="hidden", api_name=False)
