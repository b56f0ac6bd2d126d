"""Links that no parser of Markdown sees: with spaces in the address, or around several blocks.

Converters write a linked card of a page, with its image, title and date, as a bracket, the blocks, and the address
below them. By the rules of Markdown this is no link, but it shows that all of the card leads elsewhere.
"""

import re
from typing import Final

from cleaner.text.markdown.piece import Piece

LOOSE: Final = re.compile(r"!?\[([^\[\]]*)\]\(((?:[a-z]{2,12}:|/|#|\?)(?:[^\n\]]|\](?!\())*?)\)(?=[\s*_\])|]|$)")
"""Link with spaces in its address, which ends at the next link at the latest, so that time is linear."""
CLOSING: Final = re.compile(r"\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)")
"""End of a link whose start is in another block."""
REACH: Final = 12
"""Maximum number of lines of a linked card."""


def find_loose_links(pieces: list[Piece], group: int) -> None:
    """Add these links to the pieces, whose words then lack their marks; `group` is the last group in use."""
    opened: int | None = None
    for i, piece in enumerate(pieces):
        if piece.markup.kind == "code":
            continue
        if "](" in piece.text:
            piece.markup.links += tuple((found[1], found[2]) for found in LOOSE.finditer(piece.text))
            piece.text = LOOSE.sub(r"\1", piece.text)
        if "](" in piece.text and (end := CLOSING.search(piece.text)):
            piece.text = piece.text[: end.start()] + piece.text[end.end() :]
            if opened is not None and i - opened <= REACH:
                group += 1
                _link_all(pieces[opened : i + 1], end[1], group)
            opened = None
        start = piece.text.lstrip("•*_ ")
        if start.startswith("[") and "]" not in start:
            piece.text, opened = start[1:], i


def _link_all(pieces: list[Piece], address: str, group: int) -> None:
    """Make one link of several pieces, which stay or go together."""
    for piece in pieces:
        piece.markup.links += ((piece.text, address),)
        piece.markup.group = piece.markup.group or group
