"""Rows of text that lose a part, wrapped to the terminal with that part marked."""

from collections.abc import Iterator, Sequence

import click

from cleaner.render.text import wrap
from cleaner.text.visible import visible

Part = tuple[str, bool]
"""A piece of a row, and True if it is removed."""


def mark_changes(parts: Sequence[Part], width: int | None, color: bool) -> list[str]:
    """Return the parts as lines of at most `width` cells, with the removed ones marked; None does not wrap.

    Removed text is red and struck through with `color`, else between [- and -].
    """
    shown = [(visible(text), is_removed) for text, is_removed in parts]
    if not color:
        return wrap("".join(f"[-{text}-]" if is_removed else text for text, is_removed in shown), width)
    text = "".join(text for text, _ in shown)
    flags = [is_removed for text, is_removed in shown for _ in text]
    out, position = [], 0
    for row in wrap(text, width):
        position = text.index(row, position)
        out.append(_style(row, flags[position : position + len(row)]))
        position += len(row)
    return out


def _style(row: str, flags: Sequence[bool]) -> str:
    return "".join(
        click.style(text, fg="red", strikethrough=True) if is_removed else text
        for text, is_removed in _runs(row, flags)
    )


def _runs(row: str, flags: Sequence[bool]) -> Iterator[Part]:
    """Yield the runs of characters with equal flags; `flags` has one for each character of `row`."""
    start = 0
    for i in range(1, len(row) + 1):
        if i == len(row) or flags[i] != flags[start]:
            yield row[start:i], flags[start]
            start = i
