"""Lines of a text: rows, with the rows of a paragraph joined (see `unwrapping`) and glued inserts split off.

The lines of a Markdown document are its blocks (see `markdown.blocks`), without its header (see `markdown.header`).
"""

from collections.abc import Callable, Sequence

from cleaner.text.markdown.header import find_header
from cleaner.text.markdown.marks import may_have_marks, strip_marks
from cleaner.text.markdown.syntax import is_markdown
from cleaner.text.markup import Markup
from cleaner.text.rows import NEWLINE, split_rows
from cleaner.text.unwrapping import unwrap
from cleaner.text.vectors import mypyc_attr

Splitter = Callable[[str], Sequence[tuple[int, int]]]
"""Function that returns the spans to split a row into, in order, or none if the row stays whole."""


@mypyc_attr(acyclic=True)
class Line:
    """A line of the input: `row` is its text in [start, end), without newlines at the ends.

    Most lines are one row of the file. A hard-wrapped paragraph is one line of several rows, and a paragraph with a
    glued insert is several lines of one row.
    """

    def __init__(
        self, number: int, start: int, end: int, row: str, text: str, gap: int, markup: Markup | None = None
    ) -> None:
        self.number: int = number
        """Number of its first row in the file, from 1."""
        self.start: int = start
        self.end: int = end
        self.row: str = row
        self.text: str = text
        """The row without marks of Markdown, as rules see it."""
        self.gap: int = gap
        """Blank rows directly above; 0 after a split within a row."""
        self.markup: Markup | None = markup
        """Markup of a line of a Markdown document; None in other texts."""


def split_lines(text: str, split_row: Splitter | None = None, as_markdown: bool | None = None) -> list[Line]:
    """Return the lines of `text` in order, without blank rows.

    `split_row` splits off glued inserts (see `inserts`). `as_markdown` says that the text is Markdown or not; if it is
    None, its marks decide.
    """
    if is_markdown(text) if as_markdown is None else as_markdown:
        return _markdown_lines(text, split_row)
    lines: list[Line] = []
    above = 0
    has_marks = may_have_marks(text)
    for row in unwrap(text, split_rows(text)):
        gap, above = row.number - above - 1, row.last
        for start, end in (split_row(row.text) if split_row else ()) or ((0, len(row.text)),):
            lines.append(_part(row.number, row.start, row.text, start, end, gap, has_marks))
    return lines


def _part(number: int, origin: int, row: str, start: int, end: int, gap: int, has_marks: bool) -> Line:
    """Return the line [start, end) of a row that starts at `origin`."""
    text = row[start:end]
    number += len(NEWLINE.findall(row, 0, start)) if start else 0
    shown = strip_marks(text) if has_marks else text
    return Line(number, origin + start, origin + end, text, shown, 0 if start else gap)


def _markdown_lines(text: str, split_row: Splitter | None) -> list[Line]:
    from cleaner.text.markdown.blocks import read_pieces  # imports the parser, which other texts do not need

    lines: list[Line] = []
    above = 0
    header = find_header(text)
    for piece in read_pieces(text, header.end if header else 0):
        row = text[piece.start : piece.end]
        gap, above = max(0, piece.number - above - 1), piece.number + len(NEWLINE.findall(row))
        spans = split_row(row) if split_row and piece.text == row.strip() else ()
        for start, end in spans or ((0, len(row)),):
            number = piece.number + len(NEWLINE.findall(row, 0, start))
            shown = row[start:end] if spans else piece.text
            own_gap = 0 if start else gap
            lines.append(
                Line(number, piece.start + start, piece.start + end, row[start:end], shown, own_gap, piece.markup)
            )
    return lines
