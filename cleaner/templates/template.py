"""The template of one site: on how many of its pages each line stands, and each line with the one below it.

A template may have been learnt from the very page that is being cleaned, and mostly is. So one page is always taken
off: a line recurs where it stands on two other pages at least, and its share is of the other pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 3
"""Pages from which on a line recurs: two may be one article twice, and a coincidence."""
RARE: Final = 200
"""A line that only one of so many pages has does not recur: large sites have the same article several times."""


@dataclass(frozen=True, slots=True)
class Template:
    """What recurs on one site. Picklable and comparable, and never changed."""

    site: str
    pages: int
    counts: Mapping[str, int]
    """By entry (see `cleaner.templates.entries`) the number of pages that hold it, for those that recur."""

    def on_pages(self, entry: str) -> int:
        """The number of pages that hold an entry, 0 where it does not recur."""
        return self.counts.get(entry, 0)

    def share(self, entry: str) -> float:
        """The share of the other pages that hold an entry, 0 where it does not recur."""
        return max(0, self.on_pages(entry) - 1) / max(1, self.pages - 1)


def min_pages(pages: int) -> int:
    """On how many of `pages` an entry must stand to recur."""
    return max(LEAST, -(-pages // RARE))
