"""Dense and lexical scores into one."""

import numpy as np

from rag.types import FloatArray

# benchmarks/fusion.py on data/questions/dev.jsonl, 465 questions over 738 passages (R@1, R@5, R@10, MRR):
# dense alone .434 .757 .852 .573; lexical alone .540 .813 .884 .653; reciprocal ranks, equal weights .563 .899 .944
# .697; this sum with .6 .600 .886 .935 .716, .7 .617 .910 .951 .733, .8 .630 .908 .946 .743. The reader reads the
# first eight, so recall decided.
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
