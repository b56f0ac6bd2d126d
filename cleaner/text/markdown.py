"""What a reader sees of a line of Markdown: links, pictures, headings and emphasis without their marks.

Crawlers that turn HTML into Markdown leave addresses in every menu entry and marks in every subhead. Rules are
about words, so they are shown the words; what is cut from the text is decided by place, marks and all. Only what
no plain text looks like is taken for markup: a bracket right before an address in parentheses, marks in pairs, hashes
at the start with a space after them.
"""

import re

LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\](?:\([^()\s]*\))?+)*+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)"
)
"""A link or a picture, which may have one in its text."""
HEADING = re.compile(r"^(\s*)#{1,6}\s+")
QUOTE = re.compile(r"^(\s*)>\s+")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")


def is_marked(text: str) -> bool:
    """Whether a row of `text` may have marks."""
    return "#" in text or ">" in text or ("]" in text and "](" in text) or _has_pairs(text)


def strip_markdown(row: str) -> str:
    """`row` as a reader sees it."""
    if "]" in row and "](" in row:
        row = LINK.sub(r"\1", LINK.sub(r"\1", row))
    if "#" in row or ">" in row:
        row = QUOTE.sub(r"\1", HEADING.sub(r"\1", row))
    return EMPHASIS.sub(r"\2", row) if _has_pairs(row) else row


def _has_pairs(text: str) -> bool:
    """Whether marks of emphasis may be there; the search for one character is far faster than that for two."""
    return ("*" in text and "**" in text) or ("_" in text and "__" in text)
