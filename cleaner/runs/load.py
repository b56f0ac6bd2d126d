"""Reading of documents: from files, stdin and records, as plain text, Markdown or HTML."""

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError
from cleaner.files.decode import LARGEST, decode, refuse_large, too_large
from cleaner.files.items import STDIN, Input
from cleaner.files.stamp import file_stamp
from cleaner.model import Document, InputFormat
from cleaner.settings import AUTO, Settings
from cleaner.text.formats import detect_format

DEFAULTS: Final = Settings()


def to_document(item: Input | Record, settings: Settings = DEFAULTS) -> Document:
    """Return the document of an input or record; HTML is extracted.

    Raises `CleanerError` if it cannot be read, decoded or extracted, or is too large.
    """
    if isinstance(item, Record):
        refuse_large(item.text, item.name)
        return text_document(item.text, settings, item.name, item.field, item.url)
    document = _from_file(item, settings)
    refuse_large(document.text, item.name)
    return document


def text_document(
    text: str, settings: Settings = DEFAULTS, name: str = "text", field: str = "", url: str = ""
) -> Document:
    """Return the document of a text of any size; HTML is extracted.

    `name` stands for the text in error messages, `field` is the field that holds it, and `url` the address of the page.
    Raises `CleanerError` if HTML cannot be extracted.
    """
    format_ = _format_of(text, field, settings)
    if format_ != "html":
        return Document(text, is_markdown=_is_markdown(format_))
    from cleaner.files.html import extract_html

    return extract_html(text, name, url, settings.to_markdown)


def _from_file(item: Input, settings: Settings) -> Document:
    data = read_bytes(item.path)
    if len(data) > LARGEST:
        raise too_large(item.name)
    format_ = _format_of(_ascii_view(data), Path(item.location).name, settings)
    if format_ != "html":
        return replace(decode(data, item.name), is_markdown=_is_markdown(format_))
    from cleaner.files.html import decode_html, extract_html

    return extract_html(decode_html(data, item.name), item.name, as_markdown=settings.to_markdown)


def _format_of(text: str, name: str, settings: Settings) -> InputFormat | None:
    return detect_format(text, name) if settings.input == AUTO else settings.input


def _is_markdown(format_: InputFormat | None) -> bool | None:
    return None if format_ is None else format_ == "markdown"


def _ascii_view(data: bytes) -> str:
    """Return bytes as text in which ASCII characters are right, in whatever encoding: enough to recognise HTML."""
    return data.replace(b"\0", b"").decode("latin-1")


def load_document(path: str) -> Document:
    """Return the document at `path`, or on stdin for "-", as it is; raise `CleanerError` if it cannot be read."""
    return decode(read_bytes(path), "stdin" if path == STDIN else path)


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file, or of stdin for "-": at most `LARGEST` + 1.

    Raises `CleanerError` if it cannot be read, or changes meanwhile.
    """
    if path == STDIN:
        return read_stdin()
    try:
        with Path(path).open("rb") as file:
            before, data = file_stamp(file), file.read(LARGEST + 1)
            is_regular = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            if is_regular and file_stamp(file) != before:  # half an article would look like a whole one
                raise CleanerError(f"{path}: changed while being read; run again once it is complete.")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    return data


def read_stdin() -> bytes:
    """Return the bytes on stdin, at most `LARGEST` + 1. Raises `CleanerError` if stdin cannot be read."""
    try:
        return sys.stdin.buffer.read(LARGEST + 1)
    except (AttributeError, OSError):  # stdin may be closed, or a directory
        raise CleanerError("stdin: cannot be read.") from None
