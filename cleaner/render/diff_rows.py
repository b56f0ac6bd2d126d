"""The rows of a diff: the raw text row by row, split at the edges of the removed spans.

Rows are built from the removed spans, so this takes linear time and always agrees with the cleaned text. Blank rows are
left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from cleaner.model import Removal, Result
from cleaner.render.matches import Span

ROW = re.compile(r"[^\r\n]+")


class RowPart(NamedTuple):
    """A part of a row, with the removal that covers it, or None. `decided` is true for the words that a rule saw."""

    text: str
    removal: Removal | None
    decided: bool = False


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A non-blank row of the file, split into parts; each part has the removal that covers it, or None.

    `number` is the row's number in the file, from 1, and `start` the offset of its first character in the text.
    """

    number: int
    start: int
    parts: tuple[tuple[str, Removal | None], ...]

    @property
    def removals(self) -> list[Removal]:
        """The removals that cover more than white space."""
        return [removal for text, removal in self.parts if removal and text.strip()]

    @property
    def is_removed(self) -> bool:
        """True if all text of the row was removed."""
        return all(removal or not text.strip() for text, removal in self.parts)


def diff_rows(result: Result) -> Iterator[DiffRow]:
    """Yield the non-blank rows of the raw text."""
    at, number, position = 0, 1, 0
    for found in ROW.finditer(result.raw):
        number += _count_newlines(result.raw, position, found.start())
        position = found.end()
        while at < len(result.removed) and result.removed[at].end <= found.start():
            at += 1
        if found[0].strip():
            yield DiffRow(number, found.start(), tuple(_split_row(result, at, found.start(), found.end())))


def _count_newlines(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


def _split_row(result: Result, at: int, start: int, end: int) -> Iterator[tuple[str, Removal | None]]:
    """Split row [start, end) at the edges of the removals; `at` is the index of the first one to consider."""
    position = start
    for removal in takewhile(lambda r: r.start < end, map(result.removed.__getitem__, range(at, len(result.removed)))):
        if removal.start > position:
            yield result.raw[position : removal.start], None
        edge = min(removal.end, end)
        yield result.raw[max(removal.start, position) : edge], removal
        position = edge
    if position < end:
        yield result.raw[position:end], None


def split_at_words(row: DiffRow, words: Sequence[Span]) -> Iterator[RowPart]:
    """Yield the parts of a row without white space at its ends, split at the edges of the words that decided.

    `words` are spans of the text, in order.
    """
    text = "".join(part for part, _ in row.parts)
    end, position = row.start + len(text.rstrip()), row.start
    start = end - len(text.strip())
    for part, removal in row.parts:
        first, last = max(position, start), min(position + len(part), end)
        position += len(part)
        yield from (
            RowPart(text[a - row.start : b - row.start], removal, decided)
            for a, b, decided in _split_span(first, last, words if removal else ())
        )


def _split_span(start: int, end: int, words: Sequence[Span]) -> Iterator[tuple[int, int, bool]]:
    """Split [start, end) at the edges of `words`; yield each part, and true if it is in one of them."""
    at = max(0, bisect_right(words, start, key=lambda span: span[0]) - 1)
    for first, last in takewhile(lambda span: span[0] < end, (words[i] for i in range(at, len(words)))):
        if last > start:
            if first > start:
                yield start, first, False
            yield max(first, start), min(last, end), True
            start = min(last, end)
    if start < end:
        yield start, end, False
