"""What the reader panel shows of a document. Pure: types in, JSON out."""

from collections import defaultdict
from collections.abc import Sequence

from rag.anchors import Place
from rag.loaders.timeline import Event
from rag.types import Document, Span
from rag.ui.runs import Marks, split_runs
from rag.ui.shelves import entry_view
from rag.ui.timeline import event_view
from rag.ui.views import counted, period_label, period_of, quotation_view, related_to
from rag.wire import Json

# A book of 1 MB opens at once when only what is near the quotation is sent; the rest follows on request.
WINDOW_PARAGRAPHS = 40
RELATED = 5


def document_view(document: Document, place: Place) -> Json:
    """Return a document opened at a quotation, at where one that is gone stood, or at its beginning."""
    quotation = place.span
    opened = quotation.start if quotation is not None else place.about
    at = document.paragraph_at(opened) if opened is not None else 1
    first = max(1, at - WINDOW_PARAGRAPHS // 2)
    period = period_of(document)
    return {
        "document": document.id,
        "title": document.title,
        "facts": [
            *([period_label(period)] if period else []),
            counted(len(document.paragraphs), "paragraph"),
        ],
        "sources": sources_of(document),
        "quotation": quotation_view(quotation, 1) if quotation is not None else None,
        "gone": _gone(place) if place.is_gone else None,
        "at": at,
        **paragraphs_view(document, quotation, first),
    }


def beside_view(document: Document, events: Sequence[Event], documents: Sequence[Document]) -> Json:
    """Return what of the timeline cites a document, and the documents that share most of its topics."""
    return {
        "events": [event_view(event) for event in events if event.span.document.id == document.id],
        "related": [entry_view(other) for other in related_to([document], documents)[:RELATED]],
    }


def paragraphs_view(document: Document, quotation: Span | None, first: int) -> Json:
    """Return a window of numbered paragraphs, from the first one on.

    Returns:
        ``paragraphs``, each with its number, the headings above it, its runs and whether the quotation is in
        it; ``earlier`` and ``later``, the first paragraph of the windows before and after, or None.
    """
    headings = headings_by_paragraph(document)
    last = min(len(document.paragraphs), first + WINDOW_PARAGRAPHS - 1)
    paragraphs = [_paragraph_view(document, number, headings[number], quotation) for number in range(first, last + 1)]
    return {
        "paragraphs": paragraphs,
        "earlier": max(1, first - WINDOW_PARAGRAPHS) if first > 1 else None,
        "later": last + 1 if last < len(document.paragraphs) else None,
    }


def headings_by_paragraph(document: Document) -> defaultdict[int, list[str]]:
    """Return the headings that stand above each paragraph, by its number."""
    headings: defaultdict[int, list[str]] = defaultdict(list)
    for section in document.sections:
        if section.heading:
            headings[document.paragraph_at(section.start)].append(section.heading)
    return headings


def sources_of(document: Document) -> list[str]:
    """Return the books that a document rests on, as its metadata names them."""
    sources = document.metadata.get("sources")
    return [str(source) for source in sources] if isinstance(sources, list | tuple) else []


def _gone(place: Place) -> str:
    where = " It is opened near where they stood." if place.about is not None else ""
    return f"The words that were quoted are not in this document any more: it was edited since.{where}"


def _paragraph_view(document: Document, number: int, headings: list[str], quotation: Span | None) -> Json:
    start, end = document.paragraphs[number - 1]
    runs = split_runs(document, start, end, Marks(quotation=quotation))
    return {
        "number": number,
        "headings": headings,
        "runs": runs,
        "hit": any(run.get("marked") for run in runs),
    }
