"""Cleaned against raw, for reading: what went, with its kind and rule in the margin.

Built from the spans that were removed, row by row of the file, so it takes time in proportion to the
text and can never disagree with what was done. A row that only lost a part is shown whole, with the
part marked. Blank rows are left out: that they collapse is no news.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest

import click

from cleaner.model import Removal, Result
from cleaner.render.inline_diff import mark_changes
from cleaner.render.text import counts_by_kind, fit, plural, wrap
from cleaner.runs.outcome import count_removed
from cleaner.text.visible import visible

ROW = re.compile(r"[^\r\n]+")
LABEL_WIDTH = 18
WIDE = 150
"""Cells of a terminal from which on raw and cleaned stand side by side."""
BETWEEN = " │ "


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A row of the file that is not blank: its parts in order, each with the removal it fell to, if any."""

    number: int
    parts: tuple[tuple[str, Removal | None], ...]

    @property
    def removals(self) -> list[Removal]:
        """What was removed from it, without parts that are only blank."""
        return [removal for text, removal in self.parts if removal and text.strip()]

    @property
    def is_gone(self) -> bool:
        return all(removal or not text.strip() for text, removal in self.parts)


def diff_rows(result: Result) -> Iterator[DiffRow]:
    """The rows of the raw text that are not blank."""
    at, number, position = 0, 1, 0
    for found in ROW.finditer(result.raw):
        number += _newlines(result.raw, position, found.start())
        position = found.end()
        while at < len(result.removed) and result.removed[at].end <= found.start():
            at += 1
        if found[0].strip():
            yield DiffRow(number, tuple(_parts(result, at, found.start(), found.end())))


def _newlines(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


def _parts(result: Result, at: int, start: int, end: int) -> Iterator[tuple[str, Removal | None]]:
    """Row [start, end) cut at the edges of the removals from number `at` on."""
    position = start
    for removal in takewhile(lambda r: r.start < end, map(result.removed.__getitem__, range(at, len(result.removed)))):
        if removal.start > position:
            yield result.raw[position : removal.start], None
        edge = min(removal.end, end)
        yield result.raw[max(removal.start, position) : edge], removal
        position = edge
    if position < end:
        yield result.raw[position:end], None


def render_diff(
    path: str,
    result: Result,
    context: int,
    width: int | None,
    color: bool,
    address: Callable[[str], str] = lambda rule: "",
) -> Iterator[str]:
    """The diff of one document in styled lines, none if nothing was removed.

    `context` is how many kept rows are shown around what went; `width` is the terminal's in cells,
    None for uncut. `color` says whether colour will be seen: a part of a row needs another mark if not.
    `address` is that of the page of a rule by its code, empty for none.
    """
    if not result.removed:
        return
    if result.verdict == "no-article":
        yield from _heading(f"{visible(path)}: no article, all of it would go", width)
        return
    lines = {kind: number for kind, (number, _) in count_removed(result).by_kind().items()}
    went = (
        f"{plural(sum(lines.values()), 'line')} removed ({counts_by_kind(lines)})"
        if lines
        else "only blank lines collapse"
    )
    yield from _heading(f"{visible(path)}: {went}", width)
    listed = list(diff_rows(result))
    digits = len(str(listed[-1].number)) if listed else 1
    shown = _shown([bool(row.removals) for row in listed], context)
    for row, is_shown, folded in zip(listed, shown, _folded(shown), strict=True):
        if folded:
            yield click.style(f"{'':{digits}}   ⋯ {plural(folded, 'line')} kept", dim=True)
        if is_shown:
            yield from _row(row, digits, width, color, address)
    if rest := _trailing(shown):
        yield click.style(f"{'':{digits}}   ⋯ {plural(rest, 'line')} kept", dim=True)


def _heading(text: str, width: int | None) -> Iterator[str]:
    return (click.style(row, bold=True) for row in wrap(text, width))


def _shown(changed: Sequence[bool], context: int) -> list[bool]:
    """Which rows are within `context` of a changed one."""
    shown = [False] * len(changed)
    until = -1
    for i in range(len(changed)):  # forward: after a change; then backward: before one
        until = i + context if changed[i] else until
        shown[i] = i <= until
    until = len(changed)
    for i in reversed(range(len(changed))):
        until = i - context if changed[i] else until
        shown[i] |= i >= until
    return shown


def _folded(shown: Sequence[bool]) -> Iterator[int]:
    """For each row, how many hidden ones end right above it, if it is shown; else 0."""
    hidden = 0
    for is_shown in shown:
        yield hidden if is_shown else 0
        hidden = 0 if is_shown else hidden + 1


def _trailing(shown: Sequence[bool]) -> int:
    return next((i for i, is_shown in enumerate(reversed(shown)) if is_shown), len(shown))


def _row(row: DiffRow, digits: int, width: int | None, color: bool, address: Callable[[str], str]) -> Iterator[str]:
    removals = row.removals
    named = dict.fromkeys((removal.kind, removal.rule) for removal in removals)
    label = ", ".join(f"{kind} {rule}".strip() for kind, rule in named)
    linked = ", ".join(f"{kind} {_linked(rule, address(rule))}".strip() for kind, rule in named)
    sign = "-" if row.is_gone else "~" if removals else " "
    margin = f"{row.number:>{digits}}  {label:<{LABEL_WIDTH}} {sign} "
    room = None if width is None else max(20, width - len(margin))
    if width is None or width < WIDE:
        lines = _raw(row, room, color)
    else:
        half = (width - len(margin) - len(BETWEEN)) // 2
        lines = _beside(_raw(row, half, color), _left(row, half), half)
    for i, line in enumerate(lines):
        yield (click.style(margin.replace(label, linked, 1), dim=True) if i == 0 else " " * len(margin)) + line


def _linked(text: str, address: str) -> str:
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text


def _raw(row: DiffRow, room: int | None, color: bool) -> list[str]:
    """A row as it was, with what went marked; one of which nothing went is cut to fit."""
    if row.removals and not row.is_gone:
        return mark_changes([(text, removal is not None) for text, removal in row.parts], room, color)
    text = visible("".join(part for part, _ in row.parts).strip())
    return [click.style(line, fg="red") for line in wrap(text, room)] if row.removals else [fit(text, room)]


def _left(row: DiffRow, room: int) -> list[str]:
    """What is left of a row; of one of which nothing went, again as much as fits."""
    text = visible("".join(part for part, removal in row.parts if removal is None).strip())
    return wrap(text, room) if row.removals else [fit(text, room)]


def _beside(raw: Sequence[str], left: Sequence[str], half: int) -> list[str]:
    """Two columns: raw and cleaned."""
    return [f"{_padded(a, half)}{BETWEEN}{b}".rstrip() for a, b in zip_longest(raw, left, fillvalue="")]


def _padded(styled: str, cells: int) -> str:
    from rich.cells import cell_len

    return styled + " " * (cells - cell_len(click.unstyle(styled)))
