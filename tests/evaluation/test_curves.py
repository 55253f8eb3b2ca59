"""Curves over answers whose rightness is known."""

import numpy as np
import pytest

from rag.evaluation.curves import reliability, risk_coverage
from rag.evaluation.metrics import wilson_interval


def test_risk_counts_what_is_wrong_among_the_most_confident():
    curve = risk_coverage([0.2, 0.9, 0.6, 0.4], [False, True, False, True], ["a", "b", "c", "d"])
    assert curve.coverage == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert curve.risk == pytest.approx([0.0, 1 / 2, 1 / 3, 1 / 2])
    assert curve.threshold == pytest.approx([0.9, 0.6, 0.4, 0.2])


def test_band_holds_the_curve_and_narrows_with_more_questions():
    def width(count):
        generator = np.random.default_rng(1)
        confidences = generator.random(count)
        alone = [str(number) for number in range(count)]
        curve = risk_coverage(confidences, generator.random(count) < confidences, alone)
        assert np.mean((curve.low <= curve.risk) & (curve.risk <= curve.high)) > 0.95
        return float(np.mean(curve.high - curve.low))

    assert width(1000) < 0.6 * width(100)


def test_band_is_that_of_the_groups():
    generator = np.random.default_rng(2)
    confidences, right = generator.random(100), generator.random(100) < 0.5

    def width(repeated, groups):
        curve = risk_coverage(confidences.repeat(repeated), right.repeat(repeated), groups)
        return float(np.mean(curve.high - curve.low))

    once, alone = width(1, [str(n) for n in range(100)]), width(4, [str(n) for n in range(400)])
    together = width(4, [str(n // 4) for n in range(400)])
    assert alone < 0.6 * once
    assert together == pytest.approx(once, rel=0.15)


def test_bins_hold_every_question_once_with_its_own_figures():
    bins = reliability([0.05, 0.08, 0.95, 1.0], [False, True, True, True], ["a", "b", "a", "c"])
    assert [b.count for b in bins] == [2, 2]
    assert [b.confidence for b in bins] == pytest.approx([0.065, 0.975])
    assert [b.share for b in bins] == [0.5, 1.0]
    assert bins[1].interval == wilson_interval(1.0, 2)
