"""What can be counted in a line and around it: numbers, of which each measure has one a line.

A measure says nothing about good or bad; rules give the ranges of a measure their weights. Each
measure goes over the whole document, because most of them look at neighbours: a line of six words is a
subhead between two paragraphs and a menu entry between two other lines of six words. What it finds is told to
`sums`, line after line; what other measures go by is kept in a column.

The idea that a line's neighbours tell as much as the line is that of Kohlschütter et al., "Boilerplate
Detection using Shallow Text Features" (WSDM 2010).
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cleaner.features.windows import (
    MaxSubarray,
    above,
    below,
    periodicity_near,
    run_lengths,
    share_near,
    similar_neighbours,
    since,
    total,
    until,
    window_share,
)
from cleaner.text.hashing import Interner, word_hash
from cleaner.text.lexicon import FUNCTION, FURNITURE, RIGHTS, Lexicon
from cleaner.text.line_features import LineFeatures
from cleaner.text.lines import Line
from cleaner.text.tokens import WORD, fold
from cleaner.text.vectors import Column, append, vec

if TYPE_CHECKING:  # rules are made of the names of measures, and sums of rules
    from mypy_extensions import i64  # a number that fits a machine word, where this is compiled

    from cleaner.features.accumulator import ScoreAccumulator

DOMAIN_END: Final = re.compile(
    r"\.(?:com|org|net|info|au|br|ca|ch|cn|cz|de|dk|es|fi|fr|gr|hk|hu|id|il|ir|jp|kr|nl|nz|pl|pt|ro|ru|se|tr|tw|ua|uk"
    r"|vn|za)\b",
    re.IGNORECASE,
)
"""Ends that are words too, as "it" or "no", would make a site of every missing blank. This begins with a sign, to be
found fast."""
DOMAIN: Final = re.compile(r"(?<![\w-])([\w-]{3,}+)" + DOMAIN_END.pattern, re.IGNORECASE)
"""A site's address."""
OWNER: Final = re.compile(r"©|\(c\)\s*(?:19|20)\d\d|copyright|all rights reserved", re.IGNORECASE)
FILTER_MASK: Final = 31
"""The bits of a number by which it is sifted."""
TITLE_WORDS: Final = 4
"""A line this long that comes again is a title; a shorter one may be a menu entry."""


class ContextFeatures:
    """Gives `sums` a value of each line and context feature; has what measures of sections go by."""

    def __init__(
        self, lines: Sequence[Line], shapes: list[LineFeatures], lexicon: Lexicon, words: int, sums: "ScoreAccumulator"
    ) -> None:
        """`words` is the length of the vocabulary that the `shapes` are of."""
        self.shapes: list[LineFeatures] = shapes
        self.words: Column = vec[float]([shape.words for shape in shapes])
        self.prose: Column = vec[float]([shape.prose for shape in shapes])
        """The words of lines that are prose, 0 for the others."""
        self._sums: ScoreAccumulator = sums
        self._own()
        self._gaps([min(line.gap, 2) for line in lines])
        self._neighbours()
        self._runs()
        self.main: tuple[int, int] = self._main_block()
        self._positions()
        self._repeats()
        self._topic(words)
        self._site(lexicon)
        self._rhythm()

    def _own(self) -> None:
        """What a line looks like by itself."""
        track = self._sums.track
        words, ending, sentences = track("words"), track("ending"), track("sentences")
        comma_rate, capitals, upper = track("comma_rate"), track("capitals"), track("upper")
        function_share, digit_share, word_length = track("function_share"), track("digit_share"), track("word_length")
        separators, address, times = track("separators"), track("address"), track("times")
        quote, mark = track("quote"), track("list_marker")
        furniture_share, furniture_words = track("boilerplate_word_share"), track("boilerplate_word_count")
        for shape in self.shapes:
            words.add(shape.words)
            ending.add(shape.ending)
            sentences.add(shape.sentences)
            comma_rate.add(shape.comma_rate)
            capitals.add(shape.capitals)
            upper.add(shape.upper)
            function_share.add(shape.function_share)
            digit_share.add(shape.digit_share)
            word_length.add(shape.word_length)
            separators.add(shape.separators)
            address.add(shape.address)
            times.add(shape.times)
            quote.add(shape.quote)
            mark.add(shape.list_marker)
            furniture_share.add(shape.boilerplate_word_share)
            furniture_words.add(shape.boilerplate_word_count)

    def _gaps(self, gaps: list[int]) -> None:
        paragraphs = spaced = 0
        for i in range(len(gaps)):
            if self.prose[i] > 0:
                paragraphs += 1
                if gaps[i]:
                    spaced += 1
        is_spaced = 2.0 if spaced > 0.6 * max(1, paragraphs) else 0.0
        below(vec[float]([float(gap) for gap in gaps]), 2.0, self._sums.track("gap_after"))
        style = self._sums.track("gap_style")
        for gap in gaps:
            style.add(is_spaced + 1.0 if gap else is_spaced)

    def _neighbours(self) -> None:
        track, shapes, words = self._sums.track, self.shapes, self.words
        ending = vec[float]([shape.ending for shape in shapes])
        above(words, -1.0, track("words_above"))
        below(words, -1.0, track("words_below"))
        above(ending, -1.0, track("ending_above"))
        below(ending, -1.0, track("ending_below"))
        window_share(self.prose, words, 8, track("prose_near"))
        window_share(self.prose, words, 2, track("prose_close"))
        share_near(
            vec[bool]([s.list_marker == 1.0 or s.list_marker == 2.0 for s in shapes]),
            3,
            track("list_marker_share_near"),
        )
        share_near(vec[bool]([s.words < 5 for s in shapes]), 4, track("short_near"))
        similar_neighbours(words, track("similar_length_neighbours"))

    def _runs(self) -> None:
        track = self._sums.track
        flags = vec[bool]([shape.prose > 0 for shape in self.shapes])
        run_lengths(flags, track("prose_run"), track("short_run"))
        since(flags, track("lines_since_prose"))
        until(flags, track("lines_to_prose"))

    def _main_block(self) -> tuple[int, int]:
        """Inside or outside the stretch whose prose outweighs its other lines the most, and how far outside."""
        stretch = MaxSubarray()
        for shape in self.shapes:
            stretch.add(shape.prose if shape.prose > 0 else -min(12.0, 5.0 + shape.words / 3))
        a, b = stretch.first, stretch.last
        block, distance = self._sums.track("block"), self._sums.track("block_distance")
        for i in range(len(self.shapes)):
            block.add(0.0 if i < a else 1.0 if i < b else 2.0)
            distance.add(float(a - i if i < a else i - b + 1 if i >= b else 0))
        return a, b

    def _positions(self) -> None:
        track, n = self._sums.track, len(self.words)
        above, under, share = track("prose_share_above"), track("prose_words_above"), track("line_share")
        first, long = track("first_lines"), track("page_prose_share")
        all_prose = total(self.prose) or 1.0
        long_share = all_prose / (total(self.words) or 1.0)
        self.prose_share_above: Column = vec[float]()
        running = 0.0
        for i in range(n):
            self.prose_share_above = append(self.prose_share_above, running / all_prose)
            above.add(running / all_prose)
            under.add(running)
            running += self.prose[i]
            share.add(float(i) / float(n))
            first.add(float(i))
            long.add(long_share)

    def _repeats(self) -> None:
        track = self._sums.track
        repeats, repeat_of, echo = track("repeats"), track("repeat_kind"), track("adjacent_duplicate")
        turns = Interner(len(self.shapes))
        lines: vec[i64] = vec["i64"]([0] * len(self.shapes))
        """For each wording how many lines have it."""
        for i, shape in enumerate(self.shapes):
            turn = turns.intern(shape.text_key)
            repeat_of.add(0.0 if lines[turn] == 0 else 2.0 if self.words[i] >= TITLE_WORDS else 1.0)
            lines[turn] += 1
        is_twin = False
        for i, shape in enumerate(self.shapes):
            was_twin, is_twin = is_twin, i + 1 < len(self.shapes) and shape.text_key == self.shapes[i + 1].text_key
            echo.add(1.0 if is_twin or was_twin else 0.0)
            repeats.add(float(min(lines[turns.intern(shape.text_key)], 4)))

    def _topic(self, words: int) -> None:
        """Share of a line's telling words that stand in other lines of the main block."""
        topic, (a, b) = self._sums.track("topic_overlap"), self.main
        lines: vec[i64] = vec["i64"]([0] * words)
        """For each word how many lines of the block have it."""
        for i in range(a, b):
            for word in self.shapes[i].topic_words:
                lines[word] += 1
        for i, shape in enumerate(self.shapes):
            few: i64 = 1 if a <= i < b else 0
            known = 0.0
            for word in shape.topic_words:
                if lines[word] > few:
                    known += 1.0
            topic.add(known / float(len(shape.topic_words)) if len(shape.topic_words) else -1.0)

    def _site(self, lexicon: Lexicon) -> None:
        """Whether a line names the site: by a word of its copyright line, or by a domain that the page shows."""
        track, names = self._sums.track, self._names(lexicon)
        sifted = 0
        for name in names:
            sifted |= 1 << (name & FILTER_MASK)
        flags = vec[bool]([_contains_any(shape.hashes, names, sifted) for shape in self.shapes])
        here = track("names_site")
        for flag in flags:
            here.add(1.0 if flag else 0.0)
        share_near(flags, 2, track("names_site_near"))
        sizes = vec[float]([float(max(1, shape.count)) for shape in self.shapes])
        furniture = vec[float]([shape.boilerplate_word_count for shape in self.shapes])
        window_share(furniture, sizes, 2, track("boilerplate_word_share_near"))

    def _names(self, lexicon: Lexicon) -> set[int]:
        """The numbers of what the site may be called."""
        names: set[str] = set()
        for shape in self.shapes:
            if shape.may_address and DOMAIN_END.search(shape.text):
                names.update([fold(name) for name in DOMAIN.findall(shape.text)])
            if shape.all_classes & RIGHTS and OWNER.search(shape.text):
                names.update([fold(w) for w in WORD.findall(shape.text) if w[0].isupper() and len(w) > 2])
        numbers = [word_hash(name) for name in names]
        return {number for number in numbers if lexicon.word_class(number) & (FUNCTION | FURNITURE) == 0}

    def _rhythm(self) -> None:
        """Whether lines look more like the second or third line on than like the next, as rows of teasers do."""
        track, shapes = self._sums.track, self.shapes
        share_near(vec[bool]([s.times > 0 for s in shapes]), 4, track("times_near"))
        headlines = vec[bool]([s.words > 5 and s.ending == 0.0 for s in shapes])
        share_near(headlines, 4, track("headlines_near"))
        sizes = vec[float]([shape.size for shape in shapes])
        periodicity_near(sizes, 4, track("period_two_similarity"), track("period_three_similarity"))


def _contains_any(numbers: "vec[i64]", names: set[int], sifted: "i64") -> bool:
    """Whether one of `numbers` is among `names`; `sifted` has a bit for each of these."""
    if sifted == 0:
        return False
    i: i64 = 0
    n: i64 = len(numbers)
    while i < n:
        if (sifted >> (numbers[i] & FILTER_MASK)) & 1 != 0 and numbers[i] in names:
            return True
        i += 1
    return False
