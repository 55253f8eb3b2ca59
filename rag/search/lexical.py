"""The lexical index: BM25 over stemmed words, by bm25s."""

import logging
import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np

from rag.types import FloatArray, IntArray

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG when imported

_K1 = 1.2  # Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009: 1.2 to 2 and .5 to .8
_B = 0.75


class LexicalIndex:
    """Bags of terms, one a row."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        self._bm25 = bm25
        self._frequencies = np.diff(bm25.scores["indptr"])

    @classmethod
    def build(cls, terms: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Return an index in which row i holds the i-th bag of terms."""
        bm25 = bm25s.BM25(method="lucene", k1=_K1, b=_B)
        bm25.index([list(bag) for bag in terms], show_progress=False)
        return cls(bm25)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Return the index of a folder whose files were checked before."""
        return cls(bm25s.BM25.load(folder, allow_pickle=False, show_progress=False))

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        self._bm25.save(folder, allow_pickle=False, show_progress=False)

    def __len__(self) -> int:
        return int(self._bm25.scores["num_docs"])

    def scores(self, terms: Sequence[str]) -> FloatArray:
        """Return the (n,) BM25 scores of all rows; 0 where a row has none of the terms."""
        known = [term for term in terms if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(len(self), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def search(self, terms: Sequence[str], k: int) -> tuple[FloatArray, IntArray]:
        """Return scores and rows of at most k rows that have one of the terms, best first.

        Equal scores keep row order, so results repeat.
        """
        scores = self.scores(terms)
        rows = np.flatnonzero(scores)
        rows = rows[np.argsort(-scores[rows], kind="stable")][:k]
        return scores[rows], rows

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a term: ln(1 + n / df), with df = 1/2 for an unknown term."""
        row = self._bm25.vocab_dict.get(term)
        frequency = 0.5 if row is None else max(int(self._frequencies[row]), 0.5)
        return math.log(1 + len(self) / frequency)
