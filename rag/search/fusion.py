"""Dense and lexical scores into one."""

import numpy as np

from rag.types import FloatArray

# benchmarks/fusion.py on data/questions/dev.jsonl, 460 questions over 737 passages (R@1, R@5, R@10, MRR): passages
# alone .437 .757 .843 .575; words alone .543 .811 .885 .655; reciprocal ranks, equal weights .578 .898 .946 .705. With
# sentences in the dense half (rag/retriever.py) this sum gives .650 .920 .954 .762 for .7, .689 .933 .961 .788 for .8,
# .665 .917 .957 .776 for .9.
DENSE_WEIGHT = 0.8


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
