"""CSV and TSV: one record a row, its text in the column that the header names.

The separator is the one that has the text's column in the header; quoting and line ends follow the header's. A row that
is not cleaned is carried over byte for byte.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import IO, Any, Final

from cleaner.corpus.entry import REMOVED, VERDICT, Cleaned, Entry, Fields, raw_object, spans
from cleaner.model import CleanerError

SEPARATORS: Final = (",", "\t", ";", "|")
LONGEST: Final = 2**27
"""Characters of one cell; a quotation mark that is never closed would make a cell of the rest of the file."""
MARK: Final = "\ufeff"
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


class Table:
    """How one CSV file is read and written."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool, name: str) -> None:
        self.file, self.fields, self.name = file, fields, name
        self.added = (VERDICT, REMOVED) if with_spans else (VERDICT,)
        self.columns: list[str] = []
        self._dialect: dict[str, Any] = {}

    def entries(self) -> Iterator[Entry]:
        """The header, and each row. Raises `CleanerError` where the header has no column for the text."""
        csv.field_size_limit(LONGEST)
        rows = _Rows(self.file)
        header = next(rows, "")
        if header.encode("utf-8", "surrogateescape").startswith(WIDE):
            raise CleanerError(f"{self.name}: is in UTF-16; convert it to UTF-8 first.")
        rows.push(header)
        self._read_header(header)
        reader = csv.reader(rows, **self._dialect)
        number = 0
        while True:
            rows.taken.clear()
            try:
                cells, damage = next(reader), ""
            except StopIteration:
                return
            except csv.Error as error:
                cells, damage = [], f"is no row of a table: {error}"
            number += 1
            yield self._entry(number, cells, "".join(rows.taken), damage)

    def _read_header(self, header: str) -> None:
        names = header.lstrip(MARK).rstrip("\r\n")
        for separator in SEPARATORS:
            cells = next(csv.reader([names], delimiter=separator), [])
            if self.fields.text in cells:
                quoted = all(f'"{cell}"' in names for cell in cells)
                end = header[len(header.rstrip("\r\n")) :] or "\n"
                self._dialect = {"delimiter": separator, "lineterminator": end}
                self._dialect |= {"quoting": csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL}
                self.columns = cells
                return
        raise CleanerError(
            f"{self.name}: has no column {self.fields.text!r} in its first row; --text-field names the text's."
        )

    def _entry(self, number: int, cells: list[str], source: str, damage: str) -> Entry:
        if number == 1 or (not cells and not damage):
            return Entry(number, None, source)
        if not damage and len(cells) != len(self.columns):
            damage = f"has {len(cells)} cells under {len(self.columns)} columns"
        if not damage and any("\udc80" <= c <= "\udcff" for c in source if c > "\ud7ff"):
            damage = "is not valid UTF-8"
        if damage:
            return Entry(number, None, source, damage=damage)
        row = dict(zip(self.columns, cells, strict=True))
        url, id_ = row.get(self.fields.url, ""), row.get(self.fields.id, "")
        return Entry(number, row[self.fields.text], cells, url, id_)

    def cleaned(self, entry: Entry, cleaned: Cleaned) -> bytes:
        """The row of a record with its text cleaned and the verdict in a column of its own."""
        row = dict(zip(self.columns, entry.source, strict=True)) | {self.fields.text: cleaned.text}
        row |= {VERDICT: cleaned.verdict}
        if REMOVED in self.added:
            row[REMOVED] = json.dumps(spans(cleaned))
        return self._row(list(row.values()))

    def carried(self, entry: Entry) -> bytes:
        """The header with the names of the new columns, or a row that is not cleaned."""
        source: str = entry.source if isinstance(entry.source, str) else self._row(entry.source).decode()
        if entry.number == 1:
            mark = MARK if source.startswith(MARK) else ""
            new = [name for name in self.added if name not in self.columns]
            return mark.encode() + self._row([*self.columns, *new])
        return source.encode("utf-8", "surrogateescape")

    def as_object(self, entry: Entry) -> dict[str, Any]:
        """A record as it was read."""
        if entry.text is None:
            return raw_object(self.carried(entry))
        return dict(zip(self.columns, entry.source, strict=True))

    def _row(self, cells: list[str]) -> bytes:
        out = io.StringIO()
        csv.writer(out, **self._dialect).writerow(cells)
        return out.getvalue().encode()


class _Rows:
    """The lines of a file for `csv.reader`, remembering which of them it took and how far the file was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._lines = iter(file)
        self._pushed: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def push(self, line: str) -> None:
        """Give a line back, to be taken again."""
        if line:
            self._pushed.append(line)

    def __next__(self) -> str:
        line = self._pushed.pop() if self._pushed else self._decoded()
        self.taken.append(line)
        return line

    def _decoded(self) -> str:
        return next(self._lines).decode("utf-8", "surrogateescape")
