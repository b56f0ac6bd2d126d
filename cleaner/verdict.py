"""Whether a page holds an article at all, or is an index, an error page or a wall.

A page without an article must not come out as a patchwork of teasers, and an article must not be
lost because it is short: a text that is nearly all body is an article however few words it has.
"""

from collections.abc import Sequence

from cleaner.decide import Placed
from cleaner.model import Line
from cleaner.shape import UNSPACED

ENOUGH = 40
"""Words of body that make an article on any page."""
SHARE = 0.5
"""With fewer words, the share of the page that must be body."""
FEWEST = 4
"""Fewer words than this are a label."""


def has_article(lines: Sequence[Line], placed: Sequence[Placed]) -> bool:
    """Whether the lines that are body are an article."""
    counts = [_words(line.text) for line in lines]
    body = sum(count for count, place in zip(counts, placed, strict=True) if place.state == "body")
    return body >= ENOUGH or (body >= FEWEST and body >= SHARE * sum(counts))


def _words(text: str) -> float:
    return len(text.split()) if text.isascii() else len(text.split()) + len(UNSPACED.findall(text)) / 2
