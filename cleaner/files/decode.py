"""Decode bytes to a `Document` that can be encoded to the same bytes again.

The encoding is the first of these that applies: a byte order mark (BOM), which is certain; UTF-16, if there are NUL
bytes and yet nothing but text; ISO-2022-JP, if there are its escape sequences; strict UTF-8, which other encodings
hardly ever satisfy by accident; the guess of charset-normaliser. That package is imported only when needed, because its
import takes longer than cleaning a page.
"""

import codecs
import unicodedata
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
JAPANESE: Final = (b"\x1b$B", b"\x1b$@", b"\x1b(J")
"""Escape sequences that start Japanese characters in ISO-2022-JP."""
SPACES: Final = " \n\u3000。"
MIN_SPACES: Final = 0.01
"""Minimum share of `SPACES` among the characters of UTF-16 without a BOM."""
NOT_TEXT: Final = ("Cc", "Cn", "Co", "Cs")
"""Unicode categories that no text has, but for a few control characters: controls, unassigned and private ones."""
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
        return _decode_utf16(data, name)
    if any(escape in data for escape in JAPANESE) and (document := _decode_japanese(data)):
        return document
    try:
        return Document(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _decode(data, _detect(data), b"", name)


def _decode_utf16(data: bytes, name: str) -> Document:
    """Decode UTF-16 without a BOM: the byte order that gives more spaces and ends of lines, and nothing but characters.

    Raises `CleanerError` if the data is not text.
    """
    texts = {encoding: _text_in(data, encoding) for encoding in ("utf-16-le", "utf-16-be")}
    counts = {encoding: sum(text.count(space) for space in SPACES) for encoding, text in texts.items()}
    encoding = max(counts, key=lambda order: counts[order])
    if counts[encoding] < max(1, MIN_SPACES * len(data) / 2):
        raise CleanerError(f"{name}: binary file (contains NUL bytes); skipped.")
    return Document(texts[encoding], encoding)


def _text_in(data: bytes, encoding: str) -> str:
    """Return the text in an encoding, or "" if the data is not text in it."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    is_text = all(unicodedata.category(char) not in NOT_TEXT or char in "\t\n\r\f" for char in set(text))
    return text if is_text else ""


def _decode_japanese(data: bytes) -> Document | None:
    """Decode ISO-2022-JP; return None if the bytes are not in it, or could not be restored."""
    try:
        document = Document(data.decode("iso2022_jp"), "iso2022_jp")
        is_restored = document.encode(document.text) == data
    except UnicodeError:  # the decoder takes some bytes for Latin characters that the encoder refuses
        return None
    return document if is_restored else None


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
