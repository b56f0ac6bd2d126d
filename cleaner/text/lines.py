"""Lines of a text: rows, with wrapped paragraphs joined and glued inserts split off.

Joining depends on the text alone. A program that wraps at a width breaks a row exactly where the next word would not
have fitted, and no other text looks like that: row after row, the row plus the first word of the next one is longer
than the longest row. `_wrap_width` looks for this.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from cleaner.text.markdown import may_be_markdown, strip_markdown
from cleaner.text.vectors import mypyc_attr

NEWLINE: Final = re.compile(r"\r\n|\r|\n")
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
BLANK: Final = INVISIBLE + " \t\u00a0\u3000"
"""Characters that a blank row may consist of."""
ENDS_SENTENCE: Final = re.compile(r"""[.!?…。！？:]["'”’»)\]]*\s*$""")
ITEM: Final = re.compile(r"\s*(?:[•*▪●◦·»›‣-]|\d{1,2}[.)])\s")
"""Start of a list item."""
Splitter = Callable[[str], Sequence[tuple[int, int]]]
"""Function that returns the spans to split a row into, in order, or none if the row stays whole."""
WIDTHS = range(40, 121)
"""Widths in characters that a text may have been wrapped at."""
NEAR = 0.75
"""Minimum share of the width for a row to be near it."""
MAX_LONGER = 0.02
"""Maximum share of rows that exceed the width, because they cannot be broken."""
MIN_FULL: Final = 4
"""Minimum number of full rows that end within a sentence; the lengths of fewer may match a width by chance."""
MIN_FULL_SHARE: Final = 0.7
"""Minimum share of full rows in the rows near the width; in a text without wrapping, one more word often fits."""
MIN_UNFINISHED_SHARE: Final = 0.6
"""Minimum share of rows that end within a sentence in all full rows; if fewer do, the rows are whole paragraphs."""


@mypyc_attr(acyclic=True)
class Line:
    """A line of the input: `row` is its text in [start, end), without newlines at the ends.

    Most lines are one row of the file. A hard-wrapped paragraph is one line of several rows, and a paragraph with a
    glued insert is several lines of one row.
    """

    def __init__(self, number: int, start: int, end: int, row: str, gap: int, is_markdown: bool = True) -> None:
        self.number: int = number
        """Number of its first row in the file, from 1."""
        self.start: int = start
        self.end: int = end
        self.row: str = row
        self.text: str = strip_markdown(row) if is_markdown else row
        """The row without marks of Markdown, as rules see it."""
        self.gap: int = gap
        """Blank rows directly above; 0 after a split within a row."""


@mypyc_attr(acyclic=True)
class Row:
    """A row that is not blank, or the joined rows of a paragraph: characters [start, end) of the input."""

    def __init__(self, number: int, last: int, start: int, end: int, text: str) -> None:
        self.number: int = number
        self.last: int = last
        """Number of its last row in the file."""
        self.start: int = start
        self.end: int = end
        self.text: str = text


def split_lines(text: str, split_row: Splitter | None = None) -> list[Line]:
    """Return the lines of `text` in order, without blank rows.

    `split_row` splits off glued inserts (see `inserts`).
    """
    lines: list[Line] = []
    above = 0
    is_markdown = may_be_markdown(text)
    for row in _unwrap(text, _rows(text)):
        gap, above = row.number - above - 1, row.last
        spans = split_row(row.text) if split_row else ()
        if not spans:
            lines.append(Line(row.number, row.start, row.end, row.text, gap, is_markdown))
        for a, b in spans:
            number = row.number + len(NEWLINE.findall(row.text, 0, a))
            lines.append(Line(number, row.start + a, row.start + b, row.text[a:b], 0 if a else gap))
    return lines


def row_starts(text: str) -> list[int]:
    """Return the offsets at which the rows of `text` start."""
    if "\r" in text:
        return [0, *[newline.end() for newline in NEWLINE.finditer(text)]]
    starts = [0]
    while (newline := text.find("\n", starts[-1])) >= 0:
        starts.append(newline + 1)
    return starts


def _rows(text: str) -> list[Row]:
    """Return the rows that are not blank."""
    rows: list[Row] = []
    has_returns = "\r" in text
    start = 0
    contents: list[str] = NEWLINE.split(text) if has_returns else text.split("\n")
    for number, content in enumerate(contents, 1):
        end = start + len(content)
        bare = content.strip()
        if bare and (bare[0] not in INVISIBLE or bare.strip(BLANK)):
            rows.append(Row(number, number, start, end, content))
        start = end + (2 if has_returns and text[end : end + 2] == "\r\n" else 1)
    return rows


def _unwrap(text: str, rows: list[Row]) -> list[Row]:
    """Join the rows of each wrapped paragraph."""
    width = _wrap_width(rows)
    if not width:
        return rows
    firsts = [i for i in range(len(rows)) if not i or not _continues(rows[i - 1], rows[i], width)]
    return [_join(text, rows[a], rows[b - 1]) for a, b in itertools.pairwise([*firsts, len(rows)])]


def _join(text: str, first: Row, last: Row) -> Row:
    return Row(first.number, last.last, first.start, last.end, text[first.start : last.end])


def _wrap_width(rows: list[Row]) -> int:
    """Return the width in characters that the text was wrapped at, 0 if it was not wrapped.

    In a wrapped text only a few unbreakable rows are longer than the width. Among the rows that end within a sentence,
    directly above another row, most of those near the width would exceed it with one more word.
    """
    lengths, widest = [len(row.text.rstrip()) for row in rows], WIDTHS[-1]
    if sum([length > widest for length in lengths]) > MAX_LONGER * len(rows):
        return 0
    longer = _count_at_widths([(0, length - 1) for length in lengths])
    pairs = [(a.text, b.text) for a, b in itertools.pairwise(rows) if b.number == a.number + 1]
    unfinished = [(len(a.rstrip()), b) for a, b in pairs if not ENDS_SENTENCE.search(a)]
    full = _count_at_widths([(length, length + len(_first_word(below)) - 1) for length, below in unfinished])
    near = _count_at_widths([(length, int(length / NEAR)) for length, _ in unfinished])
    fitting = [
        w for w in WIDTHS if longer[w] <= MAX_LONGER * len(rows) and full[w] >= max(MIN_FULL, MIN_FULL_SHARE * near[w])
    ]
    width = max(fitting, key=lambda w: full[w], default=0)
    return width if full[width] >= MIN_UNFINISHED_SHARE * sum(_is_full(a, b, width) for a, b in pairs) else 0


def _count_at_widths(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each width the number of ranges that contain it; a range includes both of its ends."""
    end = WIDTHS.stop
    changes = [0] * (end + 1)
    for first, last in ranges:
        changes[min(first, end)] += 1
        changes[min(last + 1, end)] -= 1
    return list(itertools.accumulate(changes))


def _first_word(row: str) -> str:
    """Return the first word of `row` with a space before it. It ends at a space, where a row may be broken."""
    return " " + row.lstrip().split(" ", 1)[0]


def _is_full(row: str, following: str, width: int) -> bool:
    """Return True if `row` fits into the width, but not with the first word of the next row."""
    return len(row.rstrip()) + len(_first_word(following)) > width >= len(row.rstrip())


def _continues(above: Row, row: Row, width: int) -> bool:
    """Return True if `row` continues the paragraph of the row above."""
    is_next = row.number == above.number + 1 and _is_full(above.text, row.text, width)
    # A number or a dash within a sentence does not start a list item.
    return is_next and not (ITEM.match(row.text) and ENDS_SENTENCE.search(above.text))
