"""Calibration: how well confidence tells right results from wrong ones, and how true it is as a probability."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaner.learn.confidence_model import GOOD

RUINED = 0.6
"""F1 below which a page is ruined."""
DOUBTFUL_SHARE = 0.1
"""Share of the results that count as the most doubtful."""
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Edges of the rows of a reliability table."""


class ReliabilityRow(NamedTuple):
    """Results with a confidence from `low` to below `high`; the last row includes `high`."""

    low: float
    high: float
    results: int
    confidence: float
    """Mean confidence."""
    right: float
    """Share of right results."""


class Calibration(NamedTuple):
    """Quality of the confidence in a number of results."""

    results: int
    wrong: int
    auc: float
    """Probability that a wrong result is more doubtful than a right one (area under the ROC curve)."""
    ruined_found: float
    """Share of the ruined pages that are among the most doubtful tenth."""
    rows: tuple[ReliabilityRow, ...]


def calibrate(confidence: Sequence[float], f1: Sequence[float]) -> Calibration:
    """Return the calibration of confidence, given the F1 of each result."""
    is_wrong = [value < GOOD for value in f1]
    return Calibration(
        len(f1), sum(is_wrong), area_under_curve(confidence, is_wrong), _ruined_found(confidence, f1),
        tuple(_reliability(confidence, is_wrong)),
    )  # fmt: skip


def area_under_curve(confidence: Sequence[float], is_wrong: Sequence[bool]) -> float:
    """Return the probability that a wrong result has less confidence than a right one; a tie counts half."""
    ranked = sorted(zip(confidence, is_wrong, strict=True))
    wins = wrong_below = 0.0
    start = 0
    for end in range(1, len(ranked) + 1):
        if end < len(ranked) and ranked[end][0] == ranked[start][0]:
            continue
        wrong = sum(flag for _, flag in ranked[start:end])
        wins += (end - start - wrong) * (wrong_below + wrong / 2)
        wrong_below += wrong
        start = end
    pairs = wrong_below * (len(ranked) - wrong_below)
    return wins / pairs if pairs else 0.5


def _ruined_found(confidence: Sequence[float], f1: Sequence[float]) -> float:
    order = sorted(range(len(f1)), key=lambda i: confidence[i])
    doubtful = order[: round(DOUBTFUL_SHARE * len(order))]
    ruined = sum(value < RUINED for value in f1)
    return sum(f1[i] < RUINED for i in doubtful) / ruined if ruined else 1.0


def _reliability(confidence: Sequence[float], is_wrong: Sequence[bool]) -> list[ReliabilityRow]:
    rows = []
    for low, high in pairwise(EDGES):
        chosen = [i for i, p in enumerate(confidence) if low <= p < high or p == high == EDGES[-1]]
        if chosen:
            mean = sum(confidence[i] for i in chosen) / len(chosen)
            right = sum(not is_wrong[i] for i in chosen) / len(chosen)
            rows.append(ReliabilityRow(low, high, len(chosen), mean, right))
    return rows
