"""Weights of the page rules: logistic regression on pages with and without an article.

They are fitted last, because page features depend on the states that the other rules give the lines.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from cleaner.decision.furniture import Furniture
from cleaner.decision.page import page_features, weight_columns
from cleaner.decision.verdict import in_doubt
from cleaner.learn.dataset import TrainingPage, cut_columns, segment_page
from cleaner.learn.logistic import fit_logistic
from cleaner.rulebook import weights
from cleaner.rulebook.rulebook import Rulebook

REJECTED_COST = 10.0
"""Cost of an article classified as "no article", relative to that of the opposite error."""
L2 = 3.0
"""L2 penalty on the weights."""
EXAMPLE_WEIGHT = 10.0
"""Training weight of an example of a rule; that of a page is 1."""
MIN_PAGES = 20
"""Number of doubtful pages, with an article and without, below which the weights are not changed."""


def fit_page_model(
    pages: Sequence[TrainingPage], examples: Sequence[TrainingPage], rulebook: Rulebook
) -> Sequence[float]:
    """Return the weight of each column: positive for "no article".

    `rulebook` has the fitted weights of lines and cuts. Only pages in doubt are used.
    """
    doubtful = _doubtful(pages, rulebook)
    if min(Counter(has_article for has_article, _ in doubtful)[value] for value in (True, False)) < MIN_PAGES:
        return rulebook.page_weights
    doubtful_examples = _doubtful(examples, rulebook)
    samples = [*doubtful, *doubtful_examples]
    signs = np.array([-1.0 if has_article else 1.0 for has_article, _ in samples])
    repeats = [len(doubtful), len(doubtful_examples)]
    costs = np.where(signs < 0, REJECTED_COST, 1.0) * np.repeat([1.0, EXAMPLE_WEIGHT], repeats)
    fixed = weights.fixed_weights(rulebook.rules, "page")
    return fit_logistic([columns for _, columns in samples], signs, costs, len(rulebook.weights), L2, fixed)


def _doubtful(pages: Sequence[TrainingPage], rulebook: Rulebook) -> list[tuple[bool, list[int]]]:
    """Return for each page in doubt True if it has an article, and its columns of page rules."""
    found = []
    for page in pages:
        states = segment_page(page, rulebook)
        if Furniture(cut_columns(page, rulebook)).shows_little:
            continue
        values = page_features(page.page_columns, states)
        if in_doubt(values["body_words"], values["body_share"]):
            found.append((page.has_article, weight_columns(values, rulebook.page_rules, rulebook.offsets)))
    return found
