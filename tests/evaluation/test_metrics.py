"""Measures against counts by hand and a reference library."""

import math

import numpy as np
import pytest

from rag.evaluation.metrics import (
    auroc,
    bootstrap_interval,
    expected_calibration_error,
    mean,
    reciprocal_rank,
)


def test_mean_of_values_and_of_nothing():
    assert mean([1, 0, 0, 1]) == 0.5
    assert math.isnan(mean([]))


@pytest.mark.parametrize(
    ("scores", "labels", "expected"),
    [
        ([0.9, 0.1], [True, False], 1.0),
        ([0.1, 0.9], [True, False], 0.0),
        ([0.5, 0.5], [True, False], 0.5),
        ([0.8, 0.4, 0.6, 0.2], [True, True, False, False], 0.75),
    ],
)
def test_auroc_counted_by_hand(scores, labels, expected):
    assert auroc(scores, labels) == expected


def test_auroc_is_scikit_learns():
    from sklearn.metrics import roc_auc_score  # it comes with sentence-transformers, and takes a second

    generator = np.random.default_rng(1)
    for _ in range(50):
        scores, labels = generator.integers(0, 20, 60) / 20, generator.random(60) < 0.4
        assert auroc(scores.tolist(), labels.tolist()) == pytest.approx(roc_auc_score(labels, scores))


@pytest.mark.parametrize("labels", [[True, True], [False, False]])
def test_auroc_of_one_class_is_not_a_number(labels):
    assert math.isnan(auroc([0.1, 0.2], labels))


def test_calibration_error_counted_by_hand():
    # Bins of a tenth: .95 and .95 hold one right of two, .15 holds none of one.
    error = expected_calibration_error([0.95, 0.95, 0.15], [True, False, False])
    assert error == pytest.approx(2 / 3 * abs(0.95 - 0.5) + 1 / 3 * 0.15)


def test_confidence_of_one_belongs_to_the_last_bin_and_is_right_when_right():
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0
    assert math.isnan(expected_calibration_error([], []))


@pytest.mark.parametrize(
    ("relevant", "expected"),
    [([True], 1), ([False, True, True], 1 / 2), ([False] * 3, 0), ([], 0), ([False, False, False, True], 1 / 4)],
)
def test_reciprocal_rank_is_of_the_first_that_matters(relevant, expected):
    assert reciprocal_rank(relevant) == expected


def test_interval_of_a_share_is_near_the_normal_approximation():
    values = [1.0] * 60 + [0.0] * 40
    low, high = bootstrap_interval(values)
    half = 1.96 * math.sqrt(0.6 * 0.4 / 100)
    assert (low, high) == pytest.approx((0.6 - half, 0.6 + half), abs=0.02)


def test_interval_repeats_and_is_a_point_where_all_values_agree():
    assert bootstrap_interval([0, 1, 1, 0, 1]) == bootstrap_interval([0, 1, 1, 0, 1])
    assert bootstrap_interval([1, 1, 1]) == (1, 1)
    assert all(math.isnan(bound) for bound in bootstrap_interval([]))
