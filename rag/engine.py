"""Encoder, index and reader put together, once, in the background if asked."""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

from rag.answering import Answerer
from rag.config import TRAINED, Settings
from rag.errors import RagError
from rag.storage import name_in_force
from rag.types import Encoder

if TYPE_CHECKING:
    from rag.library import Library


logger = logging.getLogger(__name__)

_LOOK_EVERY_S = 2.0


class Engine:
    """Gives the Answerer of the settings, loading it at the first asking, and anew after it could not be loaded.

    When the index was written again, the next asking (or ``keep_up``) begins to load that, and the Answerer before it
    answers until it is there.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._loading: Future[Answerer] | None = None
        self._next: Future[Answerer] | None = None
        self._generation: str | None = None  # in force when loading last began

    @property
    def ready(self) -> bool:
        """Whether the Answerer is there, so that ``answerer()`` does not wait."""
        return self._has_ended(well=True)

    @property
    def failed(self) -> bool:
        """Whether the Answerer could not be loaded; ``answerer()`` tries again."""
        return self._has_ended(well=False)

    def warm(self) -> None:
        """Start loading in the background and return at once."""
        self._load()

    def keep_up(self) -> None:
        """Look for ever whether the index was written again; for a thread of its own."""
        while True:
            time.sleep(_LOOK_EVERY_S)
            if self.ready:  # after a failure only an asking tries again
                self._load()

    def answerer(self) -> Answerer:
        """Return the Answerer, waiting until it is loaded.

        Raises:
            RagError: If the encoder or the index cannot be opened.
        """
        return self._load().result()

    def _load(self) -> Future[Answerer]:
        with self._lock:
            if self._next is not None and self._next.done():
                if self._next.exception() is None:
                    self._loading = self._next
                self._next = None
            if self._loading is None or self.failed:
                self._loading = self._begin()
            elif self.ready and self._next is None and self._in_force() != self._generation:
                self._next = self._begin()
            return self._loading

    def _begin(self) -> Future[Answerer]:
        self._generation = self._in_force()
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")
        future = executor.submit(self._open)
        executor.shutdown(wait=False)
        return future

    def _in_force(self) -> str | None:
        return name_in_force(self._settings.index.folder)

    def _open(self) -> Answerer:
        try:
            return open_answerer(self._settings)
        except Exception as error:
            logger.error("the library cannot be opened: %s", error, exc_info=not isinstance(error, RagError))
            raise

    def _has_ended(self, *, well: bool) -> bool:
        loading = self._loading
        return loading is not None and loading.done() and (loading.exception() is None) is well


def open_answerer(settings: Settings) -> Answerer:
    """Return the Answerer over the index in force.

    Raises:
        ConfigError: If there is no reader of the name that is set.
        EncoderError: If the encoder's or the reader's weights are missing or not the ones expected.
        StoreError: If the index is missing, damaged or another encoder's.
    """
    # Imported here: they bring torch, which takes seconds, and "rag --help" needs none of it.
    from rag.encoder import SentenceTransformerEncoder
    from rag.library import Library

    encoder = SentenceTransformerEncoder.load(settings.encoder)
    return answerer_over(Library.open(settings.index.folder, encoder), encoder, settings)


def answerer_over(library: "Library", encoder: Encoder, settings: Settings) -> Answerer:
    """Return the Answerer over a library that is open.

    Raises:
        ConfigError: If there is no reader of the name that is set.
        EncoderError: If the reader's weights are missing or not the ones expected.
    """
    from rag.reader.linear import LinearReader, LinearWeights
    from rag.reader.span_scorer import SpanScorer
    from rag.retriever import HybridRetriever

    scorer = SpanScorer.load() if settings.reader.model == TRAINED else None
    return Answerer(
        library,
        retriever=HybridRetriever(library, encoder),
        reader=LinearReader(library, encoder, weights=LinearWeights.load(settings.reader.model), scorer=scorer),
        settings=settings.answering,
    )
