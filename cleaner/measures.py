"""What can be counted in a line and around it: a table of numbers, one column a measure, one row a line.

A measure says nothing about good or bad; rules give the ranges of a measure their weights. Each
measure is one column over the whole document, because most of them look at neighbours: a line of six
words is a subhead between two paragraphs and a menu entry between two other lines of six words.

The idea that a line's neighbours tell as much as the line is that of Kohlschütter et al., "Boilerplate
Detection using Shallow Text Features" (WSDM 2010). The main block is the maximum-sum segment (Bentley,
"Programming Pearls: Algorithm Design Techniques", 1984).
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import log1p

from cleaner.model import Line
from cleaner.shape import WORD, Shape, shape, telling

FAR = 60.0
"""Lines to what is not there at all."""
DOMAIN = re.compile(
    r"(?<![\w-])([\w-]{3,}+)\.(?:com|org|net|info|au|br|ca|ch|cn|cz|de|dk|es|fi|fr|gr|hk|hu|id|il|ir|jp|kr|nl|nz|pl"
    r"|pt|ro|ru|se|tr|tw|ua|uk|vn|za)\b",
    re.IGNORECASE,
)
"""A site's address. Ends that are words too, as "it" or "no", would make a site of every missing blank."""
RIGHTS = re.compile(r"©|\(c\)\s*(?:19|20)\d\d|copyright|all rights reserved", re.IGNORECASE)
TITLE_WORDS = 4
"""A line this long that comes again is a title; a shorter one may be a menu entry."""


class Measures:
    """The table. Every attribute in `NAMES` is a list with one value a line."""

    OWN = tuple(name for name in Shape._fields if name != "prose")
    AROUND = (
        "gap_after", "gap_style", "words_above", "words_below", "ending_above", "ending_below",
        "prose_near", "prose_close", "mark_near", "short_near", "like_neighbours", "short_run", "prose_run", "echo",
    )  # fmt: skip
    PAGE = (
        "block", "block_distance", "prose_above", "prose_under", "line_share", "first_lines", "long_share",
        "lines_since_prose", "lines_to_prose", "repeats", "repeat_of", "topic",
    )  # fmt: skip
    FURNITURE = (
        "furniture_share", "furniture_words", "furniture_near", "names_site", "names_site_near",
        "times_near", "headlines_near", "rhythm_two", "rhythm_three",
    )  # fmt: skip
    NAMES = (*OWN, *AROUND, *PAGE, *FURNITURE)
    words: list[float]
    ending: list[float]
    mark: list[float]
    prose: list[float]
    function_share: list[float]
    sentences: list[float]
    times: list[float]

    def __init__(self, lines: Sequence[Line], function_words: frozenset[str], furniture_words: frozenset[str]) -> None:
        self.lines = lines
        self.texts = [line.text.strip() for line in lines]
        self.tokens = [[word.lower() for word in WORD.findall(text)] for text in self.texts]
        shapes = [shape(line.text, words, function_words) for line, words in zip(lines, self.tokens, strict=True)]
        for name in Shape._fields:
            setattr(self, name, [getattr(one, name) for one in shapes])
        self._gaps()
        self._neighbours()
        self._runs()
        self._main_block()
        self._positions()
        self._repeats()
        self._topic()
        self._furniture(furniture_words)
        self._site(function_words | furniture_words)
        self._rhythm()

    def __getitem__(self, name: str) -> list[float]:
        column: list[float] = getattr(self, name)
        return column

    def _gaps(self) -> None:
        gaps = [float(min(line.gap, 2)) for line in self.lines]
        self.gap_after = _below(gaps, 2.0)
        spaced = sum(1 for gap, prose in zip(gaps, self.prose, strict=True) if prose and gap)
        is_spaced = 2.0 * (spaced > 0.6 * max(1, sum(1 for prose in self.prose if prose)))
        self.gap_style = [is_spaced + (gap > 0) for gap in gaps]

    def _neighbours(self) -> None:
        self.words_above, self.words_below = _above(self.words, -1.0), _below(self.words, -1.0)
        self.ending_above, self.ending_below = _above(self.ending, -1.0), _below(self.ending, -1.0)
        total = [0, *accumulate(self.words)]
        prose = [0, *accumulate(self.prose)]
        self.prose_near = window_share(prose, total, 8)
        self.prose_close = window_share(prose, total, 2)
        marks = [0, *accumulate(float(mark in (1, 2)) for mark in self.mark)]
        count = list(range(len(self.words) + 1))
        self.mark_near = window_share(marks, count, 3)
        shorts = [0, *accumulate(float(words < 5) for words in self.words)]
        self.short_near = window_share(shorts, count, 4)
        n = len(self.words)
        self.like_neighbours = [
            sum(abs(self.words[i] - self.words[j]) <= 2 for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < n)
            for i in range(n)
        ]

    def _runs(self) -> None:
        flags = [p > 0 for p in self.prose]
        self.prose_run = _run_lengths(flags, True)
        self.short_run = _run_lengths(flags, False)
        since = list(accumulate(flags, lambda n, flag: 0 if flag else n + 1, initial=FAR))[1:]
        until = list(accumulate(reversed(flags), lambda n, flag: 0 if flag else n + 1, initial=FAR))[1:]
        self.lines_since_prose = since
        self.lines_to_prose = until[::-1]

    def _main_block(self) -> None:
        """Inside or outside the stretch whose prose outweighs its other lines the most, and how far outside."""
        gains = [p if p else -min(12.0, 5.0 + w / 3) for p, w in zip(self.prose, self.words, strict=True)]
        a, b = best_segment(gains)
        self.main = (a, b)
        self.block = [1.0 if a <= i < b else 0.0 if i < a else 2.0 for i in range(len(gains))]
        self.block_distance = [float(a - i if i < a else i - b + 1 if i >= b else 0) for i in range(len(gains))]

    def _positions(self) -> None:
        n = len(self.words)
        total = sum(self.prose) or 1.0
        above = [0.0, *accumulate(self.prose)]
        self.prose_above = [above[i] / total for i in range(n)]
        self.prose_under = [above[i] for i in range(n)]
        self.line_share = [i / n for i in range(n)]
        self.first_lines = [float(i) for i in range(n)]
        words = sum(self.words) or 1.0
        self.long_share = [total / words] * n

    def _furniture(self, vocabulary: frozenset[str]) -> None:
        """How many words of a line, and of those around it, are words that set phrases of boilerplate are made of."""
        counts = [float(sum(token in vocabulary for token in tokens)) for tokens in self.tokens]
        sizes = [float(max(1, len(tokens))) for tokens in self.tokens]
        self.furniture_words = counts
        self.furniture_share = [count / size for count, size in zip(counts, sizes, strict=True)]
        self.furniture_near = window_share([0, *accumulate(counts)], [0, *accumulate(sizes)], 2)

    def _site(self, common: frozenset[str]) -> None:
        """Whether a line names the site: by a word of its copyright line, or by a domain that the page shows."""
        names: set[str] = set()
        for text in self.texts:
            names.update(found[1].lower() for found in DOMAIN.finditer(text))
            if RIGHTS.search(text):
                names.update(w.lower() for w in WORD.findall(text) if w[0].isupper() and len(w) > 2)
        names -= common
        self.names_site = [float(not names.isdisjoint(tokens)) for tokens in self.tokens]
        self.names_site_near = self._share_near(self.names_site, 2)

    def _rhythm(self) -> None:
        """Whether lines look more like the second or third line on than like the next, as rows of teasers do."""
        self.times_near = self._share_near([float(times > 0) for times in self.times], 4)
        headlines = [not ending and words > 5 for ending, words in zip(self.ending, self.words, strict=True)]
        self.headlines_near = self._share_near([float(flag) for flag in headlines], 4)
        logs = [log1p(words) for words in self.words]
        one, two, three = (_likeness(logs, step) for step in (1, 2, 3))
        self.rhythm_two = self._share_near([b - a for a, b in zip(one, two, strict=True)], 4)
        self.rhythm_three = self._share_near([c - a for a, c in zip(one, three, strict=True)], 4)

    def _share_near(self, column: Sequence[float], reach: int) -> list[float]:
        return window_share([0, *accumulate(column)], list(range(len(column) + 1)), reach)

    def _repeats(self) -> None:
        keys = [" ".join(tokens) or text for tokens, text in zip(self.tokens, self.texts, strict=True)]
        counts = Counter(keys)
        self.repeats = [float(min(counts[key], 4)) for key in keys]
        twins = [float(a == b) for a, b in pairwise(keys)]
        self.echo = [max(a, b) for a, b in zip([0.0, *twins], [*twins, 0.0], strict=True)] if keys else []
        earlier: set[str] = set()
        self.repeat_of = []
        for key, words in zip(keys, self.words, strict=True):
            self.repeat_of.append(0.0 if key not in earlier else 2.0 if words >= TITLE_WORDS else 1.0)
            earlier.add(key)

    def _topic(self) -> None:
        """Share of a line's telling words that stand in other lines of the main block."""
        seen: Counter[str] = Counter()
        a, b = self.main
        words = [telling(text, tokens) for text, tokens in zip(self.texts, self.tokens, strict=True)]
        for own in words[a:b]:
            seen.update(own)
        self.topic = [
            sum(seen[w] > (a <= i < b) for w in own) / len(own) if own else -1.0 for i, own in enumerate(words)
        ]


def _above(column: Sequence[float], edge: float) -> list[float]:
    """For each line the value of the line above; `edge` for the first."""
    return [edge, *column[:-1]] if column else []


def _below(column: Sequence[float], edge: float) -> list[float]:
    """For each line the value of the line below; `edge` for the last."""
    return [*column[1:], edge] if column else []


def window_share(part: Sequence[float], whole: Sequence[float], reach: int) -> list[float]:
    """For each line the share of `part` in `whole` over the lines at most `reach` away; both are running sums."""
    n = len(part) - 1
    out = []
    for i in range(n):
        a, b = max(0, i - reach), min(n, i + reach + 1)
        out.append((part[b] - part[a]) / max(1.0, whole[b] - whole[a]))
    return out


def _likeness(column: Sequence[float], step: int) -> list[float]:
    """Minus how much each line differs from those `step` above and below; 0 at the edges of the page."""
    n = len(column)
    return [
        -abs(column[i] - column[i - step]) - abs(column[i] - column[i + step]) if step <= i < n - step else 0.0
        for i in range(n)
    ]


def _run_lengths(flags: Sequence[bool], wanted: bool) -> list[float]:
    """Length of the run of `wanted` that a line is in, 0 outside of one."""
    out: list[float] = []
    start = 0
    for i in range(1, len(flags) + 1):
        if i == len(flags) or flags[i] != flags[start]:
            out += [float(i - start) if flags[start] == wanted else 0.0] * (i - start)
            start = i
    return out


def best_segment(gains: Sequence[float]) -> tuple[int, int]:
    best, best_span, running, start = 0.0, (0, 0), 0.0, 0
    for i, gain in enumerate(gains):
        if running <= 0:
            running, start = 0.0, i
        running += gain
        if running > best:
            best, best_span = running, (start, i + 1)
    return best_span
