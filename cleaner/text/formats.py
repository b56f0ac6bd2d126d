"""Formats of inputs: plain text, Markdown or HTML, by the name and by the signs in the text."""

import re
from typing import Final

from cleaner.model import InputFormat
from cleaner.text.markdown.syntax import is_markdown

HTML_NAME: Final = re.compile(r"(?:\.htm|html)$", re.IGNORECASE)
"""End of the name of an HTML file, or of a field that holds HTML, such as `rawHtml`."""
MARKDOWN_NAME: Final = re.compile(r"(?:\.mdown|(?:^|[._-])(?:md|markdown))$", re.IGNORECASE)
"""End of the name of a Markdown file, or of a field that holds Markdown."""
PAGE: Final = re.compile(
    r"[\s\ufeff]*+(?:(?:<\?xml[^>]*+>|(?><!--.*?-->))\s*+)*+<(?:!doctype\s++html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
"""Start of a whole page."""
ELEMENT: Final = (
    r"(?:a|abbr|article|aside|b|blockquote|br|center|code|div|em|figcaption|figure|font|footer|form|h[1-6]|header|hr|i"
    r"|iframe|img|li|main|nav|ol|p|pre|script|section|small|span|strong|style|sub|sup|table|tbody|td|tr|u|ul|video)"
)
FRAGMENT_START: Final = re.compile(rf"[\s\ufeff]*+<{ELEMENT}(?:\s[^<>]*+)?/?>", re.IGNORECASE)
FRAGMENT_END: Final = re.compile(rf"<(?:/{ELEMENT}\s*|(?:br|hr|img)(?:\s[^<>]*)?/?)>\s*\Z", re.IGNORECASE)
LONGEST_TAG: Final = 4_000
"""Characters at the end of a text that are searched for its last tag."""
TAG: Final = re.compile(r"<(?:/?[a-zA-Z]|!)[^<>]*>")


def detect_format(text: str, name: str = "") -> InputFormat | None:
    """Return the format of a text, or None if its marks have to tell plain text from Markdown.

    `name` is that of its file, or of the field that holds it. A whole page is HTML under any name. Otherwise the name
    decides, but no text without a tag is HTML. Without such a name, a text that starts and ends with a tag and has no
    marks of Markdown is a fragment of HTML.

    Marks are read again in every pass, because a text has fewer of them once its boilerplate is gone.
    """
    if is_page(text) or (HTML_NAME.search(name) and TAG.search(text)):
        return "html"
    if MARKDOWN_NAME.search(name):
        return "markdown"
    return "html" if _is_fragment(text) and not is_markdown(text) else None


def is_page(text: str) -> bool:
    """Return True if a text starts as a whole page of HTML does."""
    return PAGE.match(text) is not None


def _is_fragment(text: str) -> bool:
    return FRAGMENT_START.match(text) is not None and FRAGMENT_END.search(text[-LONGEST_TAG:]) is not None
