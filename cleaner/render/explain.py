"""Explanations in sentences: one row a line, with its number, its kind, the reason in words, and the text.

`cleaner.render.weights` has all evidence instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from cleaner.model import Decision, Result
from cleaner.render.colors import EMPHASIS, kind_style, paint
from cleaner.render.matches import deciding_words, find_words
from cleaner.render.reasons import Reasons
from cleaner.render.text import MIN_ROOM, fit, fit_around, fit_name, one_row, pad, room, text_width, wrap
from cleaner.render.weights import render_counts
from cleaner.runs.outcome import uncertain_lines
from cleaner.text.visible import visible

if TYPE_CHECKING:
    from cleaner.rulebook.rule import Rule

MIN_REASON, MAX_REASON = 16, 40
"""Limits of the column of reasons, in cells; between them it takes half of what is left for it and the text."""
MARGINS = len("? - ") + 2 + 2
"""Cells of the marks of a line and between columns."""


class Columns(NamedTuple):
    """Widths of columns, in cells. `width` is that of a row, None for no limit."""

    number: int
    kind: int
    reason: int
    width: int | None


def render_explain(
    path: str, result: Result, rules: "Mapping[str, Rule]", width: int | None, shown: Sequence[Decision] | None = None
) -> Iterator[str]:
    """Yield the explanation of one document as styled lines, one for each line of the text.

    `rules` has the rules by code. `width` is in cells; None does not cut lines. `shown` are the lines to show; None
    shows all.
    """
    reasons = Reasons(result, rules)
    yield from _heading(path, result, width)
    yield from (click.style(row, dim=True) for row in wrap(reasons.of_document(), width))
    lines = result.lines if shown is None else shown
    words = [reasons.of_line(line) for line in lines]
    columns = _columns(lines, words, width)
    uncertain = dict(zip((line.start for line in result.lines), uncertain_lines(result), strict=True))
    for line, reason in zip(lines, words, strict=True):
        yield _row(line, result.raw[line.start : line.end], reason, uncertain[line.start], columns)


def _heading(path: str, result: Result, width: int | None) -> Iterator[str]:
    counts = render_counts(result)
    name = visible(path) if width is None else fit_name(visible(path), max(MIN_ROOM, width - len(f": {counts}")))
    return (click.style(row, bold=True) for row in wrap(f"{name}: {counts}", width))


def _columns(lines: Sequence[Decision], reasons: Sequence[str], width: int | None) -> Columns:
    number = len(str(lines[-1].number)) if lines else 1
    kind = max((len(line.kind) for line in lines), default=0)
    half = MAX_REASON if width is None else (width - number - kind - MARGINS) // 2
    reason = max((text_width(reason) for reason in reasons), default=0)
    return Columns(number, kind, min(reason, max(MIN_REASON, min(half, MAX_REASON))), width)


def _row(line: Decision, text: str, reason: str, is_uncertain: bool, columns: Columns) -> str:
    """Return the row of a line. The text is cut so that the words that decided stay visible."""
    number = click.style(f"{line.number:>{columns.number}}", dim=True)
    mark = click.style("?", fg="yellow", bold=True) if is_uncertain else " "
    sign, kind = " " if line.kept else "-", f"{line.kind:<{columns.kind}}"
    used = columns.number + columns.kind + columns.reason + MARGINS
    why = pad(fit(reason, columns.reason), columns.reason)
    shown = _text(line, one_row(text), room(columns.width, used))
    if line.kept:
        return f"{number}{mark} {sign} {kind}  {click.style(why, dim=True)}  {shown}".rstrip()
    return f"{number}{mark} {paint(sign, line.kind, bold=True)} {paint(kind, line.kind)}  {why}  {shown}".rstrip()


def _text(line: Decision, text: str, width: int | None) -> str:
    """Return the text of a line, cut to `width` cells, with the words that decided underlined."""
    style = {} if line.kept else kind_style(line.kind)
    found = find_words(text, deciding_words(line))
    shown, (start, end) = fit_around(text, found or (0, 0), width)
    parts = (shown[:start], style), (shown[start:end], style | EMPHASIS), (shown[end:], style)
    return "".join(click.style(part, **its) if its else part for part, its in parts if part)
