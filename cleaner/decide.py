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
from typing import NamedTuple

from cleaner.rule import Weight

STATES = ("before", "body", "insert", "after")
NEVER = float("-inf")
BODY = STATES.index("body")
DROPPED = (0, 2, 3)
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


def decide(weights: Sequence[Weight], transitions: Mapping[str, float]) -> list[Placed]:
    """The best states for lines whose evidence sums up to `weights`, before, inside and after the article.

    `transitions` gives the weight of each step, "before>body", of each state, "insert", and of the
    states a page may start with, ">before". A step that is missing never happens.
    """
    if not weights:
        return []
    steps = [(a, b, w) for a, b in STEPS if (w := transitions.get(f"{STATES[a]}>{STATES[b]}")) is not None]
    biases = [transitions.get(state, 0.0) for state in STATES]
    emissions = [[b + biases[0], 0.0, i + biases[2], a + biases[3]] for b, i, a in weights]
    start = [transitions.get(f">{state}", NEVER) for state in STATES]
    forward = _forward(emissions, start, steps)
    backward = _backward(emissions, steps)
    return [_place([f + b for f, b in zip(*both, strict=True)]) for both in zip(forward, backward, strict=True)]


def _forward(
    emissions: list[list[float]], start: list[float], steps: list[tuple[int, int, float]]
) -> list[list[float]]:
    """Best score of any sequence up to and with each line, by the state of that line."""
    row = [s + e for s, e in zip(start, emissions[0], strict=True)]
    out = [row]
    for emission in emissions[1:]:
        best = [NEVER] * 4
        for a, b, weight in steps:
            if (score := row[a] + weight) > best[b]:
                best[b] = score
        row = [s + e for s, e in zip(best, emission, strict=True)]
        out.append(row)
    return out


def _backward(emissions: list[list[float]], steps: list[tuple[int, int, float]]) -> list[list[float]]:
    """Best score of any sequence after each line, by the state of that line."""
    row = [NEVER if state == "insert" else 0.0 for state in STATES]
    out = [row]
    for emission in reversed(emissions[1:]):
        best = [NEVER] * 4
        for a, b, weight in steps:
            if (score := row[b] + emission[b] + weight) > best[a]:
                best[a] = score
        row = best
        out.append(row)
    return out[::-1]


def _place(scores: list[float]) -> Placed:
    place, dropped = max(enumerate(DROPPED), key=lambda p: scores[p[1]])
    margin = scores[dropped] - scores[BODY]
    return Placed(STATES[dropped] if margin > 0 else "body", margin, place)
