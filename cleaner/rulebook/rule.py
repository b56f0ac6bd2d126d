"""One rule, and how a table of TOML becomes one: every mistake in it is named, with its mend.

A rule is a named piece of evidence. It sees one of four things in a line: a *pattern*, a set *phrase*
of some language, a *measure* in some range, or the *sequence* of states around the line. What it says
is a weight, in log-odds: above 0 for dropping the line, below 0 for keeping it. A rule of the *page* sees
a measure of the whole, and says that it holds no article, or that it does.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cleaner.features.catalog import REVIEWED, TEMPLATE_FEATURES
from cleaner.model import NOTHING, Kind, Weight

LISTS = {
    "attribution": "a word for saying",
    "ago": "how long ago something was",
    "dates": "a month or a weekday with a number",
}
"""Lists of every language that a rule may look for in place of the phrases of its kind, and what is in them."""
LONG_LINE = 20
HIT_POSITIONS = ("in a short line", "in a long line", "in the line above", "in the line below")
"""Where a pattern or a phrase is seen: it has a weight for each."""
ABOVE, BELOW = 2, 3


class Rule(NamedTuple):
    """One rule. `weights` has an entry for each range of a measure, and none for a sequence.

    For a pattern or a phrase it has one for each of `HIT_POSITIONS`: in a line of `LONG_LINE` words and more the same
    words may well be part of what somebody reports, and in a line's neighbour they tell of its surroundings.
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
    """Whether a line it sees is the heading of a section of its kind."""
    pattern: str | None = None
    required: tuple[str, ...] = ()
    """Words, or `#` for a number, or signs, of which some are in every line that the pattern matches (`triggers`)."""
    min_required: int = 1
    """How many of them."""
    phrases: str | None = None
    measure: str | None = None
    page: str | None = None
    """A measure of the whole page."""
    bins: tuple[float, ...] = ()
    """Upper bounds of the ranges of a measure but the last; a value equal to a bound is above it."""
    sequence: tuple[tuple[str, float], ...] = ()
    """Weights of states, "insert", of steps between them, "before>body", and of starts, ">before"."""

    @property
    def needs_context(self) -> bool:
        """Whether it says something only where more is known than the page: a template of the site, or reviews."""
        return self.measure in (*TEMPLATE_FEATURES, REVIEWED)


def hit_weights(weight: float) -> tuple[Weight, ...]:
    """One weight as an entry a sight: it counts in the line, and says nothing of the lines next to it."""
    entry = (float(weight), float(weight), float(weight))
    return entry, entry, NOTHING, NOTHING


def bin_count(table: Mapping[str, Any]) -> int:
    """How many ranges a measure has, 0 where nothing is measured."""
    return len(table.get("bins", ())) + 1 if {"measure", "page"} & table.keys() else 0
