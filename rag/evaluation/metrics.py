"""Measures as pure functions over numbers."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.types import FloatArray

_RESAMPLES = 1000
_SEED = 20240121


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, or nan of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


def bootstrap_interval(
    values: Sequence[float], statistic: Callable[[Sequence[float]], float] = mean
) -> tuple[float, float]:
    """Return the 95 % percentile interval of a statistic (Efron 1979), from 1,000 resamples of a fixed seed."""
    if not len(values):
        return float("nan"), float("nan")
    sample = np.asarray(values, dtype=float)
    generator = np.random.default_rng(_SEED)
    picks = generator.integers(0, len(sample), size=(_RESAMPLES, len(sample)))
    low, high = np.percentile([statistic(sample[pick].tolist()) for pick in picks], [2.5, 97.5])
    return float(low), float(high)


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return the probability that a positive scores above a negative, ties counting half.

    The Mann-Whitney form of the area under the ROC curve; nan if one class is empty.
    """
    positive = np.array([s for s, label in zip(scores, labels, strict=True) if label])
    negative = np.array([s for s, label in zip(scores, labels, strict=True) if not label])
    if not len(positive) or not len(negative):
        return float("nan")
    difference = positive[:, None] - negative[None, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def expected_calibration_error(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Return the mean distance of confidence from accuracy over equal-width bins, weighted by their size.

    Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
    """
    if not len(confidences):
        return float("nan")
    confidence, accuracy = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    gaps = [
        abs(confidence[inside].mean() - accuracy[inside].mean()) * inside.mean()
        for inside in equal_width_bins(confidence, bins)
    ]
    return float(sum(gaps))


def equal_width_bins(confidence: FloatArray, bins: int) -> list[NDArray[np.bool_]]:
    """Return, for each bin of (n,) confidences that holds one, in order, the (n,) mask of those in it."""
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    return [bin_of == number for number in np.unique(bin_of)]


def reciprocal_rank(is_relevant: Sequence[bool]) -> float:
    """Return 1 / rank of the first relevant item, or 0 if there is none."""
    return next((1 / rank for rank, relevant in enumerate(is_relevant, start=1) if relevant), 0.0)
