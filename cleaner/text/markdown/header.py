"""Headers above the text of a Markdown document: front matter, and what Jina Reader writes."""

import re
from typing import Final, NamedTuple

FRONT_MATTER: Final = re.compile(
    r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)(?:^\1|^\.\.\.)[ \t]*(?=\r?$)", re.MULTILINE | re.DOTALL
)
"""Rows between two marks at the start of a file, as Jekyll, Hugo and Obsidian read them."""
STARTS: Final = ("---", "+++", "Title: ", "URL Source: ", "\ufeff---", "\ufeff+++")
FIELD: Final = re.compile(r"^[\w-]+[ \t]*[:=]", re.MULTILINE)
TITLE: Final = re.compile(r"^[Tt]itle[ \t]*[:=][ \t]*([\"']?)(\S.*?)\1[ \t]*\r?$", re.MULTILINE)
READER: Final = re.compile(
    r"\A\s*+(?:(?:Title|URL Source|Published Time|Number of Pages|Warning): [^\r\n]*+\s++){1,8}"
    r"Markdown Content:[ \t]*(?=\r?$)",
    re.MULTILINE,
)
"""Header of Jina Reader."""


class Header(NamedTuple):
    """Characters [0, end) of a text, and the span of the title in them; the span is empty if there is none."""

    end: int
    title: tuple[int, int]


def find_header(text: str) -> Header | None:
    """Return the header of a text, or None."""
    if not text.startswith(STARTS) and not text.lstrip().startswith(STARTS):
        return None
    found = READER.match(text) if "Markdown Content:" in text else FRONT_MATTER.match(text)
    if found is None or not FIELD.search(found[0]):
        return None
    title = TITLE.search(text, 0, found.end())
    return Header(found.end(), title.span(2) if title else (0, 0))
