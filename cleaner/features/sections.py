"""Features that follow from rule hits: the part of the page that a line is in.

A line of prose looks like the article wherever it stands; the heading above it, the forms below it and the lines
around it show whether it is part of one. So these features are computed after phrases and patterns have been matched:
distances to the nearest heading or prompt of each kind, and the main block again, now that long lines of boilerplate
are known. There are several main blocks, because each definition fails on different pages.
"""

from typing import TYPE_CHECKING, Final

from cleaner.features.accumulator import FeatureColumn, ScoreAccumulator
from cleaner.features.context import ContextFeatures
from cleaner.features.records import add_records
from cleaner.features.windows import (
    FAR,
    MaxSubarray,
    lines_since,
    lines_until,
    share_near,
    value_above,
    value_below,
)
from cleaner.model import BITS, CONTENT, Kind
from cleaner.text.line_features import LineFeatures
from cleaner.text.vectors import Column, Flags, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

SECTION_KINDS: Final[dict[str, tuple[Kind, ...]]] = {
    "share": ("share",),
    "comments": ("comments",),
    "related": ("related", "trending"),
    "footer": ("footer", "notice"),
    "promotion": ("promotion",),
    "byline": ("byline",),
}
"""Kinds of line by the features that measure the distance to them, `since_*` and `until_*`."""
SECTION_BITS: Final = {name: sum(BITS[kind] for kind in kinds) for name, kinds in SECTION_KINDS.items()}
BOILERPLATE_BITS: Final = sum(bit for kind, bit in BITS.items() if kind not in CONTENT)
SUMMARY_BIT: Final = BITS["body"]
"""Bit of the headings that open a summary of the article."""
KEY_POINT_WORDS: Final = 5
"""Minimum words of an item that sums something up; menu entries and contents are shorter."""
HEADING_WORDS: Final = 15
"""Minimum words of a line that is too long for a heading or prompt."""
MAX_GAIN: Final = 40.0
"""Largest value of a line of prose in a block, so that one legal notice does not outweigh a short article."""
GOOD_SHARE: Final = 0.3
"""Minimum share of function words for prose to have its full value."""
SENTENCE_WORDS: Final = 8
"""Maximum words of a line that does not count as a sentence, whatever its ending."""


def section_features(context: ContextFeatures, kinds: list[int], opens: Flags, scores: ScoreAccumulator) -> None:
    """Add the values of all section features to `scores`.

    `kinds` has the `BITS` of the kinds that rules found in each line; `opens` flags the headings of sections.
    """
    has_hit = vec[bool]([kind & BOILERPLATE_BITS > 0 for kind in kinds])
    hits = vec[float]([1.0 if flag else 0.0 for flag in has_hit])
    is_listed = context.is_listed if True in context.is_listed else None  # as on most pages
    lines_since(opens, scores.track("since_opener"), FAR, is_listed)
    share_near(has_hit, 4, scores.track("boilerplate_share_near"))
    value_above(hits, 0.0, scores.track("hit_above"))
    value_below(hits, 0.0, scores.track("hit_below"))
    _add_distances(context.features, is_listed, kinds, scores)
    _add_key_points(context.features, kinds, scores.track("key_point"))
    _add_blocks(context.features, hits, scores)
    add_records(context.features, kinds, scores)


def _add_distances(
    features: list[LineFeatures], is_listed: list[bool] | None, kinds: list[int], scores: ScoreAccumulator
) -> None:
    headings: vec[i64] = vec["i64"]([kind if features[i].words < HEADING_WORDS else 0 for i, kind in enumerate(kinds)])
    for name, number in SECTION_BITS.items():
        bits: i64 = number
        flags = vec[bool]([kind & bits != 0 for kind in headings])
        lines_since(flags, scores.track(f"since_{name}"), FAR, is_listed)
        lines_until(flags, scores.track(f"until_{name}"), FAR)


def _add_key_points(features: list[LineFeatures], kinds: list[int], column: FeatureColumn) -> None:
    """Add 1 for the items of each list below a heading that opens a summary of the article, else 0."""
    is_summary = False
    for i, line in enumerate(features):
        is_item = (line.list_marker == 1.0 or line.list_marker == 2.0) and line.words >= KEY_POINT_WORDS
        is_summary = kinds[i] & SUMMARY_BIT > 0 or (is_summary and is_item)
        column.add(1.0 if is_summary and is_item else 0.0)


def _add_blocks(features: list[LineFeatures], hits: Column, scores: ScoreAccumulator) -> None:
    clean, strict, function, sentences = MaxSubarray(), MaxSubarray(), MaxSubarray(), MaxSubarray()
    for i, line in enumerate(features):
        hit = hits[i]
        clean.add(_clean_gain(line, hit))
        strict.add(_strict_gain(line, hit))
        function.add(_function_gain(line, hit))
        sentences.add(_sentence_gain(line, hit))
    n = len(features)
    _add_block_distance(clean, n, scores.track("block_clean"))
    _add_block_distance(strict, n, scores.track("block_strict"))
    _add_block_distance(function, n, scores.track("block_function"))
    _add_block_distance(sentences, n, scores.track("block_sentences"))


def _clean_gain(line: LineFeatures, hit: float) -> float:
    """Return the value of a line in `block_clean`; `hit` is 1 if it has a boilerplate phrase, else 0."""
    return min(line.prose, MAX_GAIN) if line.prose > 0 and hit == 0 else -min(12.0, 5 + line.words / 3) - 6 * hit


def _strict_gain(line: LineFeatures, hit: float) -> float:
    """Return the value of a line in `block_strict`, where lines without prose cost more."""
    return min(line.prose, MAX_GAIN) if line.prose > 0 and hit == 0 else -min(30.0, 8 + line.words) - 12 * hit


def _function_gain(line: LineFeatures, hit: float) -> float:
    """Return the value of a line in `block_function`, where prose of few function words counts less."""
    gain = _clean_gain(line, hit)
    return gain * min(1.0, line.function_share / GOOD_SHARE) if gain > 0 else gain


def _sentence_gain(line: LineFeatures, hit: float) -> float:
    """Return the value of a line in `block_sentences`, where sentences count instead of words."""
    gain = 10 + 5 * min(line.sentences, 4.0) if line.sentences > 0 and line.words > SENTENCE_WORDS else -8.0
    return gain - 10 * hit


def _add_block_distance(block: MaxSubarray, count: int, column: FeatureColumn) -> None:
    """Add the distance of each of `count` lines to a block: negative above it, 0 inside, positive below."""
    first, end = block.first, block.end
    for i in range(count):
        distance = min(float(i - end + 1), FAR) if i >= end else 0.0
        column.add(-min(float(first - i), FAR) if i < first else distance)
