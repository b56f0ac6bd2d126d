"""One rule: a named piece of evidence.

A rule looks for one of four things in a line: a *pattern*, a set *phrase* of any language, a *feature* in some bin, or
the *sequence* of states around the line. Its weight is in log-odds: positive for dropping the line, negative for
keeping it. A *page* rule looks at a feature of the whole page; a positive weight means no article. A *cut* rule looks
at a feature of a cut, the lines in a row that would be dropped; a positive weight is for dropping them. A *confidence*
rule looks at a feature of the result; a positive weight is for doubt.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cleaner.features.catalog import MARKDOWN_FEATURES, REVIEWED, TEMPLATE_FEATURES
from cleaner.model import NOTHING, Kind, Weight

LISTS = {
    "attribution": "a verb of saying",
    "ago": "a relative time, such as 3 hours ago",
    "dates": "a month or a weekday with a number",
}
"""Lists of phrases, with descriptions, that a rule may look for instead of the phrases of its kind."""
BINNED = ("measure", "page", "cut", "confidence")
"""Keys that name a feature, whose values a rule divides into bins."""
LONG_LINE = 20
"""Words from which a line is long."""
HIT_POSITIONS = ("in a short line", "in a long line", "in the line above", "in the line below")
"""Positions of a hit of a pattern or phrase, each with a weight of its own."""
ABOVE, BELOW = 2, 3


class Rule(NamedTuple):
    """One rule. `weights` has an entry per bin of a feature, and none for a sequence.

    For a pattern or a phrase, it has an entry for each of `HIT_POSITIONS`. In a long line, the same words are more
    often part of a report; in a neighbouring line, they only describe the surroundings.
    """

    code: str
    name: str
    family: str
    kind: Kind | None
    weights: tuple[Weight, ...]
    why: str
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    where: str = "anywhere"
    opens: bool = False
    """True if a matching line is the heading of a section of its kind."""
    pattern: str | None = None
    required: tuple[str, ...] = ()
    """Words and symbols (`needs` in TOML); every line that the pattern matches has `min_required` of them."""
    min_required: int = 1
    phrases: str | None = None
    measure: str | None = None
    """Feature of a line."""
    page: str | None = None
    """Feature of the whole page."""
    cut: str | None = None
    """Feature of a cut."""
    confidence: str | None = None
    """Feature of the page and of the decision on it."""
    bins: tuple[float, ...] = ()
    """Upper bounds of all bins but the last; a value equal to a bound is in the bin above it."""
    is_fitted: bool = True
    """False if the weights stay as they are in the rules (`fitted = false` in TOML): a promise, or set by hand."""
    sequence: tuple[tuple[str, float], ...] = ()
    """Weights of states ("insert"), of transitions ("before>body"), and of starts (">before")."""

    @property
    def has_single_weights(self) -> bool:
        """True if the rule has one weight per bin instead of three, because it does not look at a line."""
        return self.page is not None or self.cut is not None or self.confidence is not None

    @property
    def is_external(self) -> bool:
        """True if the rule needs more than the page: a template of its site, or reviews."""
        return self.measure in (*TEMPLATE_FEATURES, REVIEWED)

    @property
    def is_markdown(self) -> bool:
        """True if the rule applies to Markdown only."""
        return self.measure in MARKDOWN_FEATURES


def hit_weights(weight: float) -> tuple[Weight, ...]:
    """Return one weight as an entry per hit position, with 0 for the neighbouring lines."""
    entry = (float(weight), float(weight), float(weight))
    return entry, entry, NOTHING, NOTHING


def bin_count(table: Mapping[str, Any]) -> int:
    """Return the number of bins in the table of a rule; 0 if it uses no feature."""
    return len(table.get("bins", ())) + 1 if {*BINNED} & table.keys() else 0
