"""Measures of what phrases and patterns have found: which part of the page a line is in.

A line of prose looks like the article wherever it stands; the heading above it, the forms below it and the
company it keeps tell whether it is one. So these measures come after the rules that read lines: distances to the
last and next heading or prompt of a kind, and the main block anew, now that it is known which long lines are
furniture. There are several main blocks, because each way to find one is wrong on other pages.
"""

from typing import TYPE_CHECKING, Final

from cleaner.features.context import ContextFeatures
from cleaner.features.windows import FAR, MaxSubarray, above, below, share_near, since, until
from cleaner.model import BITS, CONTENT, Kind
from cleaner.text.line_features import LineFeatures
from cleaner.text.vectors import Flags, vec

if TYPE_CHECKING:  # rules are made of the names of measures, and sums of rules
    from cleaner.features.accumulator import FeatureColumn, ScoreAccumulator

KINDS_FAR: Final[dict[str, tuple[Kind, ...]]] = {
    "share": ("share",),
    "comments": ("comments",),
    "related": ("related", "trending"),
    "footer": ("footer", "notice"),
    "promotion": ("promotion",),
}
"""Kinds of line that a distance is measured to."""
BITS_FAR: Final = {name: sum(BITS[kind] for kind in kinds) for name, kinds in KINDS_FAR.items()}
BOILERPLATE: Final = sum(bit for kind, bit in BITS.items() if kind not in CONTENT)
HEADING_WORDS: Final = 15
"""A longer line that holds such a phrase is no heading and no button."""
CAP: Final = 40.0
"""Words of a line beyond which it makes a block no better: one legal notice must not outweigh a short article."""
GOOD_SHARE: Final = 0.3
"""Share of function words from which a line counts in full."""
LONG: Final = 8
"""Words over which a line with the end of a sentence is a sentence."""


def section_features(measures: ContextFeatures, kinds: list[int], opens: Flags, sums: "ScoreAccumulator") -> None:
    """Gives `sums` a value of each section feature for each line.

    `kinds` are the `BITS` of those seen in each line, `opens` marks headings of sections.
    """
    track, shapes, n = sums.track, measures.shapes, len(kinds)
    flags = vec[bool]([kind & BOILERPLATE > 0 for kind in kinds])
    hits = vec[float]([1.0 if flag else 0.0 for flag in flags])
    since(opens, track("since_opener"), FAR)
    share_near(flags, 4, track("boilerplate_share_near"))
    above(hits, 0.0, track("hit_above"))
    below(hits, 0.0, track("hit_below"))
    headings = [kinds[i] if shapes[i].words < HEADING_WORDS else 0 for i in range(n)]
    for name, bits in BITS_FAR.items():
        is_one = vec[bool]([kind & bits > 0 for kind in headings])
        since(is_one, track(f"since_{name}"), FAR)
        until(is_one, track(f"until_{name}"), FAR)
    clean, strict, function, sentences = MaxSubarray(), MaxSubarray(), MaxSubarray(), MaxSubarray()
    for i, shape in enumerate(shapes):
        hit = 1.0 if flags[i] else 0.0
        clean.add(_clean(shape, hit))
        strict.add(_strict(shape, hit))
        function.add(_function(shape, hit))
        sentences.add(_sentences(shape, hit))
    _from_block(clean, n, track("block_clean"))
    _from_block(strict, n, track("block_strict"))
    _from_block(function, n, track("block_function"))
    _from_block(sentences, n, track("block_sentences"))


def _clean(shape: LineFeatures, hit: float) -> float:
    """What a line adds to a block: its prose, unless a phrase was seen in it (`hit` is 1)."""
    return min(shape.prose, CAP) if shape.prose > 0 and hit == 0 else -min(12.0, 5 + shape.words / 3) - 6 * hit


def _strict(shape: LineFeatures, hit: float) -> float:
    """The same, with a higher price on what is no prose."""
    return min(shape.prose, CAP) if shape.prose > 0 and hit == 0 else -min(30.0, 8 + shape.words) - 12 * hit


def _function(shape: LineFeatures, hit: float) -> float:
    """The same as the first, with less for prose of few function words."""
    gain = _clean(shape, hit)
    return gain * min(1.0, shape.function_share / GOOD_SHARE) if gain > 0 else gain


def _sentences(shape: LineFeatures, hit: float) -> float:
    """The same, by sentences and not by words."""
    gain = 10 + 5 * min(shape.sentences, 4.0) if shape.sentences > 0 and shape.words > LONG else -8.0
    return gain - 10 * hit


def _from_block(block: MaxSubarray, count: int, track: "FeatureColumn") -> None:
    """How far each of `count` lines is from the best block: below 0 above it, 0 inside, above 0 below it."""
    a, b = block.first, block.last
    for i in range(count):
        track.add(-min(float(a - i), FAR) if i < a else min(float(i - b + 1), FAR) if i >= b else 0.0)
