"""Our own components: a constant template each, drawn by its script with ``textContent``.

Gradio's Chatbot and Markdown change the text they show, and a template with data in it executes that data; so
no data ever enters a template, and each script calls Python by the functions it is given. They are plain
``gr.HTML`` and no subclasses of it: Gradio writes a stub file beside every module that has one.
"""

from collections.abc import Sequence

import gradio as gr

from rag.ui.bundle import script
from rag.ui.payload import Call

_LOG = "<div class='rg-log' role='log' aria-label='Conversation' aria-live='off'></div>"


def add_chat(calls: Sequence[Call]) -> gr.HTML:
    """Add the conversation, which the browser keeps for as long as the tab lives."""
    return add_drawn(
        _LOG,
        elem_id="chat",
        scripts=("dom", "asking", "verdicts", "turns", "markdown", "download", "export", "chat"),
        calls=calls,
    )


def add_reader(calls: Sequence[Call]) -> gr.HTML:
    """Add the panel that shows a document, opened at a quotation, beside what quotes it."""
    return add_drawn("<div class='rg-reader'></div>", elem_id="reader", scripts=("dom", "reader"), calls=calls)


def add_document_list(calls: Sequence[Call]) -> gr.HTML:
    """Add the documents, their search and the timeline."""
    scripts = ("dom", "documents", "timeline", "library")
    return add_drawn("<div class='rg-log'></div>", elem_id="lib", scripts=scripts, calls=calls)


def add_ranking(calls: Sequence[Call]) -> gr.HTML:
    """Add the answer to a question with every passage that it was chosen from."""
    scripts = ("dom", "asking", "turns", "download", "ranking", "csv", "check")
    return add_drawn("<div class='rg-ranking'></div>", elem_id="check", scripts=scripts, calls=calls)


def add_drawn(template: str, *, elem_id: str, scripts: Sequence[str] = (), calls: Sequence[Call] = ()) -> gr.HTML:
    """Add an element of constant markup to the Blocks that are open, with its script and what that calls."""
    return gr.HTML(
        html_template=template,
        js_on_load=script(*scripts) if scripts else None,
        server_functions=list(calls),
        apply_default_css=False,
        elem_id=elem_id,
    )
