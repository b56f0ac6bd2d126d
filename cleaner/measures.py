"""What can be counted in a line and around it: a table of numbers, one column a measure, one row a line.

A measure says nothing about good or bad; rules give the ranges of a measure their weights. Each
measure is one column over the whole document, because most of them look at neighbours: a line of six
words is a subhead between two paragraphs and a menu entry between two other lines of six words.

The idea that a line's neighbours tell as much as the line is that of Kohlschütter et al., "Boilerplate
Detection using Shallow Text Features" (WSDM 2010). The main block is the maximum-sum segment (Bentley,
"Programming Pearls: Algorithm Design Techniques", 1984).
"""

import re
from collections.abc import Sequence
from math import log1p
from typing import Final

from cleaner.model import Line
from cleaner.shape import FUNCTION, FURNITURE, OWN, RIGHTS, WORD, Shape, fold, telling, wording

FAR: Final = 60.0
"""Lines to what is not there at all."""
DOMAIN: Final = re.compile(
    r"(?<![\w-])([\w-]{3,}+)\.(?:com|org|net|info|au|br|ca|ch|cn|cz|de|dk|es|fi|fr|gr|hk|hu|id|il|ir|jp|kr|nl|nz|pl"
    r"|pt|ro|ru|se|tr|tw|ua|uk|vn|za)\b",
    re.IGNORECASE,
)
"""A site's address. Ends that are words too, as "it" or "no", would make a site of every missing blank."""
OWNER: Final = re.compile(r"©|\(c\)\s*(?:19|20)\d\d|copyright|all rights reserved", re.IGNORECASE)
OWNER_WORDS: Final = ("©", "c", "copyright", "copyrights", "rights")
"""One of these is in every line that `OWNER` sees."""
TITLE_WORDS: Final = 4
"""A line this long that comes again is a title; a shorter one may be a menu entry."""
AROUND = (
    "gap_after", "gap_style", "words_above", "words_below", "ending_above", "ending_below",
    "prose_near", "prose_close", "mark_near", "short_near", "like_neighbours", "short_run", "prose_run", "echo",
)  # fmt: skip
PAGE = (
    "block", "block_distance", "prose_above", "prose_under", "line_share", "first_lines", "long_share",
    "lines_since_prose", "lines_to_prose", "repeats", "repeat_of", "topic",
)  # fmt: skip
SITE = (
    "furniture_share", "furniture_words", "furniture_near", "names_site", "names_site_near",
    "times_near", "headlines_near", "rhythm_two", "rhythm_three",
)  # fmt: skip
NAMES: tuple[str, ...] = (*OWN, *AROUND, *PAGE, *SITE)
Column = list[float]
"""One value a line."""


class Measures:
    """The table: `columns` has one for each of `NAMES`."""

    def __init__(self, lines: Sequence[Line], shapes: list[Shape], lexicon: dict[str, int]) -> None:
        self.shapes: list[Shape] = shapes
        self.words: Column = [shape.words for shape in shapes]
        self.prose: Column = [shape.prose for shape in shapes]
        """The words of lines that are prose, 0 for the others."""
        self.function_share: Column = [shape.function_share for shape in shapes]
        self.sentences: Column = [shape.sentences for shape in shapes]
        self.columns: dict[str, Column] = {
            "words": self.words, "ending": [s.ending for s in shapes], "sentences": self.sentences,
            "comma_rate": [s.comma_rate for s in shapes], "capitals": [s.capitals for s in shapes],
            "upper": [s.upper for s in shapes], "function_share": self.function_share,
            "digit_share": [s.digit_share for s in shapes], "word_length": [s.word_length for s in shapes],
            "separators": [s.separators for s in shapes], "address": [s.address for s in shapes],
            "times": [s.times for s in shapes], "quote": [s.quote for s in shapes], "mark": [s.mark for s in shapes],
            "furniture_share": [s.furniture_share for s in shapes], "furniture_words": [s.furniture for s in shapes],
        }  # fmt: skip
        self._gaps([float(min(line.gap, 2)) for line in lines])
        self._neighbours()
        self._runs()
        self.main: tuple[int, int] = self._main_block()
        self._positions()
        self._repeats()
        self._topic()
        self._site(lexicon)
        self._rhythm()

    def _gaps(self, gaps: Column) -> None:
        paragraphs = spaced = 0
        for i in range(len(gaps)):
            if self.prose[i]:
                paragraphs += 1
                if gaps[i]:
                    spaced += 1
        is_spaced = 2.0 if spaced > 0.6 * max(1, paragraphs) else 0.0
        self.columns["gap_after"] = below(gaps, 2.0)
        self.columns["gap_style"] = [is_spaced + 1.0 if gap else is_spaced for gap in gaps]

    def _neighbours(self) -> None:
        words, ending, mark = self.words, self.columns["ending"], self.columns["mark"]
        self.columns["words_above"], self.columns["words_below"] = above(words, -1.0), below(words, -1.0)
        self.columns["ending_above"], self.columns["ending_below"] = above(ending, -1.0), below(ending, -1.0)
        self.columns["prose_near"] = window_share(self.prose, words, 8)
        self.columns["prose_close"] = window_share(self.prose, words, 2)
        self.columns["mark_near"] = share_near([1.0 if m == 1.0 or m == 2.0 else 0.0 for m in mark], 3)
        self.columns["short_near"] = share_near([1.0 if w < 5 else 0.0 for w in words], 4)
        self.columns["like_neighbours"] = [_alike(words, i) for i in range(len(words))]

    def _runs(self) -> None:
        flags = [p > 0 for p in self.prose]
        self.columns["prose_run"] = _run_lengths(flags, True)
        self.columns["short_run"] = _run_lengths(flags, False)
        self.columns["lines_since_prose"] = since(flags)
        self.columns["lines_to_prose"] = until(flags)

    def _main_block(self) -> tuple[int, int]:
        """Inside or outside the stretch whose prose outweighs its other lines the most, and how far outside."""
        gains: Column = []
        for i in range(len(self.words)):
            prose = self.prose[i]
            gains.append(prose if prose else -min(12.0, 5.0 + self.words[i] / 3))
        a, b = best_segment(gains)
        n = len(gains)
        self.columns["block"] = [1.0 if a <= i < b else 0.0 if i < a else 2.0 for i in range(n)]
        self.columns["block_distance"] = [float(a - i if i < a else i - b + 1 if i >= b else 0) for i in range(n)]
        return a, b

    def _positions(self) -> None:
        n = len(self.words)
        running = sums(self.prose)
        total = running[n] or 1.0
        self.prose_above: Column = [running[i] / total for i in range(n)]
        self.columns["prose_above"] = self.prose_above
        self.columns["prose_under"] = running[:n]
        self.columns["line_share"] = [i / n for i in range(n)]
        self.columns["first_lines"] = [float(i) for i in range(n)]
        self.columns["long_share"] = [total / (sums(self.words)[n] or 1.0)] * n

    def _repeats(self) -> None:
        keys = [wording(shape) or shape.text for shape in self.shapes]
        counts: dict[str, int] = {}
        repeat_of: Column = []
        for i in range(len(keys)):
            known = counts.get(keys[i], 0)
            counts[keys[i]] = known + 1
            repeat_of.append(0.0 if not known else 2.0 if self.words[i] >= TITLE_WORDS else 1.0)
        self.columns["repeats"] = [float(min(counts[key], 4)) for key in keys]
        self.columns["repeat_of"] = repeat_of
        twins = [i > 0 and keys[i] == keys[i - 1] for i in range(len(keys))] + [False]
        self.columns["echo"] = [1.0 if twins[i] or twins[i + 1] else 0.0 for i in range(len(keys))]

    def _topic(self) -> None:
        """Share of a line's telling words that stand in other lines of the main block."""
        seen: dict[str, int] = {}
        a, b = self.main
        words = [telling(shape) for shape in self.shapes]
        for i in range(a, b):
            for word in words[i]:
                seen[word] = seen.get(word, 0) + 1
        topic: Column = []
        for i in range(len(words)):
            own = 1 if a <= i < b else 0
            known = 0
            for word in words[i]:
                if seen.get(word, 0) > own:
                    known += 1
            topic.append(known / len(words[i]) if words[i] else -1.0)
        self.columns["topic"] = topic

    def _site(self, lexicon: dict[str, int]) -> None:
        """Whether a line names the site: by a word of its copyright line, or by a domain that the page shows."""
        names: set[str] = set()
        for shape in self.shapes:
            if shape.may_address:
                names.update([fold(name) for name in DOMAIN.findall(shape.text)])
            if shape.all_sorts & RIGHTS and OWNER.search(shape.text):
                names.update([fold(w) for w in WORD.findall(shape.text) if w[0].isupper() and len(w) > 2])
        names = {name for name in names if not lexicon.get(name, 0) & (FUNCTION | FURNITURE)}
        column = [0.0 if names.isdisjoint(shape.tokens) else 1.0 for shape in self.shapes]
        self.columns["names_site"] = column
        self.columns["names_site_near"] = share_near(column, 2)
        sizes = [float(max(1, shape.count)) for shape in self.shapes]
        self.columns["furniture_near"] = window_share(self.columns["furniture_words"], sizes, 2)

    def _rhythm(self) -> None:
        """Whether lines look more like the second or third line on than like the next, as rows of teasers do."""
        words, ending = self.words, self.columns["ending"]
        self.columns["times_near"] = share_near([1.0 if times > 0 else 0.0 for times in self.columns["times"]], 4)
        headlines = [1.0 if words[i] > 5 and not ending[i] else 0.0 for i in range(len(words))]
        self.columns["headlines_near"] = share_near(headlines, 4)
        logs = [log1p(count) for count in words]
        one, two, three = _likeness(logs, 1), _likeness(logs, 2), _likeness(logs, 3)
        self.columns["rhythm_two"] = share_near([two[i] - one[i] for i in range(len(one))], 4)
        self.columns["rhythm_three"] = share_near([three[i] - one[i] for i in range(len(one))], 4)


def above(column: Column, edge: float) -> Column:
    """For each line the value of the line above; `edge` for the first."""
    return [edge, *column[:-1]] if column else []


def below(column: Column, edge: float) -> Column:
    """For each line the value of the line below; `edge` for the last."""
    return [*column[1:], edge] if column else []


def sums(column: Column) -> Column:
    """Running sums: of the first 0, 1, 2 and so on values."""
    out = [0.0]
    total = 0.0
    for value in column:
        total += value
        out.append(total)
    return out


def window_share(part: Column, whole: Column, reach: int) -> Column:
    """For each line the share of `part` in `whole` over the lines at most `reach` away."""
    parts, wholes = sums(part), sums(whole)
    n = len(part)
    out: Column = []
    for i in range(n):
        a, b = max(0, i - reach), min(n, i + reach + 1)
        out.append((parts[b] - parts[a]) / max(1.0, wholes[b] - wholes[a]))
    return out


def share_near(column: Column, reach: int) -> Column:
    """For each line the mean of the lines at most `reach` away."""
    running = sums(column)
    n = len(column)
    out: Column = []
    for i in range(n):
        a, b = max(0, i - reach), min(n, i + reach + 1)
        out.append((running[b] - running[a]) / (b - a))
    return out


def since(flags: Sequence[bool]) -> Column:
    """For each line the lines since the last that is flagged, 0 if it is."""
    out: Column = []
    count = FAR
    for flag in flags:
        count = 0.0 if flag else count + 1
        out.append(count)
    return out


def until(flags: Sequence[bool]) -> Column:
    """For each line the lines to the next that is flagged, 0 if it is."""
    return since(flags[::-1])[::-1]


def _alike(words: Column, i: int) -> float:
    """How many of the two lines above and the two below are about as long."""
    count = 0.0
    for j in range(max(0, i - 2), min(len(words), i + 3)):
        if j != i and abs(words[i] - words[j]) <= 2:
            count += 1.0
    return count


def _likeness(column: Column, step: int) -> Column:
    """Minus how much each line differs from those `step` above and below; 0 at the edges of the page."""
    n = len(column)
    out: Column = []
    for i in range(n):
        if step <= i < n - step:
            out.append(-abs(column[i] - column[i - step]) - abs(column[i] - column[i + step]))
        else:
            out.append(0.0)
    return out


def _run_lengths(flags: Sequence[bool], wanted: bool) -> Column:
    """Length of the run of `wanted` that a line is in, 0 outside of one."""
    out: Column = []
    start = 0
    for i in range(1, len(flags) + 1):
        if i == len(flags) or flags[i] != flags[start]:
            out += [float(i - start) if flags[start] == wanted else 0.0] * (i - start)
            start = i
    return out


def best_segment(gains: Column) -> tuple[int, int]:
    """The stretch of lines with the greatest sum."""
    best, running = 0.0, 0.0
    first, last, start = 0, 0, 0
    for i in range(len(gains)):
        if running <= 0:
            running, start = 0.0, i
        running += gains[i]
        if running > best:
            best, first, last = running, start, i + 1
    return first, last
