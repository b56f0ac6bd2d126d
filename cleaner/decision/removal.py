"""Removal of dropped lines from a text, with the raw offsets of every removed and every remaining span.

Between two kept lines one separator stays: of the white space that stood between them, the span with the most newlines.
So a removed line takes its own blank rows along, a paragraph keeps its distance to the next one, and no character is
rewritten.
"""

from operator import itemgetter
from typing import NamedTuple

from cleaner.model import Decision, Removal
from cleaner.text.rows import BLANK, NEWLINE, row_starts


class Segment(NamedTuple):
    """Characters [start, start + length) of a text, which begin at `origin` in the raw text."""

    start: int
    origin: int
    length: int


class Remainder(NamedTuple):
    """The rest of a raw text after removals: its `segments`, the `dropped` lines and the `removed` spans.

    The lines and spans have offsets in the raw text.
    """

    text: str
    segments: list[Segment]
    rows: list[int]
    """Offsets of the rows of the raw text."""
    dropped: list[Decision]
    removed: list[Removal]


def keep_all(raw: str) -> Remainder:
    """Return the remainder of a raw text from which nothing is removed yet."""
    return Remainder(raw, [Segment(0, 0, len(raw))], row_starts(raw), [], [])


def remove_lines(remainder: Remainder, lines: list[Decision]) -> Remainder:
    """Return `remainder` without those of its `lines` that are not kept."""
    removed = removals(remainder.text, lines)
    raw_removed = _to_raw_removals(removed, remainder.segments)
    sources = {line.basis.line for line in lines if not line.kept}
    moved = to_raw_offsets([line for line in lines if not line.kept or line.number in sources], remainder)
    return Remainder(
        apply(remainder.text, removed),
        _remaining_segments(remainder.segments, removed),
        remainder.rows,
        remainder.dropped + [line for line in moved if not line.kept],
        sorted(remainder.removed + raw_removed, key=itemgetter(0, 1)) if remainder.removed else raw_removed,
    )


def split_at_seams(lines: list[Decision], remainder: Remainder) -> list[Decision]:
    """Return the decisions on lines of `remainder`, split where a line crosses a place of removed text.

    Rows above and below such a place may look like one paragraph, and a row whose middle was removed is one row again.
    In the raw text the removed lines are between, and lines must not overlap.
    """
    out: list[Decision] = []
    seams = [segment.start for segment in remainder.segments]
    k = 0
    for line in lines:
        start, end = line.start, line.end
        while k < len(seams) and seams[k] <= start:
            k += 1
        if k == len(seams) or seams[k] >= end:
            out.append(line)
            continue
        while k < len(seams) and seams[k] < end:
            out += _part(remainder.text, line, start, seams[k])
            start = seams[k]
            k += 1
        out += _part(remainder.text, line, start, end)
    return out


def _part(text: str, line: Decision, start: int, end: int) -> list[Decision]:
    """Return `line` cut to [start, end), without newlines at its ends; empty if it is blank."""
    while start < end and text[start] in "\r\n":
        start += 1
    while start < end and text[end - 1] in "\r\n":
        end -= 1
    return [line._replace(start=start, end=end)] if text[start:end].strip(BLANK) else []


def to_raw_offsets(lines: list[Decision], remainder: Remainder) -> list[Decision]:
    """Return decisions on lines of `remainder`, in order, with offsets and line numbers in the raw text.

    The lines that their bases refer to must be among them.
    """
    if not remainder.removed:
        return list(lines)
    out: list[Decision] = []
    rows, row = remainder.rows, 0
    origins = _find_origins(remainder.segments, [(line.start, line.end) for line in lines])
    for line, spans in zip(lines, origins, strict=True):
        start, end = spans[0][0], spans[-1][1]
        while row + 1 < len(rows) and rows[row + 1] <= start:
            row += 1
        out.append(tuple.__new__(Decision, (row + 1, start, end, *line[3:])))  # faster than `_replace`
    return _with_raw_basis(lines, out)


def _with_raw_basis(lines: list[Decision], raw_lines: list[Decision]) -> list[Decision]:
    """Return `raw_lines`, which are `lines` in the raw text, with raw line numbers in their bases too."""
    numbers: dict[int, int] = {}
    for line, raw_line in zip(lines, raw_lines, strict=True):
        numbers.setdefault(line.number, raw_line.number)  # the other parts of a split line begin further down
    return [
        raw_line._replace(basis=raw_line.basis._replace(line=numbers[raw_line.basis.line]))
        if raw_line.basis.line
        else raw_line
        for raw_line in raw_lines
    ]


def removals(text: str, lines: list[Decision]) -> list[Removal]:
    """Return the spans of `text` to remove, in order: one per line that is not kept."""
    out: list[Removal] = []
    above = 0
    dropped: list[Decision] = []
    for line in lines:
        if not line.kept:
            dropped.append(line)
            continue
        out += _removals_between(text, above, line.start, dropped)
        above, dropped = line.end, []
    if dropped:
        newline = NEWLINE.match(text, above) if above else None
        out += _divide_span(newline.end() if newline else above, len(text), dropped)
    return out


def _removals_between(text: str, start: int, end: int, dropped: list[Decision]) -> list[Removal]:
    """Return the removals for dropped lines between two kept ones; `start` is 0 if no line above is kept."""
    if not dropped or start == 0:
        return _divide_span(0, end, dropped)
    separator, most = 0, (-1, False)
    left = right = above = start
    for i in range(len(dropped) + 1):
        below = dropped[i].start if i < len(dropped) else end
        size = (_count_newlines(text, above, below), below > above)
        if size > most:
            separator, most, left, right = i, size, above, below
        if i < len(dropped):
            above = dropped[i].end
    return _divide_span(start, left, dropped[:separator]) + _divide_span(right, end, dropped[separator:])


def _count_newlines(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


def _divide_span(start: int, end: int, dropped: list[Decision]) -> list[Removal]:
    """Divide [start, end) among the dropped lines in it; each gets the white space after it."""
    out: list[Removal] = []
    for i, line in enumerate(dropped):
        after = dropped[i + 1].start if i + 1 < len(dropped) else end
        out.append(tuple.__new__(Removal, (start, after, line.kind, line.rule)))  # faster than `Removal(...)`
        start = after
    return out


def apply(text: str, removed: list[Removal]) -> str:
    """Return `text` without the removed spans."""
    parts, position = [], 0
    for start, end, _, _ in removed:
        parts.append(text[position:start])
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _remaining_segments(segments: list[Segment], removed: list[Removal]) -> list[Segment]:
    """Return the segments that remain after spans of their text are removed."""
    remaining: list[tuple[int, int]] = []
    start = 0
    for first, end, _, _ in removed:
        if first > start:
            remaining.append((start, first))
        start = end
    remaining.append((start, segments[-1].start + segments[-1].length if segments else 0))
    out: list[Segment] = []
    position = 0
    for spans in _find_origins(segments, remaining):
        for a, b in spans:
            out.append(Segment(position, a, b - a))
            position += b - a
    return out


def _to_raw_removals(removed: list[Removal], segments: list[Segment]) -> list[Removal]:
    """Return removals from a shortened text as removals from the raw text."""
    if len(segments) == 1 and segments[0].start == segments[0].origin:
        return list(removed)
    out: list[Removal] = []
    for removal, spans in zip(removed, _find_origins(segments, [(r.start, r.end) for r in removed]), strict=True):
        for start, end in spans:
            out.append(Removal(start, end, removal.kind, removal.rule))
    return out


def _find_origins(segments: list[Segment], spans: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return the raw spans of each of `spans`, which are in order and disjoint.

    A span has several raw spans if it crosses a place of removed text.
    """
    out: list[list[tuple[int, int]]] = []
    first = 0
    for start, end in spans:
        while first + 1 < len(segments) and segments[first + 1].start <= start:
            first += 1
        found: list[tuple[int, int]] = []
        k = first
        while k < len(segments) and segments[k].start < end:
            segment_start, origin, length = segments[k]
            a, b = max(start, segment_start), min(end, segment_start + length)
            if a < b:
                found.append((a - segment_start + origin, b - segment_start + origin))
            k += 1
        out.append(found)
    return out
