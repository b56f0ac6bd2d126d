"""The weights of the rules of the page: logistic regression on pages with an article and pages without one.

They come after the weights of lines, for they look at what those make of a page.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from cleaner.decision.document import page_features
from cleaner.decision.segments import LineState, segment
from cleaner.decision.verdict import bin_columns, in_doubt
from cleaner.features.accumulator import place_scores
from cleaner.learn.dataset import TrainingPage
from cleaner.model import Weight
from cleaner.rulebook.rulebook import Rulebook

Floats = NDArray[np.float64]
PRICE = 10.0
"""What an article costs that is taken for none, where an index that is taken for an article costs 1."""
PULL = 3.0
"""Pull of the weights to 0 (L2)."""
EXAMPLE = 10.0
"""How many pages an example of a rule counts as."""
FEWEST = 20
"""With fewer pages of either sort in doubt, the weights stay as they were."""


def fit_document_model(
    pages: Sequence[TrainingPage],
    examples: Sequence[TrainingPage],
    weights: Sequence[Weight],
    grammar: Mapping[str, float],
    rulebook: Rulebook,
) -> Sequence[float]:
    """The weights of all columns of the rulebook for there being no article, given those of lines and steps."""
    by_place = np.array(weights)
    doubtful = _doubtful(pages, by_place, grammar, rulebook)
    if min(Counter(has_article for has_article, _ in doubtful)[sort] for sort in (True, False)) < FEWEST:
        return rulebook.page_weights
    known = _doubtful(examples, by_place, grammar, rulebook)
    rows = np.zeros((len(doubtful) + len(known), len(rulebook.page_weights)))
    for row, (_, found) in zip(rows, [*doubtful, *known], strict=True):
        row[found] = 1.0
    signs = np.array([-1.0 if has_article else 1.0 for has_article, _ in [*doubtful, *known]])
    prices = np.where(signs < 0, PRICE, 1.0) * np.repeat([1.0, EXAMPLE], [len(doubtful), len(known)])

    def loss(vector: Floats) -> tuple[float, Floats]:
        margins = signs * (rows @ vector)
        slopes = prices * signs / (1 + np.exp(np.clip(margins, -50, 50)))
        value = (prices * np.logaddexp(0, -margins)).sum() + PULL / 2 * (vector**2).sum()
        return float(value), PULL * vector - rows.T @ slopes

    return list(map(float, minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x))


def _doubtful(
    pages: Sequence[TrainingPage], weights: Floats, grammar: Mapping[str, float], rulebook: Rulebook
) -> list[tuple[bool, list[int]]]:
    """For each page in doubt whether it holds an article, and the columns that speak about that."""
    seen = [(page.has_article, page_features(page.traits, _placed(page, weights, grammar))) for page in pages]
    return [(has_article, bin_columns(values, rulebook)) for has_article, values in seen if _is_in_doubt(values)]


def _is_in_doubt(values: dict[str, float]) -> bool:
    return in_doubt(values["body_words"], values["body_share"])


def _placed(page: TrainingPage, weights: Floats, grammar: Mapping[str, float]) -> list[LineState]:
    """The lines of a page as the weights place them."""
    totals = np.add.reduceat(weights[page.columns], page.ends[:-1], axis=0)
    return segment(place_scores([(float(b), float(i), float(a)) for b, i, a in totals]), grammar)
