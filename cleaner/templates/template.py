"""The template of one site: its recurring lines and pairs of adjacent lines, with the number of pages of each.

The page that is being cleaned is usually among the pages that were counted. One page is therefore always subtracted: a
line recurs if it is on at least two other pages, and its share is that of the other pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 3
"""Smallest number of pages of a recurring entry; two may be one article published twice."""
RARE: Final = 200
"""A recurring entry is on at least one in this many pages, because large sites publish some articles repeatedly."""


@dataclass(frozen=True, slots=True)
class Template:
    """Recurring text of one site. Picklable and immutable."""

    site: str
    pages: int
    counts: Mapping[str, int]
    """Number of pages by recurring entry (see `cleaner.templates.entries`)."""

    def on_pages(self, entry: str) -> int:
        """Return the number of pages with an entry, 0 if it does not recur."""
        return self.counts.get(entry, 0)

    def share(self, entry: str) -> float:
        """Return the share of the other pages with an entry, 0 if it does not recur."""
        return max(0, self.on_pages(entry) - 1) / max(1, self.pages - 1)


def min_pages(pages: int) -> int:
    """Return the smallest number of pages, out of `pages`, on which an entry recurs."""
    return max(LEAST, -(-pages // RARE))
