"""Cells of a table, and tables that are only the layout of a page.

Converters turn the layout tables of old pages into tables of Markdown. Then one cell holds a menu, and another one all
paragraphs of the article. A table in a cell of another one becomes part of its row, with delimiters in its midst.
"""

import itertools
import re
from typing import Final, NamedTuple

from markdown_it import MarkdownIt

from cleaner.text.markdown.inline import InlineRow, join_rows, read_rows

CELL: Final = re.compile(r"(?:[^|\\]|\\.)+")
DELIMITERS: Final = re.compile(r"[\s|:-]+")
"""Content of a cell that is empty, or below the head of the table."""
SEAM: Final = re.compile(r"[ \t\u00a0]{2,}|(?<=\s)(?=[-*] \[)")
"""Boundary between paragraphs or list items in a cell."""
NESTED: Final = re.compile(r"\|[ \t]+\|[ \t]*:?-{3,}:?[ \t]*\|")
"""End of the head of a table, and the delimiters below it, in one row."""
LAYOUT_CHARS: Final = 240
"""Visible characters of a cell from which a table is the layout of a page."""


class Cell(NamedTuple):
    """Characters [start, end) of a document that have words, and what a reader sees of them."""

    start: int
    end: int
    content: InlineRow


def find_cells(md: MarkdownIt, text: str, start: int, end: int) -> list[Cell]:
    """Return the cells of the row [start, end)."""
    spans = [(start + found.start(), start + found.end()) for found in CELL.finditer(text[start:end])]
    return [read_cell(md, text, *span) for span in spans if DELIMITERS.fullmatch(text, *span) is None]


def read_cell(md: MarkdownIt, text: str, start: int, end: int) -> Cell:
    """Return a cell, or a part of one."""
    tokens = md.parseInline(text[start:end])
    return Cell(start, end, join_rows(read_rows(tokens[0].children or [])))


def has_nested_table(row: str) -> bool:
    """Return True if a row of text has all of a table in it; the parser sees no table there."""
    return "---" in row and NESTED.search(row) is not None


def is_layout(rows: list[list[Cell]]) -> bool:
    """Return True if a table, given by its rows, is the layout of a page."""
    return any(len(cell.content.text) > LAYOUT_CHARS for row in rows for cell in row)


def split_cell(text: str, cell: Cell) -> list[tuple[int, int]]:
    """Return the paragraphs and list items of a cell, as [start, end)."""
    edges = [cell.start, *[seam.end() for seam in SEAM.finditer(text, cell.start, cell.end)], cell.end]
    return [(a, b) for a, b in itertools.pairwise(edges) if text[a:b].strip()]
