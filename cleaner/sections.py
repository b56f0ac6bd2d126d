"""Measures of what phrases and patterns have found: which part of the page a line is in.

A line of prose looks like the article wherever it stands; the heading above it, the forms below it and the
company it keeps tell whether it is one. So these measures come after the rules that read lines: distances to the
last and next heading or prompt of a kind, and the main block anew, now that it is known which long lines are
furniture. There are several main blocks, because each way to find one is wrong on other pages.
"""

from collections.abc import Sequence
from typing import Final

from cleaner.measures import FAR, Column, Measures, above, below, best_segment, share_near, since, until
from cleaner.model import BITS, CONTENT, Kind

KINDS_FAR: Final[dict[str, tuple[Kind, ...]]] = {
    "share": ("share",),
    "comments": ("comments",),
    "related": ("related", "trending"),
    "footer": ("footer", "notice"),
    "promotion": ("promotion",),
}
"""Kinds of line that a distance is measured to."""
BOILERPLATE: Final = sum(bit for kind, bit in BITS.items() if kind not in CONTENT)
HEADING_WORDS: Final = 15
"""A longer line that holds such a phrase is no heading and no button."""
CAP: Final = 40.0
"""Words of a line beyond which it makes a block no better: one legal notice must not outweigh a short article."""
GOOD_SHARE: Final = 0.3
"""Share of function words from which a line counts in full."""
LONG: Final = 8
"""Words over which a line with the end of a sentence is a sentence."""
NAMES: tuple[str, ...] = (
    "since_opener", "hits_near", "hit_above", "hit_below",
    *(f"since_{name}" for name in KINDS_FAR), *(f"until_{name}" for name in KINDS_FAR),
    "block_clean", "block_strict", "block_function", "block_sentences",
)  # fmt: skip


def measured(measures: Measures, kinds: Sequence[int], opens: Sequence[bool]) -> dict[str, Column]:
    """The columns of `NAMES`: `kinds` are the `BITS` of those seen in each line, `opens` marks headings of sections."""
    words, n = measures.words, len(kinds)
    flags = [1.0 if kinds[i] & BOILERPLATE else 0.0 for i in range(n)]
    columns = {
        "since_opener": _capped(since(opens)),
        "hits_near": share_near(flags, 4),
        "hit_above": above(flags, 0.0),
        "hit_below": below(flags, 0.0),
    }
    for name, wanted in KINDS_FAR.items():
        bits = sum([BITS[kind] for kind in wanted])
        is_one = [kinds[i] & bits > 0 and words[i] < HEADING_WORDS for i in range(n)]
        columns[f"since_{name}"] = _capped(since(is_one))
        columns[f"until_{name}"] = _capped(until(is_one))
    prose, function, sentences = measures.prose, measures.function_share, measures.sentences
    clean = [_clean(words[i], prose[i], flags[i]) for i in range(n)]
    columns["block_clean"] = _from_block(clean)
    columns["block_strict"] = _from_block([_strict(words[i], prose[i], flags[i]) for i in range(n)])
    columns["block_function"] = _from_block(
        [gain * min(1.0, function[i] / GOOD_SHARE) if gain > 0 else gain for i, gain in enumerate(clean)]
    )
    columns["block_sentences"] = _from_block([_sentences(words[i], sentences[i], flags[i]) for i in range(n)])
    return columns


def _capped(distances: Column) -> Column:
    return [min(FAR, distance) for distance in distances]


def _clean(words: float, prose: float, hit: float) -> float:
    """What a line adds to a block: its prose, unless a phrase was seen in it (`hit` is 1)."""
    return min(prose, CAP) if prose > 0 and hit == 0 else -min(12.0, 5 + words / 3) - 6 * hit


def _strict(words: float, prose: float, hit: float) -> float:
    """The same, with a higher price on what is no prose."""
    return min(prose, CAP) if prose > 0 and hit == 0 else -min(30.0, 8 + words) - 12 * hit


def _sentences(words: float, sentences: float, hit: float) -> float:
    """The same, by sentences and not by words."""
    return (10 + 5 * min(sentences, 4.0) if sentences > 0 and words > LONG else -8.0) - 10 * hit


def _from_block(gains: Column) -> Column:
    """How far each line is from the best block: below 0 above it, 0 inside, above 0 below it."""
    a, b = best_segment(gains)
    n = len(gains)
    return [-min(float(a - i), FAR) if i < a else min(float(i - b + 1), FAR) if i >= b else 0.0 for i in range(n)]
