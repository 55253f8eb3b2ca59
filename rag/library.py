"""Documents, passages and indexes, aligned by row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tokenize import TokenError

import numpy as np

from rag.catalogue import read_catalogue, write_catalogue
from rag.chunking import split_passages
from rag.config import ChunkingSettings
from rag.errors import DataError, IndexDamagedError, IndexMismatchError
from rag.names import proper_words
from rag.search.dense import DenseIndex
from rag.search.lexical import LexicalIndex
from rag.search.terms import terms_of
from rag.storage import MEND, open_generation, write_generation
from rag.types import Document, Encoder, FloatArray, IntArray, Passage, Span

FORMAT = 2
Progress = Callable[[int, int], None]

_CATALOGUE, _DENSE, _LEXICAL, _SENTENCES = "library.sqlite", "dense.faiss", "lexical", "sentences.faiss"
_BATCH = 256

# What FAISS, bm25s and NumPy, which reads a header as Python, raise over a file that another version of theirs wrote.
_NOT_THEIR_OWN = (
    RuntimeError, ValueError, LookupError, TypeError, EOFError, MemoryError, OverflowError, SyntaxError, TokenError,
)  # fmt: skip


class Library:
    """What is searched: ``passages[p.row] is p``, and every index has exactly ``len(passages)`` rows.

    Attributes:
        documents: In order of their ids.
        passages: In order of documents and of their place in them.
        dense: One vector a passage.
        lexical: One bag of terms a passage.
        built_at: When the index was built, UTC.
    """

    def __init__(
        self,
        documents: tuple[Document, ...],
        passages: tuple[Passage, ...],
        *,
        dense: DenseIndex,
        lexical: LexicalIndex,
        sentences: DenseIndex,
        built_at: datetime,
    ) -> None:
        self.documents = documents
        self.passages = passages
        self.dense = dense
        self.lexical = lexical
        self.built_at = built_at
        self._sentences = sentences
        self._sentence_rows = _rows_of_sentences(passages)
        # By passage, since a span is slow to look up and a search asks for hundreds.
        self._rows_by_passage = [
            np.array([self._sentence_rows[s] for s in passage.sentences], dtype=np.int64) for passage in passages
        ]
        self._document_by_id = {document.id: document for document in documents}

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        encoder: Encoder,
        *,
        chunking: ChunkingSettings,
        previous: "Library | None" = None,
        progress: Progress = lambda done, total: None,
    ) -> "Library":
        """Return the library of the documents.

        Args:
            documents: In the order of their ids.
            encoder: Encodes passages and sentences.
            chunking: How documents are cut.
            previous: A library of the same encoder, whose vectors are taken where a text did not change.
            progress: Is told how many texts of how many are encoded.

        Raises:
            DataError: If the documents hold no sentence, or no word but stop words.
        """
        passages = tuple(split_passages(documents, encoder.count_tokens, settings=chunking))
        if not passages:
            raise DataError(
                "the data folder holds no text to index;"
                " put .md, .txt or .html files into it, or name another with --data"
            )
        texts = [passage_text(passage) for passage in passages]
        terms = [terms_of(text) for text in texts]
        if not any(terms):
            raise DataError("the data folder holds no word to search for")
        sentences = [span.text for span in _rows_of_sentences(passages)]
        known = {} if previous is None else previous.vectors_by_text()
        vectors = _encode([*texts, *sentences], encoder, known, progress)
        return cls(
            tuple(documents),
            passages,
            dense=DenseIndex.build(vectors[: len(texts)]),
            lexical=LexicalIndex.build(terms),
            sentences=DenseIndex.build(vectors[len(texts) :]),
            built_at=datetime.now(UTC).replace(microsecond=0),
        )

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> "Library":
        """Return the library in force in an index folder.

        Raises:
            IndexMissingError: If there is no index.
            IndexDamagedError: If a file is not the one that was written.
            IndexMismatchError: If another version or another encoder built it.
        """

        def read(generation: Path, manifest: Mapping[str, object]) -> "Library":
            _check_match(manifest, encoder)
            try:
                documents, passages = read_catalogue(generation / _CATALOGUE)
                library = cls(
                    documents,
                    passages,
                    dense=DenseIndex.load(generation / _DENSE),
                    lexical=LexicalIndex.load(generation / _LEXICAL),
                    sentences=DenseIndex.load(generation / _SENTENCES),
                    built_at=datetime.fromisoformat(str(manifest["built_at"])),
                )
                rows = len(library.dense), len(library.lexical), len(library._sentences)
            except _NOT_THEIR_OWN as error:
                raise IndexDamagedError(f"the index {generation} cannot be read: {error}; {MEND}") from error
            if rows != (len(passages), len(passages), len(library._sentence_rows)):
                raise IndexDamagedError(f"the indexes of {generation} differ in their number of rows; {MEND}")
            return library

        return open_generation(folder, read)

    def save(self, folder: Path, encoder: Encoder, *, built_from: Mapping[str, object]) -> Path:
        """Write the library as the index folder's new generation and return the generation's folder.

        Args:
            folder: The index folder; the caller holds its writer's lock.
            encoder: The encoder that built it.
            built_from: What a later run compares to know whether the index is up to date.
        """

        def write_files(generation: Path) -> None:
            write_catalogue(generation / _CATALOGUE, self.documents, self.passages)
            self.dense.save(generation / _DENSE)
            self.lexical.save(generation / _LEXICAL)
            self._sentences.save(generation / _SENTENCES)

        manifest = {
            **expected_manifest(encoder),
            **built_from,
            "built_at": self.built_at.isoformat(),
            "documents": len(self.documents),
            "passages": len(self.passages),
            "sentences": len(self._sentences),
        }
        return write_generation(folder, manifest, write_files)

    def document(self, document_id: str) -> Document:
        """Return the document of an id.

        Raises:
            DataError: If there is none.
        """
        try:
            return self._document_by_id[document_id]
        except KeyError:
            raise DataError(f"there is no document {document_id[:200]!r}") from None

    @cached_property
    def names(self) -> frozenset[str]:
        """The corpus's proper names, in lower case."""
        return proper_words(document.text for document in self.documents)

    def sentence_vectors(self, passage: Passage) -> FloatArray:
        """Return the (len(passage.sentences), width) vectors of a passage's sentences."""
        return self._sentences.vectors(self._rows_by_passage[passage.row])

    def best_sentence_scores(self, vector: FloatArray, rows: IntArray) -> FloatArray:
        """Return, of each of the passages, the greatest cosine of a (d,) vector with one of its sentences."""
        if len(rows) == 0:
            return np.zeros(0, dtype=np.float32)
        sentences = [self._rows_by_passage[row] for row in rows]
        firsts = np.cumsum([0, *map(len, sentences)])[:-1]
        scores = self._sentences.scores(vector, np.concatenate(sentences))
        return np.asarray(np.maximum.reduceat(scores, firsts), dtype=np.float32)

    def vectors_by_text(self) -> dict[str, FloatArray]:
        """Return the vector of every text that was encoded."""
        passages = self.dense.vectors(np.arange(len(self.dense)))
        sentences = self._sentences.vectors(np.arange(len(self._sentences)))
        by_text = dict(zip(map(passage_text, self.passages), passages, strict=True))
        return by_text | {s.text: v for s, v in zip(self._sentence_rows, sentences, strict=True)}


def passage_text(passage: Passage) -> str:
    """Return what is encoded and indexed of a passage: its title and heading stand before its words."""
    return "\n".join([*passage.headings, passage.span.text])


def expected_manifest(encoder: Encoder) -> dict[str, object]:
    """Return what the manifest of an index must say to be opened with this encoder."""
    return {"format": FORMAT, "encoder": encoder.name, "weights": encoder.digest, "width": encoder.width}


def _check_match(manifest: Mapping[str, object], encoder: Encoder) -> None:
    for name, expected in expected_manifest(encoder).items():
        if manifest.get(name) != expected:
            raise IndexMismatchError(
                f"the index was built with {name} {manifest.get(name)!r}, now it is {expected!r}; {MEND}"
            )


def _rows_of_sentences(passages: Sequence[Passage]) -> dict[Span, int]:
    """Return the row of each sentence; one that two passages share has one row."""
    rows: dict[Span, int] = {}
    for passage in passages:
        for sentence in passage.sentences:
            rows.setdefault(sentence, len(rows))
    return rows


def _encode(texts: Sequence[str], encoder: Encoder, known: Mapping[str, FloatArray], progress: Progress) -> FloatArray:
    """Return the (n, width) vectors of the texts, encoding those that are not known."""
    vectors = {text: known[text] for text in texts if text in known}
    missing = list(dict.fromkeys(text for text in texts if text not in vectors))
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors.update(zip(batch, encoder.encode(batch), strict=True))
        progress(start + len(batch), len(missing))
    return np.stack([vectors[text] for text in texts])
