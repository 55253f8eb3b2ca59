"""What the reader panel and the page Library may ask of Python."""

import logging
from collections.abc import Callable
from functools import lru_cache

from rag.anchors import Anchor, resolve
from rag.engine import Engine
from rag.errors import DataError
from rag.finding import Finder
from rag.loaders.timeline import Event, Timeline
from rag.types import Document
from rag.ui.payload import Call, number_of, text_of
from rag.ui.reading import beside_view, document_view, paragraphs_view
from rag.ui.shelves import library_view, results_view
from rag.ui.timeline import timeline_view
from rag.ui.walls import walled
from rag.wire import Json

logger = logging.getLogger(__name__)

_NEAR_CHARACTERS = 200  # four words of a link are shorter

ReadTimeline = Callable[[tuple[Document, ...]], Timeline]


def reader_calls(engine: Engine, read_timeline: ReadTimeline | None = None) -> list[Call]:
    """Return what the reader panel calls: ``open_document`` and ``more_paragraphs``.

    With a timeline a document is shown beside the events that cite it and the documents it is related to.
    """

    @walled()
    def open_document(payload: object) -> Json:
        """Return ``document`` opened at the quotation of ``digest`` that stood from ``start`` to ``end``."""
        library = engine.answerer().library
        try:
            document = library.document(text_of(payload, "document"))
        except DataError:
            return {"problem": "This document is not in the library any more."}
        view = document_view(document, resolve(document, _anchor(payload)))
        if read_timeline is None:
            return view
        return {**view, **beside_view(document, _events(read_timeline, library.documents), library.documents)}

    @walled()
    def more_paragraphs(payload: object) -> Json:
        """Return the window of ``document`` that begins with part ``first``."""
        document = engine.answerer().library.document(text_of(payload, "document"))
        return paragraphs_view(document, resolve(document, _anchor(payload)).span, number_of(payload, "first"))

    return [open_document, more_paragraphs]


def library_calls(engine: Engine, read_timeline: ReadTimeline) -> list[Call]:
    """Return what the page Library calls: ``list_documents``, ``search_documents`` and ``show_timeline``."""
    view_of = lru_cache(maxsize=1)(library_view)
    finder_of = lru_cache(maxsize=1)(Finder.of)

    @walled()
    def list_documents(payload: object) -> Json:
        """Return every document by period and by topic, how much there is, and whether there is a timeline."""
        library = engine.answerer().library
        return {**view_of(library), "has_timeline": _has_timeline(read_timeline, library.documents)}

    @walled()
    def search_documents(payload: object) -> Json:
        """Return the documents whose titles or texts hold the ``words``."""
        return results_view(finder_of(engine.answerer().library).find(text_of(payload, "words")))

    @walled()
    def show_timeline(payload: object) -> Json:
        """Return the dated events."""
        documents = engine.answerer().library.documents
        try:
            return timeline_view(read_timeline(documents), documents)
        except DataError as error:
            logger.error("the timeline cannot be shown: %s", error)
            return {"problem": "Its file cannot be read. Whoever runs Ascent finds the line in its log."}

    return [list_documents, search_documents, show_timeline]


def _has_timeline(read_timeline: ReadTimeline, documents: tuple[Document, ...]) -> bool:
    """Return whether there is anything to say of a timeline, be it that it is broken."""
    try:
        return read_timeline(documents) != Timeline()
    except DataError:
        return True


def _events(read_timeline: ReadTimeline, documents: tuple[Document, ...]) -> tuple[Event, ...]:
    """Return the events, none where the timeline is broken: a document can be read all the same."""
    try:
        return read_timeline(documents).events
    except DataError as error:
        logger.error("the timeline cannot be shown: %s", error)
        return ()


def _anchor(payload: object) -> Anchor:
    start, end = number_of(payload, "start"), number_of(payload, "end")
    return Anchor(start, end, text_of(payload, "digest"), text_of(payload, "near")[:_NEAR_CHARACTERS])
