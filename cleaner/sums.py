"""What all evidence on each line weighs together, added up as the evidence comes in.

A measure is mostly needed for what it weighs, so its values are weighed one by one and then forgotten; a column
of them is kept only where something else asks for it. Sums are kept as the steps from each line to the next: most
values are in the range of the value above, and where nothing changes there is nothing to do.
"""

from collections.abc import Collection, Mapping
from math import inf
from typing import TYPE_CHECKING, Final

from cleaner.around import Column
from cleaner.native import mypyc_attr
from cleaner.rule import NOTHING, Weight
from cleaner.scale import Range, range_of

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

NONE: Final = Range(0, inf, -inf, NOTHING)
"""Where no value is."""
ALL: Final = [Range(0, -inf, inf, NOTHING)]
"""The ranges of a measure that no rule asks for."""


@mypyc_attr(acyclic=True)
class Step:
    """How much more a line's evidence weighs than that of the line above, in each of the three places."""

    def __init__(self) -> None:
        self.before: float = 0.0
        self.inside: float = 0.0
        self.after: float = 0.0


@mypyc_attr(acyclic=True)
class Track:
    """One measure on its way from the first line to the last."""

    def __init__(self, ranges: list[Range], steps: list[Step], column: Column | None) -> None:
        self._ranges: list[Range] = ranges
        self._range: Range = NONE
        self._low: float = NONE.low
        self._high: float = NONE.high
        self._steps: list[Step] = steps
        self._column: Column | None = column
        self._line: i64 = 0

    def add(self, value: float) -> None:
        """The value of the next line."""
        if value >= self._high or value < self._low:
            self._enter(range_of(value, self._ranges))
        if self._column is not None:
            self._column.append(value)
        self._line += 1

    def _enter(self, new: Range) -> None:
        old, step = self._range, self._steps[self._line]
        step.before += new.before - old.before
        step.inside += new.inside - old.inside
        step.after += new.after - old.after
        self._range, self._low, self._high = new, new.low, new.high


class Sums:
    """All measures of a page and all other weights, for each of its lines."""

    def __init__(self, count: int, ranges: Mapping[str, list[Range]], kept: Collection[str]) -> None:
        """`count` lines; `ranges` are those of each measure, and columns are kept of those in `kept`."""
        self._steps: list[Step] = [Step() for _ in range(count + 1)]
        self._ranges: Mapping[str, list[Range]] = ranges
        self.columns: dict[str, Column] = {name: [] for name in kept}

    def track(self, name: str) -> Track:
        """A measure, which is then given the value of each line in order."""
        return Track(self._ranges.get(name, ALL), self._steps, self.columns.get(name))

    def add(self, line: int, weight: Weight) -> None:
        """One weight for one line, if there is such a line."""
        if 0 <= line < len(self._steps) - 1:
            before, inside, after = weight
            step, back = self._steps[line], self._steps[line + 1]
            step.before += before
            step.inside += inside
            step.after += after
            back.before -= before
            back.inside -= inside
            back.after -= after

    def totals(self) -> list[Weight]:
        """For each line the three sums."""
        out: list[Weight] = []
        before = inside = after = 0.0
        for step in self._steps:
            before += step.before
            inside += step.inside
            after += step.after
            out.append((before, inside, after))
        return out[:-1]
