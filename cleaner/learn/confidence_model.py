"""Weights of the confidence rules: logistic regression on results for pages of sites that no other weight has seen.

The results come from cross-validation, because results on pages that the other weights were fitted to are too good. The
probabilities that are reported are cross-validated by site once more.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.decision.confidence import rated_rules, to_confidence
from cleaner.decision.page import weight_columns
from cleaner.learn.logistic import fit_logistic
from cleaner.rulebook import weights
from cleaner.rulebook.rulebook import Rulebook

GOOD: float = 0.75
"""F1 from which a result is right."""
INDEX_COST = 0.15
"""Cost of an error on a page without an article, relative to others.

Such pages are rarer among the texts that users have than in the data sets. At full cost, the articles that look like
them would be doubted, and the articles that are refused like them would be trusted.
"""
L2 = 2.0
"""L2 penalty on the weights."""
SMOOTHNESS = 30.0
"""Penalty on the difference of the weights of adjacent ranges, so that a rule can have many."""
MIN_RESULTS = 20
"""Number of right results, and of wrong ones, below which the weights are not changed."""


class RatedResult(NamedTuple):
    """The result for one pair: the values of its confidence features, its F1, and the fold of its site."""

    features: Mapping[str, float]
    f1: float
    has_article: bool
    fold: int

    @property
    def is_right(self) -> bool:
        """True if the F1 is at least `GOOD`."""
        return self.f1 >= GOOD


def fit_confidence_model(results: Sequence[RatedResult], rulebook: Rulebook) -> Sequence[float]:
    """Return the weight of each column for doubt; that of `rulebook` if there are too few results."""
    counts = Counter(result.is_right for result in results)
    if min(counts[True], counts[False]) < MIN_RESULTS:
        return rulebook.confidence_weights
    columns = [_columns(result, rulebook) for result in results]
    signs = np.array([-1.0 if result.is_right else 1.0 for result in results])
    costs = np.array([1.0 if result.has_article else INDEX_COST for result in results])
    fixed = weights.fixed_weights(rulebook.rules, "confidence")
    return fit_logistic(columns, signs, costs, len(rulebook.weights), L2, fixed, _smoothness(rulebook))


def _smoothness(rulebook: Rulebook) -> dict[tuple[int, int], float]:
    """Return the penalty for each pair of columns of adjacent ranges."""
    starts = [(rulebook.offsets[rule], len(bins)) for rule, _, bins in rulebook.confidence_rules]
    return {(start + k, start + k + 1): SMOOTHNESS for start, size in starts for k in range(size)}


def cross_validated_confidence(results: Sequence[RatedResult], rulebook: Rulebook) -> list[float]:
    """Return the confidence in each result under weights that are fitted to the results of other folds."""
    confidence = [0.0] * len(results)
    for fold in {result.fold for result in results}:
        weights = fit_confidence_model([result for result in results if result.fold != fold], rulebook)
        for i, result in enumerate(results):
            if result.fold == fold:
                confidence[i] = to_confidence(sum(weights[column] for column in _columns(result, rulebook)))
    return confidence


def _columns(result: RatedResult, rulebook: Rulebook) -> list[int]:
    """Return the columns of the rules for a result; none for that of a blank text."""
    return weight_columns(dict(result.features), rated_rules(result.features, rulebook), rulebook.offsets)
