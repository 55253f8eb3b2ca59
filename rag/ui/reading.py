"""What the reader panel shows of a document. Pure: types in, JSON out."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.anchors import Place
from rag.controls import with_controls_named
from rag.loaders.timeline import Event
from rag.types import Document, Span
from rag.ui.runs import Marks, split_runs
from rag.ui.shelves import entry_view
from rag.ui.timeline import event_view
from rag.ui.views import counted, period_label, period_of, quotation_view, related_to
from rag.wire import Json, added_note

# A book of 3 MB opens at once when only what is near the quotation is sent; the rest follows on request.
WINDOW_PARTS = 40
# A longer paragraph, as of a text without blank lines, is shown in parts.
PART_CHARACTERS = 4_000
RELATED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph or a part of one.

    Attributes:
        number: The paragraph's number, from 1.
        start: Where it begins in the text.
        end: One past its last character.
        goes_on: Whether it goes on with a paragraph that began before.
    """

    number: int
    start: int
    end: int
    goes_on: bool


def document_view(document: Document, place: Place) -> Json:
    """Return a document opened at a quotation, at where one that is gone stood, or at its beginning."""
    quotation = place.span
    opened = quotation.start if quotation is not None else place.about
    parts = parts_of(document)
    at = bisect_right(parts, opened or 0, key=lambda part: part.end) + 1
    first = max(1, min(at, len(parts)) - WINDOW_PARTS // 2)
    return {
        "document": document.id,
        "title": with_controls_named(document.title),
        "facts": facts_of(document),
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
    """Return a window of numbered paragraphs, from the first part on.

    Returns:
        ``paragraphs``, each with the number of its ``part``, its own or None where it goes on, the headings above
        it, its runs and whether the quotation is in it; ``earlier`` and ``later``, the first part of the windows
        before and after, or None.
    """
    parts = parts_of(document)
    first = min(max(1, first), max(1, len(parts)))
    last = min(len(parts), first + WINDOW_PARTS - 1)
    headings = headings_by_paragraph(document)
    return {
        "paragraphs": [
            {"part": number, **_part_view(document, part, headings, quotation)}
            for number, part in enumerate(parts[first - 1 : last], start=first)
        ],
        "earlier": max(1, first - WINDOW_PARTS) if first > 1 else None,
        "later": last + 1 if last < len(parts) else None,
    }


def parts_of(document: Document) -> list[Part]:
    """Return what is shown as paragraphs: the document's own, those that are too long cut at white space."""
    parts = []
    for number, (start, end) in enumerate(document.paragraphs, start=1):
        begin = start
        while end - begin > PART_CHARACTERS:
            limit = begin + PART_CHARACTERS
            cut = max(document.text.rfind(white, begin, limit) for white in "\n ") + 1 or limit
            parts.append(Part(number, begin, cut, goes_on=begin > start))
            begin = cut
        parts.append(Part(number, begin, end, goes_on=begin > start))
    return parts


def headings_by_paragraph(document: Document) -> defaultdict[int, list[str]]:
    """Return the headings that stand above each paragraph, by its number."""
    headings: defaultdict[int, list[str]] = defaultdict(list)
    for section in document.sections:
        if section.heading:
            headings[document.paragraph_at(section.start)].append(with_controls_named(section.heading))
    return headings


def facts_of(document: Document) -> list[str]:
    """Return what stands under a document's title: who wrote it, its period, how long it is, its licence, its file.

    Of a document that users have added it also says when, and that nobody has reviewed it.
    """
    period = period_of(document)
    facts = [
        _said_of(document, "author"),
        period_label(period) if period else None,
        counted(len(document.paragraphs), "paragraph"),
        _said_of(document, "licence") or _said_of(document, "license"),
        added_note(document),
        with_controls_named(document.id),
    ]
    return [fact for fact in facts if fact]


def sources_of(document: Document) -> list[str]:
    """Return the books that a document rests on, as its metadata names them."""
    sources = document.metadata.get("sources")
    return [with_controls_named(str(source)) for source in sources] if isinstance(sources, list | tuple) else []


def _said_of(document: Document, name: str) -> str | None:
    said = document.metadata.get(name)
    return with_controls_named(said) if isinstance(said, str) else None


def _gone(place: Place) -> str:
    where = " It is opened near where they stood." if place.about is not None else ""
    return f"The words that were quoted are not in this document any more: it was edited since.{where}"


def _part_view(document: Document, part: Part, headings: Mapping[int, Sequence[str]], quotation: Span | None) -> Json:
    runs = split_runs(document, part.start, part.end, Marks(quotation=quotation))
    return {
        "number": None if part.goes_on else part.number,
        "headings": [] if part.goes_on else headings[part.number],
        "runs": runs,
        "hit": any(run.get("marked") for run in runs),
    }
