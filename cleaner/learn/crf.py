"""A linear-chain conditional random field over the four states of `cleaner.decision.segments`.

The model is that of Lafferty, McCallum and Pereira (ICML 2001), and its objective the softmax-margin of Gimpel
and Smith (NAACL 2010): a sequence that gets lines wrong must score lower than the right one by what those
lines cost, and a line costs in proportion to its words; a lost line of the article costs `LOST` times as much as
one of boilerplate that is left. Weights are pulled to 0, those of measures harder, because they see every line.

Fitting ends after `ROUNDS` rounds: that is a part of the regularisation, and later rounds fit sites.
"""

from collections.abc import Sequence
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
LOST = 2.0
"""Price of a lost line of the article, where one of boilerplate that is left costs 1."""
PULL_MEASURE, PULL_TEXT, PULL_STEP = 30.0, 3.0, 0.01
"""Pull to 0 (L2): of measures, of phrases and patterns, of steps."""
PULL_ADDED = np.array([[3.0], [3.0], [300.0]])
"""How many times as hard the three parts in `PLACES` are pulled to 0: before and after are held close together."""
PLACES = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, -1.0]])
"""What a weight is made of before, inside and after the article (rows), beside what all three share: a part for
outside, a part for inside, and one by which before and after differ (columns)."""
ROUNDS = 120
MEMORY = 20
NEVER = -1e9
INSERT = STATES.index("insert")
END = np.array([NEVER if s == INSERT else 0.0 for s in range(4)])
"""An insert that nothing follows is what comes after."""
ALLOWED = np.zeros((4, 4), bool)
for _a, _b in STEPS:
    ALLOWED[_a, _b] = True
RARE = 40.0
"""How much faster the weight of a rare rule may move than that of one that sees every line."""


@numba.njit(cache=True, fastmath=True)
def _gather(columns: Any, ends: Any, weights: Any, scores: Any) -> None:
    """Adds to the scores of each line what its columns weigh, before, inside and after the article."""
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
    """The gradient of `_gather`."""
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
def _sums(scores: Any, steps: Any, start: Any, end: Any, ahead: Any, back: Any) -> Any:
    """Fills in the log-sums of all sequences up to each line and after it; returns that of whole sequences."""
    n = len(scores)
    for s in range(4):
        ahead[0, s], back[n - 1, s] = start[s] + scores[0, s], end[s]
    for t in range(1, n):
        p = ahead[t - 1]
        for s in range(4):
            ahead[t, s] = scores[t, s] + _log_sum(
                p[0] + steps[0, s], p[1] + steps[1, s], p[2] + steps[2, s], p[3] + steps[3, s]
            )
    for t in range(n - 2, -1, -1):
        p, q = back[t + 1], scores[t + 1]
        for s in range(4):
            back[t, s] = _log_sum(
                steps[s, 0] + q[0] + p[0],
                steps[s, 1] + q[1] + p[1],
                steps[s, 2] + q[2] + p[2],
                steps[s, 3] + q[3] + p[3],
            )
    p = ahead[n - 1]
    return _log_sum(p[0] + end[0], p[1] + end[1], p[2] + end[2], p[3] + end[3])


@numba.njit(cache=True, fastmath=True)
def _chain(
    scores: Any, states: Any, edges: Any, counts: Any, steps: Any, start: Any, end: Any, by_step: Any, by_start: Any
) -> Any:
    """Loss of all pages; `scores` become its gradient by line and state."""
    loss = 0.0
    for page in range(len(edges) - 1):
        mine, right, weight = scores[edges[page] : edges[page + 1]], states[edges[page] : edges[page + 1]], counts[page]
        ahead, back = np.empty_like(mine), np.empty_like(mine)
        total = _sums(mine, steps, start, end, ahead, back)
        gold = start[right[0]] + mine[0, right[0]]
        by_start[right[0]] -= weight
        for s in range(4):
            by_start[s] += weight * np.exp(ahead[0, s] + back[0, s] - total)
        for t in range(1, len(mine)):
            gold += steps[right[t - 1], right[t]] + mine[t, right[t]]
            by_step[right[t - 1], right[t]] -= weight
            for s in range(4):
                for r in range(4):
                    by_step[s, r] += weight * np.exp(ahead[t - 1, s] + steps[s, r] + mine[t, r] + back[t, r] - total)
        for t in range(len(mine)):
            for s in range(4):
                mine[t, s] = weight * np.exp(ahead[t, s] + back[t, s] - total)
            mine[t, right[t]] -= weight
        loss += weight * (total - gold)
    return loss


class ChainData:
    """What is fitted, in one vector: a shared weight a column, what is added to it by place, biases, steps, starts."""

    def __init__(self, pages: Sequence[TrainingPage], rulebook: Rulebook) -> None:
        self.columns = np.concatenate([page.columns for page in pages])
        lengths = np.concatenate([np.diff(page.ends) for page in pages])
        self.ends = np.concatenate([[0], np.cumsum(lengths)])
        self.states = np.concatenate([page.states for page in pages])
        self.edges = np.cumsum([0, *(len(page.states) for page in pages)])
        self.counts = np.array([page.counts for page in pages])
        self.width = len(rulebook.weights)
        share = np.bincount(self.columns, minlength=self.width) / len(self.states)
        self.scale = np.clip(1 / np.sqrt(np.maximum(share, 1e-6)), 1, RARE)
        self.pull = np.repeat(
            [PULL_MEASURE if rule.measure else PULL_TEXT for rule in rulebook.rules],
            [len(rule.weights) for rule in rulebook.rules],
        )
        prices = np.concatenate([page.prices for page in pages])
        is_body = self.states == BODY
        self.margins = np.stack(
            [np.where(is_body == (s != BODY), prices * np.where(is_body, LOST, 1.0), 0.0) for s in range(4)], axis=1
        )

    def parts(self, vector: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Shared weights, what is added to them (see `PLACES`), biases of the states but the body, steps, starts."""
        w = self.width
        added = vector[w : 4 * w].reshape(3, w) * self.scale
        steps = np.where(ALLOWED, vector[4 * w + 3 : 4 * w + 19].reshape(4, 4), NEVER)
        start = np.array([vector[-2], vector[-1], NEVER, NEVER])
        return vector[:w] * self.scale, added, vector[4 * w : 4 * w + 3], steps, start

    def loss(self, vector: Floats) -> tuple[float, Floats]:
        """The objective and its gradient."""
        shared, added, biases, steps, start = self.parts(vector)
        scores = self.margins.copy()
        scores[:, [0, 2, 3]] += biases
        _gather(self.columns, self.ends, np.ascontiguousarray((shared + PLACES @ added).T), scores)
        by_step, by_start = np.zeros((4, 4)), np.zeros(4)
        loss = _chain(scores, self.states, self.edges, self.counts, steps, start, END, by_step, by_start)
        by_weight = np.zeros((self.width, 3))
        _scatter(self.columns, self.ends, scores, by_weight)
        raw_steps = vector[4 * self.width + 3 : -2]
        loss += 0.5 * ((self.pull * shared**2).sum() + (PULL_ADDED * self.pull * added**2).sum())
        loss += 0.5 * PULL_STEP * (raw_steps**2).sum()
        gradient = (
            (by_weight.sum(1) + self.pull * shared) * self.scale,
            ((PLACES.T @ by_weight.T + PULL_ADDED * self.pull * added) * self.scale).ravel(),
            scores[:, [0, 2, 3]].sum(0),
            np.where(ALLOWED, by_step, 0.0).ravel() + PULL_STEP * raw_steps,
            by_start[:2],
        )
        return float(loss), np.concatenate(gradient)

    def fit(self) -> Floats:
        """The best vector."""
        options = {"maxiter": ROUNDS, "maxcor": MEMORY, "ftol": 1e-7}
        found = minimize(self.loss, np.zeros(4 * self.width + 21), jac=True, method="L-BFGS-B", options=options)
        return np.asarray(found.x)


def fit_crf(pages: Sequence[TrainingPage], rulebook: Rulebook) -> tuple[list[Weight], dict[str, float]]:
    """The weights of all columns, before, inside and after the article, and of the grammar's states and steps."""
    chain = ChainData(pages, rulebook)
    shared, added, biases, steps, start = chain.parts(chain.fit())
    grammar = dict(zip(("before", "insert", "after"), map(float, biases), strict=True))
    grammar |= {">before": float(start[0]), ">body": float(start[1])}
    grammar |= {f"{STATES[a]}>{STATES[b]}": float(steps[a, b]) for a, b in STEPS}
    return [(float(b), float(i), float(a)) for b, i, a in (shared + PLACES @ added).T], grammar
