"""Lines of a Markdown document as a reader sees them, as data without any markup.

A line becomes a `View`: its block, and the runs of text in it, each with names of styles. The report shows every run as
text, so no HTML in a document is interpreted, no link can be followed, and no image is loaded.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaner.model import Decision
from cleaner.render.markdown_blocks import AS_WRITTEN, BlockRow, read_rows
from cleaner.text.markdown.blocks import parser
from cleaner.text.rows import NEWLINE, row_starts
from cleaner.text.visible import visible, visible_rows

STYLES: Final = {"strong": "strong", "em": "em", "s": "del", "link": "link"}
"""Style by the type of the token that opens it."""
LEAVES: Final[Mapping[str, tuple[str, ...]]] = {"text": (), "code_inline": ("code",), "html_inline": ("html",)}
"""Styles of a token that holds text."""
BREAKS: Final = {"softbreak": " ", "hardbreak": "\n"}
MARKS: Final = ("rule", "divider")
"""Kinds of blocks without any text."""
NO_BLOCK: Final = BlockRow("paragraph")


class Run(NamedTuple):
    """A stretch of text with its styles, separated by spaces, and the address of its link or image."""

    text: str
    styles: str = ""
    address: str = ""


class View(NamedTuple):
    """A line as it is shown: its block, and the runs of each cell; other blocks than tables have one cell."""

    block: BlockRow
    cells: tuple[tuple[Run, ...], ...]

    @property
    def text(self) -> str:
        """The words that a reader sees."""
        return " ".join("".join(run.text for run in cell) for cell in self.cells)


def view_lines(text: str, lines: Sequence[Decision]) -> list[View]:
    """Return the views of the lines of a Markdown document."""
    rows, env = read_rows(text)
    starts = [*row_starts(text), len(text)]
    return [_view(text, line, rows, starts, env) for line in lines]


def _view(text: str, line: Decision, rows: dict[int, BlockRow], starts: Sequence[int], env: dict[str, Any]) -> View:
    first = line.number - 1
    last = first + len(NEWLINE.findall(text, line.start, line.end))
    block = rows.get(first, NO_BLOCK)
    if block.kind in AS_WRITTEN or first not in rows:
        if line.kind == "headline":  # the title in a header
            block = BlockRow("heading", level=1)
        return View(block, ((Run(visible_rows(text[line.start : line.end])),),))
    is_whole = not (text[starts[first] : line.start] + text[line.end : starts[last + 1]]).strip()
    if not is_whole:
        block, cells = _part(text, line, block, starts[first], starts[first + 1])
    elif block.kind == "table":
        cells = block.cells
    else:
        cells = ("\n".join(cell for row in range(first, last + 1) for cell in rows.get(row, NO_BLOCK).cells),)
    if block.kind in ("code", "fence"):
        return View(block, tuple((Run(visible_rows(cell)),) for cell in cells))
    return View(block, tuple(_runs(cell, env) for cell in cells))


def _part(text: str, line: Decision, block: BlockRow, start: int, end: int) -> tuple[BlockRow, tuple[str, ...]]:
    """Return the block and the content of a line that is, or starts with, a part of the row [start, end)."""
    if block.kind == "table":  # the layout of a page
        return NO_BLOCK, (text[line.start : line.end].strip(" \t|"),)
    content = max(text.find(block.cells[0], start, end), start) if block.cells else start
    block = block if line.start <= content else block._replace(mark="")
    return block, (text[max(line.start, content) : line.end],)


@cache
def _inline_parser() -> MarkdownIt:
    return parser()


def _runs(content: str, env: dict[str, Any]) -> tuple[Run, ...]:
    tokens = _inline_parser().parseInline(content, env)
    return tuple(_read_runs(tokens[0].children or []))


def _read_runs(tokens: Sequence[Token]) -> list[Run]:
    runs: list[Run] = []
    styles: list[str] = []
    address = ""
    for token in tokens:
        if token.type in LEAVES:
            _add(runs, visible_rows(token.content), [*styles, *LEAVES[token.type]], address)
        elif token.type in BREAKS:
            _add(runs, BREAKS[token.type], styles, address)
        elif token.type == "image":
            styles_of_image = " ".join((*styles, "image"))
            runs.append(Run(visible(token.content), styles_of_image, visible(str(token.attrs["src"]))))
        elif token.nesting:
            name = STYLES[token.type.removesuffix("_open").removesuffix("_close")]
            styles = [*styles, name] if token.nesting > 0 else styles[:-1]
            address = visible(str(token.attrs.get("href", ""))) if name == "link" else address
    return runs


def _add(runs: list[Run], text: str, styles: Sequence[str], address: str) -> None:
    """Add a text to the last run if that has the same styles, or else as a new run."""
    run = Run(text, " ".join(styles), address)
    if runs and runs[-1][1:] == run[1:]:
        runs[-1] = run._replace(text=runs[-1].text + text)
    elif text:
        runs.append(run)
