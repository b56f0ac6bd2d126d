"""Lines of a Markdown document: its blocks by markdown-it-py, with the rows that they were written in.

Headings, list items and rows of paragraphs become lines, each with its visible words and its `Markup`. The rows of a
fence or a table share a group, because they stay or go together. A table whose cells hold paragraphs is only the layout
of a page: its cells are lines of their own.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaner.text.markdown.cells import Cell, find_cells, has_nested_table, is_layout, read_cell, split_cell
from cleaner.text.markdown.inline import InlineRow, Link, read_rows
from cleaner.text.markdown.loose_links import find_loose_links
from cleaner.text.markdown.marks import strip_marks
from cleaner.text.markdown.piece import Piece
from cleaner.text.markup import Markup
from cleaner.text.rows import BLANK, NEWLINE, row_starts
from cleaner.text.unwrapping import WIDTHS

TAG: Final = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]*>", re.DOTALL)
NOTE: Final = re.compile(r"\[\^([^\]\s]+)\]")
"""Mark of a footnote."""
NOTE_DEFINITION: Final = re.compile(r" {0,3}\[\^([^\]\s]+)\]:")
BLANK_ROW: Final = re.compile(rf"(?:(?<=[\r\n])|\A)[{BLANK}]++(?=[\r\n]|\Z)")
DEFINITION: Final = (": ", ":\t")
"""Start of a row that converters write for the definition of a term."""
NUMBER: Final = re.compile(r"[\s>]*(\d{1,9}[.)])\s")
"""Number of an item of a list."""


def parser() -> MarkdownIt:
    """Return a parser of CommonMark with tables."""
    return MarkdownIt("commonmark", {"store_labels": True}).enable(["table", "strikethrough"])


def read_pieces(text: str, header: int = 0) -> list[Piece]:
    """Return the pieces of a document in order; its first `header` characters are no part of it."""
    return _Reader(text, header).read()


class _Reader:
    """State while the tokens of one document are read."""

    def __init__(self, text: str, header: int) -> None:
        self.text = text
        self.header = header
        self.starts = [*row_starts(text), len(text)]
        self.md = parser()
        self.pieces: list[Piece] = []
        self.groups = 0
        self.items: list[int] = []
        """Numbers of the list items that are open."""
        self.item_count = 0
        self.fresh_item = 0
        """Number of the list item that the next piece starts; 0 for none."""
        self.body = BLANK_ROW.sub("", re.sub(r"[^\r\n]", "", text[:header]) + text[header:])
        """Text for the parser, which takes only spaces and tabs for blank; it has the same rows."""

    def read(self) -> list[Piece]:
        env: dict[str, Any] = {}
        tokens = self.md.parse(self.body, env)
        for i, token in enumerate(tokens):
            self._read_token(token, tokens[i + 1] if i + 1 < len(tokens) else token)
        self._add_definitions(env)
        self._add_rest()
        find_loose_links(self.pieces, self.groups)
        return self.pieces

    def _read_token(self, token: Token, following: Token) -> None:
        rows = token.map or [0, 0]
        if token.type == "list_item_open":
            self.item_count += 1
            self.items.append(self.item_count)
            self.fresh_item = self.item_count
        elif token.type == "list_item_close":
            self.items.pop()
            self.fresh_item = 0
        elif token.type == "heading_open":
            self._add_heading(rows, int(token.tag[1:]), following.children or [])
        elif token.type == "paragraph_open":
            self._add_paragraph(rows, read_rows(following.children or []))
        elif token.type in ("fence", "code_block"):
            self._add_group(rows, "code")
        elif token.type == "table_open":
            self._add_table(rows)
        elif token.type == "hr":
            self._add(rows[0], rows[0] + 1, "", Markup("rule"))
        elif token.type == "html_block":
            self._add_html(rows)

    def _span(self, first: int, end: int) -> tuple[int, int]:
        """Return the characters of the rows [first, end), without newlines at the end."""
        start, stop = self.starts[first], self.starts[min(end, len(self.starts) - 1)]
        while stop > start and self.text[stop - 1] in "\r\n":
            stop -= 1
        return start, stop

    def _add(self, first: int, end: int, text: str, markup: Markup) -> None:
        start, stop = self._span(first, end)
        if self.text[start:stop].strip(BLANK):
            markup.item, markup.items = self.fresh_item, tuple(self.items)
            if self.fresh_item and markup.kind == "item":
                text = f"{_bullet(self.text[start:stop])} {text}"
            self.fresh_item = 0
            self.pieces.append(Piece(first + 1, start, stop, text, markup))

    def _add_heading(self, rows: Sequence[int], level: int, children: Sequence[Token]) -> None:
        if self._has_nested_table(rows):
            self._add_layout(rows)
            return
        own = read_rows(children)
        self._add(rows[0], rows[1], " ".join(row.text for row in own), _markup("heading", own, level))

    def _add_paragraph(self, span: Sequence[int], rows: list[InlineRow]) -> None:
        first = span[0]
        if self._has_nested_table(span):
            self._add_layout(span)
            return
        if len(rows) != span[1] - first:  # a title or an address goes on in the next row
            self._add(first, span[1], " ".join(row.text for row in rows), _markup(self._prose_kind, rows))
            return
        texts = [self.text[slice(*self._span(first + i, first + i + 1))].strip() for i in range(len(rows))]
        width = max(map(len, texts))
        joined = [
            rows[i - 1].is_open or (not rows[i].is_link and _continues(texts[i - 1], texts[i], width))
            for i in range(1, len(rows))
        ]
        starts = [0, *[i for i, own in enumerate(joined, 1) if not own]]
        group = self._new_group() if any(row.is_broken for row in rows) else 0
        for a, b in zip(starts, [*starts[1:], len(rows)], strict=True):
            markup = _markup(self._prose_kind, rows[a:b], group=group)
            if note := NOTE_DEFINITION.match(texts[a]):
                markup.defines = f"^{note[1]}"
            self._add(first + a, first + b, " ".join(row.text for row in rows[a:b]), markup)

    @property
    def _prose_kind(self) -> str:
        return "item" if self.items else "paragraph"

    def _new_group(self) -> int:
        self.groups += 1
        return self.groups

    def _add_group(self, rows: Sequence[int], kind: str) -> None:
        """Add each row of a block whose rows stay or go together."""
        group = self._new_group()
        for row in range(*rows):
            start, end = self._span(row, row + 1)
            self._add(row, row + 1, self.text[start:end], Markup(kind, group=group))

    def _add_table(self, rows: Sequence[int]) -> None:
        cells = [find_cells(self.md, self.text, *self._span(row, row + 1)) for row in range(*rows)]
        if is_layout(cells):
            self._add_layout(rows)
            return
        group = self._new_group()
        for row, own in zip(range(*rows), cells, strict=True):
            contents = [cell.content for cell in own]
            shown = " | ".join(content.text for content in contents)
            self._add(row, row + 1, shown, _markup("table", contents, group=group))

    def _has_nested_table(self, rows: Sequence[int]) -> bool:
        return any(has_nested_table(self.text[slice(*self._span(row, row + 1))]) for row in range(*rows))

    def _add_layout(self, rows: Sequence[int]) -> None:
        """Add the cells of each row as lines of their own."""
        for row in range(*rows):
            self._add_cells(row, find_cells(self.md, self.text, *self._span(row, row + 1)))

    def _add_cells(self, row: int, cells: Sequence[Cell]) -> None:
        """Add the paragraphs in the cells of a row; each reaches to the next one, and the last one to the end."""
        start, end = self._span(row, row + 1)
        spans = [span for cell in cells for span in split_cell(self.text, cell)]
        if not spans:
            self._add(row, row + 1, "", Markup("rule"))
            return
        edges = [start, *[a for a, _ in spans[1:]], end]
        for k, span in enumerate(spans):
            content = read_cell(self.md, self.text, *span).content
            text = strip_marks(content.text)
            self.pieces.append(Piece(row + 1, edges[k], edges[k + 1], text, _markup("cell", [content])))

    def _add_html(self, rows: Sequence[int]) -> None:
        start, end = self._span(rows[0], rows[1])
        group = self._new_group()
        visible = TAG.sub(lambda tag: "".join(NEWLINE.findall(tag[0])) or " ", self.text[start:end])
        for row, text in zip(range(*rows), NEWLINE.split(visible), strict=False):
            self._add(row, row + 1, text.strip(), Markup("html", group=group))

    def _add_definitions(self, env: dict[str, Any]) -> None:
        """Add the definitions of the addresses that links refer to."""
        for label, found in env.get("references", {}).items():
            first, end = found["map"]
            self._add(first, end, "", Markup("definition", defines=label))

    def _add_rest(self) -> None:
        """Add the rows that no token covers, such as an empty item, and sort the pieces."""
        covered = {row for piece in self.pieces for row in self._rows_of(piece)}
        self.fresh_item = 0
        for row in range(len(self.starts) - 1):
            start, end = self._span(row, row + 1)
            if row + 1 not in covered and start >= self.header:
                self._add(row, row + 1, strip_marks(self.text[start:end]).strip(" *+>-\t"), Markup("rule"))
        self.pieces.sort(key=lambda piece: piece.start)

    def _rows_of(self, piece: Piece) -> range:
        return range(piece.number, piece.number + len(NEWLINE.findall(self.text, piece.start, piece.end)) + 1)


def _bullet(row: str) -> str:
    """Return the number that starts an item of a list, or a bullet."""
    found = NUMBER.match(row)
    return found[1] if found else "•"


def _continues(above: str, row: str, width: int) -> bool:
    """Return True if a row of a paragraph goes on with the sentence of the row above, as in hard-wrapped text.

    A colon with a space starts the definition of the term above.
    """
    if row.startswith(DEFINITION):
        return False
    is_full = width in WIDTHS and len(above) + 1 + len(row.split(" ", 1)[0]) > width
    return is_full or row[:1].islower() or row.startswith(tuple(",.;:!?)"))


def _markup(kind: str, rows: Sequence[InlineRow], level: int = 0, group: int = 0) -> Markup:
    links: list[Link] = [link for row in rows for link in row.links]
    labels = [label for row in rows for label in row.labels]
    labels += [f"^{note}" for row in rows for note in NOTE.findall("".join(row.parts))]
    is_image = all(row.is_image for row in rows)
    return Markup(kind, level, tuple(links), is_image=is_image, group=group, uses=tuple(labels))
