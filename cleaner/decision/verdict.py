"""Verdict on a page: an article, or an index, an error page or a paywall.

A page without an article must not come out as a patchwork of teasers, and a short article must not be lost. So if the
body leaves room for doubt, the weights of the page rules are added up, and a positive sum means no article. A text that
is nearly all body is an article whatever its features, which also keeps cleaning twice the same as cleaning once.
"""

from collections.abc import Mapping, Sequence
from math import fsum
from types import MappingProxyType
from typing import Final, NamedTuple

from cleaner.decision.evidence import PageEvidence
from cleaner.decision.furniture import Furniture
from cleaner.decision.page import body_extent, feature_evidence, page_features
from cleaner.decision.segments import LineState
from cleaner.features.windows import total
from cleaner.model import Evidence, PageBasis
from cleaner.rulebook.rulebook import Rulebook

MIN_WORDS, ENOUGH_WORDS = 4.0, 25.0
"""A body needs `ENOUGH_WORDS` to be an article.

It needs only `MIN_WORDS` if it is half of what is not plainly boilerplate, and any on a page with little boilerplate.
"""
HALF, NEARLY_ALL = 0.5, 0.8
"""Shares of the page's words; from `NEARLY_ALL` on, the body is an article without doubt."""


class PageVerdict(NamedTuple):
    """Verdict on a page, what decided it, and the evidence of the page rules, empty unless they did."""

    has_article: bool
    basis: PageBasis
    evidence: tuple[Evidence, ...] = ()
    features: Mapping[str, float] = MappingProxyType({})
    """Values of the page features, if the page rules decided."""


WHOLE: Final = PageVerdict(True, "whole")


def is_sure_article(page: PageEvidence, states: list[LineState]) -> bool:
    """Return True if all lines are body and have enough words, so that nothing needs to be judged."""
    return total(page.word_counts()) >= ENOUGH_WORDS and all(state.state == "body" for state in states)


def classify_page(
    page: PageEvidence, states: list[LineState], rulebook: Rulebook, furniture: Furniture, has_sole_block: bool = False
) -> PageVerdict:
    """Return the verdict on a page whose lines have `states`; a text that shows no boilerplate is an article."""
    if states and not furniture.shows_boilerplate:
        return PageVerdict(True, "bare")
    words, share = body_extent(page.word_counts(), states)
    if words and furniture.shows_little:
        return PageVerdict(True, "little")
    if words and has_sole_block:
        return PageVerdict(True, "block")
    if _is_too_short(words, _share_of_rest(page, states, furniture.is_boilerplate)):
        return PageVerdict(False, "short")
    if share >= NEARLY_ALL:
        return PageVerdict(True, "whole")
    values = page_features(page.page_columns(), states)
    evidence = page_evidence(values, rulebook)
    return PageVerdict(fsum(e.weight for e in evidence) <= 0, "score", evidence, values)


def page_evidence(values: Mapping[str, float], rulebook: Rulebook) -> tuple[Evidence, ...]:
    """Return the evidence of the page rules, given the values of the page features."""
    return feature_evidence(dict(values), rulebook.page_rules, rulebook.page_weights, rulebook)


def in_doubt(words: float, share: float) -> bool:
    """Return True if the page rules decide, given the words of the body and their share of the page."""
    return not _is_too_short(words, share) and share < NEARLY_ALL


def _share_of_rest(page: PageEvidence, states: list[LineState], boilerplate: Sequence[bool]) -> float:
    """Return the share of the body in the words of all lines without strong evidence of boilerplate."""
    words = page.word_counts()
    body = rest = 0.0
    for i, state in enumerate(states):
        body += words[i] if state.state == "body" else 0.0
        rest += words[i] if state.state == "body" or not boilerplate[i] else 0.0
    return body / max(1.0, rest)


def _is_too_short(words: float, share: float) -> bool:
    return words < (MIN_WORDS if share >= HALF else ENOUGH_WORDS)
