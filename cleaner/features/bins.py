"""A measure cut into ranges, and what a value in each of them weighs."""

from collections.abc import Sequence
from itertools import pairwise
from math import fsum, inf

from cleaner.model import Weight


class Bin:
    """Values from `low` up to but without `high`, and what they weigh before the article, inside it and after it."""

    def __init__(self, number: int, low: float, high: float, weight: Weight) -> None:
        self.number: int = number
        self.low: float = low
        self.high: float = high
        self.before: float = weight[0]
        self.inside: float = weight[1]
        self.after: float = weight[2]


class BinnedRule:
    """The ranges of one rule that measures."""

    def __init__(self, rule: int, name: str, bins: Sequence[float], offset: int, weights: Sequence[Weight]) -> None:
        """`bins` are upper bounds of all ranges but the last; `offset` is the column of the first range's weight."""
        self.rule: int = rule
        self.name: str = name
        self.offset: int = offset
        self.bins: list[Bin] = make_bins(bins, weights)

    def column(self, value: float) -> int:
        """The column of the weight for a value."""
        return self.offset + find_bin(value, self.bins).number


def make_bins(bins: Sequence[float], weights: Sequence[Weight]) -> list[Bin]:
    """The ranges between `bins`, with a weight for each."""
    bounds = pairwise((-inf, *bins, inf))
    return [Bin(i, low, high, weights[i]) for i, (low, high) in enumerate(bounds)]


def find_bin(value: float, known: list[Bin]) -> Bin:
    """The range that a value is in; a value equal to a bound is above it."""
    for found in known:  # a dozen at most, so that nothing is gained by halving
        if value < found.high:
            return found
    return known[-1]


def merge_bins(scales: Sequence[BinnedRule]) -> list[Bin]:
    """The ranges of several rules for the same measure, each with all that they say of it."""
    if len(scales) == 1:
        return scales[0].bins
    bins = sorted({found.low for scale in scales for found in scale.bins[1:]})
    parts = [[find_bin(low, scale.bins) for scale in scales] for low in (-inf, *bins)]
    weights = [(fsum(p.before for p in ps), fsum(p.inside for p in ps), fsum(p.after for p in ps)) for ps in parts]
    return make_bins(bins, weights)
