"""Hybrid search: passages by meaning and by words, fused."""

from collections.abc import Collection

import numpy as np

from rag.library import Library
from rag.search.fusion import fuse
from rag.search.terms import terms_of
from rag.types import Encoder, FloatArray, Hit, IntArray, StageScore

# Each index proposes this many rows; the fused ranking knows both scores of every one of them.
CANDIDATES = 100
# A passage's dense score is the mean of its own cosine and of its best sentence's: what answers is one sentence, and
# the others dilute it. benchmarks/fusion.py, development questions, R@1 and MRR: .622 .740 without, .689 .788 with.
SENTENCE_WEIGHT = 0.5


class HybridRetriever:
    """Searches a library with its encoder and its two indexes."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        self._library = library
        self._encoder = encoder

    def retrieve(self, question: str, k: int, *, without: Collection[int] = ()) -> list[Hit]:
        """Return at most k hits, best first, each with score and rank in the stages dense, lexical and fused.

        Args:
            question: The question.
            k: At least 1.
            without: Rows of passages to search as if they were not there.

        Raises:
            ValueError: If k < 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        vector = self._encoder.encode([question])[0]
        terms = terms_of(question)
        _, by_meaning = self._library.dense.search(vector, CANDIDATES)
        _, by_words = self._library.lexical.search(terms, CANDIDATES)
        rows = np.setdiff1d(np.union1d(by_meaning, by_words), np.fromiter(without, dtype=np.int64))
        passages = self._library.dense.scores(vector, rows)
        sentences = self._library.best_sentence_scores(vector, rows)
        dense = (1 - SENTENCE_WEIGHT) * passages + SENTENCE_WEIGHT * sentences
        lexical = self._library.lexical.scores(terms)[rows]
        return self._hits(rows, {"dense": dense, "lexical": lexical, "fused": fuse(dense, lexical)}, k)

    def _hits(self, rows: IntArray, scores: dict[str, FloatArray], k: int) -> list[Hit]:
        orders = {stage: np.argsort(-values, kind="stable") for stage, values in scores.items()}
        ranks = {stage: np.argsort(order) + 1 for stage, order in orders.items()}
        return [
            Hit(
                passage=self._library.passages[rows[i]],
                score=float(scores["fused"][i]),
                rank=rank,
                stages={s: StageScore(float(scores[s][i]), int(ranks[s][i])) for s in scores},
            )
            for rank, i in enumerate(orders["fused"][:k], start=1)
        ]
