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

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cleaner.features.accumulator import PlaceScores
from cleaner.model import Weight
from cleaner.text.vectors import Column, mypyc_attr, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

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
"""The steps there are. An insert that nothing follows is what comes after, so it cannot end a page."""


@mypyc_attr(acyclic=True)
class LineState:
    """Where a line stands in the page, and by how much dropping it is better than keeping it."""

    def __init__(self, state: str, score: float, place: int) -> None:
        self.state: str = state
        self.score: float = score
        self.place: int = place
        """Where it would be dropped, or is: 0 before the article, 1 inside it, 2 after it."""


class Transitions:
    """The weights of steps from one state to the next, of starts, and of what is said of every line of a state."""

    def __init__(self, transitions: Mapping[str, float]) -> None:
        """`transitions` gives each step, "before>body", start, ">before", and state, "insert"; others never happen."""
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

    def biased(self, weights: PlaceScores, k: "i64") -> Weight:
        """What is said of line `k`, with what is said of every line of the state."""
        before, inside, after = weights.before[k], weights.inside[k], weights.after[k]
        return before + self.before, inside + self.insert, after + self.after


@mypyc_attr(acyclic=True)
class Lattice:
    """The best scores of any sequences up to and with each line, by the state they have in it."""

    def __init__(self, count: int) -> None:
        self.before: Column = vec[float]([0.0] * count)
        self.body: Column = vec[float]([0.0] * count)
        self.insert: Column = vec[float]([0.0] * count)
        self.after: Column = vec[float]([0.0] * count)

    def put(self, k: "i64", before: float, body: float, insert: float, after: float) -> None:
        """Those of line `k`."""
        self.before[k], self.body[k], self.insert[k], self.after[k] = before, body, insert, after


def segment(weights: PlaceScores, transitions: Mapping[str, float]) -> list[LineState]:
    """The best states for lines whose evidence sums up to `weights`, before, inside and after the article.

    `transitions` are those of a `Transitions`.
    """
    if not len(weights.before):
        return []
    g = Transitions(transitions)
    return _backward(weights, g, _forward(weights, g))


def _forward(weights: PlaceScores, g: Transitions) -> Lattice:
    """Of sequences up to and with each line."""
    n: i64 = len(weights.before)
    out = Lattice(n)
    b, i, a = g.biased(weights, 0)
    before, body, insert, after = g.starts[0] + b, g.starts[1], g.starts[2] + i, g.starts[3] + a
    out.put(0, before, body, insert, after)
    for k in range(1, n):
        b, i, a = g.biased(weights, k)
        inserted = max(body + g.body_insert, insert + g.insert_insert) + i
        after = max(body + g.body_after, after + g.after_after) + a
        body = _best(before + g.before_body, body + g.body_body, insert + g.insert_body)
        insert = inserted
        before = before + g.before_before + b
        out.put(k, before, body, insert, after)
    return out


def _backward(weights: PlaceScores, g: Transitions, above: Lattice) -> list[LineState]:
    """Where each line stands: by the best of sequences up to it, `above`, and those of sequences after it."""
    n: i64 = len(weights.before)
    before, body, insert, after = 0.0, 0.0, NEVER, 0.0
    out = [_drop_position(above, n - 1, before, body, insert, after)]
    for k in range(n - 1, 0, -1):
        b, i, a = g.biased(weights, k)
        before = max(before + b + g.before_before, body + g.before_body)
        insert += i
        after += a
        inserted = max(insert + g.insert_insert, body + g.insert_body)
        body = _best(body + g.body_body, insert + g.body_insert, after + g.body_after)
        insert = inserted
        after += g.after_after
        out.append(_drop_position(above, k - 1, before, body, insert, after))
    out.reverse()
    return out


def _best(a: float, b: float, c: float) -> float:
    return max(a, max(b, c))  # mypyc makes machine code of two, and a call with a tuple of three


def _drop_position(above: Lattice, k: "i64", before: float, body: float, insert: float, after: float) -> LineState:
    """Where line `k` stands, by the best sequences that have it in each state; the first of equals."""
    before, insert, after = above.before[k] + before, above.insert[k] + insert, above.after[k] + after
    dropped = _best(before, insert, after)
    place, state = (0, "before") if dropped == before else (1, "insert") if dropped == insert else (2, "after")
    margin = dropped - (above.body[k] + body)
    return LineState(state if margin > 0 else "body", margin, place)
