"""Rows of a text: what is between two newlines."""

import re
from typing import Final

from cleaner.text.vectors import mypyc_attr

NEWLINE: Final = re.compile(r"\r\n|\r|\n")
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
BLANK: Final = INVISIBLE + " \t\u00a0\u3000"
"""Characters that a blank row may consist of."""


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


def split_rows(text: str) -> list[Row]:
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
