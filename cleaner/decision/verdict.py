"""Verdict on a page: an article, or an index, an error page or a paywall.

A page without an article must not come out as a patchwork of teasers, and a short article must not be lost. So if the
body leaves room for doubt, the weights of the page rules are added up, and a positive sum means no article. A text that
is nearly all body is an article whatever its features, which also keeps cleaning twice the same as cleaning once.
"""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.page import body_extent, feature_evidence, page_features
from cleaner.decision.segments import LineState
from cleaner.model import Evidence
from cleaner.rulebook.rulebook import Rulebook

MIN_WORDS, ENOUGH_WORDS = 4.0, 25.0
"""A body needs `ENOUGH_WORDS` to be an article, or only `MIN_WORDS` if it is half of the page."""
HALF, NEARLY_ALL = 0.5, 0.8
"""Shares of the page's words; from `NEARLY_ALL` on, the body is an article without doubt."""


class PageVerdict(NamedTuple):
    """Verdict on a page, and the evidence of the page rules, empty unless there was doubt."""

    has_article: bool
    evidence: tuple[Evidence, ...] = ()


def classify_page(
    page: PageEvidence, states: Sequence[LineState], rulebook: Rulebook, shows_boilerplate: bool
) -> PageVerdict:
    """Return the verdict on a page whose lines have `states`; a text that shows no boilerplate is an article."""
    if not shows_boilerplate:
        return PageVerdict(True)
    words, share = body_extent(page.word_counts(), states)
    if not in_doubt(words, share):
        return PageVerdict(not _is_too_short(words, share))
    values = page_features(page.page_columns(), states)
    evidence = feature_evidence(values, rulebook.page_rules, rulebook.page_weights, rulebook)
    return PageVerdict(fsum(e.weight for e in evidence) <= 0, evidence)


def in_doubt(words: float, share: float) -> bool:
    """Return True if the page rules decide, given the words of the body and their share of the page."""
    return not _is_too_short(words, share) and share < NEARLY_ALL


def _is_too_short(words: float, share: float) -> bool:
    return words < (MIN_WORDS if share >= HALF else ENOUGH_WORDS)
