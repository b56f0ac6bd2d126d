"""Statistics of a diff: one line for each document, with its share of removed words as a bar."""

from collections.abc import Sequence
from typing import NamedTuple

import click

from cleaner.model import Kind, Result
from cleaner.render.colors import paint
from cleaner.render.text import MIN_ROOM, fit_name, pad, plural, render_table, text_width, wrap
from cleaner.runs.outcome import count_removed
from cleaner.text.visible import visible

BAR_LENGTH, MIN_BAR = 40, 10
"""Length of a full bar, in cells, and the least on a narrow terminal."""
MAX_NAME, NUMBERS = 60, 24
"""Width up to which names are shown on a terminal, and what the numbers take beside them, in cells."""


class DocumentStat(NamedTuple):
    """Removed lines and words of one document; `of` counts the words before cleaning.

    `kinds` has the removed words by kind, the most first.
    """

    path: str
    lines: int
    words: int
    of: int
    has_article: bool
    kinds: tuple[tuple[Kind, int], ...] = ()


def count_document(path: str, result: Result) -> DocumentStat:
    """Return the statistics of one document; a document without an article counts as unchanged."""
    removed, has_article = count_removed(result), result.verdict == "article"
    kinds = sorted(((kind, words) for kind, (_, words) in removed.by_kind().items()), key=lambda item: -item[1])
    lines, words, of = removed.lines.total(), removed.words.total(), len(result.raw.split())
    return DocumentStat(path, lines, words, of, has_article, tuple(kinds))


def render_stats(documents: Sequence[DocumentStat], width: int | None) -> list[str]:
    """Return a table with a line for each document, and the totals.

    `width` is in cells; None does not cut names. Each part of a bar has the colour of its kind.
    """
    names = None if width is None else min(MAX_NAME, max(MIN_ROOM, width - NUMBERS - BAR_LENGTH // 2))
    head, *rows = render_table([("document", "lines", "words", "%"), *(_row(one, names) for one in documents)])
    used = max(map(text_width, (head, *rows))) + 2
    length = BAR_LENGTH if width is None else max(MIN_BAR, min(BAR_LENGTH, width - used))
    bars = (f"{pad(row, used)}{_bar(one, length)}".rstrip() for row, one in zip(rows, documents, strict=True))
    return [click.style(head, bold=True), *bars, *wrap(_total(documents), width)]


def _total(documents: Sequence[DocumentStat]) -> str:
    changed = sum(one.lines > 0 for one in documents)
    removed = plural(sum(one.lines for one in documents), "line")
    words = plural(sum(one.words for one in documents), "word")
    without = sum(not one.has_article for one in documents)
    more = f"; {without:,} {'has' if without == 1 else 'have'} no article" if without else ""
    return f"Would remove {removed} ({words}) from {changed:,} of {plural(len(documents), 'document')}{more}."


def _row(one: DocumentStat, names: int | None) -> tuple[str, ...]:
    share = one.words / max(1, one.of)
    return fit_name(visible(one.path), names), f"{one.lines:,}", f"{one.words:,}", f"{100 * share:.0f}"


def _bar(one: DocumentStat, length: int) -> str:
    """Return the share of removed words as a bar, with a part for each kind."""
    if not one.has_article:
        return click.style("no article", fg="yellow")
    full = max(one.words > 0, round(length * one.words / max(1, one.of)))
    parts, words, drawn = [], 0, 0
    for kind, number in one.kinds:
        words += number
        end = round(full * words / max(1, one.words))
        parts.append(paint("=" * (end - drawn), kind) if end > drawn else "")
        drawn = end
    return "".join(parts) + "=" * (full - drawn)
