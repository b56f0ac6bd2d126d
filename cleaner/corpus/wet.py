"""WET files: the texts of a web crawl as records of ISO 28500 (WARC), each its own gzip member.

FastWARC reads and writes a record. A file is cut into records here, because a run must go on behind a damaged one:
a gzip member that cannot be unpacked ends where the next one begins, and a record whose length is wrong ends
where the next line begins a record.
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
from cleaner.files.compression import missing_extra, open_packed
from cleaner.files.decode import decode
from cleaner.model import Document

MEMBER: Final = b"\x1f\x8b\x08"
"""How a gzip member begins."""
RECORD: Final = b"WARC/1."
END: Final = b"\r\n\r\n"
BLOCK: Final = 1 << 16
LARGE: Final = 1 << 26
"""Bytes of a member above which it is no record but a whole file packed as one."""
PADDING: Final = b"\0\r\n"
"""What may stand between records."""
URL, ID, LANGUAGE = "WARC-Target-URI", "WARC-Record-ID", "WARC-Identified-Content-Language"
PAYLOAD_DIGEST: Final = "WARC-Payload-Digest"
LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n)")
ADDED: Final = "X-Cleaner-Verdict"


class RecordSplit(NamedTuple):
    """The bytes of one record, or of a stretch that is none; `as_read` if they are packed and cannot be unpacked.

    `is_rest` of those that go on with a damaged stretch that is too long to be held at once.
    """

    data: bytes
    is_damaged: bool = False
    as_read: bool = False
    is_rest: bool = False


class WetPage(NamedTuple):
    """A record that holds a page."""

    cut: RecordSplit
    record: Any
    document: Document


class Wet:
    """How one WET file is read and written."""

    def __init__(self, file: IO[bytes], suffix: str, fields: Fields, name: str) -> None:
        self.file, self.suffix, self.fields, self.name = file, suffix, fields, name
        try:
            from fastwarc import warc
        except ModuleNotFoundError:
            raise missing_extra(name, "FastWARC", "warc") from None
        self._warc: Any = warc

    def entries(self) -> Iterator[Entry]:
        """Each record; those that hold no page, such as the one on the crawl itself, are carried over."""
        number = 0
        for cut in _members(self.file) if self.suffix else _records(self.file):
            number += not cut.is_rest
            yield self._entry(number, cut)

    def _entry(self, number: int, cut: RecordSplit) -> Entry:
        if cut.is_rest:
            return Entry(number, None, cut, is_rest=True)
        if cut.is_damaged:
            return Entry(number, None, cut, damage="is damaged and no WARC record can be read there")
        if cut.as_read or not cut.data.strip(PADDING):
            return Entry(number, None, cut)
        try:
            record = next(iter(self._warc.ArchiveIterator(io.BytesIO(cut.data), parse_http=False)))
            if record.record_type != self._warc.WarcRecordType.conversion:
                return Entry(number, None, cut)
            content = record.reader.read()
            if cut.data.partition(END)[2] not in (content, content + END):  # what is left over would be lost
                return Entry(number, None, cut, damage="is damaged: its header can be read in two ways")
            document = decode(content, "its text")
        except (OSError, StopIteration, ValueError) as error:
            return Entry(number, None, cut, damage=f"is no WARC record: {error}")
        except CleanerError as error:
            return Entry(number, None, cut, damage=f"cannot be read: {str(error).rstrip('.')}")
        url, id_ = record.headers.get(URL) or "", record.headers.get(ID) or ""
        return Entry(number, document.text, WetPage(cut, record, document), url, id_)

    def cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """The record with its text cleaned, and with the length and the digest of that."""
        _, record, document = entry.source
        record.set_bytes_content(document.encode(cleaned.text))
        record.headers[ADDED] = cleaned.verdict
        if PAYLOAD_DIGEST in record.headers:
            record.headers.remove(PAYLOAD_DIGEST)
        out = io.BytesIO()
        record.write(out, checksum_data=True)
        return open_packed(out.getvalue(), self.suffix, self.name)

    def carried(self, entry: Entry) -> bytes:
        """A record that is not cleaned."""
        cut: RecordSplit = entry.source.cut if isinstance(entry.source, WetPage) else entry.source
        return cut.data if cut.as_read else open_packed(cut.data, self.suffix, self.name)

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """A record as an object with new members: what is known of its page, and its text."""
        if entry.text is None:
            return dump_json({**raw_object(self.carried(entry)), **new})
        headers = entry.source.record.headers
        names = {self.fields.id: ID, self.fields.url: URL, "date": "WARC-Date", "language": LANGUAGE}
        known = {name: value for name, header in names.items() if (value := headers.get(header))}
        return dump_json({**known, self.fields.text: entry.text, **new})


def _members(file: IO[bytes]) -> Iterator[RecordSplit]:
    """The records in a row of gzip members."""
    buffer, start = b"", 0
    while True:
        buffer = buffer or file.read(BLOCK)
        if not buffer:
            return
        data, packed_, rest = _member(file, buffer)
        if data is not None and len(data) > LARGE:
            file.seek(start)
            yield from _records(cast(IO[bytes], gzip.GzipFile(fileobj=file)))
            return
        if data is None:  # it cannot be unpacked: go on where the next one begins
            packed_, rest, is_found = _up_to_next(file, packed_ + rest)
            yield RecordSplit(packed_, is_damaged=bool(packed_.strip(PADDING)), as_read=True)
            while not is_found and rest:
                start += len(packed_)
                packed_, rest, is_found = _up_to_next(file, rest)
                yield RecordSplit(packed_, as_read=True, is_rest=True)
        elif data:
            yield from _records(io.BytesIO(data))
        else:
            yield RecordSplit(packed_, as_read=True)
        start += len(packed_)
        buffer = rest


def _member(file: IO[bytes], buffer: bytes) -> tuple[bytes | None, bytes, bytes]:
    """What is in the member that `buffer` begins with, the member, and what was read beyond it.

    None where it cannot be unpacked, or holds next to nothing; more than `LARGE` bytes where it goes on after them.
    """
    unpack = zlib.decompressobj(wbits=31)
    parts, read_ = [], []
    size = packed_size = 0
    block = buffer
    while True:
        read_.append(block)
        packed_size += len(block)
        try:
            parts.append(unpack.decompress(block))
        except zlib.error:
            return None, b"".join(read_), b""
        size += len(parts[-1])
        if unpack.eof or size > LARGE:
            rest = unpack.unused_data
            whole = b"".join(read_)
            return b"".join(parts), whole[: len(whole) - len(rest)], rest
        block = file.read(BLOCK)
        if not block or packed_size > 2 * LARGE:
            return None, b"".join(read_), block


def _up_to_next(file: IO[bytes], buffer: bytes) -> tuple[bytes, bytes, bool]:
    """What stands before the next place that begins a member, from the second byte on, and what was read beyond.

    And whether there is such a place; if it is far away, only some of what stands before it.
    """
    window = bytearray(buffer)
    at = window.find(MEMBER, 1)
    while at < 0 and len(window) <= PIECE and (block := file.read(BLOCK)):
        searched = max(1, len(window) - len(MEMBER))
        window += block
        at = window.find(MEMBER, searched)
    if at < 0 and len(window) > PIECE:  # its end may be the beginning of one
        return bytes(window[: -len(MEMBER)]), bytes(window[-len(MEMBER) :]), False
    return (bytes(window), b"", False) if at < 0 else (bytes(window[:at]), bytes(window[at:]), True)


def _records(stream: IO[bytes]) -> Iterator[RecordSplit]:
    """The records that follow each other in a stream, and what stands between them."""
    window = _Window(stream)
    while window.fill(1):
        size = _padding(window) or _record(window)
        if size:
            yield RecordSplit(window.take(size))
            continue
        is_rest = is_all = False
        while not is_all:
            size, is_all = window.up_to_record()
            yield RecordSplit(window.take(size), is_damaged=True, is_rest=is_rest)
            is_rest = True


def _padding(window: "_Window") -> int:
    """Bytes of what stands between records and is none; of many some."""
    if window.buffer[window.at] not in PADDING:
        return 0
    window.fill(BLOCK)
    block = window.buffer[window.at : window.at + BLOCK]
    return len(block) - len(block.lstrip(PADDING))


def _record(window: "_Window") -> int:
    """Bytes of the record that begins here, with the two line ends behind it; 0 where none does, or one of two lengths.

    At the end of a file they may be missing.
    """
    head = window.header()
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
    """The part of a stream that is looked at: it begins at `at` in `buffer`. Nothing is read or searched twice."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.buffer = bytearray()
        self.at = 0

    def fill(self, size: int) -> bool:
        """Have so many bytes at hand; whether there are as many."""
        while len(self.buffer) - self.at < size:
            block = self._stream.read(max(BLOCK, size - len(self.buffer) + self.at))
            if not block:
                return False
            self.buffer += block
        return True

    def take(self, size: int) -> bytes:
        """The next bytes, which then are behind."""
        taken = bytes(self.buffer[self.at : self.at + size])
        self.at += size
        if self.at > LONGEST or self.at == len(self.buffer):
            del self.buffer[: self.at]
            self.at = 0
        return taken

    def header(self) -> bytes:
        """What there is up to the first empty line, if it comes soon."""
        self.fill(BLOCK)
        end = self.buffer.find(END, self.at, self.at + BLOCK)
        return bytes(self.buffer[self.at : end + len(END)]) if end >= 0 else b""

    def up_to_record(self) -> tuple[int, bool]:
        """Bytes up to the next line that begins a record, or to the end, and whether these are all; of many some."""
        searched = 1
        while True:
            found = self.buffer.find(b"\n" + RECORD, self.at + searched)
            if found >= 0:
                return found + 1 - self.at, True
            size = len(self.buffer) - self.at
            if size > PIECE:
                return size - len(RECORD) - 1, False  # its end may be the beginning of one
            searched = max(1, size - len(RECORD))
            if not self.fill(size + 1):
                return size, True
