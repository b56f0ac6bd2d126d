"""Features of a line in its page, computed for all lines at once; `add_line_features` adds those of the line alone.

Most of them look at neighbours: a line of six words is a subheading between two paragraphs and a menu entry between two
other lines of six words. Values go to the `ScoreAccumulator` line by line; what other features are computed from is
kept in a column.

Kohlschütter et al., "Boilerplate Detection using Shallow Text Features" (WSDM 2010), found that the neighbours of a
line say as much about it as the line itself.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cleaner.features.accumulator import ScoreAccumulator
from cleaner.features.blocks.chain import block_kinds
from cleaner.features.blocks.codes import CONTENTS
from cleaner.features.contents import listed_lines
from cleaner.features.copies import copied_lines
from cleaner.features.live_report import live_entries
from cleaner.features.windows import (
    MaxSubarray,
    lines_since,
    lines_until,
    periodicity_near,
    run_lengths,
    share_near,
    similar_neighbours,
    total,
    value_above,
    value_below,
    window_share,
)
from cleaner.text.hashing import Interner, word_hash
from cleaner.text.lexicon import BOILERPLATE, FUNCTION, RIGHTS, Lexicon
from cleaner.text.line_features import LineFeatures
from cleaner.text.lines import Line
from cleaner.text.tokens import find_words, fold
from cleaner.text.vectors import Column, Flags, append, vec

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine integer in compiled modules

DOMAIN_END: Final = re.compile(
    r"\.(?:com|org|net|info|au|br|ca|ch|cn|cz|de|dk|es|fi|fr|gr|hk|hu|id|il|ir|jp|kr|nl|nz|pl|pt|ro|ru|se|tr|tw|ua|uk"
    r"|vn|za)\b",
    re.IGNORECASE,
)
"""Top-level domain. Those that are words too, such as "it" or "no", would turn every missing space into a domain.

The pattern starts with a full stop, because that is faster to find.
"""
DOMAIN: Final = re.compile(r"(?<![\w-])([\w-]{3,}+)" + DOMAIN_END.pattern, re.IGNORECASE)
OWNER: Final = re.compile(r"©|\(c\)\s*(?:19|20)\d\d|copyright|all rights reserved", re.IGNORECASE)
"""Sign of a copyright line, which names the owner of the site."""
FILTER_MASK: Final = 31
"""Bits of a hash that choose its bit in a filter of 32 bits."""
TITLE_WORDS: Final = 4
"""Minimum words of a repeated line that is a title; a shorter one may be a menu entry."""


class ContextFeatures:
    """Compute the context features of a page, and keep what other features are computed from."""

    def __init__(
        self,
        lines: Sequence[Line],
        features: list[LineFeatures],
        lexicon: Lexicon,
        topic_words: int,
        scores: ScoreAccumulator,
    ) -> None:
        """Add all values to `scores`.

        `features` are those of each line alone; `topic_words` is the number of topic words in their vocabulary.
        """
        self.features: list[LineFeatures] = features
        self.words: Column = vec[float]([line.words for line in features])
        self.prose: Column = vec[float]([line.prose for line in features])
        """Words of each line of prose, 0 for other lines."""
        self._scores: ScoreAccumulator = scores
        self.has_gap: Flags = vec[bool]([line.gap > 0 for line in lines])
        """True for each line below a blank row."""
        self._add_gaps([min(line.gap, 2) for line in lines])
        self._add_neighbours()
        self._add_runs()
        self.main: tuple[int, int] = self._add_main_block()
        """Main block of prose, as [first line, end)."""
        self.prose_share_above: Column = vec[float]()
        self._add_positions()
        self.blocks: list[float] = block_kinds(features)
        """Code of the block that each line is in."""
        self.is_listed: list[bool] = listed_lines(features, [block == CONTENTS for block in self.blocks])
        """True for each line from the first to the last heading that contents on the page list."""
        self._add_repeats()
        self._add_topic_overlap(topic_words)
        self._add_site_names(lexicon)
        self._add_boilerplate_words()
        self._add_teaser_signs()
        self._add_live_entries()

    def _add_gaps(self, gaps: list[int]) -> None:
        paragraphs = spaced = 0
        for i in range(len(gaps)):
            if self.prose[i] > 0:
                paragraphs += 1
                if gaps[i]:
                    spaced += 1
        page_style = 2.0 if spaced > 0.6 * max(1, paragraphs) else 0.0
        value_below(vec[float]([float(gap) for gap in gaps]), 2.0, self._scores.track("gap_after"))
        style = self._scores.track("gap_style")
        for gap in gaps:
            style.add(page_style + (1.0 if gap else 0.0))

    def _add_neighbours(self) -> None:
        track, features, words = self._scores.track, self.features, self.words
        ending = vec[float]([line.ending for line in features])
        value_above(words, -1.0, track("words_above"))
        value_below(words, -1.0, track("words_below"))
        value_above(ending, -1.0, track("ending_above"))
        value_below(ending, -1.0, track("ending_below"))
        window_share(self.prose, words, 8, track("prose_near"))
        window_share(self.prose, words, 2, track("prose_close"))
        is_item = vec[bool]([line.list_marker == 1.0 or line.list_marker == 2.0 for line in features])
        share_near(is_item, 3, track("list_marker_share_near"))
        share_near(vec[bool]([line.words < 5 for line in features]), 4, track("short_near"))
        similar_neighbours(words, track("similar_length_neighbours"))

    def _add_runs(self) -> None:
        track = self._scores.track
        is_prose = vec[bool]([line.prose > 0 for line in self.features])
        run_lengths(is_prose, track("prose_run"), track("short_run"))
        lines_since(is_prose, track("lines_since_prose"))
        lines_until(is_prose, track("lines_to_prose"))

    def _add_main_block(self) -> tuple[int, int]:
        """Add the place of each line and return the block in which prose outweighs other lines the most."""
        main = MaxSubarray()
        for line in self.features:
            main.add(line.prose if line.prose > 0 else -min(12.0, 5.0 + line.words / 3))
        first, end = main.first, main.end
        block, distance = self._scores.track("block"), self._scores.track("block_distance")
        for i in range(len(self.features)):
            block.add(0.0 if i < first else 1.0 if i < end else 2.0)
            distance.add(float(first - i if i < first else i - end + 1 if i >= end else 0))
        return first, end

    def _add_positions(self) -> None:
        track, n = self._scores.track, len(self.words)
        prose_share, prose_words = track("prose_share_above"), track("prose_words_above")
        line_share, first_lines, page_share = track("line_share"), track("first_lines"), track("page_prose_share")
        all_prose = total(self.prose) or 1.0
        share = all_prose / (total(self.words) or 1.0)
        above = 0.0
        for i in range(n):
            self.prose_share_above = append(self.prose_share_above, above / all_prose)
            prose_share.add(above / all_prose)
            prose_words.add(above)
            above += self.prose[i]
            line_share.add(float(i) / float(n))
            first_lines.add(float(i))
            page_share.add(share)

    def _add_repeats(self) -> None:
        track, features = self._scores.track, self.features
        repeats, kind, duplicate = track("repeats"), track("repeat_kind"), track("adjacent_duplicate")
        indices = Interner(len(features))
        counts: vec[i64] = vec["i64"]([0] * len(features))
        for i, line in enumerate(features):
            index = indices.intern(line.text_key)
            kind.add(_repeat_kind(line) if counts[index] > 0 else 0.0)
            counts[index] += 0 if self.blocks[i] == CONTENTS else 1
        is_next_equal = False
        for i, line in enumerate(features):
            is_last_equal = is_next_equal
            is_next_equal = i + 1 < len(features) and line.text_key == features[i + 1].text_key
            duplicate.add(1.0 if is_next_equal or is_last_equal else 0.0)
            repeats.add(float(max(1, min(counts[indices.intern(line.text_key)], 4))))
        block, listed, copy = track("block_kind"), track("listed"), track("second_copy")
        for flag in copied_lines(features):
            copy.add(1.0 if flag else 0.0)
        for flag in self.is_listed:
            listed.add(1.0 if flag else 0.0)
        for value in self.blocks:
            block.add(value)

    def _add_topic_overlap(self, topic_words: int) -> None:
        overlap, (first, end) = self._scores.track("topic_overlap"), self.main
        counts: vec[i64] = vec["i64"]([0] * topic_words)
        for i in range(first, end):
            for word in self.features[i].topic_words:
                counts[word] += 1
        for i, line in enumerate(self.features):
            own: i64 = 1 if first <= i < end else 0
            known = 0.0
            for word in line.topic_words:
                if counts[word] > own:
                    known += 1.0
            overlap.add(known / float(len(line.topic_words)) if len(line.topic_words) else -1.0)

    def _add_site_names(self, lexicon: Lexicon) -> None:
        names = self._site_names(lexicon)
        filter_bits = 0
        for name in names:
            filter_bits |= 1 << (name & FILTER_MASK)
        flags = vec[bool]([_contains_any(line.hashes, names, filter_bits) for line in self.features])
        names_site = self._scores.track("names_site")
        for flag in flags:
            names_site.add(1.0 if flag else 0.0)
        share_near(flags, 2, self._scores.track("names_site_near"))

    def _site_names(self, lexicon: Lexicon) -> set[int]:
        """Return the hashes of the domains on the page and of capitalised words in its copyright lines."""
        names: set[str] = set()
        for line in self.features:
            if line.may_address and DOMAIN_END.search(line.text):
                names.update([fold(name) for name in DOMAIN.findall(line.text)])
            if line.all_classes & RIGHTS and OWNER.search(line.text):
                names.update([fold(w) for w in find_words(line.text) if w[0].isupper() and len(w) > 2])
        hashes = [word_hash(name) for name in names]
        return {number for number in hashes if lexicon.word_class(number) & (FUNCTION | BOILERPLATE) == 0}

    def _add_boilerplate_words(self) -> None:
        counts = vec[float]([line.boilerplate_word_count for line in self.features])
        words = vec[float]([float(max(1, line.word_count)) for line in self.features])
        window_share(counts, words, 2, self._scores.track("boilerplate_word_share_near"))

    def _add_teaser_signs(self) -> None:
        """Add features of lists of teasers, in which each entry has a title, and often a time and a summary."""
        track, features = self._scores.track, self.features
        share_near(vec[bool]([line.times > 0 for line in features]), 4, track("times_near"))
        is_headline = vec[bool]([line.words > 5 and line.ending == 0.0 for line in features])
        share_near(is_headline, 4, track("headlines_near"))
        sizes = vec[float]([line.size for line in features])
        periodicity_near(sizes, 4, track("period_two_similarity"), track("period_three_similarity"))

    def _add_live_entries(self) -> None:
        column = self._scores.track("live_entry")
        for value in live_entries(self.features):
            column.add(value)


def add_line_features(features: list[LineFeatures], scores: ScoreAccumulator) -> None:
    """Add the values of all features of single lines to `scores`."""
    track = scores.track
    words, ending, sentences = track("words"), track("ending"), track("sentences")
    comma_rate, capitals, upper = track("comma_rate"), track("capitals"), track("upper")
    function_share, digit_share, word_length = track("function_share"), track("digit_share"), track("word_length")
    separators, address, times = track("separators"), track("address"), track("times")
    quote, list_marker = track("quote"), track("list_marker")
    boilerplate_share, boilerplate_count = track("boilerplate_word_share"), track("boilerplate_word_count")
    for line in features:
        words.add(line.words)
        ending.add(line.ending)
        sentences.add(line.sentences)
        comma_rate.add(line.comma_rate)
        capitals.add(line.capitals)
        upper.add(line.upper)
        function_share.add(line.function_share)
        digit_share.add(line.digit_share)
        word_length.add(line.word_length)
        separators.add(line.separators)
        address.add(line.address)
        times.add(line.times)
        quote.add(line.quote)
        list_marker.add(line.list_marker)
        boilerplate_share.add(line.boilerplate_word_share)
        boilerplate_count.add(line.boilerplate_word_count)


def _repeat_kind(line: LineFeatures) -> float:
    """Return 3 for a line of prose, 2 for a title, and 1 for a shorter line."""
    return 3.0 if line.prose > 0 else 2.0 if line.words >= TITLE_WORDS else 1.0


def _contains_any(hashes: "vec[i64]", names: set[int], filter_bits: "i64") -> bool:
    """Return True if one of `hashes` is in `names`, each of which has a bit in `filter_bits`."""
    if filter_bits == 0:
        return False
    i: i64 = 0
    n: i64 = len(hashes)
    while i < n:
        if (filter_bits >> (hashes[i] & FILTER_MASK)) & 1 != 0 and hashes[i] in names:
            return True
        i += 1
    return False
