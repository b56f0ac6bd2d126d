"""A diff for people: the raw text, with the kind and rule of each removed part in the margin, or side by side.

A row that lost only a part is shown whole, with that part marked. Removed text has the colour of its kind, and the
words that decided are underlined.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import click

from cleaner.model import KINDS, Kind, Result
from cleaner.render.colors import EMPHASIS, kind_style, paint
from cleaner.render.diff_rows import DiffRow, RowPart, diff_rows, split_at_words
from cleaner.render.matches import Span, deciding_spans
from cleaner.render.text import (
    MIN_ROOM,
    Piece,
    counts_by_kind,
    fit,
    fit_name,
    hang,
    plural,
    room,
    text_width,
    wrap,
    wrap_pieces,
)
from cleaner.runs.outcome import count_removed
from cleaner.text.visible import visible

LABEL_WIDTH = 18
WIDE = 150
"""Width, in cells, from which raw and cleaned text are side by side by default."""
MIN_HALF = 8
"""Least width of a side, in cells, even if the row does not fit then."""
SEPARATOR = " │ "


def no_address(rule: str) -> str:
    """Return the URL of a rule's page where there are no links: ""."""
    return ""


@dataclass(frozen=True, slots=True)
class DiffLayout:
    """Form of a diff.

    `context` is the number of kept rows shown around each change. `width` is in cells; None does not cut lines.
    Without `color`, removed parts of a row are put between [- and -]. With `side_by_side`, which needs a width, the raw
    text is on the left and the cleaned text on the right; None is for that on a wide terminal. `address` returns the
    URL of a rule's page, or "" for no link.
    """

    context: int
    width: int | None
    color: bool
    side_by_side: bool | None = None
    address: Callable[[str], str] = no_address

    @property
    def has_sides(self) -> bool:
        """True if raw and cleaned text are side by side."""
        if self.width is None:
            return False
        return self.width >= WIDE if self.side_by_side is None else self.side_by_side


def render_diff(path: str, result: Result, layout: DiffLayout) -> Iterator[str]:
    """Yield the diff of one document as styled lines; nothing if nothing was removed.

    The words that decided are known only for a result with explanations.
    """
    if not result.removed:
        return
    if result.verdict == "no-article":
        yield from _heading(path, [("no article found, everything would be removed", {"bold": True})], layout.width)
        return
    yield from _heading(path, _summary(result), layout.width)
    words = deciding_spans(result) if layout.color else []
    rows = list(diff_rows(result))
    digits = len(str(rows[-1].number)) if rows else 1
    shown = _select_rows([bool(row.removals) for row in rows], layout.context)
    render = _sides if layout.has_sides else _row
    for row, is_shown, folded in zip(rows, shown, _count_hidden_above(shown), strict=True):
        if folded:
            yield _fold(folded, digits)
        if is_shown:
            yield from render(row, digits, layout, words)
    if rest := _count_hidden_at_end(shown):
        yield _fold(rest, digits)


def _summary(result: Result) -> list[Piece]:
    """Return the counts of removed lines, each kind in its colour."""
    lines = {kind: number for kind, (number, _) in count_removed(result).by_kind().items()}
    if not lines:
        return [("only blank lines would be collapsed", {"bold": True})]
    pieces: list[Piece] = [(f"{plural(sum(lines.values()), 'line')} removed", {"bold": True}), (" (", {})]
    for i, name in enumerate(counts_by_kind(lines).split(", ")):
        pieces += [(", ", {})] * (i > 0) + [(name, kind_style(_kind_of(name)))]
    return [*pieces, (")", {})]


def _kind_of(count: str) -> Kind:
    """Return the kind in a count such as "share 2"."""
    return next(kind for kind in KINDS if count.startswith(f"{kind} "))


def _heading(path: str, pieces: list[Piece], width: int | None) -> Iterator[str]:
    """Yield the name of the document and a summary; a long name is cut at its front, but not to less than half."""
    rest = sum(text_width(text) for text, _ in pieces) + len(": ")
    name = visible(path)
    if width is not None:
        name = fit_name(name, max(width - rest, width // 2, MIN_ROOM))
    return wrap_pieces([(f"{name}: ", {"bold": True}), *pieces], width)


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


def _row(row: DiffRow, digits: int, layout: DiffLayout, words: Sequence[Span]) -> Iterator[str]:
    """Yield the lines for a row: its number, its kinds and rules, and the raw text."""
    label, styled = _label(row, layout.address)
    margin = f"{row.number:>{digits}}  {label:<{LABEL_WIDTH}} {_sign(row)} "
    padding = " " * (LABEL_WIDTH - len(label))
    head = f"{click.style(f'{row.number:>{digits}}', dim=True)}  {styled}{padding} {_styled_sign(row)} "
    return hang(head, len(margin), _raw_lines(row, room(layout.width, len(margin)), layout.color, words))


def _sides(row: DiffRow, digits: int, layout: DiffLayout, words: Sequence[Span]) -> Iterator[str]:
    """Yield the lines for a row: the raw text on the left, the cleaned text and the kinds and rules on the right."""
    margin = len(f"{row.number:>{digits}} {_sign(row)} ")
    half = max(MIN_HALF, ((layout.width or 0) - margin - len(SEPARATOR)) // 2)
    head = f"{click.style(f'{row.number:>{digits}}', dim=True)} {_styled_sign(row)} "
    right = _cleaned_lines(row, half)
    if row.removals:
        right.append(click.style("← ", dim=True) + _label(row, layout.address)[1])
    pairs = zip_longest(_raw_lines(row, half, layout.color, words), right, fillvalue="")
    return hang(head, margin, (_join_sides(left, cell, half) for left, cell in pairs))


def _join_sides(left: str, right: str, half: int) -> str:
    bar = click.style(SEPARATOR if right else SEPARATOR.rstrip(), dim=True)
    return f"{left}{' ' * (half - text_width(click.unstyle(left)))}{bar}{right}"


def _sign(row: DiffRow) -> str:
    return "-" if row.is_removed else "~" if row.removals else " "


def _styled_sign(row: DiffRow) -> str:
    return paint(_sign(row), row.removals[0].kind, bold=True) if row.removals else " "


def _label(row: DiffRow, address: Callable[[str], str]) -> tuple[str, str]:
    """Return the kinds and rules of a row, and the same with colours and links."""
    labels = dict.fromkeys((removal.kind, removal.rule) for removal in row.removals)
    plain = ", ".join(f"{kind} {rule}".strip() for kind, rule in labels)
    styled = (
        paint(kind, kind) + (click.style(f" {_link(rule, address(rule))}", dim=True) if rule else "")
        for kind, rule in labels
    )
    return plain, ", ".join(styled)


def _link(text: str, address: str) -> str:
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text


def _raw_lines(row: DiffRow, width: int | None, color: bool, words: Sequence[Span]) -> Iterator[str]:
    """Yield the raw row with removed parts marked; a row without removals is cut to one line."""
    if not row.removals:
        return iter([_context_line(row, width)])
    parts = [part._replace(text=visible(part.text)) for part in split_at_words(row, words)]
    if not color and not row.is_removed:
        return wrap_pieces([(_bracketed(parts), {})], width)
    return wrap_pieces([_styled(part, is_cut=not row.is_removed) for part in parts], width)


def _context_line(row: DiffRow, width: int | None) -> str:
    text = visible("".join(part.text for part in split_at_words(row, ())))
    return click.style(fit(text, width), dim=True)


def _styled(part: RowPart, is_cut: bool) -> Piece:
    """Return a part with its style: kept text has none, and a part cut from a row is struck through."""
    if part.removal is None:
        return part.text, {}
    style = kind_style(part.removal.kind) | ({"strikethrough": True} if is_cut else {})
    return part.text, style | (EMPHASIS if part.decided else {})


def _bracketed(parts: Iterable[RowPart]) -> str:
    """Return the text with removed parts between [- and -]."""
    return "".join(f"[-{part.text}-]" if part.removal else part.text for part in parts)


def _cleaned_lines(row: DiffRow, width: int) -> list[str]:
    """Return the row without its removed parts; a row without removals is cut to one line."""
    if not row.removals:
        return [_context_line(row, width)]
    text = visible("".join(part for part, removal in row.parts if removal is None).strip())
    return wrap(text, width) if text else []
