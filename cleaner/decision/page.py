"""Features of a whole page, computed once each line has its state: signs of an index instead of an article.

An index is made of teasers, and the decision on lines, which looks for the best body there is, takes some of them for
one. Such a body shows it: its lines are barely better kept than dropped, it has typical boilerplate words, much between
its lines is dropped, and prose remains outside of it.
"""

from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from cleaner.features.windows import total
from cleaner.text.vectors import Column

if TYPE_CHECKING:
    from cleaner.decision.segments import LineState

MAX_WORDS = 60.0
"""Words above which a line has no more weight in a mean."""


class PageColumns(NamedTuple):
    """Columns that page features are computed from, each with a value per line. Picklable."""

    words: list[float]
    prose: list[float]
    """Words of lines of prose, 0 for other lines."""
    boilerplate_word_share: list[float]
    times_near: list[float]
    byline: list[bool]


def page_features(columns: PageColumns, states: Sequence["LineState"]) -> dict[str, float]:
    """Return the values of the page features, by name."""
    body = [i for i, state in enumerate(states) if state.state == "body"]
    inserts = [i for i, state in enumerate(states) if state.state == "insert"]
    words = _sum_at(columns.words, body)
    prose = fsum(columns.prose)
    weights = [min(MAX_WORDS, columns.words[i]) for i in body]
    scores = [-states[i].score for i in body]
    return {
        "body_words": words,
        "body_share": words / max(1.0, fsum(columns.words)),
        "body_certainty": _mean(scores, weights),
        "surest_line": max(scores, default=0.0),
        "body_boilerplate_word_share": _mean([columns.boilerplate_word_share[i] for i in body], weights),
        "body_times": _mean([columns.times_near[i] for i in body], weights),
        "inserts": _sum_at(columns.words, inserts) / max(1.0, words),
        "prose_outside": (prose - _sum_at(columns.prose, body)) / max(1.0, prose),
        "bylines": columns.byline.count(True) / max(1, len(states)),
    }


def body_extent(words: Column, states: Sequence["LineState"]) -> tuple[float, float]:
    """Return the words of the body and their share of the page, given the words of each line."""
    body = 0.0
    for i, state in enumerate(states):
        if state.state == "body":
            body += words[i]
    return body, body / max(1.0, total(words))


def _sum_at(column: list[float], lines: list[int]) -> float:
    return fsum([column[i] for i in lines])


def _mean(values: list[float], weights: list[float]) -> float:
    return fsum([values[i] * weights[i] for i in range(len(values))]) / max(1.0, fsum(weights))
