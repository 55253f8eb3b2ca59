"""What the reader panel and the library show of documents. Pure: types in, JSON out."""

from collections import defaultdict
from collections.abc import Sequence

from rag.library import Library
from rag.types import Document, Span
from rag.ui.runs import Marks, split_runs
from rag.ui.views import counted, period_label, period_of, period_order, quotation_view
from rag.wire import Json

# A book of 1 MB opens at once when only what is near the quotation is sent; the rest follows on request.
WINDOW_PARAGRAPHS = 40


def document_view(document: Document, quotation: Span | None) -> Json:
    """Return a document opened at a quotation, or at its beginning where that is None."""
    at = document.paragraph_at(quotation.start) if quotation is not None else 1
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
        **paragraphs_view(document, quotation, first),
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


def library_view(library: Library) -> Json:
    """Return every document, grouped by period in order of time; those without one come last."""
    groups: defaultdict[str, list[Document]] = defaultdict(list)
    for document in library.documents:
        groups[period_of(document) or ""].append(document)
    periods = sorted((period for period in groups if period), key=period_order)
    return {
        "facts": [
            counted(len(library.documents), "document"),
            counted(len(library.passages), "passage"),
            f"index built {library.built_at:%d %B %Y}".replace(" 0", " "),
        ],
        "groups": [
            *(_group_view(period_label(period), groups[period]) for period in periods),
            *([_group_view("Other documents", groups[""])] if "" in groups else []),
        ],
    }


def _group_view(label: str, documents: Sequence[Document]) -> Json:
    entries = [
        {"document": d.id, "title": d.title, "place": counted(len(d.paragraphs), "paragraph")} for d in documents
    ]
    return {"label": label, "count": counted(len(documents), "document"), "documents": entries}


def _paragraph_view(document: Document, number: int, headings: list[str], quotation: Span | None) -> Json:
    start, end = document.paragraphs[number - 1]
    runs = split_runs(document, start, end, Marks(quotation=quotation))
    return {
        "number": number,
        "headings": headings,
        "runs": runs,
        "hit": any(run.get("marked") for run in runs),
    }
