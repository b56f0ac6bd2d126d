"""From a path to a Document."""

import os
import stat
import sys
from pathlib import Path

from cleaner.corpus.entry import Record
from cleaner.errors import CleanerError
from cleaner.files.decode import LARGEST, decode, refuse_large
from cleaner.files.items import STDIN, Input
from cleaner.files.stamp import file_stamp
from cleaner.model import Document


def load_document(path: str) -> Document:
    """The document at `path`, or the one on stdin. Raises `CleanerError`."""
    if path == STDIN:
        return decode(read_stdin(), "stdin")
    try:
        with Path(path).open("rb") as file:
            before, data = file_stamp(file), file.read(LARGEST + 1)
            is_plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            if is_plain and file_stamp(file) != before:  # half an article would pass for a whole one
                raise CleanerError(f"{path}: changed while it was read; run again when it is written.")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    return decode(data, path)


def to_document(item: Input | Record) -> Document:
    """The document of an input or a record. Raises `CleanerError`, also where it is too large to be cleaned."""
    document = load_document(item.path) if isinstance(item, Input) else Document(item.text)
    refuse_large(document.text, item.name)
    return document


def read_stdin() -> bytes:
    """What is on stdin, as much as a text may have. Raises `CleanerError` where there is no stdin."""
    try:
        return sys.stdin.buffer.read(LARGEST + 1)
    except (AttributeError, OSError):  # None where it was closed; a folder where one was piped in
        raise CleanerError("stdin: cannot be read.") from None
