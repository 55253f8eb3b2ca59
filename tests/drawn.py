"""Documents to draw, and what was drawn, put together again."""

from rag.types import Document


def plain_document(text, **more):
    return Document("d.md", "Title?", "d.md", text, **more)


def joined(runs, key=None):
    return "".join(run["text"] for run in runs if key is None or run.get(key))
