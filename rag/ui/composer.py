"""The box that a question is asked in, and its button."""

import gradio as gr

from rag.ui.components import add_drawn

# The page's script takes the question over by cancelling the event; until it has been drawn nobody cancels it, and
# the question stays in the box.
_HAND_OVER = """(question) => {
    const asked = new CustomEvent('rg:ask', {detail: {question}, cancelable: true});
    return document.dispatchEvent(asked) || KEPT ? question : '';
}"""


def add_composer(*, button: str, max_question_characters: int, is_kept: bool) -> None:
    """Add the box and the button to the Blocks that are open; they tell the page by the event ``rg:ask``.

    Args:
        button: What stands on the button.
        max_question_characters: Nobody can type more; a line under the box says so once it is full.
        is_kept: Whether the question stays in the box once it was asked.
    """
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
        send = gr.Button(button, variant="primary", elem_id="send")
    add_drawn(f"<p hidden>{max_question_characters} characters at most</p>", elem_id="limit")
    hand_over = _HAND_OVER.replace("KEPT", "true" if is_kept else "false")
    gr.on([box.submit, send.click], None, box, box, js=hand_over, show_progress="hidden", api_name=False)
