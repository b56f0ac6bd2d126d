"""Rows of a Markdown document and the blocks that they are in, for showing lines as a reader sees them."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaner.text.markdown.blocks import BLANK_ROW, parser
from cleaner.text.markdown.header import find_header
from cleaner.text.rows import NEWLINE

AS_WRITTEN: Final = ("metadata", "html", "definition")
"""Kinds of rows that are shown with their marks."""


class BlockRow(NamedTuple):
    """One row: the kind of its block, and its contents without the marks of the block.

    `kind` is heading, paragraph, code, fence (a mark around code), table, divider (below the head of a table), rule, or
    one of `AS_WRITTEN`. `cells` are the contents of the cells of a table, or one content.
    """

    kind: str
    cells: tuple[str, ...] = ()
    level: int = 0
    """Level of a heading, from 1; 1 for the head of a table."""
    depth: int = 0
    """Number of lists around the row."""
    quote: int = 0
    """Number of quotes around the row."""
    mark: str = ""
    """Bullet or number of the list item that starts here."""
    group: int = 0
    """Number of the table, from 1."""


def read_rows(text: str) -> tuple[dict[int, BlockRow], dict[str, Any]]:
    """Return the rows of a document by their numbers from 0, and the environment in which its links are resolved."""
    header = find_header(text)
    end = header.end if header else 0
    hidden = len(NEWLINE.findall(text, 0, end))
    env: dict[str, Any] = {}
    body = BLANK_ROW.sub("", "\n" * hidden + text[end:])
    tokens = _block_parser().parse(body, env)
    rows = {row: BlockRow("metadata") for row in range(hidden + 1) if header}
    rows |= _Reader(NEWLINE.split(body)).read(tokens)
    for found in env.get("references", {}).values():
        rows |= {row: BlockRow("definition") for row in range(*found["map"])}
    return rows, env


@cache
def _block_parser() -> MarkdownIt:
    """Return a parser that leaves the content of blocks unparsed."""
    md = parser()
    md.core.ruler.disable("inline")
    return md


class _Reader:
    """State while the tokens of one document are read; `source` are the rows of its text."""

    def __init__(self, source: Sequence[str]) -> None:
        self.source = source
        self.depth = self.quote = self.tables = 0
        self.mark = ""

    def read(self, tokens: Sequence[Token]) -> dict[int, BlockRow]:
        rows: dict[int, BlockRow] = {}
        for i, token in enumerate(tokens):
            self._enter(token)
            following = tokens[i + 1] if i + 1 < len(tokens) else token
            for row, block in self._rows(token, following):
                rows[row] = block._replace(depth=self.depth, quote=self.quote, mark=self.mark)
                self.mark = ""
            if token.type == "blockquote_open":  # rows that hold only its mark are in no other block
                empty = BlockRow("paragraph", depth=self.depth, quote=self.quote)
                rows |= dict.fromkeys(range(*token.map or (0, 0)), empty)
            elif token.type in ("th_open", "td_open"):
                row = (following.map or (0, 0))[0]
                rows[row] = _with_cell(rows[row], token, following.content)
        return rows

    def _enter(self, token: Token) -> None:
        """Note the start or end of a list item or quote."""
        if token.type in ("list_item_open", "list_item_close"):
            self.depth += token.nesting
            is_number = token.markup in (".", ")")
            self.mark = "" if token.nesting < 0 else token.info + token.markup if is_number else "•"
        elif token.type in ("blockquote_open", "blockquote_close"):
            self.quote += token.nesting

    def _rows(self, token: Token, following: Token) -> Iterator[tuple[int, BlockRow]]:
        """Yield the rows of a block that starts with `token`."""
        first, end = token.map or (0, 0)
        if token.type in ("heading_open", "paragraph_open"):
            kind, level = ("heading", int(token.tag[1:])) if token.type == "heading_open" else ("paragraph", 0)
            contents = following.content.split("\n")
            for i in range(end - first):
                yield first + i, BlockRow(kind, tuple(contents[i : i + 1]), level)
        elif token.type in ("fence", "code_block"):
            yield from self._code(token, first, end)
        elif token.type in ("hr", "html_block"):
            kind = "rule" if token.type == "hr" else "html"
            yield from ((row, BlockRow(kind)) for row in range(first, end))
        elif token.type == "table_open":
            self.tables += 1
            for row in range(first, end):
                yield row, BlockRow("divider" if row == first + 1 else "table", group=self.tables)

    def _code(self, token: Token, first: int, end: int) -> Iterator[tuple[int, BlockRow]]:
        if token.type == "fence":
            yield first, BlockRow("fence", (token.markup + token.info,))
            first += 1
            last = self.source[end - 1].strip(" \t>")
            if first < end and last.startswith(token.markup) and not last.strip(token.markup[0]):
                end -= 1
                yield end, BlockRow("fence", (last,))
        contents = token.content.split("\n")
        for i, row in enumerate(range(first, end)):
            yield row, BlockRow("code", tuple(contents[i : i + 1]))


def _with_cell(row: BlockRow, token: Token, content: str) -> BlockRow:
    """Return the row of a table with one more cell, which starts with `token`."""
    return row._replace(cells=(*row.cells, content), level=int(token.tag == "th"))
