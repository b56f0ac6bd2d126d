"""A diff for people: the raw text, with the kind and rule of each removed part in the margin.

The diff is built from the removed spans, row by row, so it takes linear time and always agrees with the cleaned text. A
row that lost only a part is shown whole, with that part marked. Blank rows are left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest

import click

from cleaner.model import Removal, Result
from cleaner.render.text import console, counts_by_kind, fit, hang, plural, room, text_width, wrap
from cleaner.runs.outcome import count_removed
from cleaner.text.visible import visible

ROW = re.compile(r"[^\r\n]+")
LABEL_WIDTH = 18
WIDE = 150
"""Least width, in cells, for raw and cleaned text side by side."""
SEPARATOR = " │ "


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A non-blank row of the file, split into parts; each part has the removal that covers it, or None.

    `number` is the row's number in the file, from 1.
    """

    number: int
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
            yield DiffRow(number, tuple(_split_row(result, at, found.start(), found.end())))


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


def render_diff(
    path: str,
    result: Result,
    context: int,
    width: int | None,
    color: bool,
    address: Callable[[str], str] = lambda rule: "",
) -> Iterator[str]:
    """Yield the diff of one document as styled lines; nothing if nothing was removed.

    `context` is the number of kept rows shown around each change. `width` is in cells; None does not cut lines.
    Without `color`, removed parts of a row are put between [- and -]. `address` returns the URL of a rule's page, or ""
    for no link.
    """
    if not result.removed:
        return
    if result.verdict == "no-article":
        yield from _heading(f"{visible(path)}: no article found, everything would be removed", width)
        return
    lines = {kind: number for kind, (number, _) in count_removed(result).by_kind().items()}
    summary = (
        f"{plural(sum(lines.values()), 'line')} removed ({counts_by_kind(lines)})"
        if lines
        else "only blank lines would be collapsed"
    )
    yield from _heading(f"{visible(path)}: {summary}", width)
    rows = list(diff_rows(result))
    digits = len(str(rows[-1].number)) if rows else 1
    shown = _select_rows([bool(row.removals) for row in rows], context)
    for row, is_shown, folded in zip(rows, shown, _count_hidden_above(shown), strict=True):
        if folded:
            yield _fold(folded, digits)
        if is_shown:
            yield from _row(row, digits, width, color, address)
    if rest := _count_hidden_at_end(shown):
        yield _fold(rest, digits)


def _heading(text: str, width: int | None) -> Iterator[str]:
    return (click.style(row, bold=True) for row in wrap(text, width))


def _fold(rows: int, digits: int) -> str:
    return click.style(f"{'':{digits}}   ⋯ {plural(rows, 'line')} kept", dim=True)


def _select_rows(changed: Sequence[bool], context: int) -> list[bool]:
    """Return for each row True if it is at most `context` rows from a changed one."""
    shown = [False] * len(changed)
    until = -1
    for i in range(len(changed)):
        until = i + context if changed[i] else until
        shown[i] = i <= until
    until = len(changed)
    for i in reversed(range(len(changed))):
        until = i - context if changed[i] else until
        shown[i] |= i >= until
    return shown


def _count_hidden_above(shown: Sequence[bool]) -> Iterator[int]:
    """Yield for each row the number of hidden rows directly above it; 0 for a hidden row."""
    hidden = 0
    for is_shown in shown:
        yield hidden if is_shown else 0
        hidden = 0 if is_shown else hidden + 1


def _count_hidden_at_end(shown: Sequence[bool]) -> int:
    return next((i for i, is_shown in enumerate(reversed(shown)) if is_shown), len(shown))


def _row(row: DiffRow, digits: int, width: int | None, color: bool, address: Callable[[str], str]) -> Iterator[str]:
    removals = row.removals
    labels = dict.fromkeys((removal.kind, removal.rule) for removal in removals)
    label = ", ".join(f"{kind} {rule}".strip() for kind, rule in labels)
    linked = ", ".join(f"{kind} {_link(rule, address(rule))}".strip() for kind, rule in labels)
    sign = "-" if row.is_removed else "~" if removals else " "
    margin = f"{row.number:>{digits}}  {label:<{LABEL_WIDTH}} {sign} "
    lines: Iterable[str]
    if width is None or width < WIDE:
        lines = _raw_lines(row, room(width, len(margin)), color)
    else:
        half = (width - len(margin) - len(SEPARATOR)) // 2
        lines = _side_by_side(_raw_lines(row, half, color), _cleaned_lines(row, half), half)
    yield from hang(click.style(margin.replace(label, linked, 1), dim=True), len(margin), lines)


def _link(text: str, address: str) -> str:
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text


def _raw_lines(row: DiffRow, width: int | None, color: bool) -> list[str]:
    """Return the raw row with removed parts marked; a row without removals is cut to one line."""
    if row.removals and not row.is_removed:
        return _mark_removed(row, width, color)
    text = visible("".join(part for part, _ in row.parts).strip())
    return [click.style(line, fg="red") for line in wrap(text, width)] if row.removals else [fit(text, width)]


def _cleaned_lines(row: DiffRow, width: int) -> list[str]:
    """Return the row without its removed parts; a row without removals is cut to one line."""
    text = visible("".join(part for part, removal in row.parts if removal is None).strip())
    return wrap(text, width) if row.removals else [fit(text, width)]


def _mark_removed(row: DiffRow, width: int | None, color: bool) -> list[str]:
    """Return a row that lost a part, wrapped, with that part struck through in `color` or between [- and -]."""
    parts = [(visible(text), removal is not None) for text, removal in row.parts]
    if not color:
        return wrap("".join(f"[-{text}-]" if is_removed else text for text, is_removed in parts), width)
    from rich.text import Text

    styled = Text.assemble(*((text, "red strike" if is_removed else "") for text, is_removed in parts))
    lines = [styled] if width is None else styled.wrap(console(), width)
    with console().capture() as capture:
        for line in lines:
            line.rstrip()
            console().print(line, soft_wrap=True)
    return capture.get().removesuffix("\n").split("\n")


def _side_by_side(raw: Sequence[str], cleaned: Sequence[str], half: int) -> Iterator[str]:
    for a, b in zip_longest(raw, cleaned, fillvalue=""):
        yield f"{a}{' ' * (half - text_width(click.unstyle(a)))}{SEPARATOR}{b}".rstrip()
