"""Copies: paragraphs that stand on the page again, in the same order.

Pages print an article twice, for wide screens and for narrow ones, or as an extract above the full text. No word is
lost without the second copy. A single paragraph that recurs tells little: it may be a refrain, or a teaser first.
"""

from typing import Final

from cleaner.text.line_features import LineFeatures

PARAGRAPH_WORDS: Final = 8.0
"""Minimum words of a paragraph; shorter lines recur by chance."""
MIN_PARAGRAPHS: Final = 3
DENSITY: Final = 0.7
"""Minimum share of the words of a copy that are in its paragraphs."""
PAGE_SHARE: Final = 0.2
"""Minimum share of the words in all paragraphs of the page that a copy has."""


def copied_lines(features: list[LineFeatures]) -> list[bool]:
    """Return True for each line in a second copy of paragraphs."""
    is_copy = [False] * len(features)
    repeats = _repeats(features)
    if len(repeats) < MIN_PARAGRAPHS:
        return is_copy
    page_words = sum([line.words for line in features if line.words >= PARAGRAPH_WORDS], 0.0)
    for run in _ordered_runs(repeats):
        first, last = run[0][0], run[-1][0]
        copied = sum([features[i].words for i, _ in run], 0.0)
        is_dense = copied >= DENSITY * sum([line.words for line in features[first : last + 1]], 0.0)
        is_below = run[-1][1] < first
        if len(run) >= MIN_PARAGRAPHS and is_below and is_dense and copied >= PAGE_SHARE * page_words:
            is_copy[first : last + 1] = [True] * (last + 1 - first)
    return is_copy


def _repeats(features: list[LineFeatures]) -> list[tuple[int, int]]:
    """Return each place of a paragraph that stands above too, with the first place of it."""
    places: dict[int, int] = {}
    repeats: list[tuple[int, int]] = []
    for i, line in enumerate(features):
        if line.words >= PARAGRAPH_WORDS:
            source = places.setdefault(line.text_key, i)
            if source < i:
                repeats.append((i, source))
    return repeats


def _ordered_runs(repeats: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return the repeats in runs whose first places follow one another."""
    runs: list[list[tuple[int, int]]] = [[repeats[0]]]
    for i, source in repeats[1:]:
        if source <= runs[-1][-1][1]:
            runs.append([])
        runs[-1].append((i, source))
    return runs
