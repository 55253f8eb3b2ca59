"""Measures as pure functions over numbers."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.types import FloatArray, IntArray

# Of fewer groups a resample says too little: questions are drawn one by one then, and the tables say so.
FEWEST_GROUPS = 10
_RESAMPLES = 1000
_SEED = 20240121
_Z = 1.959964  # 97.5 % of a normal distribution lies below


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, or nan of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


def mean_interval(values: Sequence[float], groups: Sequence[str]) -> tuple[float, float]:
    """Return the 95 % interval of the mean, or nan of nothing.

    The percentile interval (Efron 1979) of 1,000 resamples of groups. Where all values are 0 or all are 1 that would be
    a point, and it is Wilson's of as many groups.

    Args:
        values: The values.
        groups: The group of each; values of one group are not independent.
    """
    if not len(values):
        return float("nan"), float("nan")
    sample = np.asarray(values, dtype=float)
    if sample[0] in (0, 1) and (sample == sample[0]).all():
        return wilson_interval(float(sample[0]), len(_units(groups)))
    low, high = np.percentile([sample[rows].mean() for rows in resamples(groups, _RESAMPLES)], [2.5, 97.5])
    return float(low), float(high)


def wilson_interval(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share of independent trials (Wilson 1927)."""
    middle, half = share + _Z**2 / (2 * count), _Z * math.sqrt(share * (1 - share) / count + (_Z / (2 * count)) ** 2)
    whole = 1 + _Z**2 / count
    return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)


def measured(values: Sequence[float], groups: Sequence[str]) -> dict[str, object]:
    """Return the mean of the values with its interval and the number of groups, as a report shows them."""
    return {"mean": mean(values), "interval": mean_interval(values, groups), "groups": len(set(groups))}


def resamples(groups: Sequence[str], count: int) -> Iterator[IntArray]:
    """Yield the rows of resamples, the same at every call: as many groups as there are, drawn with replacement."""
    units = _units(groups)
    generator = np.random.default_rng(_SEED)
    for _ in range(count):
        yield np.concatenate([units[i] for i in generator.integers(0, len(units), len(units))])


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


def expected_calibration_error(confidences: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10) -> float:
    """Return the mean distance of confidence from the share that came true over equal-width bins, weighted by size.

    Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
    """
    if not len(confidences):
        return float("nan")
    confidence, came_true = np.asarray(confidences, dtype=float), np.asarray(outcomes, dtype=float)
    gaps = [
        abs(confidence[inside].mean() - came_true[inside].mean()) * inside.mean()
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


def _units(groups: Sequence[str]) -> list[IntArray]:
    """Return the rows of each group, or every row by itself where there are fewer groups than ``FEWEST_GROUPS``."""
    names, group_of = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < FEWEST_GROUPS:
        return [np.array([row]) for row in range(len(groups))]
    return [np.flatnonzero(group_of == group) for group in range(len(names))]
