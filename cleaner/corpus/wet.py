"""WET files: the texts of a web crawl as records of ISO 28500 (WARC), each its own gzip member.

FastWARC reads and writes a record. A file is cut into records here, because a run must go on behind a damaged one:
a gzip member that cannot be unpacked ends where the next one begins, and a record whose length is wrong ends
where the next line begins a record.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple

from cleaner.corpus.entry import Cleaned, Entry, raw_object
from cleaner.corpus.packed import missing, packed
from cleaner.model import CleanerError, Document
from cleaner.read import read

MEMBER: Final = b"\x1f\x8b\x08"
"""How a gzip member begins."""
RECORD: Final = b"WARC/1."
END: Final = b"\r\n\r\n"
BLOCK: Final = 1 << 16
LARGE: Final = 1 << 26
"""Bytes of a member above which it is no record but a whole file packed as one."""
URL, ID = "WARC-Target-URI", "WARC-Record-ID"
HEADERS: Final = {"id": ID, "url": URL, "date": "WARC-Date", "language": "WARC-Identified-Content-Language"}
"""The names of what else is known of a record, as an object, and its headers."""
ADDED: Final = "X-Cleaner-Verdict"


class Cut(NamedTuple):
    """The bytes of one record, or of a stretch that is none; `as_read` if they are packed and cannot be unpacked."""

    data: bytes
    is_damaged: bool = False
    as_read: bool = False


class Page(NamedTuple):
    """A record that holds a page."""

    record: Any
    document: Document


class Wet:
    """How one WET file is read and written."""

    def __init__(self, file: IO[bytes], suffix: str, text_field: str, name: str) -> None:
        self.file, self.suffix, self.text_field, self.name = file, suffix, text_field, name
        try:
            from fastwarc import warc
        except ModuleNotFoundError:
            raise missing(name, "FastWARC", "warc") from None
        self._warc: Any = warc

    def entries(self) -> Iterator[Entry]:
        """Each record; those that hold no page, such as the one on the crawl itself, are carried over."""
        for number, cut in enumerate(_members(self.file) if self.suffix else _records(self.file), 1):
            yield self._entry(number, cut)

    def _entry(self, number: int, cut: Cut) -> Entry:
        if cut.is_damaged:
            return Entry(number, None, cut, damage="is damaged and no WARC record can be read there")
        try:
            record = next(iter(self._warc.ArchiveIterator(io.BytesIO(cut.data), parse_http=False)))
            if record.record_type != self._warc.WarcRecordType.conversion:
                return Entry(number, None, cut)
            document = read(record.reader.read(), "it")
        except (OSError, StopIteration, ValueError) as error:
            return Entry(number, None, cut, damage=f"is no WARC record: {error}")
        except CleanerError as error:
            return Entry(number, None, cut, damage=str(error).rstrip("."))
        url, id_ = record.headers.get(URL) or "", record.headers.get(ID) or ""
        return Entry(number, document.text, Page(record, document), url, id_)

    def cleaned(self, entry: Entry, cleaned: Cleaned) -> bytes:
        """The record with its text cleaned, and with the length and the digest of that."""
        record, document = entry.source
        record.set_bytes_content(document.encode(cleaned.text))
        record.headers[ADDED] = cleaned.verdict
        out = io.BytesIO()
        record.write(out, checksum_data=True)
        return packed(out.getvalue(), self.suffix, self.name)

    def carried(self, entry: Entry) -> bytes:
        """A record that is not cleaned."""
        if isinstance(entry.source, Page):
            out = io.BytesIO()
            entry.source.record.write(out)
            return packed(out.getvalue(), self.suffix, self.name)
        cut: Cut = entry.source
        return cut.data if cut.as_read else packed(cut.data, self.suffix, self.name)

    def as_object(self, entry: Entry) -> dict[str, Any]:
        """A record as it was read, under the names of JSON Lines."""
        if entry.text is None:
            return raw_object(self.carried(entry))
        headers = entry.source.record.headers
        known = {name: value for name, header in HEADERS.items() if (value := headers.get(header))}
        return {**known, self.text_field: entry.text}


def _members(file: IO[bytes]) -> Iterator[Cut]:
    """The records in a row of gzip members."""
    buffer = b""
    while True:
        buffer = buffer or file.read(BLOCK)
        if not buffer:
            return
        data, packed_, rest = _member(file, buffer)
        if len(data) > LARGE:
            stream = gzip.GzipFile(fileobj=_Source(file, packed_ + rest))  # type: ignore[call-overload]
            yield from _records(stream)
            return
        if not data and packed_:  # it cannot be unpacked: go on where the next one begins
            packed_, rest = _up_to_next(file, packed_ + rest)
            yield Cut(packed_, is_damaged=True, as_read=True)
        else:
            yield from _records(io.BytesIO(data))
        buffer = rest


def _member(file: IO[bytes], buffer: bytes) -> tuple[bytes, bytes, bytes]:
    """What is in the member that `buffer` begins with, the member, and what was read beyond it.

    Nothing is in it where it cannot be unpacked; more than `LARGE` bytes where it goes on after them.
    """
    unpack = zlib.decompressobj(wbits=31)
    parts, read_ = [], []
    size = 0
    block = buffer
    while True:
        read_.append(block)
        try:
            parts.append(unpack.decompress(block))
        except zlib.error:
            return b"", b"".join(read_), b""
        size += len(parts[-1])
        if unpack.eof or size > LARGE:
            rest = unpack.unused_data
            whole = b"".join(read_)
            return b"".join(parts), whole[: len(whole) - len(rest)], rest
        block = file.read(BLOCK)
        if not block:
            return b"", b"".join(read_), b""


def _up_to_next(file: IO[bytes], buffer: bytes) -> tuple[bytes, bytes]:
    """What stands before the next place that begins a member, from the second byte on, and what was read beyond."""
    at = buffer.find(MEMBER, 1)
    while at < 0 and (block := file.read(BLOCK)):
        searched = max(1, len(buffer) - len(MEMBER))
        buffer += block
        at = buffer.find(MEMBER, searched)
    return (buffer, b"") if at < 0 else (buffer[:at], buffer[at:])


def _records(stream: IO[bytes]) -> Iterator[Cut]:
    """The records that follow each other in a stream."""
    source = _Source(stream)
    while True:
        data, is_whole = _record(source)
        if not data:
            return
        if not is_whole:
            data = _up_to_record(source, data)
        yield Cut(data, is_damaged=not is_whole)


def _record(source: "_Source") -> tuple[bytes, bool]:
    """The next record with the two line ends after it, and whether it is one, as long as its header says."""
    parts = []
    length = 0
    is_whole = False
    while line := source.readline():
        parts.append(line)
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
        if line in (b"\r\n", b"\n"):
            body = source.read(length + len(END))
            is_whole = parts[0].startswith(RECORD) and len(body) == length + len(END) and body.endswith(END)
            parts.append(body)
            break
    return b"".join(parts), is_whole


def _up_to_record(source: "_Source", data: bytes) -> bytes:
    """`data` and what follows it, up to the next line that begins a record."""
    at = data.find(b"\n" + RECORD) + 1
    if at:
        source.give_back(data[at:])
        return data[:at]
    parts = [data]
    while line := source.readline():
        if line.startswith(RECORD):
            source.give_back(line)
            break
        parts.append(line)
    return b"".join(parts)


class _Source:
    """A stream to which bytes can be given back."""

    def __init__(self, stream: IO[bytes], back: bytes = b"") -> None:
        self._stream, self._back = stream, back

    def give_back(self, data: bytes) -> None:
        """Read these bytes again before all others."""
        self._back = data + self._back

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""
        head, self._back = self._back[:size], self._back[size:]
        return head if len(head) == size else head + self._stream.read(size - len(head))

    def readline(self) -> bytes:
        """The next line, or as much of it as a line of a header may have."""
        at = self._back.find(b"\n") + 1
        if at:
            return self.read(at)
        head, self._back = self._back, b""
        return head + self._stream.readline(BLOCK)
