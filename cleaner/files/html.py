"""Text of HTML pages, extracted by trafilatura, which the extra `html` installs.

Balanced mode is used, because the modes for precision and recall were no better with cleaning after them (see `cleaner
help benchmarks`). Comments are left out. A fragment of a page, as content management systems store it, is an article
already, so all of its text is extracted.
"""

import logging
from typing import Any, Final

from cleaner.errors import CleanerError, MissingExtraError
from cleaner.files.decode import decode
from cleaner.model import Document
from cleaner.text.formats import is_page

ARTICLE: Final = "<html><body><article>{}</article></body></html>"
"""Page around a fragment."""
TITLE_REACH: Final = 2_000
"""Characters at the start of the text in which the title is not missed if it is there."""


def decode_html(data: bytes, name: str) -> str:
    """Decode a page: UTF-8 if it is valid, else the declared encoding, else the guess of `decode`.

    Scrapers often save pages as UTF-8 and leave the old declaration in them. Invalid bytes are replaced. Raises
    `CleanerError` if the extra is missing or the data is not text.
    """
    html_to_unicode = _import_extra(name)[1]
    if not data.isascii():
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    text: str = html_to_unicode(None, data, auto_detect_fun=lambda _: decode(data, name).encoding)[1]
    return text


def extract_html(html: str, name: str, url: str = "", as_markdown: bool = False) -> Document:
    """Return the text of a page, or its Markdown, with the title above it.

    `name` stands for the page in error messages, and `url` is its address, if known. The text is empty if there is
    none. Raises `CleanerError` if the extra is missing or the page cannot be parsed.
    """
    trafilatura = _import_extra(name)[0]
    try:
        text = _extract(trafilatura, html if is_page(html) else ARTICLE.format(html), url, as_markdown)
    except Exception as error:  # the page is untrusted, and three parsers see it
        raise CleanerError(f"{name}: cannot extract HTML: {type(error).__name__}: {error}.") from None
    return Document(text, is_markdown=as_markdown, is_extracted=True)


def _extract(trafilatura: Any, html: str, url: str, as_markdown: bool) -> str:
    tree = trafilatura.load_html(html)
    if tree is None:
        return ""
    title = _fold(trafilatura.metadata.extract_title(tree) or "")
    form = {"output_format": "markdown", "include_links": True, "include_images": True} if as_markdown else {}
    text: str = trafilatura.extract(tree, url or None, include_comments=False, **form) or ""
    if not text or not title or title in _fold(text[:TITLE_REACH]):
        return text
    return f"# {title}\n\n{text}\n" if as_markdown else f"{title}\n\n{text}\n"


def _fold(text: str) -> str:
    """Return `text` with single spaces."""
    return " ".join(text.split())


def _import_extra(name: str) -> tuple[Any, Any]:
    """Return trafilatura and `html_to_unicode`. Raises `MissingExtraError` if one of them is not installed."""
    try:
        import trafilatura
        from w3lib.encoding import html_to_unicode
    except ImportError:  # also if a package of theirs is missing
        raise MissingExtraError(
            f"{name}: HTML; install the extra with pip install 'cleaner[html]', or extract the text first: "
            "trafilatura < page.html | cleaner."
        ) from None
    for logger in ("trafilatura", "htmldate", "courlan"):  # without a handler they write to stderr
        logging.getLogger(logger).addHandler(logging.NullHandler())
    return trafilatura, html_to_unicode
