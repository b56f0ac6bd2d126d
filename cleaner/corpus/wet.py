"""WET files: the texts of a web crawl as WARC records (ISO 28500), each in a gzip member of its own.

FastWARC parses and writes single records. Files are split into records here, because reading must continue after a
damaged record: after a gzip member that cannot be decompressed with the next member, and after a record of the wrong
length with the next line that starts a record.
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final, NamedTuple, cast

from cleaner.corpus.entry import LONGEST, PIECE, CleanedText, Entry, Fields, raw_object
from cleaner.corpus.jsonl import dump_json
from cleaner.errors import CleanerError
from cleaner.files.compression import compress, missing_extra
from cleaner.files.decode import decode
from cleaner.model import Document

MEMBER: Final = b"\x1f\x8b\x08"
"""First bytes of a gzip member."""
RECORD: Final = b"WARC/1."
END: Final = b"\r\n\r\n"
BLOCK: Final = 1 << 16
LARGE: Final = 1 << 26
"""Bytes of content above which a member is not one record but a whole file in a single member."""
PADDING: Final = b"\0\r\n"
"""Bytes allowed between records."""
URL, ID, LANGUAGE = "WARC-Target-URI", "WARC-Record-ID", "WARC-Identified-Content-Language"
PAYLOAD_DIGEST: Final = "WARC-Payload-Digest"
LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n)")
VERDICT_HEADER: Final = "X-Cleaner-Verdict"
CONFIDENCE_HEADER: Final = "X-Cleaner-Confidence"


class RawRecord(NamedTuple):
    """The bytes of one record, or of padding or damaged data between records.

    `is_packed` is true for bytes that are still compressed and are copied so. `is_rest` marks a further piece of
    damaged data that is too long to hold in memory.
    """

    data: bytes
    is_damaged: bool = False
    is_packed: bool = False
    is_rest: bool = False


class WetPage(NamedTuple):
    """A record with the text of a page: its bytes, its FastWARC record, and its decoded text."""

    raw: RawRecord
    record: Any
    document: Document


class Wet:
    """Reader and serialiser of one WET file. `suffix` is ".gz", or empty for an uncompressed file."""

    def __init__(self, file: IO[bytes], suffix: str, fields: Fields, name: str) -> None:
        self.file, self.suffix, self.fields, self.name = file, suffix, fields, name
        try:
            from fastwarc import warc
        except ModuleNotFoundError:
            raise missing_extra(name, "FastWARC", "warc") from None
        self._warc: Any = warc

    def entries(self) -> Iterator[Entry]:
        """Yield an entry for each record. Records without a page, such as the one about the crawl, are carried over."""
        number = 0
        for raw in _read_members(self.file) if self.suffix else _read_records(self.file):
            number += not raw.is_rest
            yield self._to_entry(number, raw)

    def _to_entry(self, number: int, raw: RawRecord) -> Entry:
        if raw.is_rest:
            return Entry(number, None, raw, is_rest=True)
        if raw.is_damaged:
            return Entry(number, None, raw, damage="corrupt data, no WARC record found")
        if raw.is_packed or not raw.data.strip(PADDING):
            return Entry(number, None, raw)
        try:
            return self._parse(number, raw)
        except CleanerError as error:
            return Entry(number, None, raw, damage=f"cannot read {str(error).rstrip('.')}")
        except (OSError, StopIteration, ValueError) as error:
            return Entry(number, None, raw, damage=f"not a WARC record: {error}")

    def _parse(self, number: int, raw: RawRecord) -> Entry:
        record = next(iter(self._warc.ArchiveIterator(io.BytesIO(raw.data), parse_http=False)))
        if record.record_type != self._warc.WarcRecordType.conversion:
            return Entry(number, None, raw)
        content = record.reader.read()
        if raw.data.partition(END)[2] not in (content, content + END):  # writing the record would lose the rest
            return Entry(number, None, raw, damage="corrupt record: header and content do not match")
        document = decode(content, "its text")
        url, id_ = record.headers.get(URL) or "", record.headers.get(ID) or ""
        return Entry(number, document.text, WetPage(raw, record, document), url, id_)

    def dump_cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """Return the record with its cleaned text, and its length and digest updated."""
        _, record, document = entry.source
        record.set_bytes_content(document.encode(cleaned.text))
        record.headers[VERDICT_HEADER] = cleaned.verdict
        record.headers[CONFIDENCE_HEADER] = str(cleaned.confidence)
        if PAYLOAD_DIGEST in record.headers:
            record.headers.remove(PAYLOAD_DIGEST)
        out = io.BytesIO()
        record.write(out, checksum_data=True)
        return compress(out.getvalue(), self.suffix, self.name)

    def dump_carried(self, entry: Entry) -> bytes:
        """Return the bytes of an entry unchanged."""
        raw: RawRecord = entry.source.raw if isinstance(entry.source, WetPage) else entry.source
        return raw.data if raw.is_packed else compress(raw.data, self.suffix, self.name)

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """Return a record as a JSON object: ID, URL, date and language of the page, its text, and the `new` fields."""
        if entry.text is None:
            return dump_json({**raw_object(self.dump_carried(entry)), **new})
        headers = entry.source.record.headers
        names = {self.fields.id: ID, self.fields.url: URL, "date": "WARC-Date", "language": LANGUAGE}
        known = {name: value for name, header in names.items() if (value := headers.get(header))}
        return dump_json({**known, self.fields.text: entry.text, **new})


def _read_members(file: IO[bytes]) -> Iterator[RawRecord]:
    """Yield the records of a sequence of gzip members."""
    buffer, start = b"", 0
    while True:
        buffer = buffer or file.read(BLOCK)
        if not buffer:
            return
        data, packed, rest = _read_member(file, buffer)
        if data is not None and len(data) > LARGE:
            file.seek(start)
            yield from _read_records(cast(IO[bytes], gzip.GzipFile(fileobj=file)))
            return
        if data is None:  # damaged: skip to the next member
            packed, rest, is_found = _read_to_next_member(file, packed + rest)
            yield RawRecord(packed, is_damaged=bool(packed.strip(PADDING)), is_packed=True)
            while not is_found and rest:
                start += len(packed)
                packed, rest, is_found = _read_to_next_member(file, rest)
                yield RawRecord(packed, is_packed=True, is_rest=True)
        elif data:
            yield from _read_records(io.BytesIO(data))
        else:
            yield RawRecord(packed, is_packed=True)
        start += len(packed)
        buffer = rest


def _read_member(file: IO[bytes], buffer: bytes) -> tuple[bytes | None, bytes, bytes]:
    """Return the content of the member at the start of `buffer`, its compressed bytes, and the bytes read after it.

    The content is None if the member cannot be decompressed, or is far smaller than its compressed bytes. Content of
    more than `LARGE` bytes is incomplete.
    """
    unpack = zlib.decompressobj(wbits=31)
    parts, blocks = [], []
    size = packed_size = 0
    block = buffer
    while True:
        blocks.append(block)
        packed_size += len(block)
        try:
            parts.append(unpack.decompress(block))
        except zlib.error:
            return None, b"".join(blocks), b""
        size += len(parts[-1])
        if unpack.eof or size > LARGE:
            rest = unpack.unused_data
            packed = b"".join(blocks)
            return b"".join(parts), packed[: len(packed) - len(rest)], rest
        block = file.read(BLOCK)
        if not block or packed_size > 2 * LARGE:
            return None, b"".join(blocks), block


def _read_to_next_member(file: IO[bytes], buffer: bytes) -> tuple[bytes, bytes, bool]:
    """Return the bytes before the next member that starts after the first byte, the bytes read after them, and True.

    If the next member is more than `PIECE` bytes away, or there is none, the third value is False and the first is
    only a piece of the bytes before it.
    """
    window = bytearray(buffer)
    at = window.find(MEMBER, 1)
    while at < 0 and len(window) <= PIECE and (block := file.read(BLOCK)):
        searched = max(1, len(window) - len(MEMBER))
        window += block
        at = window.find(MEMBER, searched)
    if at < 0 and len(window) > PIECE:  # the last bytes may be the start of a member
        return bytes(window[: -len(MEMBER)]), bytes(window[-len(MEMBER) :]), False
    return (bytes(window), b"", False) if at < 0 else (bytes(window[:at]), bytes(window[at:]), True)


def _read_records(stream: IO[bytes]) -> Iterator[RawRecord]:
    """Yield the records of an uncompressed stream, and the bytes between them."""
    window = _Window(stream)
    while window.fill(1):
        size = _padding_size(window) or _record_size(window)
        if size:
            yield RawRecord(window.take(size))
            continue
        is_rest = is_all = False
        while not is_all:
            size, is_all = window.size_to_next_record()
            yield RawRecord(window.take(size), is_damaged=True, is_rest=is_rest)
            is_rest = True


def _padding_size(window: "_Window") -> int:
    """Return the bytes of padding at the start of the window, at most `BLOCK`."""
    if window.buffer[window.at] not in PADDING:
        return 0
    window.fill(BLOCK)
    block = window.buffer[window.at : window.at + BLOCK]
    return len(block) - len(block.lstrip(PADDING))


def _record_size(window: "_Window") -> int:
    """Return the bytes of the record at the start of the window, with the two line ends after it.

    The line ends may be missing at the end of the file. 0 if there is no record, or its length is missing or ambiguous.
    """
    head = window.read_header()
    if not head.startswith(RECORD):
        return 0
    found = LENGTH.findall(head)
    length = int(found[0]) if len(found) == 1 and len(found[0]) < 12 else LONGEST
    if length >= LONGEST:
        return 0
    size = len(head) + length
    if not window.fill(size + len(END)):
        return size if len(window.buffer) - window.at == size else 0
    is_whole = window.buffer.startswith(END, window.at + size)
    return size + len(END) if is_whole else 0


class _Window:
    """A buffer on a stream; unread bytes start at `at` in `buffer`. No byte is read or searched twice."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.buffer = bytearray()
        self.at = 0

    def fill(self, size: int) -> bool:
        """Read until the window holds `size` bytes; False if the stream has fewer."""
        while len(self.buffer) - self.at < size:
            block = self._stream.read(max(BLOCK, size - len(self.buffer) + self.at))
            if not block:
                return False
            self.buffer += block
        return True

    def take(self, size: int) -> bytes:
        """Remove and return the next `size` bytes."""
        taken = bytes(self.buffer[self.at : self.at + size])
        self.at += size
        if self.at > LONGEST or self.at == len(self.buffer):
            del self.buffer[: self.at]
            self.at = 0
        return taken

    def read_header(self) -> bytes:
        """Return the bytes up to the first empty line, without taking them; empty if it is not within `BLOCK` bytes."""
        self.fill(BLOCK)
        end = self.buffer.find(END, self.at, self.at + BLOCK)
        return bytes(self.buffer[self.at : end + len(END)]) if end >= 0 else b""

    def size_to_next_record(self) -> tuple[int, bool]:
        """Return the bytes up to the next line that starts a record, or to the end, and True.

        If there are more than `PIECE`, return the size of a piece of them and False.
        """
        searched = 1
        while True:
            found = self.buffer.find(b"\n" + RECORD, self.at + searched)
            if found >= 0:
                return found + 1 - self.at, True
            size = len(self.buffer) - self.at
            if size > PIECE:
                return size - len(RECORD) - 1, False  # the last bytes may be the start of a record
            searched = max(1, size - len(RECORD))
            if not self.fill(size + 1):
                return size, True
