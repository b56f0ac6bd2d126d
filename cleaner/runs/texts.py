"""The texts of inputs, to be read: a file is one, a corpus holds one a record.

Whatever looks at texts takes them from here, so that a corpus is never taken for one long text.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from cleaner.corpus.csv import CsvFile
from cleaner.corpus.entry import FIELDS, Carry, Entry, Fields, ForeignError, Record, record_name
from cleaner.corpus.jsonl import JsonLines
from cleaner.corpus.output import Format
from cleaner.errors import CleanerError
from cleaner.files.compression import open_unpacked, read_errors
from cleaner.files.discover import size
from cleaner.files.items import Failure, Found, Input, Note
from cleaner.files.names import CorpusFormat, corpus_format

FIRST: Final = 20
"""Records by which a file is known for one without texts."""


class Texts:
    """The inputs, with the records of each corpus in its place.

    `named` are the paths that were asked for; a file that was only found in a folder may be no corpus of texts at all.
    """

    def __init__(self, items: Iterable[Found], fields: Fields = FIELDS, named: Iterable[str] = ()) -> None:
        self.read = 0
        """Bytes of the inputs that were gone through."""
        self._items, self._fields, self._named = items, fields, frozenset(named)

    def __iter__(self) -> Iterator[Input | Record | Failure | Note]:
        for item in self._items:
            before, end = self.read, corpus_format(item.path) if isinstance(item, Input) else None
            if isinstance(item, Input) and end is not None:
                yield from self._records(item.path, end)
            else:
                yield item
            self.read = before + size([item])

    def _records(self, path: str, end: CorpusFormat) -> Iterator[Record | Failure | Note]:
        if path not in self._named and (why := no_text_reason(path, end, self._fields)):
            yield skip_note(path, why)
            return
        before, number = self.read, 0
        try:
            with Path(path).open("rb") as file:
                format_, size = open_corpus(file, path, end, self._fields), os.fstat(file.fileno()).st_size
                for entry in format_.entries():
                    self.read, number = before + read_position(file, format_, size), entry.number
                    found = to_item(path, entry)
                    if not isinstance(found, Carry):
                        yield found
        except CleanerError as error:
            yield Failure(path, str(error))
        except read_errors(end.packed) as error:
            yield read_failure(path, number, error)


def open_corpus(file: BinaryIO, path: str, end: CorpusFormat, fields: Fields, with_spans: bool = False) -> Format:
    """What reads a corpus. Raises `CleanerError` where it cannot be one of its format."""
    if end.format == "jsonl":
        return JsonLines(open_unpacked(file, end.packed, path), fields, with_spans)
    if end.format == "csv":
        return CsvFile(open_unpacked(file, end.packed, path), fields, with_spans, path)
    if end.format == "wet":
        from cleaner.corpus.wet import Wet

        return Wet(file, end.packed, fields, path)
    from cleaner.corpus.arrow import ArrowFile

    return ArrowFile(file, fields, with_spans, path, end.format)


def no_text_reason(path: str, end: CorpusFormat, fields: Fields) -> str:
    """Why a file is no corpus though it is well formed: its first records have no text. Empty if they have, or may."""
    try:
        with Path(path).open("rb") as file:
            entries = open_corpus(file, path, end, fields).entries()
            seen = list(islice((e for e in entries if e.text is not None or e.damage), FIRST))
    except ForeignError as error:
        return str(error).removeprefix(f"{path}: ").rstrip(".")
    except Exception:  # whatever it is, it is said when the file is read
        return ""
    return f"record {seen[0].number} {seen[0].damage}" if seen and all(entry.is_foreign for entry in seen) else ""


def skip_note(path: str, why: str) -> Note:
    """What is said of a file that is `no_text_reason`."""
    return Note(f"{path}: skipped, it seems to hold no texts: {why}; name it to have it cleaned.")


def read_failure(path: str, number: int, error: Exception) -> Failure:
    """That no more of a corpus can be read; `number` is that of the last record."""
    if not number and isinstance(error, OSError) and error.strerror:
        return Failure(path, f"{path}: cannot be read: {error.strerror}.")
    reason = str(error).rstrip(".") or type(error).__name__
    return Failure(path, f"{path}: cannot be read beyond record {number}: {reason}.")


def to_item(path: str, entry: Entry) -> Record | Failure | Carry:
    """An entry of a corpus as what is to be done: a text to be cleaned, or why it cannot be, or nothing."""
    if entry.damage:
        return Failure(path, f"{record_name(path, entry.number, entry.id)} {entry.damage}.")
    return Carry(path) if entry.text is None else Record(path, entry.number, entry.text, entry.url, entry.id)


def read_position(file: BinaryIO, format_: Format, size: int) -> int:
    """How many bytes of an open corpus have been read."""
    share = getattr(format_, "share", None)
    return int(size * share()) if share else file.tell()
