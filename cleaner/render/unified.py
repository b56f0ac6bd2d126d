"""Cleaned against raw as a patch that `patch -p0` applies, built from the removed spans in linear time.

It works on bytes, because patch does: rows end at byte 0x0A whatever the encoding, so carriage returns
and the second bytes of UTF-16 are parts of rows, and what comes out of patch is the cleaned file byte
for byte. Nothing is made visible here: a patch must be exact.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.model import Document, Result

NO_NEWLINE = b"\n\\ No newline at end of file\n"
SPECIAL = re.compile(rb'[\x00-\x1f"\\\x7f]')


class ByteChange(NamedTuple):
    """Rows [start, end) of the old file, counted from 0, that become the rows `new`."""

    start: int
    end: int
    new: list[bytes]


def cleaned_bytes(document: Document, result: Result) -> bytes:
    """The cleaned file: nothing at all, not even a byte order mark, where there is no article."""
    return document.encode(result.text) if result.verdict == "article" else b""


def unified(path: str, document: Document, result: Result, context: int) -> bytes:
    """The patch for one document, b"" if nothing changes. `context` is in rows."""
    old, new = document.encode(result.raw), cleaned_bytes(document, result)
    if old == new:
        return b""
    rows, spans = _rows(old), _byte_spans(document, result)
    whole = ByteChange(0, len(rows), _rows(new))
    # In an encoding with states, pieces do not encode to what the whole does, so there all rows are replaced.
    changes = list(_changes(rows, spans)) if _without(old, spans) == new else [whole]
    name = _name(path)
    return b"".join([b"--- ", name, b"\t\n+++ ", name, b"\t\n", *_hunks(rows, changes, context)])


def _rows(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _byte_spans(document: Document, result: Result) -> list[tuple[int, int]]:
    """The removed spans as offsets in the file."""
    if result.verdict == "no-article":
        return [(0, len(document.encode(result.raw)))]
    spans, position, offset = [], 0, len(document.bom)
    for removal in result.removed:
        offset += _size(document, result.raw[position : removal.start])
        size = _size(document, result.raw[removal.start : removal.end])
        spans.append((offset, offset + size))
        offset, position = offset + size, removal.end
    return spans


def _size(document: Document, text: str) -> int:
    return (
        len(text) if text.isascii() and document.encoding == "utf-8" else len(document.encode(text)) - len(document.bom)
    )


def _without(data: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    edges = [0, *(edge for span in spans for edge in span), len(data)]
    return b"".join(data[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))


def _changes(rows: Sequence[bytes], spans: Sequence[tuple[int, int]]) -> Iterator[ByteChange]:
    """Runs of rows that spans touch. A run goes on until what is left of it ends where a row ends."""
    row, offset, at = 0, 0, 0
    while at < len(spans):
        while offset + len(rows[row]) <= spans[at][0]:
            offset, row = offset + len(rows[row]), row + 1
        first, left = row, bytearray()
        while row < len(rows) and (_touches(spans, at, offset + len(rows[row])) or (left and left[-1] != 0x0A)):
            end = offset + len(rows[row])
            position = offset
            while _touches(spans, at, end):
                left += rows[row][position - offset : max(spans[at][0], position) - offset]
                position = min(spans[at][1], end)
                if spans[at][1] > end:
                    break
                at += 1
            left += rows[row][position - offset :]
            offset, row = end, row + 1
        yield ByteChange(first, row, _rows(bytes(left)))


def _touches(spans: Sequence[tuple[int, int]], at: int, end: int) -> bool:
    return at < len(spans) and spans[at][0] < end


def _hunks(rows: Sequence[bytes], changes: Sequence[ByteChange], context: int) -> Iterator[bytes]:
    shift = 0
    for group in _groups(changes, context):
        start, end = max(0, group[0].start - context), min(len(rows), group[-1].end + context)
        grown = sum(len(change.new) - (change.end - change.start) for change in group)
        yield b"@@ -%s +%s @@\n" % (_range(start, end), _range(start + shift, end + shift + grown))
        shift += grown
        for change in group:
            yield from (_marked(b" ", row) for row in rows[start : change.start])
            yield from (_marked(b"-", row) for row in rows[change.start : change.end])
            yield from (_marked(b"+", row) for row in change.new)
            start = change.end
        yield from (_marked(b" ", row) for row in rows[start:end])


def _groups(changes: Sequence[ByteChange], context: int) -> Iterator[list[ByteChange]]:
    """Changes whose context would meet, together."""
    group: list[ByteChange] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * context:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _range(start: int, end: int) -> bytes:
    """Rows [start, end) as a hunk names them: counted from 1, and the row above if there are none."""
    return b"%d,%d" % (start + (end > start), end - start)


def _marked(mark: bytes, row: bytes) -> bytes:
    return mark + row if row.endswith(b"\n") else mark + row + NO_NEWLINE


def _name(path: str) -> bytes:
    """The path as patch reads it: relative to the current folder where it is below, quoted where it must be."""
    place = Path(path)
    if place.is_absolute() and place.is_relative_to(Path.cwd()):
        path = str(place.relative_to(Path.cwd()))
    name = os.fsencode(path)
    if not SPECIAL.search(name):
        return name
    return b'"' + SPECIAL.sub(lambda found: b"\\%03o" % found[0][0], name) + b'"'
