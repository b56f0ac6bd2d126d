"""Statistics of a diff: one line for each document, with its share of removed words as a bar."""

from collections.abc import Sequence
from typing import NamedTuple

import click

from cleaner.model import Result
from cleaner.render.text import MIN_ROOM, fit, plural, render_table
from cleaner.runs.outcome import count_removed
from cleaner.text.visible import visible

BAR_LENGTH = 40
"""Length of a full bar, in cells."""
MAX_NAME = 60
"""Width up to which names are shown on a terminal, in cells."""


class DocumentStat(NamedTuple):
    """Removed lines and words of one document; `of` counts the words before cleaning."""

    path: str
    lines: int
    words: int
    of: int
    has_article: bool


def count_document(path: str, result: Result) -> DocumentStat:
    """Return the statistics of one document; a document without an article counts as unchanged."""
    removed, has_article = count_removed(result), result.verdict == "article"
    return DocumentStat(path, removed.lines.total(), removed.words.total(), len(result.raw.split()), has_article)


def render_stats(documents: Sequence[DocumentStat], width: int | None) -> list[str]:
    """Return a table with a line for each document, and the totals. `width` is in cells; None does not cut names."""
    names = None if width is None else min(MAX_NAME, max(MIN_ROOM, width - BAR_LENGTH))
    lines = render_table([("document", "lines", "words", "%", ""), *(_row(one, names) for one in documents)])
    lines = [click.style(lines[0], bold=True), *lines[1:]]
    changed = sum(one.lines > 0 for one in documents)
    removed = plural(sum(one.lines for one in documents), "line")
    words = plural(sum(one.words for one in documents), "word")
    without = sum(not one.has_article for one in documents)
    more = f"; {without:,} {'has' if without == 1 else 'have'} no article" if without else ""
    total = f"Would remove {removed} ({words}) from {changed:,} of {plural(len(documents), 'document')}{more}."
    return [*lines, total]


def _row(one: DocumentStat, names: int | None) -> tuple[str, ...]:
    share = one.words / max(1, one.of)
    bar = "=" * max(one.words > 0, round(BAR_LENGTH * share)) if one.has_article else "no article"
    return fit(visible(one.path), names), f"{one.lines:,}", f"{one.words:,}", f"{100 * share:.0f}", bar
