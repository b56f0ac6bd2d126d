"""Whether a page holds an article at all, or is an index, an error page or a wall.

A page without an article must not come out as a patchwork of teasers, and an article must not be lost because it
is short. So rules of the page add up, as those of lines do, where there is something to doubt: above 0 the page
holds none. A text that is nearly all body is an article however it looks, which also keeps cleaning twice the
same as cleaning once.
"""

from bisect import bisect_right
from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from cleaner.decision.document import body_extent, page_features
from cleaner.decision.evidence import PageEvidence
from cleaner.decision.segments import LineState
from cleaner.model import Evidence
from cleaner.rulebook.rulebook import Rulebook

FEWEST, ENOUGH = 4.0, 25.0
"""Fewer words of body than the first are a label; fewer than the second, an article only if they are half the page."""
HALF, NEARLY_ALL = 0.5, 0.8
"""With the second share of a page's words in its body it is an article."""


class PageVerdict(NamedTuple):
    """Whether a page holds an article, and the evidence that was weighed; none where there was no doubt."""

    has_article: bool
    evidence: tuple[Evidence, ...] = ()


def classify_page(sight: PageEvidence, placed: Sequence[LineState], rulebook: Rulebook) -> PageVerdict:
    """The verdict on the page that `sight` saw, with its lines `placed`."""
    words, share = body_extent(sight.words(), placed)
    if not in_doubt(words, share):
        return PageVerdict(not _is_too_short(words, share))
    values = page_features(sight.traits(), placed)
    evidence = tuple(
        Evidence(rulebook.rules[rule].code, rulebook.page_weights[column], f"{name} {values[name]:.4g}")
        for (rule, name, _), column in zip(rulebook.page_measures, bin_columns(values, rulebook), strict=True)
    )
    return PageVerdict(fsum(e.weight for e in evidence) <= 0, evidence)


def in_doubt(words: float, share: float) -> bool:
    """Whether the rules of the page are asked, given the words of its body and their share of all."""
    return not _is_too_short(words, share) and share < NEARLY_ALL


def _is_too_short(words: float, share: float) -> bool:
    """Whether the body is too little to be an article."""
    return words < (FEWEST if share >= HALF else ENOUGH)


def bin_columns(values: dict[str, float], rulebook: Rulebook) -> list[int]:
    """For each rule of the page the column of the range that its value is in."""
    return [rulebook.offsets[rule] + bisect_right(bins, values[name]) for rule, name, bins in rulebook.page_measures]
