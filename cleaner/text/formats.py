"""Formats of inputs: plain text, Markdown or HTML, by the name and by the signs in the text."""

import re
from typing import Final

from cleaner.model import InputFormat
from cleaner.text.markdown.syntax import is_markdown

HTML_NAME: Final = re.compile(r"(?:\.htm|html)$", re.IGNORECASE)
"""End of the name of an HTML file, or of a field that holds HTML, such as `rawHtml`."""
MARKDOWN_NAME: Final = re.compile(r"(?:\.mdown|(?:^|[._-])(?:md|markdown))$", re.IGNORECASE)
"""End of the name of a Markdown file, or of a field that holds Markdown."""
START: Final = r"<(?:!doctype\s++html|html|head|body)\b"
PAGE: Final = re.compile(rf"[\s\ufeff]*+(?:(?:<\?xml[^>]*+>|(?><!--.*?-->))\s*+)*+{START}", re.IGNORECASE | re.DOTALL)
"""Start of a whole page."""
PAGE_START: Final = re.compile(START, re.IGNORECASE)
PAGE_END: Final = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
HEAD: Final = 300
"""Characters at the start of a text in which a page starts, perhaps after what a program wrote before it."""
ELEMENT: Final = (
    r"(?:a|abbr|article|aside|b|blockquote|br|center|code|div|em|figcaption|figure|font|footer|form|h[1-6]|header|hr|i"
    r"|iframe|img|li|main|nav|ol|p|pre|script|section|small|span|strong|style|sub|sup|table|tbody|td|tr|u|ul|video)"
)
FRAGMENT_START: Final = re.compile(rf"[\s\ufeff]*+<{ELEMENT}(?:\s[^<>]*+)?/?>", re.IGNORECASE)
FRAGMENT_END: Final = re.compile(rf"<(?:/{ELEMENT}\s*|(?:br|hr|img)(?:\s[^<>]*)?/?)>\s*\Z", re.IGNORECASE)
TAIL: Final = 4_000
"""Characters at the end of a text that are searched for its last tag."""
BLANK_ROWS: Final = re.compile(r"\n\s*\n")
MIN_PARTS, MIN_ROWS = 0.5, 0.1
"""Minimum shares of the parts between blank rows, and of the rows, that have a tag in a fragment.

Extractors leave a tag of a counter at the start or the end of a text.
"""
TAG: Final = re.compile(r"<(?:/?[a-zA-Z]|!)[^<>]*>")


def detect_format(text: str, name: str = "") -> InputFormat | None:
    """Return the format of a text, or None if its marks have to tell plain text from Markdown.

    `name` is that of its file, or of the field that holds it. A text that starts as a whole page does is HTML under any
    name. Otherwise the name decides, but no text without a tag is HTML. Without such a name, a text with tags from its
    start to its end and without marks of Markdown is HTML.

    Marks are read again in every pass, because a text has fewer of them once its boilerplate is gone.
    """
    if PAGE.match(text) or (HTML_NAME.search(name) and TAG.search(text)):
        return "html"
    if MARKDOWN_NAME.search(name):
        return "markdown"
    return "html" if _has_tags_throughout(text) and not is_markdown(text) else None


def is_page(text: str) -> bool:
    """Return True if HTML is a whole page, and not a fragment."""
    return PAGE_START.search(text) is not None


def _has_tags_throughout(text: str) -> bool:
    """Return True if a text is a fragment, or a page with other text before it, and has tags in most of its parts."""
    tail = text[-TAIL:]
    is_fragment = FRAGMENT_START.match(text) is not None and FRAGMENT_END.search(tail) is not None
    if not is_fragment and not (PAGE_START.search(text[:HEAD]) and PAGE_END.search(tail)):
        return False
    return _tag_share(BLANK_ROWS.split(text)) >= MIN_PARTS and _tag_share(text.splitlines()) >= MIN_ROWS


def _tag_share(parts: list[str]) -> float:
    """Return the share of the parts with words that have a tag."""
    filled = [part for part in parts if part.strip()]
    return sum(TAG.search(part) is not None for part in filled) / len(filled)
