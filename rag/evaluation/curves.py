"""How risk falls with coverage, and how far confidence can be taken at its word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.metrics import equal_width_bins, mean_interval, resamples
from rag.types import FloatArray

_RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """What is wrong among the most confident answers, at every coverage (El-Yaniv and Wiener 2010).

    Attributes:
        coverage: (n,) shares of the questions that are answered, rising.
        risk: (n,) shares of those answers that are wrong.
        low: (n,) 2.5th percentile of the risk over resampled groups of questions.
        high: (n,) 97.5th percentile.
        threshold: (n,) confidence from which so many are answered.
    """

    coverage: FloatArray
    risk: FloatArray
    low: FloatArray
    high: FloatArray
    threshold: FloatArray


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: how many, their mean confidence, and the share of them in which it came true."""

    count: int
    confidence: float
    share: float
    interval: tuple[float, float]


def risk_coverage(confidences: Sequence[float], right: Sequence[bool], groups: Sequence[str]) -> RiskCoverage:
    """Return the curve of risk over coverage of at least one question, with its 95 % band.

    Args:
        confidences: Of each answer.
        right: Whether it is right.
        groups: The group of each question, which are resampled.
    """
    confidence, is_right = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    order = np.argsort(-confidence, kind="stable")
    count, answered = len(order), np.arange(1, len(order) + 1)
    risks = []
    for rows in resamples([groups[i] for i in order], _RESAMPLES):
        # A resample of ranks, in order, is a resample of the questions in order of confidence. Groups differ in size,
        # so it may hold more questions or fewer, and is looked at where as large a share of them is answered.
        risk = _risk(is_right[order][np.sort(rows)])
        risks.append(risk[(answered * len(rows) + count - 1) // count - 1])
    low, high = np.percentile(np.stack(risks), [2.5, 97.5], axis=0)
    return RiskCoverage(
        *(x.astype(np.float32) for x in (answered / count, _risk(is_right[order]), low, high, confidence[order]))
    )


def reliability(
    confidences: Sequence[float], outcomes: Sequence[bool], groups: Sequence[str], *, bins: int = 10
) -> list[Bin]:
    """Return the bins of equal width that hold a question, in order of confidence.

    Args:
        confidences: Of each question.
        outcomes: Whether that came true which they are the probabilities of.
        groups: The group of each question, which are resampled.
        bins: How many there are.
    """
    confidence, came_true, group = np.asarray(confidences, float), np.asarray(outcomes, float), np.asarray(groups)
    return [
        Bin(
            int(inside.sum()),
            float(confidence[inside].mean()),
            float(came_true[inside].mean()),
            mean_interval(came_true[inside].tolist(), group[inside].tolist()),
        )
        for inside in equal_width_bins(confidence, bins)
    ]


def _risk(is_right: np.ndarray) -> np.ndarray:
    return 1 - np.cumsum(is_right) / np.arange(1, len(is_right) + 1)
