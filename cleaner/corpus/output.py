"""Output of the cleaned corpus, record by record, in a form that an interrupted run can resume.

`ByteOutput` is for the formats whose records are byte sequences. It compresses the output in segments, each a gzip
member or zstd frame of its own, and a run resumes at the end of a segment. The run ends segments by its count of
documents, so a resumed run writes the same bytes as an uninterrupted one.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final, Protocol

from cleaner.corpus.entry import CONFIDENCE, REMOVED, VERDICT, CleanedText, Entry, dump_spans
from cleaner.errors import CleanerError
from cleaner.files.compression import compress

BUFFER_LIMIT: Final = 1 << 22
"""Bytes of output held in memory, before compression; above that a segment ends early."""
SOURCE, RECORD, REASON = "cleaner_source", "cleaner_record", "cleaner_reason"
"""Fields added to a rejected or damaged record: the path of its corpus, its number, and the reason."""


class Output(Protocol):
    """Destination of the entries of one corpus. Every method raises `CleanerError` if the file cannot be written."""

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        """Write a cleaned record."""

    def carry(self, entry: Entry) -> None:
        """Write an entry that was not cleaned."""

    def flush(self) -> int | None:
        """Write all buffered entries; return the file size in bytes, or None if the output cannot be resumed."""

    def close(self) -> None:
        """Write all buffered entries and the end of the file."""


class CorpusReader(Protocol):
    """Reader of a corpus file, which can also give each entry as JSON."""

    def entries(self) -> Iterator[Entry]:
        """Yield all entries of the file, in order."""

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """Return the raw entry as a line of JSON with the fields in `new` added."""


class RecordSerializer(Protocol):
    """Serialiser from entries to the bytes of the output."""

    def dump_cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """Return a record with its cleaned text."""

    def dump_carried(self, entry: Entry) -> bytes:
        """Return an entry that was not cleaned."""


class Packer:
    """Buffered writer that compresses each segment on its own.

    `suffix` is the suffix of the compression, empty for none; errors call the file `name`. `write` and `flush` raise
    `CleanerError` if the file cannot be written.
    """

    def __init__(self, file: BinaryIO, suffix: str, name: str) -> None:
        self._file, self._suffix, self._name = file, suffix, name
        self._buffer: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        self._buffer.append(data)
        self._size += len(data)
        if self._size >= BUFFER_LIMIT:
            self.flush()

    def flush(self) -> int:
        """End the current segment; return the file size in bytes, 0 for a pipe."""
        data, self._buffer, self._size = b"".join(self._buffer), [], 0
        try:
            if data:
                self._file.write(compress(data, self._suffix, self._name))
            self._file.flush()
            return self._file.tell() if self._file.seekable() else 0
        except BrokenPipeError:
            raise
        except OSError as error:
            raise CleanerError(f"{self._name}: cannot be written: {error.strerror}.") from None


class ByteOutput:
    """Output of a corpus in its own format, or as JSON Lines."""

    def __init__(self, serializer: RecordSerializer, packer: Packer) -> None:
        self._serializer, self._packer = serializer, packer

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        self._packer.write(self._serializer.dump_cleaned(entry, cleaned))

    def carry(self, entry: Entry) -> None:
        self._packer.write(self._serializer.dump_carried(entry))

    def flush(self) -> int:
        return self._packer.flush()

    def close(self) -> None:
        self._packer.flush()


class AsJson:
    """Serialiser that converts another format to JSON Lines."""

    def __init__(self, reader: CorpusReader, text_field: str, with_spans: bool, name: str) -> None:
        self._reader, self._text, self._with_spans, self._name = reader, text_field, with_spans, name

    def dump_cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        new: dict[str, Any] = {self._text: cleaned.text, VERDICT: cleaned.verdict, CONFIDENCE: cleaned.confidence}
        return self._reader.as_json(entry, new | ({REMOVED: dump_spans(cleaned)} if self._with_spans else {}))

    def dump_carried(self, entry: Entry) -> bytes:
        """Return a damaged record with the reason; empty for entries that are not records, such as a header."""
        if entry.text is None and not entry.damage and not entry.is_rest:
            return b""
        return dump_with_reason(self._reader, entry, self._name, entry.damage)


def dump_with_reason(reader: CorpusReader, entry: Entry, name: str, reason: str) -> bytes:
    """Return a raw record as a line of JSON, with the file `name`, the record number and the reason."""
    return reader.as_json(entry, {SOURCE: name, RECORD: entry.number, REASON: reason})
