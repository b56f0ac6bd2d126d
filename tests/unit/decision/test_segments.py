"""The sequence model finds the best sequence of states, on pages short enough to try them all."""

from itertools import pairwise, product
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.decision.segments import STATES, STEPS, LineState, body_gains, segment
from cleaner.features.accumulator import place_scores
from cleaner.model import Weight

NAMES = [
    *(f"{STATES[a]}>{STATES[b]}" for a, b in STEPS),
    *(f">{state}" for state in STATES),
    "before",
    "insert",
    "after",
]
"""Keys of a grammar: transitions, first states, and states."""
WHOLE = st.integers(-9, 9).map(float)  # sums of whole numbers are exact, so ties are exact
WEIGHTS = st.lists(st.tuples(WHOLE, WHOLE, WHOLE), min_size=1, max_size=4)
GRAMMARS = st.builds(
    lambda grammar, missing: {name: grammar[name] for name in NAMES if name not in missing},
    st.fixed_dictionaries(dict.fromkeys(NAMES, WHOLE)),
    st.frozensets(st.sampled_from(NAMES), max_size=3),
)
FREE = dict.fromkeys(NAMES, 0.0)
"""Grammar in which everything weighs 0."""


def decided(weights: list[Weight], grammar: dict[str, float]) -> list[LineState]:
    return segment(place_scores(weights), grammar)


def total(states: tuple[str, ...], weights: list[Weight], grammar: dict[str, float]) -> float:
    """Return the score of a sequence of states, -inf if it is impossible."""
    if states[-1] == "insert":
        return -inf
    score = grammar.get(f">{states[0]}", -inf)
    for above, below in pairwise(states):
        score += grammar.get(f"{above}>{below}", -inf)
    for state, (before, insert, after) in zip(states, weights, strict=True):
        score += {"before": before, "body": 0.0, "insert": insert, "after": after}[state] + grammar.get(state, 0.0)
    return score


def tried(weights: list[Weight], grammar: dict[str, float]) -> list[dict[str, float]]:
    """Return, for each line and state, the best score of all sequences with that state there."""
    found = [dict.fromkeys(STATES, -inf) for _ in weights]
    for states in product(STATES, repeat=len(weights)):
        score = total(states, weights, grammar)
        for best, state in zip(found, states, strict=True):
            best[state] = max(best[state], score)
    return found


def placed(best: dict[str, float]) -> tuple[str, float, int]:
    """Return the state, score and place of a line from the best score of each state. The first state wins a tie."""
    out = [state for state in STATES if state != "body"]
    place = max(range(len(out)), key=lambda i: best[out[i]])
    score = best[out[place]] - best["body"]
    return out[place] if score > 0 else "body", score, place


def seen(line: LineState) -> tuple[str, float, int]:
    return line.state, line.score, line.place


@given(WEIGHTS, GRAMMARS)
def test_the_best_of_all_sequences_is_found(weights: list[Weight], grammar: dict[str, float]) -> None:
    for line, best in zip(decided(weights, grammar), tried(weights, grammar), strict=True):
        if best["body"] > -inf:
            assert seen(line) == placed(best)


@pytest.mark.parametrize("never", ["", *(name for name in NAMES if ">" in name)])
def test_a_step_without_a_weight_never_happens(never: str) -> None:
    grammar = {name: 3.0 - i for i, name in enumerate(NAMES) if name != never}
    weights = [(1.0, 2.0, -1.0), (-2.0, 3.0, 1.0), (4.0, 2.0, -3.0), (-1.0, 2.0, 5.0)]
    assert [seen(line) for line in decided(weights, grammar)] == [placed(best) for best in tried(weights, grammar)]


def test_a_state_without_a_weight_has_none() -> None:
    steps = {name: weight for name, weight in FREE.items() if ">" in name}
    weights = [(2.0, 0.0, 0.0), (0.0, 0.0, 1.0)]
    assert [seen(line) for line in decided(weights, steps)] == [seen(line) for line in decided(weights, FREE)]


def test_a_page_has_something_before_inside_and_after_its_article() -> None:
    weights = [(5.0, -5.0, -5.0), (-5.0, -5.0, -5.0), (-5.0, 5.0, -5.0), (-5.0, -5.0, -5.0), (-5.0, -5.0, 5.0)]
    assert [line.state for line in decided(weights, FREE)] == ["before", "body", "insert", "body", "after"]


def test_an_insert_that_nothing_follows_is_what_comes_after() -> None:
    assert [line.state for line in decided([(-9.0, -9.0, -9.0), (-9.0, 9.0, 1.0)], FREE)] == ["body", "after"]


def test_a_line_that_might_as_well_be_kept_is_kept() -> None:
    assert [seen(line) for line in decided([(0.0, 0.0, 0.0)], FREE)] == [("body", 0.0, 0)]


def test_a_page_without_lines() -> None:
    assert decided([], FREE) == []


@given(WEIGHTS, st.fixed_dictionaries(dict.fromkeys(NAMES, WHOLE)))
def test_gains_are_those_of_all_sequences(weights: list[Weight], grammar: dict[str, float]) -> None:
    states = decided(weights, grammar)
    body = {i for i, state in enumerate(states) if state.state == "body"}
    nothing = total(("before",) * len(weights), weights, grammar)
    sequences = [*product(STATES, repeat=len(weights))]
    best = max(total(one, weights, grammar) for one in sequences)
    rivals = [one for one in sequences if not any(one[i] == "body" for i in body)]
    rival = max(total(one, weights, grammar) for one in rivals)
    assert body_gains(place_scores(weights), grammar, states) == (best - nothing, rival - nothing)


def test_a_page_without_lines_gains_nothing() -> None:
    assert body_gains(place_scores([]), FREE, []) == (0.0, 0.0)
