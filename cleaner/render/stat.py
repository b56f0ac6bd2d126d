"""How much went from each of many documents, a line each, with a bar to compare them by."""

from collections.abc import Sequence
from typing import NamedTuple

import click

from cleaner.model import Result
from cleaner.render.text import fit, plural, render_table
from cleaner.runs.outcome import count_removed
from cleaner.text.visible import visible

LONGEST = 40
"""Signs of the longest bar."""
WIDEST_NAME = 60
"""Cells of a name, where the terminal is not wide enough for all of it."""


class DocumentStat(NamedTuple):
    """What goes from one document: lines and words, and its words before."""

    path: str
    lines: int
    words: int
    of: int
    has_article: bool


def count_document(path: str, result: Result) -> DocumentStat:
    """The figures of one document; of one without an article nothing goes, for nothing is written of it."""
    gone, has_article = count_removed(result), result.verdict == "article"
    return DocumentStat(path, gone.lines.total(), gone.words.total(), len(result.raw.split()), has_article)


def render_stats(documents: Sequence[DocumentStat], width: int | None) -> list[str]:
    """A line each, the share of its words as a number and a bar, and all together. `width` in cells, None uncut."""
    rows = [(*_cells(one), _bar(one)) for one in documents]
    names = None if width is None else max(20, min(WIDEST_NAME, width - LONGEST))
    lines = render_table([("document", "lines", "words", "%", ""), *((fit(row[0], names), *row[1:]) for row in rows)])
    lines = [click.style(lines[0], bold=True), *lines[1:]]
    changed = sum(one.lines > 0 for one in documents)
    lines_gone, words_gone = sum(one.lines for one in documents), sum(one.words for one in documents)
    what = f"{plural(lines_gone, 'line')}, {plural(words_gone, 'word')}"
    without = sum(not one.has_article for one in documents)
    more = f"; {without:,} without an article" if without else ""
    return [*lines, f"{what} would go from {changed:,} of {plural(len(documents), 'document')}{more}."]


def _cells(one: DocumentStat) -> tuple[str, str, str, str]:
    return visible(one.path), f"{one.lines:,}", f"{one.words:,}", f"{100 * _share(one):.0f}"


def _bar(one: DocumentStat) -> str:
    if not one.has_article:
        return "no article"
    return "=" * (max(1, round(LONGEST * _share(one))) if one.words else 0)


def _share(one: DocumentStat) -> float:
    return one.words / max(1, one.of)
