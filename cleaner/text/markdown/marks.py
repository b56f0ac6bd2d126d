"""Markdown as a reader sees it: links, images, headings, quotes and emphasis without their marks.

Crawlers that turn HTML into Markdown leave addresses in every menu entry and marks in every subheading. Rules match
words, so they get the words alone; removal uses offsets and takes the marks along. Only what no plain text looks like
is taken for Markdown: a bracket right before an address in parentheses, marks in pairs, and hashes or `>` at the start
of a line with a space after them.
"""

import re

LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\](?:\([^()\s]*\))?+)*+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)"
)
"""Link or image, which may contain another one in its text."""
HEADING = re.compile(r"^(\s*)#{1,6}\s+")
QUOTE = re.compile(r"^(\s*)>\s+")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")


def may_have_marks(text: str) -> bool:
    """Return False if no row of `text` has marks, True if one may have."""
    return "#" in text or ">" in text or ("]" in text and "](" in text) or _may_have_emphasis(text)


def strip_marks(row: str) -> str:
    """Return `row` without its marks."""
    if "]" in row and "](" in row:
        row = LINK.sub(r"\1", LINK.sub(r"\1", row))
    if "#" in row or ">" in row:
        row = QUOTE.sub(r"\1", HEADING.sub(r"\1", row))
    return EMPHASIS.sub(r"\2", row) if _may_have_emphasis(row) else row


def _may_have_emphasis(text: str) -> bool:
    # The search for one character is much faster than the search for two.
    return ("*" in text and "**" in text) or ("_" in text and "__" in text)
