"""Distances to flagged lines above and below, by hand."""

from importlib import import_module
from math import inf

import pytest

from cleaner.features import windows
from cleaner.features.accumulator import FeatureColumn, ScoreAccumulator
from cleaner.features.windows import FAR, lines_since, lines_until, true_runs
from cleaner.text.vectors import Flags

IS_COMPILED = not str(windows.__file__).endswith(".py")


def flags(text: str) -> Flags:
    """Return a flag per character, true for `x`, in the form that the module takes: compiled, it takes no list."""
    vec = import_module("librt.vecs" if IS_COMPILED else "cleaner.text.vectors").vec
    made: Flags = vec[bool]([char == "x" for char in text])
    return made


def column(count: int) -> tuple[ScoreAccumulator, FeatureColumn]:
    scores = ScoreAccumulator(count, {}, frozenset(("distance",)))
    return scores, scores.track("distance")


def since(text: str, inside: str | None = None, limit: float = inf) -> list[float]:
    """Return the distance of each line to the last flagged one above; `inside` has an `x` for each line inside."""
    scores, distance = column(len(text))
    lines_since(flags(text), distance, limit, None if inside is None else [char == "x" for char in inside])
    return list(scores.columns["distance"].values)


def until(text: str, limit: float = inf) -> list[float]:
    scores, distance = column(len(text))
    lines_until(flags(text), distance, limit)
    return list(scores.columns["distance"].values)


def test_distances_count_lines_up_and_down() -> None:
    assert since("..x..x.") == [FAR + 1, FAR + 2, 0, 1, 2, 0, 1]
    assert until("..x..x.") == [2, 1, 0, 2, 1, 0, FAR + 1]
    assert since("") == until("") == []


def test_distances_are_at_most_the_limit() -> None:
    assert since("..x...", limit=2) == [2, 2, 0, 1, 2, 2]
    assert until("...x..", limit=2) == [2, 2, 1, 0, 2, 2]


def test_lines_inside_see_no_flagged_line_above_their_run() -> None:
    assert since("x......", "..xxx..", FAR) == [0, 1, FAR, FAR, FAR, FAR, FAR]
    assert since("x......", "..xxx..") == [0, 1, FAR + 1, FAR + 2, FAR + 3, FAR + 4, FAR + 5]


def test_lines_inside_see_flagged_lines_of_their_run() -> None:
    assert since("x...x..", "..xxxxx", FAR) == [0, 1, FAR, FAR, 0, 1, 2]
    assert since("x.x....", "..xxx..", FAR) == [0, 1, 0, 1, 2, 3, 4], "the first line of the run is flagged"


def test_each_run_inside_begins_anew() -> None:
    assert since("x..x..", ".x..xx", FAR) == [0, FAR, FAR, 0, FAR, FAR]
    assert since("x.....", "x.x.x.", FAR) == [0, 1, FAR, FAR, FAR, FAR]


@pytest.mark.parametrize("text", ["", "x", "..x..x.", "....", "xx.x"])
def test_without_lines_inside_nothing_begins_anew(text) -> None:
    assert since(text, "." * len(text)) == since(text)


def test_runs_of_true_values_have_a_first_index_and_an_end() -> None:
    values = [True, True, False, True, False, False, True]
    assert true_runs(values) == [(0, 2), (3, 4), (6, 7)]
    assert true_runs(values, 1, 4) == [(1, 2), (3, 4)]
    assert true_runs([]) == true_runs([False]) == true_runs(values, 4, 6) == []
