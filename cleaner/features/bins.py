"""Bins: the ranges that a rule divides the values of a feature into, each with a weight."""

from collections.abc import Sequence
from itertools import pairwise
from math import fsum, inf

from cleaner.model import Weight


class Bin:
    """The values in [low, high), with their weights before, inside and after the article."""

    def __init__(self, number: int, low: float, high: float, weight: Weight) -> None:
        self.number: int = number
        """Index of the bin in its rule."""
        self.low: float = low
        self.high: float = high
        self.before: float = weight[0]
        self.inside: float = weight[1]
        self.after: float = weight[2]


class BinnedRule:
    """A rule that weighs the values of a feature."""

    def __init__(self, rule: int, name: str, bins: Sequence[float], offset: int, weights: Sequence[Weight]) -> None:
        """Create the bins of the rule with index `rule` for the feature `name`.

        `bins` are the upper bounds of all bins but the last; `offset` is the column of the first bin's weight.
        """
        self.rule: int = rule
        self.name: str = name
        self.offset: int = offset
        self.bins: list[Bin] = make_bins(bins, weights)

    def column(self, value: float) -> int:
        """Return the column of the weight for a value."""
        return self.offset + find_bin(value, self.bins).number


def make_bins(bounds: Sequence[float], weights: Sequence[Weight]) -> list[Bin]:
    """Return the bins between `bounds`, below the first and from the last on; `weights` has one for each."""
    ranges = pairwise((-inf, *bounds, inf))
    return [Bin(i, low, high, weights[i]) for i, (low, high) in enumerate(ranges)]


def find_bin(value: float, bins: list[Bin]) -> Bin:
    """Return the bin of a value; a value that equals a bound is in the upper bin."""
    for found in bins:  # a dozen at most, so a binary search would not be faster
        if value < found.high:
            return found
    return bins[-1]


def merge_bins(rules: Sequence[BinnedRule]) -> list[Bin]:
    """Return the bins of several rules for one feature, each with the sum of their weights."""
    if len(rules) == 1:
        return rules[0].bins
    bounds = sorted({found.low for rule in rules for found in rule.bins[1:]})
    parts = [[find_bin(low, rule.bins) for rule in rules] for low in (-inf, *bounds)]
    weights = [(fsum(p.before for p in ps), fsum(p.inside for p in ps), fsum(p.after for p in ps)) for ps in parts]
    return make_bins(bounds, weights)
