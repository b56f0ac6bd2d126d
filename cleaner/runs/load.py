"""From a path to a Document."""

import os
import stat
import sys
from pathlib import Path

from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError
from cleaner.files.decode import LARGEST, read, refuse_large
from cleaner.files.items import STDIN, Input
from cleaner.files.stamp import stamp
from cleaner.model import Document


def load(path: str) -> Document:
    """The document at `path`, or the one on stdin. Raises `CleanerError`."""
    if path == STDIN:
        return read(stdin_bytes(), "stdin")
    try:
        with Path(path).open("rb") as file:
            before, data = stamp(file), file.read(LARGEST + 1)
            is_plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            if is_plain and stamp(file) != before:  # half an article would pass for a whole one
                raise CleanerError(f"{path}: changed while it was read; run again when it is written.")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    return read(data, path)


def document_of(item: Input | Record) -> Document:
    """The document of an input or a record. Raises `CleanerError`, also where it is too large to be cleaned."""
    document = load(item.path) if isinstance(item, Input) else Document(item.text)
    refuse_large(document.text, item.name)
    return document


def stdin_bytes() -> bytes:
    """What is on stdin, as much as a text may have. Raises `CleanerError` where there is no stdin."""
    try:
        return sys.stdin.buffer.read(LARGEST + 1)
    except (AttributeError, OSError):  # None where it was closed; a folder where one was piped in
        raise CleanerError("stdin: cannot be read.") from None
