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
