"""Rows of a paragraph as a reader sees them: words without marks, and the links among them."""

from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token


class Link(NamedTuple):
    """A link: its words and its address."""

    text: str
    address: str


class InlineRow:
    """One row of a paragraph, heading or cell."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.alternatives: list[str] = []
        """Texts that stand for images."""
        self.labels: list[str] = []
        """Labels of the definitions that links and images of the row refer to."""
        self.is_open: bool = False
        """True if a link or an emphasis goes on in the next row."""
        self.is_broken: bool = False
        """True if a hard break ends the row."""

    @property
    def text(self) -> str:
        """Visible words; those that stand for the images if the row has nothing else."""
        return "".join(self.parts).strip() or " ".join(self.alternatives).strip()

    @property
    def is_link(self) -> bool:
        """True if all words of the row are in links."""
        return len(self.links) > 0 and len("".join(self.parts).strip()) <= sum(len(link.text) for link in self.links)

    @property
    def is_image(self) -> bool:
        """True if the row has images and no other words."""
        return len(self.alternatives) > 0 and not "".join(self.parts).strip()


def read_rows(tokens: Sequence[Token]) -> list[InlineRow]:
    """Return the rows of inline tokens."""
    rows, depth = [InlineRow()], 0
    link: list[str] = []
    address: str | None = None
    for token in tokens:
        row = rows[-1]
        if label := token.meta.get("label"):
            row.labels.append(str(label))
        if token.type in ("softbreak", "hardbreak"):
            row.is_open, row.is_broken = depth > 0, token.type == "hardbreak"
            rows.append(InlineRow())
            link.append(" ")
        elif token.type == "link_open":
            link, address = [], str(token.attrs.get("href", ""))
        elif token.type == "link_close" and address is not None:
            row.links.append(Link("".join(link).strip(), address))
            address = None
        elif token.type == "image":
            row.alternatives.append(token.content)
        elif token.type in ("text", "code_inline"):
            row.parts.append(token.content)
            link.append(token.content)
        depth += token.nesting
    return rows


def join_rows(rows: Sequence[InlineRow]) -> InlineRow:
    """Return rows as one, with spaces between them."""
    out = InlineRow()
    for row in rows:
        out.parts += [*row.parts, " "]
        out.links += row.links
        out.alternatives += row.alternatives
        out.labels += row.labels
    return out
