"""Evidence to a decision over the whole document: which lines are the body.

A page has a grammar. Something comes *before* the article, then its *body* with *inserts* in it, and
something *after*. Each line is in one of these four states. In `body` a line scores nothing; in the other
three it scores the sum of the weights its evidence has there, and each step from one line's state to the
next one's has a weight of its own. The best-scoring sequence of states is found by dynamic programming
in one pass forward and one backward (Viterbi 1967; the page grammar as a chain is that of Marek,
Pecina and Spousta, "Web Page Cleaning with Conditional Random Fields", WAC3 2007).

The score of a line is how much better the best sequence that drops it is than the best one that keeps
it. It is the line's own evidence plus one number for everything around it, so it can be explained whole.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cleaner.rule import Weight

STATES: Final = ("before", "body", "insert", "after")
NEVER: Final = float("-inf")
BODY: Final = 1
DROPPED: Final = (0, 2, 3)
STEPS = tuple(
    (STATES.index(a), STATES.index(b))
    for a, b in (
        ("before", "before"), ("before", "body"), ("body", "body"), ("body", "insert"), ("body", "after"),
        ("insert", "insert"), ("insert", "body"), ("after", "after"),
    )
)  # fmt: skip
"""The steps there are. An insert that nothing follows is what comes after, so it cannot end a page."""


class Placed(NamedTuple):
    """Where a line stands in the page, and by how much dropping it is better than keeping it.

    `place` is where it would be dropped, or is: 0 before the article, 1 inside it, 2 after it.
    """

    state: str
    score: float
    place: int


class Steps:
    """The steps that a grammar allows, as columns: from which state, to which, and their weights."""

    def __init__(self, transitions: Mapping[str, float]) -> None:
        allowed = [(a, b, f"{STATES[a]}>{STATES[b]}") for a, b in STEPS]
        allowed = [step for step in allowed if step[2] in transitions]
        self.froms: list[int] = [a for a, _, _ in allowed]
        self.tos: list[int] = [b for _, b, _ in allowed]
        self.weights: list[float] = [float(transitions[name]) for _, _, name in allowed]
        self.starts: list[float] = [float(transitions.get(f">{state}", NEVER)) for state in STATES]
        self.biases: list[float] = [float(transitions.get(state, 0.0)) for state in STATES]


def decide(weights: Sequence[Weight], transitions: Mapping[str, float]) -> list[Placed]:
    """The best states for lines whose evidence sums up to `weights`, before, inside and after the article.

    `transitions` gives the weight of each step, "before>body", of each state, "insert", and of the
    states a page may start with, ">before". A step that is missing never happens.
    """
    if not weights:
        return []
    steps = Steps(transitions)
    bias = steps.biases
    emissions: list[list[float]] = []
    for before, inside, after in weights:
        emissions.append([before + bias[0], 0.0, inside + bias[2], after + bias[3]])
    forward, backward = _forward(emissions, steps), _backward(emissions, steps)
    return [_place(forward[i], backward[i]) for i in range(len(emissions))]


def _forward(emissions: list[list[float]], steps: Steps) -> list[list[float]]:
    """Best score of any sequence up to and with each line, by the state of that line."""
    row = [steps.starts[k] + emissions[0][k] for k in range(4)]
    out = [row]
    for i in range(1, len(emissions)):
        best = [NEVER, NEVER, NEVER, NEVER]
        for k in range(len(steps.weights)):
            to = steps.tos[k]
            score = row[steps.froms[k]] + steps.weights[k] + emissions[i][to]
            if score > best[to]:
                best[to] = score
        row = best
        out.append(row)
    return out


def _backward(emissions: list[list[float]], steps: Steps) -> list[list[float]]:
    """Best score of any sequence after each line, by the state of that line."""
    row = [NEVER if state == "insert" else 0.0 for state in STATES]
    out = [row]
    for i in range(len(emissions) - 1, 0, -1):
        best = [NEVER, NEVER, NEVER, NEVER]
        for k in range(len(steps.weights)):
            to = steps.tos[k]
            score = row[to] + emissions[i][to] + steps.weights[k]
            if score > best[steps.froms[k]]:
                best[steps.froms[k]] = score
        row = best
        out.append(row)
    out.reverse()
    return out


def _place(forward: list[float], backward: list[float]) -> Placed:
    """Where a line stands, by the best sequences that have it in each state; the first of equals."""
    place = 0
    dropped = forward[0] + backward[0]
    for k in (1, 2):
        score = forward[DROPPED[k]] + backward[DROPPED[k]]
        if score > dropped:
            place, dropped = k, score
    margin = dropped - (forward[BODY] + backward[BODY])
    return Placed(STATES[DROPPED[place]] if margin > 0 else "body", margin, place)
