"""Reading of texts from inputs: one for each file, and one for each record of a corpus.

Every command that reads texts uses `Texts`, so that no command treats a corpus as one long text.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from cleaner.corpus.csv import CsvFile
from cleaner.corpus.entry import FIELDS, Carry, Entry, Fields, ForeignError, Record, record_name
from cleaner.corpus.jsonl import JsonLines
from cleaner.corpus.output import CorpusReader
from cleaner.errors import CleanerError
from cleaner.files.compression import open_unpacked, read_errors
from cleaner.files.discover import size
from cleaner.files.items import Failure, Found, Input, Note
from cleaner.files.names import CorpusFormat, corpus_format

PROBED: Final = 20
"""Records at the start of a file that decide if it is a corpus of texts."""


class Texts:
    """Iterates over inputs, with each corpus replaced by its records.

    Corpora without a text field are skipped with a note, unless they are in `named`, the paths given by the user.
    """

    def __init__(self, items: Iterable[Found], fields: Fields = FIELDS, named: Iterable[str] = ()) -> None:
        self.bytes_read = 0
        """Bytes of the inputs read so far."""
        self._items, self._fields, self._named = items, fields, frozenset(named)

    def __iter__(self) -> Iterator[Input | Record | Failure | Note]:
        for item in self._items:
            before, format_ = self.bytes_read, corpus_format(item.path) if isinstance(item, Input) else None
            if isinstance(item, Input) and format_ is not None:
                yield from self._read_records(item.path, format_)
            else:
                yield item
            self.bytes_read = before + size([item])

    def _read_records(self, path: str, format_: CorpusFormat) -> Iterator[Record | Failure | Note]:
        if path not in self._named and (note := make_skip_note(path, format_, self._fields)):
            yield note
            return
        before, number = self.bytes_read, 0
        try:
            with Path(path).open("rb") as file:
                reader, size = open_reader(file, path, format_, self._fields), os.fstat(file.fileno()).st_size
                for entry in reader.entries():
                    self.bytes_read, number = before + read_position(file, reader, size), entry.number
                    item = to_item(path, entry, self._fields.text)
                    if not isinstance(item, Carry):
                        yield item
        except CleanerError as error:
            yield Failure(path, str(error))
        except read_errors(format_.packed) as error:
            yield read_failure(path, number, error)


def with_known_texts(items: Iterable[Found], fields: Fields, named: Iterable[str]) -> Iterator[Found]:
    """Yield the inputs that `Texts` would read, with a note in place of each corpus without a text field."""
    names = frozenset(named)
    for item in items:
        format_ = corpus_format(item.path) if isinstance(item, Input) and item.path not in names else None
        note = make_skip_note(item.path, format_, fields) if format_ and isinstance(item, Input) else None
        yield note or item


def open_reader(
    file: BinaryIO, path: str, format_: CorpusFormat, fields: Fields, with_spans: bool = False
) -> CorpusReader:
    """Return the reader of a corpus. Raises `CleanerError` if the file is not of the format in its name."""
    if format_.format == "jsonl":
        return JsonLines(open_unpacked(file, format_.packed, path), fields, with_spans)
    if format_.format == "csv":
        return CsvFile(open_unpacked(file, format_.packed, path), fields, with_spans, path)
    if format_.format == "wet":
        from cleaner.corpus.wet import Wet

        return Wet(file, format_.packed, fields, path)
    from cleaner.corpus.arrow import ArrowFile

    return ArrowFile(file, fields, with_spans, path, format_.format)


def make_skip_note(path: str, format_: CorpusFormat, fields: Fields) -> Note | None:
    """Return the note on a file that is skipped because its texts cannot be found; None for a corpus of texts."""
    why = _find_no_text_reason(path, format_, fields)
    return Note(f"{path}: skipped: no text field found ({why}). Pass the file explicitly to force it.") if why else None


def _find_no_text_reason(path: str, format_: CorpusFormat, fields: Fields) -> str:
    """Return the reason to skip a well-formed file: its first records have no text field. Empty for a corpus of texts.

    A file that cannot be read gives an empty reason too; reading it as a corpus reports the error.
    """
    try:
        with Path(path).open("rb") as file:
            entries = open_reader(file, path, format_, fields).entries()
            first = list(islice((e for e in entries if e.text is not None or e.damage), PROBED))
    except ForeignError as error:
        return str(error).removeprefix(f"{path}: ").rstrip(".")
    except Exception:
        return ""
    return f"record {first[0].number} {first[0].damage}" if first and all(entry.is_foreign for entry in first) else ""


def read_failure(path: str, number: int, error: Exception) -> Failure:
    """Return the failure for a corpus that cannot be read past record `number`."""
    if not number and isinstance(error, OSError) and error.strerror:
        return Failure(path, f"{path}: cannot be read: {error.strerror}.")
    reason = str(error).rstrip(".") or type(error).__name__
    return Failure(path, f"{path}: read error after record {number}: {reason}.")


def to_item(path: str, entry: Entry, field: str) -> Record | Failure | Carry:
    """Return the record of an entry, a failure if it is damaged, or `Carry` if it has no text.

    `field` is the name of the field that holds the text.
    """
    if entry.damage:
        return Failure(path, f"{record_name(path, entry.number, entry.id)}: {entry.damage}.")
    if entry.text is None:
        return Carry(path)
    return Record(path, entry.number, entry.text, entry.url, entry.id, field)


def read_position(file: BinaryIO, reader: CorpusReader, size: int) -> int:
    """Return the bytes read so far of an open corpus of `size` bytes."""
    share = getattr(reader, "share", None)  # pyarrow reads out of order
    return int(size * share()) if share else file.tell()
