"""Functions of the lines around a line: neighbours, windows, distances, runs, and the best block of a page.

Each function goes over a column once, in time that is linear in its length, however wide the window is. Most of them
add their result to a `FeatureColumn`, one value per line.
"""

from math import inf
from typing import TYPE_CHECKING, Final

from cleaner.features.accumulator import FeatureColumn
from cleaner.text.vectors import Column, Flags, mypyc_attr

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

FAR: Final = 60.0
"""Distance in lines to something that is not on the page."""


@mypyc_attr(acyclic=True)
class MaxSubarray:
    """The block of lines with the largest sum (Bentley, "Programming Pearls: Algorithm Design Techniques", 1984)."""

    def __init__(self) -> None:
        self.first: int = 0
        self.end: int = 0
        """Index after the last line of the block."""
        self._best: float = 0.0
        self._running: float = 0.0
        self._start: int = 0
        self._line: int = 0

    def add(self, gain: float) -> None:
        """Add the value of the next line."""
        if self._running <= 0:
            self._running, self._start = 0.0, self._line
        self._running += gain
        self._line += 1
        if self._running > self._best:
            self._best, self.first, self.end = self._running, self._start, self._line


def total(column: Column) -> float:
    """Return the sum of multiples of 0.5, which is exact."""
    out = 0.0
    for value in column:
        out += value
    return out


def true_runs(flags: list[bool], start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the first index and the end of each run of true values in [start, end), by default in all of `flags`."""
    stop = len(flags) if end is None else end
    runs: list[tuple[int, int]] = []
    first = -1
    for i in range(start, stop):
        if flags[i] and first < 0:
            first = i
        elif not flags[i] and first >= 0:
            runs.append((first, i))
            first = -1
    return runs if first < 0 else [*runs, (first, stop)]


def value_above(values: Column, edge: float, column: FeatureColumn) -> None:
    """Add the value of the line above each line; `edge` for the first."""
    n: i64 = len(values)
    if n:
        column.add(edge)
    for i in range(n - 1):
        column.add(values[i])


def value_below(values: Column, edge: float, column: FeatureColumn) -> None:
    """Add the value of the line below each line; `edge` for the last."""
    n: i64 = len(values)
    for i in range(1, n):
        column.add(values[i])
    if n:
        column.add(edge)


def window_share(part: Column, whole: Column, reach: int, column: FeatureColumn) -> None:
    """Add the sum of `part` divided by that of `whole`, both over the lines at most `reach` away.

    The values of both are multiples of 0.5, so that sums are exact.
    """
    n: i64 = len(part)
    end: i64 = 0
    parts = wholes = 0.0
    for i in range(n):
        while end < n and end <= i + reach:
            parts += part[end]
            wholes += whole[end]
            end += 1
        if i > reach:
            parts -= part[i - reach - 1]
            wholes -= whole[i - reach - 1]
        column.add(parts / max(1.0, wholes))


def periodicity_near(sizes: Column, reach: int, twos: FeatureColumn, threes: FeatureColumn) -> None:
    """Add how much more similar lines are to those two or three away than to adjacent ones.

    The result is the mean over the lines at most `reach` away, in the unit of `sizes`.
    """
    n: i64 = len(sizes)
    end: i64 = 0
    passed_two = passed_three = reached_two = reached_three = 0.0  # a single sum would not return to exactly 0
    for i in range(n):
        while end < n and end <= i + reach:
            adjacent = _similarity(sizes, end, n, 1)
            reached_two += _similarity(sizes, end, n, 2) - adjacent
            reached_three += _similarity(sizes, end, n, 3) - adjacent
            end += 1
        if i > reach:
            passed = i - reach - 1
            adjacent = _similarity(sizes, passed, n, 1)
            passed_two += _similarity(sizes, passed, n, 2) - adjacent
            passed_three += _similarity(sizes, passed, n, 3) - adjacent
        count = float(end - max(0, i - reach))
        twos.add((reached_two - passed_two) / count)
        threes.add((reached_three - passed_three) / count)


def _similarity(sizes: Column, i: "i64", n: "i64", step: "i64") -> float:
    """Return minus the difference of line `i` to those `step` above and below; 0 if one of them is off the page."""
    if i < step or i >= n - step:
        return 0.0
    return -abs(sizes[i] - sizes[i - step]) - abs(sizes[i] - sizes[i + step])


def share_near(flags: Flags, reach: int, column: FeatureColumn) -> None:
    """Add the share of flagged lines among those at most `reach` away."""
    n: i64 = len(flags)
    end: i64 = 0
    count = 0.0
    for i in range(n):
        while end < n and end <= i + reach:
            if flags[end]:
                count += 1
            end += 1
        if i > reach and flags[i - reach - 1]:
            count -= 1
        column.add(count / float(end - max(0, i - reach)))


def lines_since(flags: Flags, column: FeatureColumn, limit: float = inf, is_inside: list[bool] | None = None) -> None:
    """Add the distance to the last flagged line above, at most `limit`; 0 for a flagged line.

    Without such a line it is `FAR` plus the distance to the edge of the page. Lines of `is_inside` see no flagged line
    above the first one of their run.
    """
    count = FAR
    for i in range(len(flags)):
        if is_inside is not None and is_inside[i] and not (i and is_inside[i - 1]):
            count = FAR
        count = 0.0 if flags[i] else count + 1
        column.add(min(limit, count))


def lines_until(flags: Flags, column: FeatureColumn, limit: float = inf) -> None:
    """Add the distance to the next flagged line below, at most `limit`; 0 for a flagged line.

    Without such a line it is `FAR` plus the distance to the edge of the page.
    """
    n: i64 = len(flags)
    following: i64 = -1
    for i in range(n):
        if following < i:
            following = i
            while following < n and not flags[following]:
                following += 1
        column.add(min(limit, float(following - i) if following < n else FAR + float(n - i)))


def similar_neighbours(words: Column, column: FeatureColumn) -> None:
    """Add the number of lines at most 2 away whose length differs by at most 2 words."""
    n: i64 = len(words)
    for i in range(n):
        count, own = -1.0, words[i]  # the line itself is not counted
        for j in range(max(0, i - 2), min(n, i + 3)):
            if abs(own - words[j]) <= 2:
                count += 1.0
        column.add(count)


def run_lengths(flags: Flags, flagged: FeatureColumn, others: FeatureColumn) -> None:
    """Add the length of the run of flagged lines and of other lines that a line is in; 0 if it is in none."""
    n: i64 = len(flags)
    start: i64 = 0
    for i in range(1, n + 1):
        if i == n or flags[i] != flags[start]:
            for _ in range(start, i):
                flagged.add(float(i - start) if flags[start] else 0.0)
                others.add(0.0 if flags[start] else float(i - start))
            start = i
