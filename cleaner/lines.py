"""A text to the `Line`s that are judged: rows, with wrapped paragraphs joined and glued inserts split off.

Joining is decided from the text alone. A program that wraps at a width breaks a row exactly where the
next word would not have fitted any more, and that leaves a mark no other text has: row after row, the
row plus the first word of the next one is longer than the longest row. `_wrap_width` looks for it.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from cleaner.markup import seen
from cleaner.model import Line

NEWLINE = re.compile(r"\r\n|\r|\n")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
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
    rows = list(_rows(text))
    width = _wrap_width(rows)
    lines: list[Line] = []
    last_row = 0
    for group in _paragraphs(rows, width):
        number, start, end = group[0][0], group[0][1], group[-1][2]
        gap, last_row = number - last_row - 1, group[-1][0]
        row = text[start:end]
        for a, b in parts(row) if parts else ((0, end - start),):
            below = len(NEWLINE.findall(row, 0, a)) if a else 0
            lines.append(Line(number + below, start + a, start + b, seen(row[a:b]), 0 if a else gap))
    return lines


def row_starts(text: str) -> list[int]:
    """Where the rows of `text` start."""
    return [0, *(newline.end() for newline in NEWLINE.finditer(text))]


def _rows(text: str) -> Iterator[Row]:
    number, position = 1, 0
    for newline in NEWLINE.finditer(text):
        yield from _row(number, position, newline.start(), text)
        number, position = number + 1, newline.end()
    yield from _row(number, position, len(text), text)


def _row(number: int, start: int, end: int, text: str) -> Iterator[Row]:
    content = text[start:end]
    if content.strip() and content.strip().strip(INVISIBLE):
        yield number, start, end, content


def _wrap_width(rows: list[Row]) -> int:
    """The width the text was wrapped at, 0 if it was not.

    Wrapped means: no row but a few unbreakable ones is longer, and among rows that end amid a sentence, right above
    another, most that come near the width would have been too long with one more word.
    """
    longer = _at_widths((0, len(content.rstrip()) - 1) for *_, content in rows)
    if longer[WIDTHS[-1]] > LONGER * len(rows):
        return 0
    pairs = [(a[3], b[3]) for a, b in itertools.pairwise(rows) if b[0] == a[0] + 1]
    amid = [(len(a.rstrip()), b) for a, b in pairs if not ENDS_SENTENCE.search(a)]
    full = _at_widths((length, length + len(_first_word(below)) - 1) for length, below in amid)
    near = _at_widths((length, int(length / NEAR)) for length, _ in amid)
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


def _paragraphs(rows: Iterable[Row], width: int) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        if group and width and _continues(group[-1], row, width):
            group.append(row)
            continue
        if group:
            yield group
        group = [row]
    if group:
        yield group


def _continues(above: Row, row: Row, width: int) -> bool:
    """Whether `row` goes on with the paragraph. A number or a dash amid a sentence begins no item of a list."""
    is_next = row[0] == above[0] + 1 and _is_full(above[3], row[3], width)
    return is_next and not (ITEM.match(row[3]) and ENDS_SENTENCE.search(above[3]))
