"""Dense and lexical scores into one."""

import numpy as np

from rag.types import FloatArray

DENSE_WEIGHT = 0.7


def fuse(dense: FloatArray, lexical: FloatArray, *, dense_weight: float = DENSE_WEIGHT) -> FloatArray:
    """Return the weighted sum of cosines and of BM25 scores as shares of the best one.

    Args:
        dense: (n,) cosines of the candidates.
        lexical: (n,) BM25 scores of the same candidates, not negative.
        dense_weight: The cosines' weight, from 0 to 1.

    Returns:
        (n,) float32, higher is better.
    """
    best = lexical.max(initial=0.0)
    shares = lexical / best if best > 0 else lexical
    return np.asarray(dense_weight * dense + (1 - dense_weight) * shares, dtype=np.float32)
