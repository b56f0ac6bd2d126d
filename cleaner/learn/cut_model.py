"""Weights of the cut rules: logistic regression on the cuts that fitted line weights make on labelled pages.

A cut should be restored if it has more of the article than of boilerplate, where a word of the article counts
`LOST_COST` times. It costs as much as the words that a wrong decision loses or leaves.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.decision.cut_features import Cut, cut_features
from cleaner.decision.cuts import find_cuts
from cleaner.decision.furniture import Furniture
from cleaner.decision.page import weight_columns
from cleaner.decision.segments import BODY
from cleaner.learn.dataset import TrainingPage, cut_columns, segment_page
from cleaner.learn.logistic import fit_logistic
from cleaner.rulebook import weights
from cleaner.rulebook.rulebook import Rulebook

LOST_COST = 2.0
"""Cost of a lost word of the article, relative to that of a boilerplate word that is kept."""
MAX_COST = 100.0
"""Largest cost of a cut, so that a few long lists do not outweigh all others."""
WORD_COST = 0.1
"""Cost of a word, relative to the penalty on the weights."""
L2 = 3.0
"""L2 penalty on the weights."""


class _Sample(NamedTuple):
    """Columns of the cut rules for a cut, and the balance of its words: positive for dropping it."""

    columns: list[int]
    balance: float


def fit_cut_model(pages: Sequence[TrainingPage], rulebook: Rulebook) -> list[float]:
    """Return the weight of each column for dropping a cut; `rulebook` has the fitted weights of lines."""
    samples = [sample for page in pages if page.counts for sample in _samples(page, rulebook)]
    balances = np.array([sample.balance for sample in samples])
    costs = WORD_COST * np.minimum(MAX_COST, np.abs(balances))
    columns = [sample.columns for sample in samples]
    fixed = weights.fixed_weights(rulebook.rules, "cut")
    return fit_logistic(columns, np.sign(balances), costs, len(rulebook.weights), L2, fixed)


def _samples(page: TrainingPage, rulebook: Rulebook) -> Iterator[_Sample]:
    furniture, states = Furniture(cut_columns(page, rulebook)), segment_page(page, rulebook)
    if not furniture.shows_boilerplate:
        return
    cuts = find_cuts(furniture, states, page.headline)
    for cut, values in zip(cuts, cut_features(furniture, states, cuts, page.headline), strict=True):
        balance = _balance(page, cut)
        yield _Sample(weight_columns(values, rulebook.cut_rules, rulebook.offsets), balance)


def _balance(page: TrainingPage, cut: Cut) -> float:
    """Return the words of boilerplate of a cut that would be restored, minus the cost of those of the article."""
    balance = 0.0
    for i in range(cut.first, cut.end):
        if i != page.headline:
            words = page.cut_columns.words[i]
            balance += -LOST_COST * words if page.states[i] == BODY else words
    return balance
