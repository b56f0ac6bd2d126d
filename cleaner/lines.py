"""A text to the `Line`s that are judged: rows, with wrapped paragraphs joined and glued inserts split off.

Joining is decided from the text alone. A program that wraps at a width breaks a row exactly where the
next word would not have fitted any more, and that leaves a mark no other text has: row after row, the
row plus the first word of the next one is longer than the longest row. `_wrap_width` looks for it.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence

from cleaner.markup import seen
from cleaner.model import Line

NEWLINE = re.compile(r"\r\n|\r|\n")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
BLANK = INVISIBLE + " \t\u00a0\u3000"
"""Of these a row may consist and yet be blank."""
ENDS_SENTENCE = re.compile(r"""[.!?…。！？:]["'”’»)\]]*\s*$""")
ITEM = re.compile(r"\s*(?:[•*▪●◦·»›‣-]|\d{1,2}[.)])\s")
Cutter = Callable[[str], Sequence[tuple[int, int]]]
"""Where a row is to be cut: stretches of it, in order."""
WIDTHS = range(40, 121)
"""Columns a program may have wrapped at."""
NEAR, LONGER = 0.75, 0.02
"""A row that is near a width has this share of it; this share of all rows may be longer, as they cannot be broken."""
Row = tuple[int, int, int, str]
"""Number, start, end and text of a row that is not blank."""


def split(text: str, parts: Cutter | None = None) -> list[Line]:
    """The lines of `text` in order; blank rows belong to none. `parts` cuts off glued inserts (see `inserts`)."""
    lines: list[Line] = []
    last_row = 0
    for number, start, end, below in _joined(_rows(text)):
        gap, last_row = number - last_row - 1, below
        row = text[start:end]
        for a, b in parts(row) if parts else ((0, end - start),):
            if a:
                lines.append(Line(number + len(NEWLINE.findall(row, 0, a)), start + a, start + b, seen(row[a:b]), 0))
            else:
                lines.append(Line(number, start, start + b, seen(row[:b]), gap))
    return lines


def row_starts(text: str) -> list[int]:
    """Where the rows of `text` start."""
    return [0, *[newline.end() for newline in NEWLINE.finditer(text)]]


def _rows(text: str) -> list[Row]:
    out: list[Row] = []
    start = 0
    for number, content in enumerate(NEWLINE.split(text) if "\r" in text else text.split("\n"), 1):
        end = start + len(content)
        if content.strip() and content.strip(BLANK):
            out.append((number, start, end, content))
        start = end + (2 if text[end : end + 2] == "\r\n" else 1)
    return out


def _joined(rows: list[Row]) -> list[tuple[int, int, int, int]]:
    """Paragraphs: number of the first row, start, end, and number of the last row."""
    width = _wrap_width(rows)
    out: list[tuple[int, int, int, int]] = []
    for i, (number, start, end, _) in enumerate(rows):
        if width and i and _continues(rows[i - 1], rows[i], width):
            out[-1] = (out[-1][0], out[-1][1], end, number)
        else:
            out.append((number, start, end, number))
    return out


def _wrap_width(rows: list[Row]) -> int:
    """The width the text was wrapped at, 0 if it was not.

    Wrapped means: no row but a few unbreakable ones is longer, and among rows that end amid a sentence, right above
    another, most that come near the width would have been too long with one more word.
    """
    lengths = [len(row[3].rstrip()) for row in rows]
    if sum([length > WIDTHS[-1] for length in lengths]) > LONGER * len(rows):
        return 0
    longer = _at_widths([(0, length - 1) for length in lengths])
    pairs = [(a[3], b[3]) for a, b in itertools.pairwise(rows) if b[0] == a[0] + 1]
    amid = [(len(a.rstrip()), b) for a, b in pairs if not ENDS_SENTENCE.search(a)]
    full = _at_widths([(length, length + len(_first_word(below)) - 1) for length, below in amid])
    near = _at_widths([(length, int(length / NEAR)) for length, _ in amid])
    fitting = [w for w in WIDTHS if longer[w] <= LONGER * len(rows) and full[w] >= max(4, 0.7 * near[w])]
    width = max(fitting, key=lambda w: full[w], default=0)
    return width if full[width] >= 0.6 * sum(_is_full(a, b, width) for a, b in pairs) else 0


def _at_widths(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """How many of the ranges hold each width; both ends are in a range."""
    changes = [0] * (WIDTHS.stop + 1)
    for first, last in ranges:
        changes[min(first, WIDTHS.stop)] += 1
        changes[min(last + 1, WIDTHS.stop)] -= 1
    return list(itertools.accumulate(changes))


def _first_word(row: str) -> str:
    """The first word of `row` with a space before it; it ends where a row may be broken."""
    return " " + row.lstrip().split(" ", 1)[0]


def _is_full(row: str, following: str, width: int) -> bool:
    """Whether the first word of the next row would have gone over the width."""
    return len(row.rstrip()) + len(_first_word(following)) > width >= len(row.rstrip())


def _continues(above: Row, row: Row, width: int) -> bool:
    """Whether `row` goes on with the paragraph. A number or a dash amid a sentence begins no item of a list."""
    is_next = row[0] == above[0] + 1 and _is_full(above[3], row[3], width)
    return is_next and not (ITEM.match(row[3]) and ENDS_SENTENCE.search(above[3]))
