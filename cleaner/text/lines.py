"""A text to the `Line`s that are judged: rows, with wrapped paragraphs joined and glued inserts split off.

Joining is decided from the text alone. A program that wraps at a width breaks a row exactly where the
next word would not have fitted any more, and that leaves a mark no other text has: row after row, the
row plus the first word of the next one is longer than the longest row. `_wrap_width` looks for it.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from cleaner.text.markdown import is_marked, strip_markdown
from cleaner.text.vectors import mypyc_attr

NEWLINE: Final = re.compile(r"\r\n|\r|\n")
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
BLANK: Final = INVISIBLE + " \t\u00a0\u3000"
"""Of these a row may consist and yet be blank."""
ENDS_SENTENCE: Final = re.compile(r"""[.!?…。！？:]["'”’»)\]]*\s*$""")
ITEM: Final = re.compile(r"\s*(?:[•*▪●◦·»›‣-]|\d{1,2}[.)])\s")
Cutter = Callable[[str], Sequence[tuple[int, int]]]
"""Where a row is to be cut: stretches of it, in order, and none where it stays whole."""
WIDTHS = range(40, 121)
"""Columns a program may have wrapped at."""
NEAR, LONGER = 0.75, 0.02
"""A row that is near a width has this share of it; this share of all rows may be longer, as they cannot be broken."""


@mypyc_attr(acyclic=True)
class Line:
    """One line to be judged: `row` is the input's [start, end), without newlines at its ends, `text` what one sees.

    Mostly a line is one row of the file. It is several rows where a paragraph was hard-wrapped, and
    a part of a row where an insert was glued to a paragraph.
    """

    def __init__(self, number: int, start: int, end: int, row: str, gap: int, is_marked: bool = True) -> None:
        """`is_marked` is false where there surely is no mark of Markdown."""
        self.number: int = number
        """Row of the file it starts on, from 1."""
        self.start: int = start
        self.end: int = end
        self.row: str = row
        self.text: str = strip_markdown(row) if is_marked else row
        self.gap: int = gap
        """Blank rows right before it; 0 also for the second part of a row."""


@mypyc_attr(acyclic=True)
class Row:
    """A row that is not blank, or several that are one paragraph: characters [start, end) of the input."""

    def __init__(self, number: int, last: int, start: int, end: int, text: str) -> None:
        """`number` and `last` are those of the first and the last row."""
        self.number: int = number
        self.last: int = last
        self.start: int = start
        self.end: int = end
        self.text: str = text


def split_lines(text: str, parts: Cutter | None = None) -> list[Line]:
    """The lines of `text` in order; blank rows belong to none. `parts` cuts off glued inserts (see `inserts`)."""
    lines: list[Line] = []
    above = 0
    marked = is_marked(text)
    for row in _unwrap(text, _rows(text)):
        gap, above = row.number - above - 1, row.last
        stretches = parts(row.text) if parts else ()
        if not stretches:
            lines.append(Line(row.number, row.start, row.end, row.text, gap, marked))
        for a, b in stretches:
            number = row.number + len(NEWLINE.findall(row.text, 0, a))
            lines.append(Line(number, row.start + a, row.start + b, row.text[a:b], 0 if a else gap))
    return lines


def row_starts(text: str) -> list[int]:
    """Where the rows of `text` start."""
    if "\r" in text:
        return [0, *[newline.end() for newline in NEWLINE.finditer(text)]]
    out = [0]
    while (newline := text.find("\n", out[-1])) >= 0:
        out.append(newline + 1)
    return out


def _rows(text: str) -> list[Row]:
    out: list[Row] = []
    has_returns = "\r" in text
    start = 0
    contents: list[str] = NEWLINE.split(text) if has_returns else text.split("\n")
    for number, content in enumerate(contents, 1):
        end = start + len(content)
        bare = content.strip()
        if bare and (bare[0] not in INVISIBLE or bare.strip(BLANK)):
            out.append(Row(number, number, start, end, content))
        start = end + (2 if has_returns and text[end : end + 2] == "\r\n" else 1)
    return out


def _unwrap(text: str, rows: list[Row]) -> list[Row]:
    """The rows with those of a wrapped paragraph made one."""
    width = _wrap_width(rows)
    if not width:
        return rows
    firsts = [i for i in range(len(rows)) if not i or not _continues(rows[i - 1], rows[i], width)]
    return [_paragraph(text, rows[a], rows[b - 1]) for a, b in itertools.pairwise([*firsts, len(rows)])]


def _paragraph(text: str, first: Row, last: Row) -> Row:
    return Row(first.number, last.last, first.start, last.end, text[first.start : last.end])


def _wrap_width(rows: list[Row]) -> int:
    """The width the text was wrapped at, 0 if it was not.

    Wrapped means: no row but a few unbreakable ones is longer, and among rows that end amid a sentence, right above
    another, most that come near the width would have been too long with one more word.
    """
    lengths, widest = [len(row.text.rstrip()) for row in rows], WIDTHS[-1]
    if sum([length > widest for length in lengths]) > LONGER * len(rows):
        return 0
    longer = _at_widths([(0, length - 1) for length in lengths])
    pairs = [(a.text, b.text) for a, b in itertools.pairwise(rows) if b.number == a.number + 1]
    amid = [(len(a.rstrip()), b) for a, b in pairs if not ENDS_SENTENCE.search(a)]
    full = _at_widths([(length, length + len(_first_word(below)) - 1) for length, below in amid])
    near = _at_widths([(length, int(length / NEAR)) for length, _ in amid])
    fitting = [w for w in WIDTHS if longer[w] <= LONGER * len(rows) and full[w] >= max(4, 0.7 * near[w])]
    width = max(fitting, key=lambda w: full[w], default=0)
    return width if full[width] >= 0.6 * sum(_is_full(a, b, width) for a, b in pairs) else 0


def _at_widths(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """How many of the ranges hold each width; both ends are in a range."""
    end = WIDTHS.stop
    changes = [0] * (end + 1)
    for first, last in ranges:
        changes[min(first, end)] += 1
        changes[min(last + 1, end)] -= 1
    return list(itertools.accumulate(changes))


def _first_word(row: str) -> str:
    """The first word of `row` with a space before it; it ends where a row may be broken."""
    return " " + row.lstrip().split(" ", 1)[0]


def _is_full(row: str, following: str, width: int) -> bool:
    """Whether the first word of the next row would have gone over the width."""
    return len(row.rstrip()) + len(_first_word(following)) > width >= len(row.rstrip())


def _continues(above: Row, row: Row, width: int) -> bool:
    """Whether `row` goes on with the paragraph. A number or a dash amid a sentence begins no item of a list."""
    is_next = row.number == above.number + 1 and _is_full(above.text, row.text, width)
    return is_next and not (ITEM.match(row.text) and ENDS_SENTENCE.search(above.text))
