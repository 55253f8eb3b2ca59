"""Calls that only teachers may make."""

import gradio as gr

from rag.config import ServerSettings
from rag.teacher import Entry, entry_message, entry_of
from rag.ui.payload import Call
from rag.wire import Json


def teachers_only(call: Call, settings: ServerSettings) -> Call:
    """Return the call, answering anybody who is not let in with a ``problem`` and nothing else.

    Every page's calls come to one path, so the guard cannot tell them apart. A browser that was asked for the
    password on the page sends it with the page's calls, too.
    """

    # Gradio hands the request to a parameter of this type. No ``functools.wraps``: it would hide the parameter.
    def guarded(payload: object, request: gr.Request) -> Json:
        entry = entry_of(request.headers, settings)
        return call(payload) if entry is Entry.GRANTED else {"problem": entry_message(entry)}

    guarded.__name__, guarded.__doc__ = call.__name__, call.__doc__
    return guarded
