"""What can be counted in a line and around it: a table of numbers, one column a measure, one row a line.

A measure says nothing about good or bad; rules give the ranges of a measure their weights. Each
measure is one column over the whole document, because most of them look at neighbours: a line of six
words is a subhead between two paragraphs and a menu entry between two other lines of six words.

The idea that shape and neighbourhood separate boilerplate from prose is that of Kohlschütter et al.,
"Boilerplate Detection using Shallow Text Features" (WSDM 2010); the share of function words is that
of Pomikálek's jusText (2011). The main block is the maximum-sum segment (Bentley 1984).
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from cleaner.model import Line

UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts written without spaces; about two of their characters carry what one spaced word does."""
WORD = re.compile(r"[^\W\d_]+")
TERMINAL = re.compile(r"""([.!?…:;,。！？：；，।؟])["'”’»«)\]」』]*$""")
ENDING = {**dict.fromkeys(".。।", 1), **dict.fromkeys("!?！？؟", 2), **dict.fromkeys(":：", 3), "…": 4}
SENTENCE = re.compile(r"""[.!?。！？।؟]["'”’»)\]」』]*(?=\s|$)|[。！？]""")
OPENING_QUOTE = "\"“„«「『”‘'"
BULLET = re.compile(r"\s*(?:[•*▪●◦·»›‣■►▶→+-]\s|[•▪●◦‣■►▶])")
NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s")
SEPARATOR = re.compile(r"\s[|·•/»>›–—-]\s|[|»›>→]|\s{3,}|\.\.\.|…")
ADDRESS = re.compile(r"https?://|www\.|\w@\w|\w\.(?:com|org|net|ru|pl|gr|cn|de|uk)\b|(?:^|\s)[@#]\w")
TIME = re.compile(
    r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[/-]\d{1,2}[/-]\d{1,2}|\d+年|\d+月"
)
PROSE_WORDS = 10
"""A line this long that ends as a sentence does is taken for prose."""
LONG_WORDS = 28
"""So is one this long however it ends."""


class Measures:
    """The table. Every attribute in `NAMES` is a list with one value a line."""

    NAMES = (
        "words", "ending", "sentences", "comma_rate", "capitals", "upper", "function_share", "digit_share",
        "word_length", "mark", "separators", "address", "times", "quote", "gap_before", "gap_after",
        "words_above", "words_below", "ending_above", "ending_below", "prose_near", "prose_close",
        "short_run", "prose_run", "block", "block_distance", "prose_above", "prose_under", "line_share",
        "lines_since_prose", "lines_to_prose", "repeats", "repeat_of", "topic", "like_neighbours",
        "mark_near", "short_near", "first_lines", "long_share", "gap_style",
        "since_opener", "hits_near", "hit_above", "hit_below", "echo",
    )  # fmt: skip

    def __init__(self, lines: Sequence[Line], function_words: frozenset[str]) -> None:
        self.lines = lines
        self.texts = [line.text.strip() for line in lines]
        self._shape(function_words)
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
        self.since_opener = list(accumulate(opens, lambda n, flag: 0.0 if flag else n + 1, initial=60.0))[1:]
        flags = [float(hit) for hit in hits]
        self.hits_near = _window_share([0, *accumulate(flags)], list(range(len(flags) + 1)), 4)
        self.hit_above, self.hit_below = _above(flags, 0.0), _below(flags, 0.0)

    def _shape(self, function_words: frozenset[str]) -> None:
        shapes = [_shape(text, function_words) for text in self.texts]
        columns = list(zip(*shapes, strict=True)) or [()] * 15
        (self.words, self.ending, self.sentences, self.comma_rate, self.capitals, self.upper, self.function_share,
         self.digit_share, self.word_length, self.separators, self.address, self.times, self.quote, self.prose,
         self.tokens) = (list(column) for column in columns)  # fmt: skip
        self.mark = [
            2 if NUMBERED.match(line.text) else 1 if BULLET.match(line.text) else 3 if line.text[:1].isspace() else 0
            for line in self.lines
        ]
        gaps = [line.gap for line in self.lines]
        self.gap_before = [min(gap, 2) for gap in gaps]
        self.gap_after = [*self.gap_before[1:], 2] if gaps else []

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
        since = list(accumulate(flags, lambda n, flag: 0 if flag else n + 1, initial=30))[1:]
        until = list(accumulate(reversed(flags), lambda n, flag: 0 if flag else n + 1, initial=30))[1:]
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
        self.first_lines = [float(min(i, n - 1 - i + 100)) for i in range(n)]
        words = sum(self.words) or 1.0
        self.long_share = [total / words] * n
        spaced = sum(1 for g, p in zip(self.gap_before, self.prose, strict=True) if p and g)
        style = spaced / max(1, sum(1 for p in self.prose if p))
        self.gap_style = [(1.0 if g else 0.0) + (2.0 if style > 0.6 else 0.0) for g in self.gap_before]

    def _repeats(self) -> None:
        keys = [" ".join(tokens) or text for tokens, text in zip(self.tokens, self.texts, strict=True)]
        counts = Counter(keys)
        self.repeats = [float(min(counts[key], 4)) for key in keys]
        first: dict[str, int] = {}
        twins = [float(a == b) for a, b in zip(keys, keys[1:], strict=False)]
        self.echo = [max(a, b) for a, b in zip([0.0, *twins], [*twins, 0.0], strict=True)] if keys else []
        self.repeat_of = [0.0 if first.setdefault(key, i) == i else 1.0 for i, key in enumerate(keys)]

    def _topic(self) -> None:
        """Share of a line's telling words that stand in other lines of the main block."""
        seen: Counter[str] = Counter()
        a, b = self.main
        telling = [_telling(text, tokens) for text, tokens in zip(self.texts, self.tokens, strict=True)]
        for words in telling[a:b]:
            seen.update(words)
        self.topic = [
            sum(seen[w] > (a <= i < b) for w in words) / len(words) if words else -1.0
            for i, words in enumerate(telling)
        ]


def _shape(text: str, function_words: frozenset[str]) -> tuple:
    tokens = WORD.findall(text)
    n = len(tokens)
    unspaced = 0 if text.isascii() else len(UNSPACED.findall(text))
    words = n if not unspaced else len([t for t in tokens if not UNSPACED.match(t)]) + unspaced / 2
    match = TERMINAL.search(text)
    ending = ENDING.get(match[1], 5) if match else 0
    if ending == 1 and text.endswith(("...", "..")):
        ending = 4
    if match and ending in (1, 2) and match.end() - match.start() > 1:
        ending = 6
    capitals = sum(t[0].isupper() for t in tokens[1:]) / (n - 1) if n > 1 else 0.5
    upper = float(n > 0 and text.isupper())
    lowered = [t.lower() for t in tokens]
    if unspaced > len(text) / 3:
        function = sum(text.count(c) for c in "的了是在和有也不这這我他们們のはをにがでとたると") / max(1, unspaced)
    else:
        function = sum(t in function_words for t in lowered) / n if n else 0.0
    digits = sum(map(str.isdigit, text)) / max(1, len(text))
    commas = (text.count(",") + text.count("，") + text.count("、") + text.count("،")) / max(1.0, words)
    prose = words if (words >= PROSE_WORDS and ending in (1, 2, 6)) or words >= LONG_WORDS else 0.0
    return (
        float(words), float(ending), float(len(SENTENCE.findall(text))), commas, capitals, upper, function, digits,
        len(text) / max(1.0, words), float(len(SEPARATOR.findall(text))), float(bool(ADDRESS.search(text))),
        float(len(TIME.findall(text))), float(text[:1] in OPENING_QUOTE), float(prose), lowered,
    )  # fmt: skip


def _telling(text: str, tokens: list[str]) -> set[str]:
    if UNSPACED.search(text):
        runs = UNSPACED.findall(text)
        return {a + b for a, b in zip(runs, runs[1:], strict=False)}
    return {t[:7] for t in tokens if len(t) > 4}


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
