"""A linear-chain conditional random field over the four states of `cleaner.decision.segments`.

The model is that of Lafferty, McCallum and Pereira (ICML 2001) with the softmax-margin objective of Gimpel and Smith
(NAACL 2010): a wrong sequence must score lower than the right one by the cost of its wrong lines. A line costs in
proportion to its words, and a lost line of the article costs `LOST_COST` times as much as a boilerplate line that is
kept. Weights have an L2 penalty. It is larger for features, because they have a value for every line.

Fitting stops after `ROUNDS` rounds. This is part of the regularisation: later rounds overfit to sites.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from cleaner.decision.segments import BODY, STATES, STEPS
from cleaner.learn.dataset import TrainingPage
from cleaner.model import Weight
from cleaner.rulebook.rulebook import Rulebook

Floats = NDArray[np.float64]
LOST_COST = 2.0
"""Cost of a lost line of the article, relative to that of a boilerplate line that is kept."""
MARKDOWN_LOST_COST = 2.5
"""Cost of a lost line on pages in Markdown, where the links leave less doubt about boilerplate."""
L2_FEATURE, L2_TEXT, L2_TRANSITION = 30.0, 3.0, 0.01
"""L2 penalties for features, for phrases and patterns, and for transitions."""
RARE = ("blocks", "links")
"""Families of features that tell little of most lines, with the penalty of phrases."""
L2_PLACE = np.array([[3.0], [3.0], [300.0]])
"""Factors on the L2 penalty for the three columns of `PLACE_BASIS`; the last one keeps before and after similar."""
PLACE_BASIS = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, -1.0]])
"""Parts of a weight besides the shared one, as columns: outside the article, inside, and before minus after.

The rows are the places of a weight: before, inside and after the article.
"""
ROUNDS = 400
MEMORY = 20
"""Corrections that L-BFGS keeps."""
FORBIDDEN = -1e9
"""Weight of an impossible transition, start or end."""
INSERT = STATES.index("insert")
END = np.array([FORBIDDEN if s == INSERT else 0.0 for s in range(4)])
"""Weights of end states. An insert cannot end a page: lines that no body follows are after the article."""
ALLOWED = np.zeros((4, 4), bool)
for _a, _b in STEPS:
    ALLOWED[_a, _b] = True
MAX_SCALE = 40.0
"""Largest factor by which the weight of a rare rule moves faster than that of a rule that matches every line."""


@numba.njit(cache=True, fastmath=True)
def _gather(columns: Any, ends: Any, weights: Any, scores: Any) -> None:
    """Add the weights of each line's columns to its scores before, inside and after the article."""
    for i in range(len(ends) - 1):
        before, inside, after = 0.0, 0.0, 0.0
        for k in range(ends[i], ends[i + 1]):
            before += weights[columns[k], 0]
            inside += weights[columns[k], 1]
            after += weights[columns[k], 2]
        scores[i, 0] += before
        scores[i, 2] += inside
        scores[i, 3] += after


@numba.njit(cache=True, fastmath=True)
def _scatter(columns: Any, ends: Any, by_line: Any, by_weight: Any) -> None:
    """Add the gradient of `_gather` to `by_weight`, given the gradient by line."""
    for i in range(len(ends) - 1):
        before, inside, after = by_line[i, 0], by_line[i, 2], by_line[i, 3]
        for k in range(ends[i], ends[i + 1]):
            by_weight[columns[k], 0] += before
            by_weight[columns[k], 1] += inside
            by_weight[columns[k], 2] += after


@numba.njit(cache=True, fastmath=True)
def _log_sum(a: Any, b: Any, c: Any, d: Any) -> Any:
    top = max(a, b, c, d)
    return top + np.log(np.exp(a - top) + np.exp(b - top) + np.exp(c - top) + np.exp(d - top))


@numba.njit(cache=True, fastmath=True)
def _forward_backward(scores: Any, transitions: Any, start: Any, end: Any, forward: Any, backward: Any) -> Any:
    """Fill in the log-sums over all sequences up to each line and after it; return that over whole sequences."""
    n = len(scores)
    for s in range(4):
        forward[0, s], backward[n - 1, s] = start[s] + scores[0, s], end[s]
    for t in range(1, n):
        p = forward[t - 1]
        for s in range(4):
            forward[t, s] = scores[t, s] + _log_sum(
                p[0] + transitions[0, s], p[1] + transitions[1, s], p[2] + transitions[2, s], p[3] + transitions[3, s]
            )
    for t in range(n - 2, -1, -1):
        p, q = backward[t + 1], scores[t + 1]
        for s in range(4):
            backward[t, s] = _log_sum(
                transitions[s, 0] + q[0] + p[0],
                transitions[s, 1] + q[1] + p[1],
                transitions[s, 2] + q[2] + p[2],
                transitions[s, 3] + q[3] + p[3],
            )
    p = forward[n - 1]
    return _log_sum(p[0] + end[0], p[1] + end[1], p[2] + end[2], p[3] + end[3])


@numba.njit(cache=True, fastmath=True)
def _chain_loss(
    scores: Any,
    states: Any,
    edges: Any,
    counts: Any,
    transitions: Any,
    start: Any,
    end: Any,
    by_transition: Any,
    by_start: Any,
) -> Any:
    """Return the loss of all pages.

    `scores` is overwritten with the gradient by line and state; the gradients by transition and by start state are
    added to `by_transition` and `by_start`.
    """
    loss = 0.0
    for page in range(len(edges) - 1):
        chain, gold, weight = scores[edges[page] : edges[page + 1]], states[edges[page] : edges[page + 1]], counts[page]
        forward, backward = np.empty_like(chain), np.empty_like(chain)
        total = _forward_backward(chain, transitions, start, end, forward, backward)
        gold_score = start[gold[0]] + chain[0, gold[0]]
        by_start[gold[0]] -= weight
        for s in range(4):
            by_start[s] += weight * np.exp(forward[0, s] + backward[0, s] - total)
        for t in range(1, len(chain)):
            gold_score += transitions[gold[t - 1], gold[t]] + chain[t, gold[t]]
            by_transition[gold[t - 1], gold[t]] -= weight
            for s in range(4):
                for r in range(4):
                    by_transition[s, r] += weight * np.exp(
                        forward[t - 1, s] + transitions[s, r] + chain[t, r] + backward[t, r] - total
                    )
        for t in range(len(chain)):
            for s in range(4):
                chain[t, s] = weight * np.exp(forward[t, s] + backward[t, s] - total)
            chain[t, gold[t]] -= weight
        loss += weight * (total - gold_score)
    return loss


class ChainData:
    """Training pages as arrays, and the loss of a vector of parameters on them.

    The vector holds, in order: a shared weight for each column, its parts by place (see `PLACE_BASIS`), three biases,
    the transitions, and two start weights. Weights of columns are stored divided by `scale`.
    """

    def __init__(self, pages: Sequence[TrainingPage], rulebook: Rulebook, only_markdown: bool = False) -> None:
        """With `only_markdown`, the weights of the rules for Markdown are fitted, and all others stay."""
        self.columns = np.concatenate([page.columns for page in pages])
        lengths = np.concatenate([np.diff(page.ends) for page in pages])
        self.ends = np.concatenate([[0], np.cumsum(lengths)])
        self.states = np.concatenate([page.states for page in pages])
        self.edges = np.cumsum([0, *(len(page.states) for page in pages)])
        self.counts = np.array([page.counts for page in pages])
        self.width = len(rulebook.weights)
        share = np.bincount(self.columns, minlength=self.width) / len(self.states)
        self.scale = np.clip(1 / np.sqrt(np.maximum(share, 1e-6)), 1, MAX_SCALE)
        entries = [weight for rule in rulebook.rules for weight in rule.weights]
        is_fixed = [
            not rule.has_single_weights and (not rule.is_fitted or rule.is_markdown != only_markdown)
            for rule in rulebook.rules
            for _ in rule.weights
        ]
        self.fixed = np.where(np.array(is_fixed)[:, None], np.array(entries, float), 0.0)
        """Weights of columns that are not fitted, 0 for the others."""
        self.is_free = np.where(is_fixed, 0.0, 1.0)
        self.l2 = np.repeat(
            [L2_FEATURE if rule.measure and rule.family not in RARE else L2_TEXT for rule in rulebook.rules],
            [len(rule.weights) for rule in rulebook.rules],
        )
        self.start = np.zeros(4 * self.width + 21)
        self.are_steps_free = not only_markdown
        if only_markdown:
            self.start[4 * self.width :] = _transition_vector(rulebook.transitions)
        costs = np.concatenate([page.costs for page in pages])
        is_body = self.states == BODY
        lost_cost = MARKDOWN_LOST_COST if only_markdown else LOST_COST
        self.margins = np.stack(
            [np.where(is_body == (s != BODY), costs * np.where(is_body, lost_cost, 1.0), 0.0) for s in range(4)], axis=1
        )
        self._add_fixed_weights(np.array(is_fixed))

    def _add_fixed_weights(self, is_fixed: NDArray[np.bool_]) -> None:
        """Add the weights that are not fitted to the margins, and leave their columns out."""
        _gather(self.columns, self.ends, self.fixed, self.margins)
        chosen = ~is_fixed[self.columns]
        self.columns = self.columns[chosen]
        self.ends = np.concatenate([[0], np.cumsum(chosen)])[self.ends]

    def unpack(self, vector: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Return shared weights, parts by place, biases of the states other than body, transitions, and starts."""
        w = self.width
        parts = vector[w : 4 * w].reshape(3, w) * self.scale
        transitions = np.where(ALLOWED, vector[4 * w + 3 : 4 * w + 19].reshape(4, 4), FORBIDDEN)
        start = np.array([vector[-2], vector[-1], FORBIDDEN, FORBIDDEN])
        return vector[:w] * self.scale, parts, vector[4 * w : 4 * w + 3], transitions, start

    def weights(self, shared: Floats, parts: Floats) -> Floats:
        """Return the weights of all columns before, inside and after the article, as rows of three."""
        return self._fitted_weights(shared, parts) + self.fixed

    def _fitted_weights(self, shared: Floats, parts: Floats) -> Floats:
        return np.ascontiguousarray((shared + PLACE_BASIS @ parts).T)

    def loss(self, vector: Floats) -> tuple[float, Floats]:
        """Return the objective and its gradient."""
        shared, parts, biases, transitions, start = self.unpack(vector)
        scores = self.margins.copy()
        scores[:, [0, 2, 3]] += biases
        _gather(self.columns, self.ends, self._fitted_weights(shared, parts), scores)
        by_transition, by_start = np.zeros((4, 4)), np.zeros(4)
        loss = _chain_loss(
            scores, self.states, self.edges, self.counts, transitions, start, END, by_transition, by_start
        )
        by_weight = np.zeros((self.width, 3))
        _scatter(self.columns, self.ends, scores, by_weight)
        raw_transitions = vector[4 * self.width + 3 : -2]
        loss += 0.5 * ((self.l2 * shared**2).sum() + (L2_PLACE * self.l2 * parts**2).sum())
        loss += 0.5 * L2_TRANSITION * (raw_transitions**2).sum()
        gradient = (
            (by_weight.sum(1) + self.l2 * shared) * self.scale * self.is_free,
            ((PLACE_BASIS.T @ by_weight.T + L2_PLACE * self.l2 * parts) * self.scale * self.is_free).ravel(),
            self.are_steps_free * scores[:, [0, 2, 3]].sum(0),
            self.are_steps_free * (np.where(ALLOWED, by_transition, 0.0).ravel() + L2_TRANSITION * raw_transitions),
            self.are_steps_free * by_start[:2],
        )
        return float(loss), np.concatenate(gradient)

    def fit(self) -> Floats:
        """Return the vector with the smallest loss found in `ROUNDS` rounds."""
        options = {"maxiter": ROUNDS, "maxcor": MEMORY, "ftol": 1e-7}
        found = minimize(self.loss, self.start, jac=True, method="L-BFGS-B", options=options)
        return np.asarray(found.x)


def _transition_vector(transitions: Mapping[str, float]) -> Floats:
    """Return the biases, the transitions and the starts of a rulebook, as in the vector of parameters."""
    steps = np.zeros((4, 4))
    for a, b in STEPS:
        steps[a, b] = transitions[f"{STATES[a]}>{STATES[b]}"]
    biases = [transitions.get(state, 0.0) for state in ("before", "insert", "after")]
    return np.array([*biases, *steps.ravel(), transitions[">before"], transitions[">body"]])


def fit_markdown(pages: Sequence[TrainingPage], rulebook: Rulebook) -> list[Weight]:
    """Fit the rules for Markdown to pages in Markdown; return the weights of all columns."""
    chain = ChainData(pages, rulebook, only_markdown=True)
    shared, parts, *_ = chain.unpack(chain.fit())
    return [(float(b), float(i), float(a)) for b, i, a in chain.weights(shared, parts)]


def fit_crf(pages: Sequence[TrainingPage], rulebook: Rulebook) -> tuple[list[Weight], dict[str, float]]:
    """Fit the model; return the weights of all columns, and the biases, start weights and transitions by name."""
    chain = ChainData(pages, rulebook)
    shared, parts, biases, steps, start = chain.unpack(chain.fit())
    transitions = dict(zip(("before", "insert", "after"), map(float, biases), strict=True))
    transitions |= {">before": float(start[0]), ">body": float(start[1])}
    transitions |= {f"{STATES[a]}>{STATES[b]}": float(steps[a, b]) for a, b in STEPS}
    return [(float(b), float(i), float(a)) for b, i, a in chain.weights(shared, parts)], transitions
