"""Lines of a text: rows, with the rows of a paragraph joined (see `unwrapping`) and glued inserts split off."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from cleaner.text.markdown import may_be_markdown, strip_markdown
from cleaner.text.unwrapping import Row, unwrap
from cleaner.text.vectors import mypyc_attr

NEWLINE: Final = re.compile(r"\r\n|\r|\n")
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
BLANK: Final = INVISIBLE + " \t\u00a0\u3000"
"""Characters that a blank row may consist of."""
Splitter = Callable[[str], Sequence[tuple[int, int]]]
"""Function that returns the spans to split a row into, in order, or none if the row stays whole."""


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


def split_lines(text: str, split_row: Splitter | None = None) -> list[Line]:
    """Return the lines of `text` in order, without blank rows.

    `split_row` splits off glued inserts (see `inserts`).
    """
    lines: list[Line] = []
    above = 0
    is_markdown = may_be_markdown(text)
    for row in unwrap(text, _rows(text)):
        gap, above = row.number - above - 1, row.last
        spans = split_row(row.text) if split_row else ()
        if not spans:
            lines.append(Line(row.number, row.start, row.end, row.text, gap, is_markdown))
            continue
        for a, b in spans:
            number = row.number + len(NEWLINE.findall(row.text, 0, a))
            lines.append(Line(number, row.start + a, row.start + b, row.text[a:b], 0 if a else gap))
    return lines


def row_starts(text: str) -> list[int]:
    """Return the offsets at which the rows of `text` start."""
    if "\r" in text:
        return [0, *[newline.end() for newline in NEWLINE.finditer(text)]]
    starts = [0]
    newline = text.find("\n")
    while newline >= 0:
        starts.append(newline + 1)
        newline = text.find("\n", newline + 1)
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
