"""Unified diffs that `patch -p0` applies, built from the removed spans in linear time.

Like patch, this module works on bytes: rows end at byte 0x0A in every encoding, so carriage returns and the second
bytes of UTF-16 newlines belong to rows. Patching gives the cleaned file byte for byte. Control characters are not made
visible, because a patch must be exact.
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
    """Rows [start, end) of the old file, counted from 0, and the rows `new` that replace them."""

    start: int
    end: int
    new: list[bytes]


def cleaned_bytes(document: Document, result: Result) -> bytes:
    """Return the content of the cleaned file; b"", without a byte order mark, if there is no article."""
    return document.encode(result.text) if result.verdict == "article" else b""


def unified(path: str, document: Document, result: Result, context: int) -> bytes:
    """Return the patch for one document, b"" if nothing changes. `context` is the number of unchanged rows shown."""
    old, new = document.encode(result.raw), cleaned_bytes(document, result)
    if old == new:
        return b""
    rows, spans = _rows(old), _byte_spans(document, result)
    whole = ByteChange(0, len(rows), _rows(new))
    # In a stateful encoding, pieces do not encode as they do within the whole text. Then all rows are replaced.
    changes = list(_changes(rows, spans)) if _without(old, spans) == new else [whole]
    name = _name(path)
    return b"".join([b"--- ", name, b"\t\n+++ ", name, b"\t\n", *_hunks(rows, changes, context)])


def _rows(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _byte_spans(document: Document, result: Result) -> list[tuple[int, int]]:
    """Return the removed spans as byte offsets in the file."""
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
    """Yield the runs of rows that spans touch; each run extends until its remaining text ends with a row."""
    row, offset, at = 0, 0, 0
    while at < len(spans):
        while offset + len(rows[row]) <= spans[at][0]:
            offset, row = offset + len(rows[row]), row + 1
        first, kept = row, bytearray()
        while row < len(rows) and (_touches(spans, at, offset + len(rows[row])) or (kept and kept[-1] != 0x0A)):
            end = offset + len(rows[row])
            position = offset
            while _touches(spans, at, end):
                kept += rows[row][position - offset : max(spans[at][0], position) - offset]
                position = min(spans[at][1], end)
                if spans[at][1] > end:
                    break
                at += 1
            kept += rows[row][position - offset :]
            offset, row = end, row + 1
        yield ByteChange(first, row, _rows(bytes(kept)))


def _touches(spans: Sequence[tuple[int, int]], at: int, end: int) -> bool:
    return at < len(spans) and spans[at][0] < end


def _hunks(rows: Sequence[bytes], changes: Sequence[ByteChange], context: int) -> Iterator[bytes]:
    shift = 0  # rows that the new file is ahead of the old one
    for group in _groups(changes, context):
        start, end = max(0, group[0].start - context), min(len(rows), group[-1].end + context)
        grown = sum(len(change.new) - (change.end - change.start) for change in group)
        yield b"@@ -%s +%s @@\n" % (_range(start, end), _range(start + shift, end + shift + grown))
        shift += grown
        for change in group:
            yield from (_mark(b" ", row) for row in rows[start : change.start])
            yield from (_mark(b"-", row) for row in rows[change.start : change.end])
            yield from (_mark(b"+", row) for row in change.new)
            start = change.end
        yield from (_mark(b" ", row) for row in rows[start:end])


def _groups(changes: Sequence[ByteChange], context: int) -> Iterator[list[ByteChange]]:
    """Group changes whose context overlaps or touches."""
    group: list[ByteChange] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * context:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _range(start: int, end: int) -> bytes:
    """Return rows [start, end) in the form of a hunk header: counted from 1; an empty range names the row above."""
    return b"%d,%d" % (start + (end > start), end - start)


def _mark(mark: bytes, row: bytes) -> bytes:
    return mark + row if row.endswith(b"\n") else mark + row + NO_NEWLINE


def _name(path: str) -> bytes:
    """Return the path in the form that patch reads: relative if below the working directory, quoted if necessary."""
    place = Path(path)
    if place.is_absolute() and place.is_relative_to(Path.cwd()):
        path = str(place.relative_to(Path.cwd()))
    name = os.fsencode(path)
    if not SPECIAL.search(name):
        return name
    return b'"' + SPECIAL.sub(lambda found: b"\\%03o" % found[0][0], name) + b'"'
