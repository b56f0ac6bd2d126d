"""Taking dropped lines out of a text, exactly: which characters go, and where what is left came from.

Between two kept lines one separator stays, the stretch of white space with the most newlines among
those that stood there; so a removed line takes its own blank rows along, a paragraph keeps its distance
to the next one, and nothing has to be rewritten. Nothing else is ever touched.
"""

import re
from operator import itemgetter
from typing import NamedTuple

from cleaner.model import Decision, Removal, decision, removal
from cleaner.text.lines import BLANK, row_starts

NEWLINE = re.compile(r"\r\n|\r|\n")


class Segment(NamedTuple):
    """Characters [start, start + length) of a text that stood at `origin` in the raw text."""

    start: int
    origin: int
    length: int


class Remainder(NamedTuple):
    """What is left of a raw text, where it stood there, and what has gone, in places of the raw text."""

    text: str
    pieces: list[Segment]
    rows: list[int]
    """Where the rows of the raw text start."""
    gone: list[Decision]
    removed: list[Removal]


def whole(raw: str) -> Remainder:
    """A raw text of which nothing has gone yet."""
    return Remainder(raw, [Segment(0, 0, len(raw))], row_starts(raw), [], [])


def remove_lines(left: Remainder, lines: list[Decision]) -> Remainder:
    """`left` without those of its `lines` that are not kept."""
    removed = removals(left.text, lines)
    gone = _moved_removals(removed, left.pieces)
    return Remainder(
        apply(left.text, removed),
        _remaining(left.pieces, removed),
        left.rows,
        left.gone + to_raw_offsets([line for line in lines if not line.kept], left),
        sorted(left.removed + gone, key=itemgetter(0, 1)) if left.removed else gone,
    )


def split_at_seams(lines: list[Decision], left: Remainder) -> list[Decision]:
    """Decisions on lines of what is left, with each line that runs across a place where something went as several.

    Rows above and below such a place may look like one paragraph now, and a row whose middle went is one again. In the
    raw text what went stands between, and no line may run across another.
    """
    out: list[Decision] = []
    seams = [piece[0] for piece in left.pieces]
    k = 0
    for line in lines:
        start, end = line[1], line[2]
        while k < len(seams) and seams[k] <= start:
            k += 1
        if k == len(seams) or seams[k] >= end:
            out.append(line)
            continue
        while k < len(seams) and seams[k] < end:
            out += _part(left.text, line, start, seams[k])
            start = seams[k]
            k += 1
        out += _part(left.text, line, start, end)
    return out


def _part(text: str, line: Decision, start: int, end: int) -> list[Decision]:
    """`line` as one of its characters [start, end), without newlines at their ends; nothing where they are blank."""
    while start < end and text[start] in "\r\n":
        start += 1
    while start < end and text[end - 1] in "\r\n":
        end -= 1
    return [line._replace(start=start, end=end)] if text[start:end].strip(BLANK) else []


def to_raw_offsets(lines: list[Decision], left: Remainder) -> list[Decision]:
    """Decisions on lines of what is left, in order, with their places in the raw text."""
    if not left.removed:
        return list(lines)
    out: list[Decision] = []
    rows, row = left.rows, 0
    for line, spans in zip(lines, _all_origins(left.pieces, [(line[1], line[2]) for line in lines]), strict=True):
        start, end = spans[0][0], spans[-1][1]
        while row + 1 < len(rows) and rows[row + 1] <= start:
            row += 1
        _, _, _, kind, kept, score, evidence, rule = line
        out.append(decision(row + 1, start, end, kind, kept, score, evidence, rule))
    return out


def removals(text: str, lines: list[Decision]) -> list[Removal]:
    """The spans of `text` that go, in order: one for each line that is not kept."""
    out: list[Removal] = []
    above = 0
    dropped: list[Decision] = []
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


def _between(text: str, start: int, end: int, dropped: list[Decision]) -> list[Removal]:
    """Removals for dropped lines between two kept ones; `start` is 0 where nothing is kept above."""
    if not dropped or start == 0:
        return _spread(0, end, dropped)
    stays, most = 0, (-1, False)
    left = right = above = start
    for i in range(len(dropped) + 1):
        below = dropped[i][1] if i < len(dropped) else end
        size = (_newlines(text, above, below), below > above)
        if size > most:
            stays, most, left, right = i, size, above, below
        if i < len(dropped):
            above = dropped[i][2]
    return _spread(start, left, dropped[:stays]) + _spread(right, end, dropped[stays:])


def _newlines(text: str, start: int, end: int) -> int:
    """How many rows end in [start, end)."""
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


def _spread(start: int, end: int, dropped: list[Decision]) -> list[Removal]:
    """[start, end) divided among the dropped lines in it, each with the white space after it."""
    out: list[Removal] = []
    for i, line in enumerate(dropped):  # whose fields are taken by number: by name takes longer
        after = dropped[i + 1][1] if i + 1 < len(dropped) else end
        out.append(removal(start, after, line[3], line[7]))
        start = after
    return out


def apply(text: str, removed: list[Removal]) -> str:
    """`text` without the removed spans."""
    parts, position = [], 0
    for start, end, _, _ in removed:
        parts.append(text[position:start])
        position = end
    parts.append(text[position:])
    return "".join(parts)


def _remaining(pieces: list[Segment], removed: list[Removal]) -> list[Segment]:
    """The pieces that are left of `pieces` when spans of their text go."""
    stretches: list[tuple[int, int]] = []
    start = 0
    for first, end, _, _ in removed:
        if first > start:
            stretches.append((start, first))
        start = end
    stretches.append((start, pieces[-1].start + pieces[-1].length if pieces else 0))
    out: list[Segment] = []
    position = 0
    for spans in _all_origins(pieces, stretches):
        for a, b in spans:
            out.append(Segment(position, a, b - a))
            position += b - a
    return out


def _moved_removals(removed: list[Removal], pieces: list[Segment]) -> list[Removal]:
    """Removals from a shortened text as removals from the raw text."""
    if len(pieces) == 1 and pieces[0].start == pieces[0].origin:
        return list(removed)
    out: list[Removal] = []
    for gone, spans in zip(removed, _all_origins(pieces, [(r[0], r[1]) for r in removed]), strict=True):
        for start, end in spans:
            out.append(removal(start, end, gone.kind, gone.rule))
    return out


def _all_origins(pieces: list[Segment], spans: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """For each of `spans`, in order and apart, where it stood in the raw text: one span or several."""
    out: list[list[tuple[int, int]]] = []
    first = 0
    for start, end in spans:
        while first + 1 < len(pieces) and pieces[first + 1][0] <= start:
            first += 1
        found: list[tuple[int, int]] = []
        k = first
        while k < len(pieces) and pieces[k][0] < end:
            place, origin, length = pieces[k]
            a, b = max(start, place), min(end, place + length)
            if a < b:
                found.append((a - place + origin, b - place + origin))
            k += 1
        out.append(found)
    return out
