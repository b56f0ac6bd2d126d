"""Contents: lists whose items stand on the page again as headings, in the same order, with text between them.

Whoever writes such a list says how far the article reaches, in whatever language and form: code, lists and other rows
without the looks of prose that are under the headings listed are part of it.
"""

from bisect import bisect_right
from itertools import pairwise
from typing import Final, NamedTuple

from cleaner.features.windows import true_runs
from cleaner.text.line_features import LineFeatures

MIN_HEADINGS: Final = 3
MAX_HEADING: Final = 15.0
"""Words from which a line is no heading."""
MAX_PLACES: Final = 2
"""Places at which a heading may stand; a menu entry stands at more."""
LISTED: Final = 0.6
"""Minimum share of the items of contents that are headings."""
SECTION_WORDS: Final = 8.0
"""Minimum words of a section, mean; a menu that stands twice has nothing between its entries."""
FILLED: Final = 2 / 3
"""Minimum share of the sections that are not empty."""


class Contents(NamedTuple):
    """A list in the lines [first, end), and the places of its `headings`, in order."""

    first: int
    end: int
    headings: list[int]


def find_contents(features: list[LineFeatures], is_item: list[bool]) -> list[Contents]:
    """Return the contents on a page, given whether each line is an item of a list."""
    lists = [(first, end) for first, end in true_runs(is_item) if end - first >= MIN_HEADINGS]
    if not lists:
        return []
    items = {features[i].text_key for first, end in lists for i in range(first, end)}
    places: dict[int, list[int]] = {}
    for i, line in enumerate(features):
        if not is_item[i] and line.words < MAX_HEADING and line.word_count > 0 and line.text_key in items:
            places.setdefault(line.text_key, []).append(i)
    found: list[Contents] = []
    for first, end in lists if sum(map(len, places.values())) >= MIN_HEADINGS else ():
        for start in (end, 0):  # below the list, else anywhere
            contents = Contents(first, end, _headings(features, first, end, places, start))
            if _are_listed(contents):
                found.append(contents)
                break
    return found


def _are_listed(contents: Contents) -> bool:
    """Return True if most items of a list are headings, and not all of them stand in a row."""
    headings = contents.headings
    are_enough = len(headings) >= max(MIN_HEADINGS, LISTED * (contents.end - contents.first))
    return are_enough and headings[-1] - headings[0] > len(headings)


def listed_lines(features: list[LineFeatures], is_contents: list[bool]) -> list[bool]:
    """Return True for each line from the first to the last heading of contents, given the lines of contents."""
    is_listed = [False] * len(features)
    for contents in find_contents(features, is_contents):
        if _has_sections(features, contents):
            for i in range(contents.headings[0], contents.headings[-1] + 1):
                is_listed[i] = True
    return is_listed


def _headings(
    features: list[LineFeatures], first: int, end: int, places: dict[int, list[int]], start: int
) -> list[int]:
    """Return the places from `start` on, outside of [first, end), at which its items stand again, in order."""
    headings: list[int] = []
    last = start - 1
    for i in range(first, end):
        found = places.get(features[i].text_key)
        k = bisect_right(found, last) if found else 0
        if found and k < len(found) <= MAX_PLACES:
            last = found[k]
            headings.append(last)
    return headings


def _has_sections(features: list[LineFeatures], contents: Contents) -> bool:
    """Return True if the headings are all above or all below the list, and most have text under them."""
    first, end, headings = contents
    start, stop = headings[0], headings[-1]
    filled = sum([1 for a, b in pairwise(headings) if b - a > 1])
    words = sum([line.words for line in features[start:stop]])
    is_apart = start >= end or stop < first
    return is_apart and filled >= FILLED * (len(headings) - 1) and words >= SECTION_WORDS * len(headings)
