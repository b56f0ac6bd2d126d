"""Segmentation: the best sequence of states for the lines of a page.

Every line is *before* the article, in its *body*, in an *insert* in it, or *after* it. In state `body` a line scores 0;
in the other three it scores the sum of its evidence there. Each transition from a line's state to the next one's has a
weight too. The best sequence is found by dynamic programming, in one pass forward and one backward (Viterbi 1967; the
page grammar as a chain is that of Marek, Pecina and Spousta, "Web Page Cleaning with Conditional Random Fields", WAC3
2007).

The score of a line is the score of the best sequence that drops it, minus that of the best one that keeps it. It is the
line's own evidence plus one number for everything around it, so it can be explained in full.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cleaner.features.accumulator import PlaceScores
from cleaner.model import Weight
from cleaner.text.vectors import Column, mypyc_attr, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

STATES: Final = ("before", "body", "insert", "after")
NEVER: Final = float("-inf")
BODY: Final = 1
STEPS = tuple(
    (STATES.index(a), STATES.index(b))
    for a, b in (
        ("before", "before"), ("before", "body"), ("body", "body"), ("body", "insert"), ("body", "after"),
        ("insert", "insert"), ("insert", "body"), ("after", "after"),
    )
)  # fmt: skip
"""Possible transitions, as pairs of indexes in `STATES`. An insert is followed by body, so it cannot end a page."""


@mypyc_attr(acyclic=True)
class LineState:
    """State of a line, and how much better it is to drop the line than to keep it."""

    def __init__(self, state: str, score: float, place: int) -> None:
        self.state: str = state
        self.score: float = score
        self.place: int = place
        """Place where the line is dropped, or would be: 0 before the article, 1 inside, 2 after."""


class Transitions:
    """Weights of transitions and of start states, and biases of the states other than body."""

    def __init__(self, transitions: Mapping[str, float]) -> None:
        """`transitions` has keys such as "before>body", ">before" for a start, and "insert" for a bias.

        A transition or start without a weight is impossible; a missing bias is 0.
        """
        step = transitions.get
        self.before_before: float = step("before>before", NEVER)
        self.before_body: float = step("before>body", NEVER)
        self.body_body: float = step("body>body", NEVER)
        self.body_insert: float = step("body>insert", NEVER)
        self.body_after: float = step("body>after", NEVER)
        self.insert_insert: float = step("insert>insert", NEVER)
        self.insert_body: float = step("insert>body", NEVER)
        self.after_after: float = step("after>after", NEVER)
        self.starts: list[float] = [step(f">{state}", NEVER) for state in STATES]
        self.before: float = step("before", 0.0)
        self.insert: float = step("insert", 0.0)
        self.after: float = step("after", 0.0)

    def add_bias(self, weights: PlaceScores, k: "i64") -> Weight:
        """Return the weights of line `k` plus the biases."""
        before, inside, after = weights.before[k], weights.inside[k], weights.after[k]
        return before + self.before, inside + self.insert, after + self.after


@mypyc_attr(acyclic=True)
class Lattice:
    """Score of the best sequence that ends at each line, for each state of that line."""

    def __init__(self, count: int) -> None:
        self.before: Column = vec[float]([0.0] * count)
        self.body: Column = vec[float]([0.0] * count)
        self.insert: Column = vec[float]([0.0] * count)
        self.after: Column = vec[float]([0.0] * count)

    def put(self, k: "i64", before: float, body: float, insert: float, after: float) -> None:
        """Set the scores of line `k`."""
        self.before[k], self.body[k], self.insert[k], self.after[k] = before, body, insert, after


def segment(weights: PlaceScores, transitions: Mapping[str, float]) -> list[LineState]:
    """Return the best states of lines, given the sum of their evidence in each place.

    `transitions` are those of `Transitions`.
    """
    if not len(weights.before):
        return []
    t = Transitions(transitions)
    return _backward(weights, t, _forward(weights, t))


def _forward(weights: PlaceScores, t: Transitions) -> Lattice:
    n: i64 = len(weights.before)
    out = Lattice(n)
    b, i, a = t.add_bias(weights, 0)
    before, body, insert, after = t.starts[0] + b, t.starts[1], t.starts[2] + i, t.starts[3] + a
    out.put(0, before, body, insert, after)
    for k in range(1, n):
        b, i, a = t.add_bias(weights, k)
        new_insert = max(body + t.body_insert, insert + t.insert_insert) + i
        after = max(body + t.body_after, after + t.after_after) + a
        body = _best(before + t.before_body, body + t.body_body, insert + t.insert_body)
        insert = new_insert
        before = before + t.before_before + b
        out.put(k, before, body, insert, after)
    return out


def _backward(weights: PlaceScores, t: Transitions, above: Lattice) -> list[LineState]:
    """Return the state of each line; `above` has the scores up to each line, and those below it are computed here."""
    n: i64 = len(weights.before)
    before, body, insert, after = 0.0, 0.0, NEVER, 0.0
    out = [_line_state(above, n - 1, before, body, insert, after)]
    for k in range(n - 1, 0, -1):
        b, i, a = t.add_bias(weights, k)
        before = max(before + b + t.before_before, body + t.before_body)
        insert += i
        after += a
        new_insert = max(insert + t.insert_insert, body + t.insert_body)
        body = _best(body + t.body_body, insert + t.body_insert, after + t.body_after)
        insert = new_insert
        after += t.after_after
        out.append(_line_state(above, k - 1, before, body, insert, after))
    out.reverse()
    return out


def body_gains(weights: PlaceScores, transitions: Mapping[str, float], states: list[LineState]) -> tuple[float, float]:
    """Return how much the best sequence gains over dropping all lines, and how much its best rival does.

    `states` are those of the best sequence. A rival keeps none of the lines that it keeps.
    """
    n: i64 = len(weights.before)
    if not n:
        return 0.0, 0.0
    t = Transitions(transitions)
    b, i, a = t.add_bias(weights, 0)
    before, body, insert, after = t.starts[0] + b, t.starts[1], t.starts[2] + i, t.starts[3] + a
    other_body, other_insert, other_after = NEVER if states[0].state == "body" else body, insert, after
    for k in range(1, n):
        b, i, a = t.add_bias(weights, k)
        new_insert = max(body + t.body_insert, insert + t.insert_insert) + i
        after = max(body + t.body_after, after + t.after_after) + a
        body = _best(before + t.before_body, body + t.body_body, insert + t.insert_body)
        insert = new_insert
        new_insert = max(other_body + t.body_insert, other_insert + t.insert_insert) + i
        other_after = max(other_body + t.body_after, other_after + t.after_after) + a
        other_body = _best(before + t.before_body, other_body + t.body_body, other_insert + t.insert_body)
        other_insert = new_insert
        if states[k].state == "body":
            other_body = NEVER
        before = before + t.before_before + b
    return _best(before, body, after) - before, _best(before, other_body, other_after) - before


def _best(a: float, b: float, c: float) -> float:
    return max(a, max(b, c))  # mypyc compiles `max` of two to machine code, and `max` of three to a slow call


def _line_state(above: Lattice, k: "i64", before: float, body: float, insert: float, after: float) -> LineState:
    """Return the state of line `k`, given the best score of the lines below for each of its states.

    The first of equal states wins.
    """
    before, insert, after = above.before[k] + before, above.insert[k] + insert, above.after[k] + after
    dropped = _best(before, insert, after)
    place, state = (0, "before") if dropped == before else (1, "insert") if dropped == insert else (2, "after")
    margin = dropped - (above.body[k] + body)
    return LineState(state if margin > 0 else "body", margin, place)
