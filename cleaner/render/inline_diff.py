"""A row of which a part goes, broken into rows of a terminal with the part marked wherever it lies."""

from collections.abc import Iterable, Sequence

import click

from cleaner.render.text import wrap
from cleaner.text.visible import visible

Part = tuple[str, bool]
"""A stretch of a row, and whether it goes."""


def mark_changes(parts: Sequence[Part], width: int | None, color: bool) -> list[str]:
    """The parts in rows of at most `width` cells, None for one row; what goes is struck through, or between marks."""
    shown = [(visible(text), is_gone) for text, is_gone in parts]
    if not color:
        return wrap("".join(f"[-{text}-]" if is_gone else text for text, is_gone in shown), width)
    text = "".join(text for text, _ in shown)
    fates = [is_gone for text, is_gone in shown for _ in text]
    out, position = [], 0
    for row in wrap(text, width):
        position = text.index(row, position)
        out.append(_styled(row, fates[position : position + len(row)]))
        position += len(row)
    return out


def _styled(row: str, fates: Sequence[bool]) -> str:
    """A row with each stretch of one fate in its style."""
    return "".join(
        click.style(text, fg="red", strikethrough=True) if is_gone else text for text, is_gone in _runs(row, fates)
    )


def _runs(row: str, fates: Sequence[bool]) -> Iterable[Part]:
    start = 0
    for i in range(1, len(row) + 1):
        if i == len(row) or fates[i] != fates[start]:
            yield row[start:i], fates[start]
            start = i
