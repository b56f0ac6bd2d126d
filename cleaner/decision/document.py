"""Measures of a whole page once each line has its state: what tells an article from an index.

An index page is made of teasers, and the decision over lines, which looks for the best body there is, takes some
for one. What gives the page away is how that body looks: lines that are barely better kept than dropped, words
that set phrases are made of, much in between that goes, prose that stays outside.
"""

from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from cleaner.features.windows import total
from cleaner.text.vectors import Column

if TYPE_CHECKING:
    from cleaner.decision.segments import LineState

LONGEST = 60.0
"""Words beyond which a line does not count for more in the mean of a measure."""


class PageColumns(NamedTuple):
    """What is measured of each line before anything is decided; all columns are as long as the page. Picklable."""

    words: list[float]
    prose: list[float]
    """The words of lines that are prose, 0 for the others."""
    furniture: list[float]
    times: list[float]
    byline: list[bool]


def page_features(traits: PageColumns, placed: Sequence["LineState"]) -> dict[str, float]:
    """The values of the document features for a page whose lines are `placed`."""
    body = [i for i, place in enumerate(placed) if place.state == "body"]
    inserts = [i for i, place in enumerate(placed) if place.state == "insert"]
    words = _total(traits.words, body)
    prose = fsum(traits.prose)
    weights = [min(LONGEST, traits.words[i]) for i in body]
    scores = [-placed[i].score for i in body]
    return {
        "body_words": words,
        "body_share": words / max(1.0, fsum(traits.words)),
        "body_certainty": _mean(scores, weights),
        "surest_line": max(scores, default=0.0),
        "body_boilerplate_word_share": _mean([traits.furniture[i] for i in body], weights),
        "body_times": _mean([traits.times[i] for i in body], weights),
        "inserts": _total(traits.words, inserts) / max(1.0, words),
        "prose_outside": (prose - _total(traits.prose, body)) / max(1.0, prose),
        "bylines": traits.byline.count(True) / max(1, len(placed)),
    }


def body_extent(words: Column, placed: Sequence["LineState"]) -> tuple[float, float]:
    """The words in the body of a page, and their share of all; `words` are those of its lines."""
    body = 0.0
    for i, place in enumerate(placed):
        if place.state == "body":
            body += words[i]
    return body, body / max(1.0, total(words))


def _total(column: list[float], lines: list[int]) -> float:
    return fsum([column[i] for i in lines])


def _mean(values: list[float], weights: list[float]) -> float:
    return fsum([values[i] * weights[i] for i in range(len(values))]) / max(1.0, fsum(weights))
