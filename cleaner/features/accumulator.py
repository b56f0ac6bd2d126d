"""What all evidence on each line weighs together, added up as the evidence comes in.

A measure is mostly needed for what it weighs, so its values are weighed one by one and then forgotten; a column
of them is kept only where something else asks for it. Sums are kept as the steps from each line to the next: most
values are in the range of the value above, and where nothing changes there is nothing to do.
"""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from cleaner.features.bins import Bin, find_bin
from cleaner.model import NOTHING, Weight
from cleaner.text.vectors import Column, append, mypyc_attr, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

NO_BIN: Final = Bin(0, inf, -inf, NOTHING)
"""Where no value is."""
WHOLE_RANGE: Final = [Bin(0, -inf, inf, NOTHING)]
"""The ranges of a measure that no rule asks for."""


@mypyc_attr(acyclic=True)
class PlaceScores:
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


def place_scores(rows: Sequence[Weight]) -> PlaceScores:
    """Those of lines that weigh so much."""
    out = PlaceScores(len(rows))
    for i, (before, inside, after) in enumerate(rows):
        out.add(i, before, inside, after)
    return out


@mypyc_attr(acyclic=True)
class FeatureColumn:
    """One measure on its way from the first line to the last."""

    def __init__(self, ranges: list[Bin], steps: PlaceScores, is_kept: bool) -> None:
        self.column: Column = vec[float]()
        """The values of all lines, if these are kept."""
        self._ranges: list[Bin] = ranges
        self._range: Bin = NO_BIN
        self._low: float = NO_BIN.low
        self._high: float = NO_BIN.high
        self._steps: PlaceScores = steps
        self._is_kept: bool = is_kept
        self._line: i64 = 0

    def add(self, value: float) -> None:
        """The value of the next line."""
        if value >= self._high or value < self._low:
            self._enter(find_bin(value, self._ranges))
        if self._is_kept:
            self.column = append(self.column, value)
        self._line += 1

    def _enter(self, new: Bin) -> None:
        old = self._range
        self._steps.add(self._line, new.before - old.before, new.inside - old.inside, new.after - old.after)
        self._range, self._low, self._high = new, new.low, new.high


class ScoreAccumulator:
    """All measures of a page and all other weights, for each of its lines."""

    def __init__(self, count: int, ranges: dict[str, list[Bin]], kept: frozenset[str]) -> None:
        """`count` lines; `ranges` are those of each measure, and columns are kept of those in `kept`."""
        self._count: i64 = count
        self._steps: PlaceScores = PlaceScores(count + 1)
        """How much more a line's evidence weighs than that of the line above."""
        self._ranges: dict[str, list[Bin]] = ranges
        self._keeps: frozenset[str] = kept
        self.columns: dict[str, FeatureColumn] = {}
        """Measures of which columns are kept."""

    def track(self, name: str) -> FeatureColumn:
        """A measure, which is then given the value of each line in order."""
        is_kept = name in self._keeps
        track = FeatureColumn(self._ranges.get(name, WHOLE_RANGE), self._steps, is_kept)
        if is_kept:
            self.columns[name] = track
        return track

    def add(self, line: "i64", weight: Weight) -> None:
        """One weight for one line, if there is such a line."""
        if 0 <= line < self._count:
            before, inside, after = weight
            self._steps.add(line, before, inside, after)
            self._steps.add(line + 1, -before, -inside, -after)

    def totals(self) -> PlaceScores:
        """For each line the three sums."""
        steps, out = self._steps, PlaceScores(self._count)
        before = inside = after = 0.0
        for i in range(self._count):
            before += steps.before[i]
            inside += steps.inside[i]
            after += steps.after[i]
            out.add(i, before, inside, after)
        return out
