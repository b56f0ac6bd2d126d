"""The scores of lines, added up while features are computed.

Most feature values are needed only for their weight, so each is weighed and dropped at once; a column of values is kept
only if something else reads it. Scores are stored as differences from one line to the next: most values are in the bin
of the value above, and then there is nothing to do.
"""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from cleaner.features.bins import Bin, find_bin
from cleaner.model import NOTHING, Weight
from cleaner.text.vectors import Column, append, mypyc_attr, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

NO_BIN: Final = Bin(0, inf, -inf, NOTHING)
"""Sentinel bin before the first value. It contains no value."""
WHOLE_RANGE: Final = [Bin(0, -inf, inf, NOTHING)]
"""Bins of a feature that no rule uses."""


@mypyc_attr(acyclic=True)
class PlaceScores:
    """Three scores per line, one for each place where it may be dropped: before, inside and after the article."""

    def __init__(self, count: int) -> None:
        """Start with 0 for each of `count` lines."""
        self.before: Column = vec[float]([0.0] * count)
        self.inside: Column = vec[float]([0.0] * count)
        self.after: Column = vec[float]([0.0] * count)

    def at(self, line: int) -> Weight:
        """Return the scores of a line."""
        return self.before[line], self.inside[line], self.after[line]

    def add(self, line: "i64", before: float, inside: float, after: float) -> None:
        """Add to the scores of a line."""
        self.before[line] += before
        self.inside[line] += inside
        self.after[line] += after

    def rows(self) -> list[Weight]:
        """Return the scores of all lines."""
        return [self.at(line) for line in range(len(self.before))]


def place_scores(rows: Sequence[Weight]) -> PlaceScores:
    """Build `PlaceScores` from the weights of each line."""
    scores = PlaceScores(len(rows))
    for i, (before, inside, after) in enumerate(rows):
        scores.add(i, before, inside, after)
    return scores


@mypyc_attr(acyclic=True)
class FeatureColumn:
    """One feature, whose values are added from the first line to the last."""

    def __init__(self, bins: list[Bin], steps: PlaceScores, is_kept: bool) -> None:
        self.values: Column = vec[float]()
        """Value of each line if the column is kept, else empty."""
        self._bins: list[Bin] = bins
        self._bin: Bin = NO_BIN
        self._low: float = NO_BIN.low
        self._high: float = NO_BIN.high
        self._steps: PlaceScores = steps
        self._is_kept: bool = is_kept
        self._line: i64 = 0

    def add(self, value: float) -> None:
        """Add the value of the next line."""
        if value >= self._high or value < self._low:
            self._enter(find_bin(value, self._bins))
        if self._is_kept:
            self.values = append(self.values, value)
        self._line += 1

    def _enter(self, new: Bin) -> None:
        old = self._bin
        self._steps.add(self._line, new.before - old.before, new.inside - old.inside, new.after - old.after)
        self._bin, self._low, self._high = new, new.low, new.high


class ScoreAccumulator:
    """The weights of all features and rule hits of a page, added up for each line."""

    def __init__(self, count: int, bins: dict[str, list[Bin]], kept: frozenset[str]) -> None:
        """Start with 0 for each of `count` lines.

        `bins` has the bins of each feature by name; `kept` names the features whose columns are kept.
        """
        self._count: i64 = count
        self._steps: PlaceScores = PlaceScores(count + 1)
        """Differences between the scores of each line and those of the line above."""
        self._bins: dict[str, list[Bin]] = bins
        self._kept: frozenset[str] = kept
        self.columns: dict[str, FeatureColumn] = {}
        """Kept columns, by feature."""

    def track(self, name: str) -> FeatureColumn:
        """Return a column for a feature; its caller then adds the value of each line in order."""
        is_kept = name in self._kept
        column = FeatureColumn(self._bins.get(name, WHOLE_RANGE), self._steps, is_kept)
        if is_kept:
            self.columns[name] = column
        return column

    def add(self, line: "i64", weight: Weight) -> None:
        """Add a weight to the scores of a line; ignore a line that is not on the page."""
        if 0 <= line < self._count:
            before, inside, after = weight
            self._steps.add(line, before, inside, after)
            self._steps.add(line + 1, -before, -inside, -after)

    def totals(self) -> PlaceScores:
        """Return the scores of all lines."""
        steps, scores = self._steps, PlaceScores(self._count)
        before = inside = after = 0.0
        for i in range(self._count):
            before += steps.before[i]
            inside += steps.inside[i]
            after += steps.after[i]
            scores.add(i, before, inside, after)
        return scores
