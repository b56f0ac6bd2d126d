"""What can be counted in a line and around it: a table of numbers, one column a measure, one row a line.

A measure says nothing about good or bad; rules give the ranges of a measure their weights. Each
measure is one column over the whole document, because most of them look at neighbours: a line of six
words is a subhead between two paragraphs and a menu entry between two other lines of six words.

The idea that a line's neighbours tell as much as the line is that of Kohlschütter et al., "Boilerplate
Detection using Shallow Text Features" (WSDM 2010). The main block is the maximum-sum segment (Bentley,
"Programming Pearls: Algorithm Design Techniques", 1984).
"""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

from cleaner.model import Line
from cleaner.shape import WORD, Shape, shape, telling

FAR = 60.0
"""Lines to what is not there at all."""
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
    SECTION = ("since_opener", "hits_near", "hit_above", "hit_below")
    NAMES = (*OWN, *AROUND, *PAGE, *SECTION)
    words: list[float]
    ending: list[float]
    mark: list[float]
    prose: list[float]

    def __init__(self, lines: Sequence[Line], function_words: frozenset[str]) -> None:
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

    def __getitem__(self, name: str) -> list[float]:
        column: list[float] = getattr(self, name)
        return column

    def sections(self, opens: Sequence[bool], hits: Sequence[bool]) -> None:
        """Measures of what phrases found: `opens` marks headings of sections, `hits` set phrases of any kind."""
        self.since_opener = list(accumulate(opens, lambda n, flag: 0.0 if flag else n + 1, initial=FAR))[1:]
        flags = [float(hit) for hit in hits]
        self.hits_near = _window_share([0, *accumulate(flags)], list(range(len(flags) + 1)), 4)
        self.hit_above, self.hit_below = _above(flags, 0.0), _below(flags, 0.0)

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
        self.prose_near = _window_share(prose, total, 8)
        self.prose_close = _window_share(prose, total, 2)
        marks = [0, *accumulate(float(mark in (1, 2)) for mark in self.mark)]
        count = list(range(len(self.words) + 1))
        self.mark_near = _window_share(marks, count, 3)
        shorts = [0, *accumulate(float(words < 5) for words in self.words)]
        self.short_near = _window_share(shorts, count, 4)
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
        a, b = _best_segment(gains)
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


def _window_share(part: Sequence[float], whole: Sequence[float], reach: int) -> list[float]:
    """For each line the share of `part` in `whole` over the lines at most `reach` away; both are running sums."""
    n = len(part) - 1
    out = []
    for i in range(n):
        a, b = max(0, i - reach), min(n, i + reach + 1)
        out.append((part[b] - part[a]) / max(1.0, whole[b] - whole[a]))
    return out


def _run_lengths(flags: Sequence[bool], wanted: bool) -> list[float]:
    """Length of the run of `wanted` that a line is in, 0 outside of one."""
    out: list[float] = []
    start = 0
    for i in range(1, len(flags) + 1):
        if i == len(flags) or flags[i] != flags[start]:
            out += [float(i - start) if flags[start] == wanted else 0.0] * (i - start)
            start = i
    return out


def _best_segment(gains: Sequence[float]) -> tuple[int, int]:
    best, best_span, running, start = 0.0, (0, 0), 0.0, 0
    for i, gain in enumerate(gains):
        if running <= 0:
            running, start = 0.0, i
        running += gain
        if running > best:
            best, best_span = running, (start, i + 1)
    return best_span
