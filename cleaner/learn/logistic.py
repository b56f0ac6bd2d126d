"""Logistic regression with costs, for the rules of pages, of cuts and of confidence."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]


def fit_logistic(
    samples: Sequence[Sequence[int]],
    signs: Floats,
    costs: Floats,
    width: int,
    l2: float,
    fixed: Mapping[int, float] = MappingProxyType({}),
    smoothness: Mapping[tuple[int, int], float] = MappingProxyType({}),
) -> list[float]:
    """Return the weight of each of `width` columns.

    A sample is the list of its columns. Its score, the sum of their weights, should have the sign in `signs`, 1 or -1;
    `costs` has the cost of an error for each sample, and `l2` is the penalty on the weights. `fixed` has the weights of
    columns that are not fitted; they are 0 in the result. `smoothness` has the penalty on the difference of the weights
    of two columns.
    """
    rows = np.zeros((len(samples), width))
    for row, columns in zip(rows, samples, strict=True):
        row[[column for column in columns if column not in fixed]] = 1.0
    first, second = (np.array([pair[k] for pair in smoothness], int) for k in (0, 1))
    stiffness = np.array([*smoothness.values()], float)
    offsets = np.array([sum(fixed.get(column, 0.0) for column in columns) for columns in samples])

    def loss(vector: Floats) -> tuple[float, Floats]:
        margins = signs * (rows @ vector + offsets)
        slopes = costs * signs / (1 + np.exp(np.clip(margins, -50, 50)))
        steps = vector[second] - vector[first]
        value = (costs * np.logaddexp(0, -margins)).sum() + (l2 * (vector**2).sum() + (stiffness * steps**2).sum()) / 2
        gradient = l2 * vector - rows.T @ slopes
        np.add.at(gradient, second, stiffness * steps)
        np.add.at(gradient, first, -stiffness * steps)
        return float(value), gradient

    return list(map(float, minimize(loss, np.zeros(width), jac=True, method="L-BFGS-B").x))
