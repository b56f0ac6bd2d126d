"""The cleaned corpus, record by record, in a form that an interrupted run can continue.

`ByteOutput` is for the formats that are a row of bytes a record. They are packed a stretch at a time, and where a
stretch ends the file can be cut and continued. Stretches end where the run says, which counts documents,
so that the same documents give the same bytes whether or not the run was interrupted between them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final, Protocol

from cleaner.corpus.entry import REMOVED, VERDICT, CleanedText, Entry, spans
from cleaner.errors import CleanerError
from cleaner.files.compression import open_packed

STRETCH: Final = 1 << 22
"""Bytes after which a stretch ends by itself, so that no more than these are in memory."""
SOURCE, RECORD, REASON = "cleaner_source", "cleaner_record", "cleaner_reason"
"""Names of the fields of a rejected record."""


class Output(Protocol):
    """Where the entries of one corpus go. Each step raises `CleanerError` where nothing can be written."""

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        """A record that was cleaned."""

    def carry(self, entry: Entry) -> None:
        """An entry that was not."""

    def mark(self) -> int | None:
        """End a stretch: the bytes of the file until there, None where the file cannot be continued."""

    def close(self) -> None:
        """Write what is left."""


class Format(Protocol):
    """How a file is read: as entries, each of which can be had as JSON."""

    def entries(self) -> Iterator[Entry]:
        """All that is in the file, in order."""

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """An entry as it was read, as a line of JSON with new members."""


class RecordFormat(Protocol):
    """How an entry becomes the bytes that are written."""

    def cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """A record with its text cleaned."""

    def carried(self, entry: Entry) -> bytes:
        """An entry that is not cleaned."""


class Packer:
    """Bytes to a file, packed a stretch at a time. `suffix` is that of the compression; errors call the file `name`."""

    def __init__(self, file: BinaryIO, suffix: str, name: str) -> None:
        self._file, self._suffix, self._name = file, suffix, name
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Take some bytes. Raises `CleanerError` where they cannot be written."""
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= STRETCH:
            self.mark()

    def mark(self) -> int:
        """End a stretch; the bytes of the file until there. Raises `CleanerError` where they cannot be written."""
        data, self._waiting, self._size = b"".join(self._waiting), [], 0
        try:
            if data:
                self._file.write(open_packed(data, self._suffix, self._name))
            self._file.flush()
            return self._file.tell() if self._file.seekable() else 0
        except BrokenPipeError:
            raise
        except OSError as error:
            raise CleanerError(f"{self._name}: cannot be written: {error.strerror}.") from None


class ByteOutput:
    """The records of a corpus in its own format."""

    def __init__(self, format_: RecordFormat, packer: Packer) -> None:
        self._format, self._packer = format_, packer

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        """A record that was cleaned."""
        self._packer.write(self._format.cleaned(entry, cleaned))

    def carry(self, entry: Entry) -> None:
        """An entry that was not."""
        self._packer.write(self._format.carried(entry))

    def mark(self) -> int:
        """End a stretch: the bytes of the file until there."""
        return self._packer.mark()

    def close(self) -> None:
        """Write what is left."""
        self._packer.mark()


class AsJson:
    """Another format as JSON RecordFormat, in which what is no record has no place."""

    def __init__(self, format_: Format, text_field: str, with_spans: bool, name: str) -> None:
        self._format, self._text, self._with_spans, self._name = format_, text_field, with_spans, name

    def cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """A record with its text cleaned, as a line."""
        new: dict[str, Any] = {self._text: cleaned.text, VERDICT: cleaned.verdict}
        return self._format.as_json(entry, new | ({REMOVED: spans(cleaned)} if self._with_spans else {}))

    def carried(self, entry: Entry) -> bytes:
        """A record that is not cleaned, with what is wrong with it."""
        if entry.text is None and not entry.damage and not entry.is_rest:
            return b""
        return rejected_record(self._format, entry, self._name, entry.damage)


def rejected_record(format_: Format, entry: Entry, name: str, reason: str) -> bytes:
    """A record as it was read, with where it stood and why it was rejected."""
    return format_.as_json(entry, {SOURCE: name, RECORD: entry.number, REASON: reason})
