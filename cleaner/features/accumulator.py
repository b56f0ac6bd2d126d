"""What all evidence on each line weighs together, added up as the evidence comes in.

A measure is mostly needed for what it weighs, so its values are weighed one by one and then forgotten; a column
of them is kept only where something else asks for it. Sums are kept as the steps from each line to the next: most
values are in the range of the value above, and where nothing changes there is nothing to do.
"""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from cleaner.features.bins import Range, range_of
from cleaner.model import NOTHING, Weight
from cleaner.text.vectors import Column, append, mypyc_attr, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

NONE: Final = Range(0, inf, -inf, NOTHING)
"""Where no value is."""
ALL: Final = [Range(0, -inf, inf, NOTHING)]
"""The ranges of a measure that no rule asks for."""


@mypyc_attr(acyclic=True)
class Places:
    """Three numbers for each line: one for each place where it may be dropped."""

    def __init__(self, count: int) -> None:
        """Of `count` lines, all 0."""
        self.before: Column = vec[float]([0.0] * count)
        self.inside: Column = vec[float]([0.0] * count)
        self.after: Column = vec[float]([0.0] * count)

    def at(self, line: int) -> Weight:
        """The numbers of a line."""
        return self.before[line], self.inside[line], self.after[line]

    def add(self, line: "i64", before: float, inside: float, after: float) -> None:
        """Adds to the numbers of a line."""
        self.before[line] += before
        self.inside[line] += inside
        self.after[line] += after

    def rows(self) -> list[Weight]:
        """The numbers of each line."""
        return [self.at(line) for line in range(len(self.before))]


def places(rows: Sequence[Weight]) -> Places:
    """Those of lines that weigh so much."""
    out = Places(len(rows))
    for i, (before, inside, after) in enumerate(rows):
        out.add(i, before, inside, after)
    return out


@mypyc_attr(acyclic=True)
class Track:
    """One measure on its way from the first line to the last."""

    def __init__(self, ranges: list[Range], steps: Places, is_kept: bool) -> None:
        self.column: Column = vec[float]()
        """The values of all lines, if these are kept."""
        self._ranges: list[Range] = ranges
        self._range: Range = NONE
        self._low: float = NONE.low
        self._high: float = NONE.high
        self._steps: Places = steps
        self._is_kept: bool = is_kept
        self._line: i64 = 0

    def add(self, value: float) -> None:
        """The value of the next line."""
        if value >= self._high or value < self._low:
            self._enter(range_of(value, self._ranges))
        if self._is_kept:
            self.column = append(self.column, value)
        self._line += 1

    def _enter(self, new: Range) -> None:
        old = self._range
        self._steps.add(self._line, new.before - old.before, new.inside - old.inside, new.after - old.after)
        self._range, self._low, self._high = new, new.low, new.high


class Sums:
    """All measures of a page and all other weights, for each of its lines."""

    def __init__(self, count: int, ranges: dict[str, list[Range]], kept: frozenset[str]) -> None:
        """`count` lines; `ranges` are those of each measure, and columns are kept of those in `kept`."""
        self._count: i64 = count
        self._steps: Places = Places(count + 1)
        """How much more a line's evidence weighs than that of the line above."""
        self._ranges: dict[str, list[Range]] = ranges
        self._keeps: frozenset[str] = kept
        self.kept: dict[str, Track] = {}
        """Measures of which columns are kept."""

    def track(self, name: str) -> Track:
        """A measure, which is then given the value of each line in order."""
        is_kept = name in self._keeps
        track = Track(self._ranges.get(name, ALL), self._steps, is_kept)
        if is_kept:
            self.kept[name] = track
        return track

    def add(self, line: "i64", weight: Weight) -> None:
        """One weight for one line, if there is such a line."""
        if 0 <= line < self._count:
            before, inside, after = weight
            self._steps.add(line, before, inside, after)
            self._steps.add(line + 1, -before, -inside, -after)

    def totals(self) -> Places:
        """For each line the three sums."""
        steps, out = self._steps, Places(self._count)
        before = inside = after = 0.0
        for i in range(self._count):
            before += steps.before[i]
            inside += steps.inside[i]
            after += steps.after[i]
            out.add(i, before, inside, after)
        return out
