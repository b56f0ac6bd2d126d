"""Taking dropped lines out of a text, exactly: which characters go, and where what is left came from.

Between two kept lines one separator stays, the stretch of white space with the most newlines among
those that stood there; so a removed line takes its own blank rows along, a paragraph keeps its distance
to the next one, and nothing has to be rewritten. Nothing else is ever touched.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cleaner.lines import row_starts
from cleaner.model import Decision, Removal

NEWLINE = re.compile(r"\r\n|\r|\n")


class Piece(NamedTuple):
    """Characters [start, start + length) of a text that stood at `origin` in the raw text."""

    start: int
    origin: int
    length: int


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a raw text, where it stood there, and what has gone, in places of the raw text."""

    text: str
    pieces: tuple[Piece, ...]
    rows: tuple[int, ...]
    """Where the rows of the raw text start."""
    gone: tuple[Decision, ...] = ()
    removed: tuple[Removal, ...] = ()


def whole(raw: str) -> Left:
    """A raw text of which nothing has gone yet."""
    return Left(raw, (Piece(0, 0, len(raw)),), tuple(row_starts(raw)))


def take_out(left: Left, lines: Sequence[Decision]) -> Left:
    """`left` without those of its `lines` that are not kept."""
    removed = removals(left.text, lines)
    return Left(
        apply(left.text, removed),
        tuple(_remaining(left.pieces, removed)),
        left.rows,
        (*left.gone, *(moved(line, left) for line in lines if not line.kept)),
        tuple(sorted((*left.removed, *_moved_removals(removed, left.pieces)), key=lambda r: (r.start, r.end))),
    )


def moved(line: Decision, left: Left) -> Decision:
    """A decision on a line of what is left, with its place in the raw text."""
    spans = list(_origins(left.pieces, line.start, line.end))
    start, end = spans[0][0], spans[-1][1]
    return replace(line, number=bisect_right(left.rows, start), start=start, end=end)


def removals(text: str, lines: Sequence[Decision]) -> list[Removal]:
    """The spans of `text` that go, in order: one for each line that is not kept."""
    out: list[Removal] = []
    above, dropped = 0, []
    for line in lines:
        if not line.kept:
            dropped.append(line)
            continue
        out += _between(text, above, line.start, dropped)
        above, dropped = line.end, []
    if dropped:
        newline = NEWLINE.match(text, above) if above else None
        out += _spread(newline.end() if newline else above, len(text), dropped)
    return out


def _between(text: str, start: int, end: int, dropped: Sequence[Decision]) -> Iterator[Removal]:
    """Removals for dropped lines between two kept ones; `start` is 0 where nothing is kept above."""
    if not dropped:
        return
    if start == 0:
        yield from _spread(0, end, dropped)
        return
    edges = [start, *(edge for line in dropped for edge in (line.start, line.end)), end]
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    stays = max(range(len(gaps)), key=lambda i: (len(NEWLINE.findall(text, *gaps[i])), gaps[i][1] > gaps[i][0], -i))
    yield from _spread(start, gaps[stays][0], dropped[:stays])
    yield from _spread(gaps[stays][1], end, dropped[stays:])


def _spread(start: int, end: int, dropped: Sequence[Decision]) -> Iterator[Removal]:
    """[start, end) divided among the dropped lines in it, each with the white space after it."""
    for i, line in enumerate(dropped):
        after = dropped[i + 1].start if i + 1 < len(dropped) else end
        yield Removal(start, after, line.kind, line.rule)
        start = after


def apply(text: str, removed: Iterable[Removal]) -> str:
    """`text` without the removed spans."""
    parts, position = [], 0
    for removal in removed:
        parts.append(text[position : removal.start])
        position = removal.end
    parts.append(text[position:])
    return "".join(parts)


def _remaining(pieces: Sequence[Piece], removed: Sequence[Removal]) -> list[Piece]:
    """The pieces that are left of `pieces` when spans of their text go."""
    out: list[Piece] = []
    position = 0
    edges = [0, *(edge for removal in removed for edge in (removal.start, removal.end))]
    end = pieces[-1].start + pieces[-1].length if pieces else 0
    for a, b in zip(edges[::2], [*edges[1::2], end], strict=True):
        for origin_start, origin_end in _origins(pieces, a, b):
            out.append(Piece(position, origin_start, origin_end - origin_start))
            position += origin_end - origin_start
    return out


def _origins(pieces: Sequence[Piece], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where [start, end) of the text that `pieces` make up stood in the raw text: one span or several."""
    first = max(0, bisect_right(pieces, start, key=lambda p: p.start) - 1)
    for piece in map(pieces.__getitem__, range(first, len(pieces))):
        if piece.start >= end:
            return
        a, b = max(start, piece.start), min(end, piece.start + piece.length)
        if a < b:
            yield a - piece.start + piece.origin, b - piece.start + piece.origin


def _moved_removals(removed: Iterable[Removal], pieces: Sequence[Piece]) -> Iterator[Removal]:
    """Removals from a shortened text as removals from the raw text."""
    for removal in removed:
        for start, end in _origins(pieces, removal.start, removal.end):
            yield replace(removal, start=start, end=end)
