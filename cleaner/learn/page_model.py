"""Weights of the page rules: logistic regression on pages with and without an article.

They are fitted after the weights of lines, because page features depend on the states that those give the lines.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from cleaner.decision.page import page_features
from cleaner.decision.segments import LineState, segment
from cleaner.decision.verdict import bin_columns, in_doubt
from cleaner.features.accumulator import place_scores
from cleaner.learn.dataset import TrainingPage
from cleaner.model import Weight
from cleaner.rulebook.rulebook import Rulebook

Floats = NDArray[np.float64]
REJECTED_COST = 10.0
"""Cost of an article classified as "no article", relative to that of the opposite error."""
L2 = 3.0
"""L2 penalty on the weights."""
EXAMPLE_WEIGHT = 10.0
"""Training weight of an example of a rule; that of a page is 1."""
MIN_PAGES = 20
"""Number of doubtful pages, with an article and without, below which the weights are not changed."""


def fit_page_model(
    pages: Sequence[TrainingPage],
    examples: Sequence[TrainingPage],
    weights: Sequence[Weight],
    transitions: Mapping[str, float],
    rulebook: Rulebook,
) -> Sequence[float]:
    """Return the page weight of each column: positive for "no article".

    `weights` and `transitions` are those that `fit_crf` returned. Only pages in doubt are used.
    """
    by_place = np.array(weights)
    doubtful = _doubtful(pages, by_place, transitions, rulebook)
    if min(Counter(has_article for has_article, _ in doubtful)[value] for value in (True, False)) < MIN_PAGES:
        return rulebook.page_weights
    doubtful_examples = _doubtful(examples, by_place, transitions, rulebook)
    samples = [*doubtful, *doubtful_examples]
    rows = np.zeros((len(samples), len(rulebook.page_weights)))
    for row, (_, columns) in zip(rows, samples, strict=True):
        row[columns] = 1.0
    signs = np.array([-1.0 if has_article else 1.0 for has_article, _ in samples])
    repeats = [len(doubtful), len(doubtful_examples)]
    costs = np.where(signs < 0, REJECTED_COST, 1.0) * np.repeat([1.0, EXAMPLE_WEIGHT], repeats)

    def loss(vector: Floats) -> tuple[float, Floats]:
        margins = signs * (rows @ vector)
        slopes = costs * signs / (1 + np.exp(np.clip(margins, -50, 50)))
        value = (costs * np.logaddexp(0, -margins)).sum() + L2 / 2 * (vector**2).sum()
        return float(value), L2 * vector - rows.T @ slopes

    return list(map(float, minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x))


def _doubtful(
    pages: Sequence[TrainingPage], weights: Floats, transitions: Mapping[str, float], rulebook: Rulebook
) -> list[tuple[bool, list[int]]]:
    """Return for each page in doubt True if it has an article, and its columns of page rules."""
    features = [
        (page.has_article, page_features(page.page_columns, _segment(page, weights, transitions))) for page in pages
    ]
    return [(has_article, bin_columns(values, rulebook)) for has_article, values in features if _is_in_doubt(values)]


def _is_in_doubt(values: dict[str, float]) -> bool:
    return in_doubt(values["body_words"], values["body_share"])


def _segment(page: TrainingPage, weights: Floats, transitions: Mapping[str, float]) -> list[LineState]:
    """Return the states of the lines of a page under these weights."""
    totals = np.add.reduceat(weights[page.columns], page.ends[:-1], axis=0)
    return segment(place_scores([(float(b), float(i), float(a)) for b, i, a in totals]), transitions)
