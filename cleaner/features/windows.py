"""What the lines around a line say about it: neighbours, windows, distances, runs, and the best stretch of a page.

Each function goes over a column of values once, in time that grows with its length, however wide the window is. What
is for the rules goes to a `FeatureColumn`, line after line.
"""

from math import inf
from typing import TYPE_CHECKING, Final

from cleaner.text.vectors import Column, Flags, mypyc_attr

if TYPE_CHECKING:  # rules are made of the names of measures, and sums of rules
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

    from cleaner.features.accumulator import FeatureColumn

FAR: Final = 60.0
"""Lines to what is not there at all."""


@mypyc_attr(acyclic=True)
class MaxSubarray:
    """The stretch of lines with the greatest sum (Bentley, "Programming Pearls: Algorithm Design Techniques", 1984)."""

    def __init__(self) -> None:
        self.first: int = 0
        self.last: int = 0
        """Number of the line after its last one."""
        self._best: float = 0.0
        self._running: float = 0.0
        self._start: int = 0
        self._line: int = 0

    def add(self, gain: float) -> None:
        """What the next line adds to a stretch."""
        if self._running <= 0:
            self._running, self._start = 0.0, self._line
        self._running += gain
        self._line += 1
        if self._running > self._best:
            self._best, self.first, self.last = self._running, self._start, self._line


def total(column: Column) -> float:
    """The sum of whole or half numbers, which is exact."""
    out = 0.0
    for value in column:
        out += value
    return out


def above(column: Column, edge: float, track: "FeatureColumn") -> None:
    """Of each line the value of the line above; `edge` of the first."""
    n: i64 = len(column)
    if n:
        track.add(edge)
    for i in range(n - 1):
        track.add(column[i])


def below(column: Column, edge: float, track: "FeatureColumn") -> None:
    """Of each line the value of the line below; `edge` of the last."""
    n: i64 = len(column)
    for i in range(1, n):
        track.add(column[i])
    if n:
        track.add(edge)


def window_share(part: Column, whole: Column, reach: int, track: "FeatureColumn") -> None:
    """Of each line the share of `part` in `whole` over the lines at most `reach` away.

    Both are of whole or half numbers, whose sums are exact.
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
        track.add(parts / max(1.0, wholes))


def periodicity_near(sizes: Column, reach: int, twos: "FeatureColumn", threes: "FeatureColumn") -> None:
    """How much more the lines at most `reach` away look like the second or the third from them than like the next."""
    n: i64 = len(sizes)
    end: i64 = 0
    passed_two = passed_three = reached_two = reached_three = 0.0  # sums that shrink would not come back to 0
    for i in range(n):
        while end < n and end <= i + reach:
            following = _likeness(sizes, end, n, 1)
            reached_two += _likeness(sizes, end, n, 2) - following
            reached_three += _likeness(sizes, end, n, 3) - following
            end += 1
        if i > reach:
            gone = i - reach - 1
            following = _likeness(sizes, gone, n, 1)
            passed_two += _likeness(sizes, gone, n, 2) - following
            passed_three += _likeness(sizes, gone, n, 3) - following
        count = float(end - max(0, i - reach))
        twos.add((reached_two - passed_two) / count)
        threes.add((reached_three - passed_three) / count)


def _likeness(sizes: Column, i: "i64", n: "i64", step: "i64") -> float:
    """Minus how much line `i` of `n` differs from those `step` above and below; 0 at the edges of the page."""
    if i < step or i >= n - step:
        return 0.0
    return -abs(sizes[i] - sizes[i - step]) - abs(sizes[i] - sizes[i + step])


def share_near(flags: Flags, reach: int, track: "FeatureColumn") -> None:
    """Of each line the share of flagged lines among those at most `reach` away."""
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
        track.add(count / float(end - max(0, i - reach)))


def since(flags: Flags, track: "FeatureColumn", far: float = inf) -> None:
    """Of each line the lines since the last that is flagged, 0 if it is; `far` at most."""
    count = FAR
    for flag in flags:
        count = 0.0 if flag else count + 1
        track.add(min(far, count))


def until(flags: Flags, track: "FeatureColumn", far: float = inf) -> None:
    """Of each line the lines to the next that is flagged, 0 if it is; `far` at most."""
    n: i64 = len(flags)
    following: i64 = -1
    for i in range(n):
        if following < i:
            following = i
            while following < n and not flags[following]:
                following += 1
        track.add(min(far, float(following - i) if following < n else FAR + float(n - i)))


def similar_neighbours(words: Column, track: "FeatureColumn") -> None:
    """How many of the two lines above each line and of the two below are about as long."""
    n: i64 = len(words)
    for i in range(n):
        count, own = -1.0, words[i]
        for j in range(max(0, i - 2), min(n, i + 3)):
            if abs(own - words[j]) <= 2:
                count += 1.0
        track.add(count)


def run_lengths(flags: Flags, flagged: "FeatureColumn", others: "FeatureColumn") -> None:
    """Length of the run of flagged lines and of other lines that each line is in, 0 outside of one."""
    n: i64 = len(flags)
    start: i64 = 0
    for i in range(1, n + 1):
        if i == n or flags[i] != flags[start]:
            for _ in range(start, i):
                flagged.add(float(i - start) if flags[start] else 0.0)
                others.add(0.0 if flags[start] else float(i - start))
            start = i
