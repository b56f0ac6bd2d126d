"""A measure cut into ranges, and what a value in each of them weighs."""

from collections.abc import Sequence

from cleaner.rule import Weight


class Scale:
    """The ranges of one rule that measures."""

    def __init__(self, rule: int, name: str, bins: Sequence[float], offset: int, weights: Sequence[Weight]) -> None:
        """`bins` are upper bounds of all ranges but the last; `offset` is the column of the first range's weight."""
        self.rule: int = rule
        self.name: str = name
        self.bins: list[float] = list(bins)
        self.offset: int = offset
        self.before: list[float] = [weight[0] for weight in weights]
        self.inside: list[float] = [weight[1] for weight in weights]
        self.after: list[float] = [weight[2] for weight in weights]

    def range_of(self, value: float) -> int:
        """The number of the range that a value is in; a value equal to a bound is above it."""
        number = 0
        for bound in self.bins:  # a dozen at most, so that nothing is gained by halving
            if value < bound:
                break
            number += 1
        return number

    def column(self, value: float) -> int:
        """The column of the weight for a value."""
        return self.offset + self.range_of(value)


class Sums:
    """Sums of weights for each line, kept as the steps from each line to the next.

    Most values are those of the line above, and where nothing changes there is nothing to do.
    """

    def __init__(self, count: int) -> None:
        self._before: list[float] = [0.0] * (count + 1)
        self._inside: list[float] = [0.0] * (count + 1)
        self._after: list[float] = [0.0] * (count + 1)

    def weigh(self, scale: Scale, column: list[float]) -> None:
        """The weights of one measure for all lines."""
        before, inside, after = scale.before, scale.inside, scale.after
        value = b = i = a = 0.0
        known = -1
        for line, new in enumerate(column):
            if known >= 0 and new == value:
                continue
            value = new
            number = scale.range_of(new)
            if number != known:
                known = number
                self._before[line] += before[number] - b
                self._inside[line] += inside[number] - i
                self._after[line] += after[number] - a
                b, i, a = before[number], inside[number], after[number]

    def add(self, line: int, weight: Weight) -> None:
        """One weight for one line, if there is such a line."""
        if 0 <= line < len(self._before) - 1:
            before, inside, after = weight
            self._before[line] += before
            self._inside[line] += inside
            self._after[line] += after
            self._before[line + 1] -= before
            self._inside[line + 1] -= inside
            self._after[line + 1] -= after

    def totals(self) -> list[Weight]:
        """For each line the three sums."""
        out: list[Weight] = []
        before = inside = after = 0.0
        for line in range(len(self._before) - 1):
            before += self._before[line]
            inside += self._inside[line]
            after += self._after[line]
            out.append((before, inside, after))
        return out
