"""Signs that a text is Markdown."""

import re
from typing import Final

from cleaner.text.markdown.header import find_header

LINK: Final = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))+(?:\s+\"[^\"]*\")?\)")
HEADING: Final = re.compile(r"(?:\A|\n[ \t]*\r?\n) {0,3}#{1,6} +[^\r\n]+\r?\n[ \t]*(?=\r?\n)")
"""Heading between blank rows; a row with a hash may be a comment in code elsewhere."""
FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)[^`\n]*$", re.MULTILINE)
MIN_HEADINGS, MIN_FENCES = 2, 2


def is_markdown(text: str) -> bool:
    """Return True if a text has a header, a link, several headings, or a fence with its end, as Markdown has.

    A table is no sign, because extractors write tables so in plain text too.
    """
    if ("](" in text and LINK.search(text)) or find_header(text):
        return True
    if "#" in text and len(HEADING.findall(text)) >= MIN_HEADINGS:
        return True
    return ("```" in text or "~~~" in text) and len(FENCE.findall(text)) >= MIN_FENCES
