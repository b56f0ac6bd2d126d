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
from typing import Final

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


class Placed:
    """Where a line stands in the page, and by how much dropping it is better than keeping it."""

    def __init__(self, state: str, score: float, place: int) -> None:
        self.state: str = state
        self.score: float = score
        self.place: int = place
        """Where it would be dropped, or is: 0 before the article, 1 inside it, 2 after it."""


class Grammar:
    """The weights of steps from one state to the next, of starts, and of what is said of every line of a state."""

    def __init__(self, transitions: Mapping[str, float]) -> None:
        """`transitions` gives each step, "before>body", start, ">before", and state, "insert"; others never happen."""
        allowed = {f"{STATES[a]}>{STATES[b]}" for a, b in STEPS} & transitions.keys()
        steps = {name: float(transitions[name]) for name in allowed}
        self.before_before: float = steps.get("before>before", NEVER)
        self.before_body: float = steps.get("before>body", NEVER)
        self.body_body: float = steps.get("body>body", NEVER)
        self.body_insert: float = steps.get("body>insert", NEVER)
        self.body_after: float = steps.get("body>after", NEVER)
        self.insert_insert: float = steps.get("insert>insert", NEVER)
        self.insert_body: float = steps.get("insert>body", NEVER)
        self.after_after: float = steps.get("after>after", NEVER)
        self.starts: list[float] = [float(transitions.get(f">{state}", NEVER)) for state in STATES]
        self.biases: list[float] = [float(transitions.get(state, 0.0)) for state in STATES]


class Best:
    """For each line the best score of any sequence, by the state of that line."""

    def __init__(self) -> None:
        self.before: list[float] = []
        self.body: list[float] = []
        self.insert: list[float] = []
        self.after: list[float] = []

    def append(self, before: float, body: float, insert: float, after: float) -> None:
        """One line more."""
        self.before.append(before)
        self.body.append(body)
        self.insert.append(insert)
        self.after.append(after)


def decide(weights: Sequence[Weight], transitions: Mapping[str, float]) -> list[Placed]:
    """The best states for lines whose evidence sums up to `weights`, before, inside and after the article.

    `transitions` are those of a `Grammar`.
    """
    if not weights:
        return []
    g = Grammar(transitions)
    bias = g.biases
    biased = [(w[0] + bias[0], w[1] + bias[2], w[2] + bias[3]) for w in weights]
    forward, backward = _forward(biased, g), _backward(biased, g)
    n = len(biased)
    out: list[Placed] = []
    for i in range(n):
        k = n - 1 - i
        before, insert = forward.before[i] + backward.before[k], forward.insert[i] + backward.insert[k]
        after = forward.after[i] + backward.after[k]
        out.append(_place(before, insert, after, forward.body[i] + backward.body[k]))
    return out


def _forward(weights: list[Weight], g: Grammar) -> Best:
    """Of sequences up to and with each line."""
    best = Best()
    b, i, a = weights[0]
    before, body, insert, after = g.starts[0] + b, g.starts[1], g.starts[2] + i, g.starts[3] + a
    best.append(before, body, insert, after)
    for k in range(1, len(weights)):
        b, i, a = weights[k]
        new_body = max(before + g.before_body, body + g.body_body, insert + g.insert_body)
        new_insert = max(body + g.body_insert, insert + g.insert_insert) + i
        after = max(body + g.body_after, after + g.after_after) + a
        before = before + g.before_before + b
        body, insert = new_body, new_insert
        best.append(before, body, insert, after)
    return best


def _backward(weights: list[Weight], g: Grammar) -> Best:
    """Of sequences after each line, the last line first."""
    best = Best()
    before, body, insert, after = 0.0, 0.0, NEVER, 0.0
    best.append(before, body, insert, after)
    for k in range(len(weights) - 1, 0, -1):
        b, i, a = weights[k]
        new_before = max(before + b + g.before_before, body + g.before_body)
        new_body = max(body + g.body_body, insert + i + g.body_insert, after + a + g.body_after)
        insert = max(insert + i + g.insert_insert, body + g.insert_body)
        after = after + a + g.after_after
        before, body = new_before, new_body
        best.append(before, body, insert, after)
    return best


def _place(before: float, insert: float, after: float, body: float) -> Placed:
    """Where a line stands, by the best sequences that have it in each state; the first of equals."""
    dropped = max(before, insert, after)
    place = 0 if dropped == before else 1 if dropped == insert else 2
    margin = dropped - body
    return Placed(STATES[DROPPED[place]] if margin > 0 else "body", margin, place)
