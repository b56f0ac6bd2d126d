"""Logistic regression on toy problems whose answer is known."""

from math import exp, log

import pytest

np = pytest.importorskip("numpy", reason="fitting needs the packages of cleaner[fit]")
fit_logistic = pytest.importorskip("cleaner.learn.logistic").fit_logistic


def test_a_column_that_tells_the_classes_apart_gets_their_sign() -> None:
    samples = [[0, 2], [0, 3], [1, 2], [1, 3]] * 10
    signs = np.array([1.0, 1.0, -1.0, -1.0] * 10)
    weights = fit_logistic(samples, signs, np.ones(40), 5, 1.0)
    assert weights[0] > 1 and weights[1] == pytest.approx(-weights[0], abs=1e-4)
    assert weights[2] == pytest.approx(0, abs=1e-4) and weights[3] == pytest.approx(0, abs=1e-4)
    assert weights[4] == 0, "a column without samples"


def test_the_weight_of_a_lone_column_is_the_log_odds() -> None:
    signs = np.array([1.0] * 30 + [-1.0] * 10)
    (weight,) = fit_logistic([[0]] * 40, signs, np.ones(40), 1, 1e-6)
    assert weight == pytest.approx(log(3), abs=1e-3)


def test_a_cost_counts_like_as_many_samples() -> None:
    costs = np.array([30.0, 10.0])
    (weight,) = fit_logistic([[0], [0]], np.array([1.0, -1.0]), costs, 1, 1e-6)
    assert weight == pytest.approx(log(3), abs=1e-3)


def test_the_penalty_keeps_weights_small() -> None:
    weights = [fit_logistic([[0]], np.ones(1), np.ones(1), 1, l2)[0] for l2 in (0.1, 1.0, 10.0)]
    assert weights == sorted(weights, reverse=True) and weights[-1] > 0
    for l2, weight in zip((0.1, 1.0, 10.0), weights, strict=True):  # the slope of the loss is 0
        assert l2 * weight == pytest.approx(1 / (1 + exp(weight)), abs=1e-3)


def test_a_fixed_weight_is_not_fitted_and_counts_for_the_others() -> None:
    signs, costs = np.array([1.0] * 30 + [-1.0] * 10), np.ones(40)
    samples = [[0, 1]] * 40
    assert fit_logistic(samples, signs, costs, 2, 1e-6, {0: log(3)}) == pytest.approx([0, 0], abs=1e-3)
    assert fit_logistic(samples, signs, costs, 2, 1e-6, {0: -1.0}) == pytest.approx([0, log(3) + 1], abs=1e-3)


def test_smoothness_brings_the_weights_of_two_columns_together() -> None:
    signs, samples = np.array([1.0, -1.0] * 20), [[0], [1]] * 20
    gaps = []
    for penalty in (0.0, 5.0, 500.0):
        first, second = fit_logistic(samples, signs, np.ones(40), 2, 0.1, {}, {(0, 1): penalty})
        assert first == pytest.approx(-second, abs=1e-3)
        gaps.append(first - second)
    assert gaps[0] > 2 * gaps[1] > 0 and gaps[2] == pytest.approx(0, abs=0.1)


def test_no_samples_make_no_weights() -> None:
    assert fit_logistic([], np.array([]), np.array([]), 3, 1.0) == [0.0, 0.0, 0.0]


def test_large_costs_do_not_overflow() -> None:
    weights = fit_logistic([[0], [1]], np.array([1.0, -1.0]), np.array([1e6, 1e6]), 2, 1e-3)
    assert np.isfinite(weights).all() and weights[0] > 0 > weights[1]
