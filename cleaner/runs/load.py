"""Reading of documents: from files, stdin and records."""

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
    """Return the document at `path`, or on stdin for "-". Raises `CleanerError` if it cannot be read or decoded."""
    if path == STDIN:
        return decode(read_stdin(), "stdin")
    try:
        with Path(path).open("rb") as file:
            before, data = file_stamp(file), file.read(LARGEST + 1)
            is_regular = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            if is_regular and file_stamp(file) != before:  # half an article would look like a whole one
                raise CleanerError(f"{path}: changed while being read; run again once it is complete.")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    return decode(data, path)


def to_document(item: Input | Record) -> Document:
    """Return the document of an input or record. Raises `CleanerError` if it cannot be read or is too large."""
    document = load_document(item.path) if isinstance(item, Input) else Document(item.text)
    refuse_large(document.text, item.name)
    return document


def read_stdin() -> bytes:
    """Return the bytes on stdin, at most `LARGEST` + 1. Raises `CleanerError` if stdin cannot be read."""
    try:
        return sys.stdin.buffer.read(LARGEST + 1)
    except (AttributeError, OSError):  # stdin may be closed, or a directory
        raise CleanerError("stdin: cannot be read.") from None
