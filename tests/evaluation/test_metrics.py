"""Measures against counts by hand and a reference library."""

import math

import numpy as np
import pytest

from rag.evaluation.metrics import (
    FEWEST_GROUPS,
    auroc,
    expected_calibration_error,
    mean,
    mean_interval,
    measured,
    reciprocal_rank,
    resamples,
    wilson_interval,
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


def _alone(count):
    return [str(number) for number in range(count)]


def test_interval_of_a_share_is_near_the_normal_approximation():
    low, high = mean_interval([1.0] * 60 + [0.0] * 40, _alone(100))
    half = 1.96 * math.sqrt(0.6 * 0.4 / 100)
    assert (low, high) == pytest.approx((0.6 - half, 0.6 + half), abs=0.02)


def test_interval_of_values_that_agree_within_their_groups_is_that_of_the_groups():
    # 20 documents of five questions each, 12 of them right throughout: as sure as 20 questions and not as 100.
    values, groups = [1.0] * 60 + [0.0] * 40, [str(number // 5) for number in range(100)]
    half = 1.96 * math.sqrt(0.6 * 0.4 / 20)
    assert mean_interval(values, groups) == pytest.approx((0.6 - half, 0.6 + half), abs=0.04)


def test_resample_holds_whole_groups_and_single_rows_where_groups_are_few():
    groups = [str(number // 3) for number in range(3 * FEWEST_GROUPS)]
    whole = [np.unique(rows, return_counts=True) for rows in resamples(groups, 50)]
    for rows, counts in whole:
        assert set(rows) == {row for first in rows[::3] for row in range(first, first + 3)}
        assert (counts == np.repeat(counts[::3], 3)).all()
    few = groups[3:]
    assert any(len(set(np.bincount(rows)[:3])) > 1 for rows in resamples(few, 50))


@pytest.mark.parametrize(
    ("right", "count", "expected"),
    [
        (
            81,
            263,
            (0.2553, 0.3662),
        ),  # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilsons_interval_is_the_published_one(right, count, expected):
    assert wilson_interval(right / count, count) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_interval_of_values_that_are_all_the_same_is_wilsons_of_their_groups(value):
    groups = [str(number // 2) for number in range(40)]
    assert mean_interval([value] * 40, groups) == wilson_interval(value, 20)
    assert mean_interval([value] * 3, ["one"] * 3) == wilson_interval(value, 3)  # so few are taken one by one
    low, high = mean_interval([value], ["one"])
    assert high - low > 0.75


def test_interval_repeats_and_of_nothing_is_not_a_number():
    assert mean_interval([0, 1, 1, 0, 1], _alone(5)) == mean_interval([0, 1, 1, 0, 1], _alone(5))
    assert all(math.isnan(bound) for bound in mean_interval([], []))


def test_measure_names_its_groups():
    row = measured([0.0, 0.5, 1.0], ["a", "a", "b"])
    assert (row["mean"], row["groups"]) == (0.5, 2)
    assert row["interval"] == mean_interval([0.0, 0.5, 1.0], ["a", "a", "b"])
