"""What is taken out of a call of the browser: a dict that a stranger may have written."""

from collections.abc import Callable

from rag.wire import Json

Call = Callable[..., Json]  # of one payload; Gradio adds the request where a call asks for it


def text_of(payload: object, name: str) -> str:
    """Return a text of the payload, empty where there is none of that name."""
    value = _field(payload, name)
    return value if isinstance(value, str) else ""


def texts_of(payload: object, name: str) -> list[str]:
    """Return the texts in a list of the payload; what is no text in it is dropped."""
    value = _field(payload, name)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def number_of(payload: object, name: str) -> int:
    """Return a whole number of the payload, 0 where there is none of that name."""
    value = _field(payload, name)
    return value if isinstance(value, int) else 0


def _field(payload: object, name: str) -> object:
    return payload.get(name) if isinstance(payload, dict) else None
