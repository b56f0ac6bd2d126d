"""Measures of what phrases and patterns have found: which part of the page a line is in.

A line of prose looks like the article wherever it stands; the heading above it, the forms below it and the
company it keeps tell whether it is one. So these measures come after the rules that read lines: distances to the
last and next heading or prompt of a kind, and the main block anew, now that it is known which long lines are
furniture. There are several main blocks, because each way to find one is wrong on other pages.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from cleaner.measures import FAR, Measures, best_segment, window_share
from cleaner.model import CONTENT, Kind

KINDS_FAR: dict[str, frozenset[Kind]] = {
    "share": frozenset({"share"}),
    "comments": frozenset({"comments"}),
    "related": frozenset({"related", "trending"}),
    "footer": frozenset({"footer", "notice"}),
    "promotion": frozenset({"promotion"}),
}
"""Kinds of line that a distance is measured to."""
HEADING_WORDS = 15
"""A longer line that holds such a phrase is no heading and no button."""
CAP = 40.0
"""Words of a line beyond which it makes a block no better: one legal notice must not outweigh a short article."""
GOOD_SHARE = 0.3
"""Share of function words from which a line counts in full."""
LONG = 8
"""Words over which a line with the end of a sentence is a sentence."""
NAMES = (
    "since_opener", "hits_near", "hit_above", "hit_below",
    *(f"since_{name}" for name in KINDS_FAR), *(f"until_{name}" for name in KINDS_FAR),
    "block_clean", "block_strict", "block_function", "block_sentences",
)  # fmt: skip


def measured(measures: Measures, kinds: Sequence[set[Kind]], opens: Sequence[bool]) -> dict[str, list[float]]:
    """The columns of `NAMES`: `kinds` are those that rules saw in each line, `opens` marks headings of sections."""
    hits = [bool(found - CONTENT) for found in kinds]
    flags = [float(hit) for hit in hits]
    columns = {
        "since_opener": _since(opens),
        "hits_near": window_share([0, *accumulate(flags)], list(range(len(flags) + 1)), 4),
        "hit_above": [0.0, *flags[:-1]] if flags else [],
        "hit_below": [*flags[1:], 0.0] if flags else [],
    }
    for name, wanted in KINDS_FAR.items():
        is_one = [
            words < HEADING_WORDS and bool(found & wanted) for found, words in zip(kinds, measures.words, strict=True)
        ]
        columns[f"since_{name}"] = _since(is_one)
        columns[f"until_{name}"] = _since(is_one[::-1])[::-1]
    return columns | {name: _from_block(gain, measures, hits) for name, gain in GAINS.items()}


def _since(flags: Iterable[bool]) -> list[float]:
    """For each line the lines since the last that is flagged, 0 if it is."""
    return list(accumulate(flags, lambda n, flag: 0.0 if flag else min(FAR, n + 1), initial=FAR))[1:]


Gain = Callable[[float, float, float, float, bool], float]
"""What a line adds to a block, by its words, words of prose, share of function words, sentences, and phrases."""


def _clean(words: float, prose: float, function: float, sentences: float, hit: bool) -> float:
    return min(prose, CAP) if prose and not hit else -min(12.0, 5 + words / 3) - 6 * hit


def _strict(words: float, prose: float, function: float, sentences: float, hit: bool) -> float:
    return min(prose, CAP) if prose and not hit else -min(30.0, 8 + words) - 12 * hit


def _function(words: float, prose: float, function: float, sentences: float, hit: bool) -> float:
    gain = _clean(words, prose, function, sentences, hit)
    return gain * min(1.0, function / GOOD_SHARE) if gain > 0 else gain


def _sentences(words: float, prose: float, function: float, sentences: float, hit: bool) -> float:
    return (10 + 5 * min(sentences, 4) if sentences and words > LONG else -8.0) - 10 * hit


GAINS: dict[str, Gain] = {
    "block_clean": _clean,
    "block_strict": _strict,
    "block_function": _function,
    "block_sentences": _sentences,
}


def _from_block(gain: Gain, measures: Measures, hits: Sequence[bool]) -> list[float]:
    """How far each line is from the best block: below 0 above it, 0 inside, above 0 below it."""
    m = measures
    gains = [gain(*line) for line in zip(m.words, m.prose, m.function_share, m.sentences, hits, strict=True)]
    a, b = best_segment(gains)
    return [
        -min(float(a - i), FAR) if i < a else min(float(i - b + 1), FAR) if i >= b else 0.0 for i in range(len(gains))
    ]
