"""Bytes to a `Document`: find the encoding, and remember what is needed to write the same bytes again.

The order is that of certainty. A byte order mark says what the encoding is; strict UTF-8 hardly ever
succeeds by accident; only then is charset-normalizer asked, which guesses from statistics. It is
imported only there, because most files never need it and it takes longer to load than to clean a page.
"""

import codecs
from typing import Final

from cleaner.errors import CleanerError
from cleaner.model import Document

# UTF-32 first: its little-endian mark begins with the one of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LARGEST: Final = 1 << 26
"""Bytes of a text: ten times the Bible. A page is a thousandth of that, and what cleaning needs grows with it."""
LINES: Final = 1 << 20
"""Lines of a text; each takes some 4 kB of memory while they are judged."""
SAMPLE = 256 * 1024
"""Bytes shown to the encoding detector: its time grows with them and its answer hardly improves."""
UNMARKED = [encoding for n in (16, 32) for encoding in (f"utf_{n}", f"utf_{n}_le", f"utf_{n}_be")]
"""What is never guessed: nobody writes these without a mark, and a few letters of Latin-1 look like them."""


def decode(data: bytes, name: str = "input") -> Document:
    """Decode one file.

    `name` is what an error message calls the input. Raises `CleanerError` when the bytes are not text.
    """
    if len(data) > LARGEST:
        raise too_large(name)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding, mark, name)
    if b"\0" in data[:SAMPLE]:
        raise CleanerError(f"{name}: holds NUL bytes, so it is not plain text; convert it to text first.")
    try:
        return Document(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _decode(data, _detect(data), b"", name)


def refuse_large(text: str, name: str) -> None:
    """Raises `CleanerError` for a text that is so large that it is no page; errors call it `name`."""
    if len(text) > LARGEST:
        raise too_large(name)
    if len(text) > LINES and text.count("\n") + text.count("\r") - text.count("\r\n") > LINES:
        raise CleanerError(f"{name}: has more than {LINES:,} lines, which no page has; split it first.")


def too_large(name: str) -> CleanerError:
    """That a text called `name` has more than `LARGEST` bytes."""
    return CleanerError(f"{name}: is larger than {LARGEST >> 20} MiB, which no page is; split it first.")


def is_readable(encoding: str) -> bool:
    """Whether `decode` may have found a document to be in this encoding."""
    if encoding == "latin-1" or any(encoding == marked for _, marked in MARKS):
        return True
    from charset_normalizer.constant import IANA_SUPPORTED

    return encoding in IANA_SUPPORTED


def _decode(data: bytes, encoding: str, mark: bytes, name: str) -> Document:
    try:
        document = Document(data.decode(encoding), encoding, mark)
    except UnicodeDecodeError as error:
        raise CleanerError(
            f"{name}: byte {error.start + len(mark)} is not valid {encoding.upper()}; convert the file to UTF-8 first."
        ) from None
    if document.encode(document.text) != mark + data:  # a lossy codec: spans could not be restored from it
        return Document(data.decode("latin-1"), "latin-1")
    return document


def _detect(data: bytes) -> str:
    """Name of the most likely encoding; Latin-1, which can hold any byte, when there is no good guess."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE], cp_exclusion=UNMARKED).best()
    if best is None:
        return "latin-1"
    try:
        data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        return "latin-1"
    return best.encoding
