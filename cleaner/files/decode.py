"""Decode bytes to a `Document` that can be encoded to the same bytes again.

The encoding is the first of these that applies: a byte order mark (BOM), which is certain; strict UTF-8, which other
encodings hardly ever satisfy by accident; the guess of charset-normaliser. That package is imported only when needed,
because its import takes longer than cleaning a page.
"""

import codecs
from typing import Final

from cleaner.errors import CleanerError
from cleaner.model import Document

# UTF-32 precedes UTF-16, because its little-endian BOM begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LARGEST: Final = 1 << 26
"""Largest text in bytes, ten times the Bible and a thousand times a typical page. Memory use grows with the text."""
LINES: Final = 1 << 20
"""Largest number of lines of a text; each takes about 4 kB of memory during cleaning."""
SAMPLE = 256 * 1024
"""Bytes for the encoding detector. Its time grows with the sample, its accuracy hardly does."""
UNMARKED = [encoding for n in (16, 32) for encoding in (f"utf_{n}", f"utf_{n}_le", f"utf_{n}_be")]
"""Encodings that are never guessed: they are not written without a BOM, and a few Latin-1 letters look like them."""


def decode(data: bytes, name: str = "input") -> Document:
    """Decode one file.

    `name` stands for the file in error messages. Raises `CleanerError` if the data is too large or not text.
    """
    if len(data) > LARGEST:
        raise too_large(name)
    for bom, encoding in MARKS:
        if data.startswith(bom):
            return _decode(data[len(bom) :], encoding, bom, name)
    if b"\0" in data[:SAMPLE]:
        raise CleanerError(f"{name}: binary file (contains NUL bytes); skipped.")
    try:
        return Document(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _decode(data, _detect(data), b"", name)


def refuse_large(text: str, name: str) -> None:
    """Raise `CleanerError` if `text` is too large to be cleaned; `name` stands for it in the message."""
    if len(text) > LARGEST:
        raise too_large(name)
    if len(text) > LINES and text.count("\n") + text.count("\r") - text.count("\r\n") > LINES:
        raise CleanerError(f"{name}: too many lines (limit {LINES:,}); split the file.")


def too_large(name: str) -> CleanerError:
    """Build the error for a text of more than `LARGEST` bytes."""
    return CleanerError(f"{name}: too large (limit {LARGEST >> 20} MiB); split the file.")


def is_readable(encoding: str) -> bool:
    """Return True if `encoding` is one that `decode` may detect."""
    if encoding == "latin-1" or any(encoding == marked for _, marked in MARKS):
        return True
    from charset_normalizer.constant import IANA_SUPPORTED

    return encoding in IANA_SUPPORTED


def _decode(data: bytes, encoding: str, bom: bytes, name: str) -> Document:
    try:
        document = Document(data.decode(encoding), encoding, bom)
    except UnicodeDecodeError as error:
        at = error.start + len(bom)
        raise CleanerError(f"{name}: invalid {encoding.upper()} at byte {at}; convert the file to UTF-8.") from None
    if document.encode(document.text) != bom + data:  # a lossy codec, from which the original could not be restored
        return Document(data.decode("latin-1"), "latin-1")
    return document


def _detect(data: bytes) -> str:
    """Guess the encoding; return Latin-1, which can decode any bytes, if there is no good guess."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE], cp_exclusion=UNMARKED).best()
    if best is None:
        return "latin-1"
    try:
        data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        return "latin-1"
    return best.encoding
