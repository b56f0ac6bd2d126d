"""CSV and TSV: one record a row, its text in the column that the header names. Every other character of a row stays.

The form is that of RFC 4180, with the separator that has the text's column in the header. Python's csv module reads
it, but does not tell where in a row a cell stands, so a quoted "001" could not be kept, nor a bare line end. So rows
are cut into cells here: a cell that begins with a quotation mark goes to the next single one, across lines; another
to the next separator. Where that does not work out, one line is damaged and the next begins a row.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import IO, Any, Final, NamedTuple

from cleaner.corpus.entry import (
    FIELDS_AT_MOST,
    LONGEST,
    REMOVED,
    VERDICT,
    CleanedText,
    Entry,
    Fields,
    ForeignError,
    raw_object,
    spans,
)
from cleaner.corpus.jsonl import dump_json
from cleaner.corpus.long_lines import LongLine, read_lines
from cleaner.errors import CleanerError

SEPARATORS: Final = (",", "\t", ";", "|")
MARK: Final = "\ufeff"
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
QUOTED: Final = re.compile(r'"[^"]*(?:""[^"]*)*+"')
CLOSING: Final = re.compile(r'[^"]*(?:""[^"]*)*+"')


class CsvRow(NamedTuple):
    """A row: its text, and the characters [start, end) of each of its cells."""

    text: str
    cells: list[tuple[int, int]]

    def cell(self, i: int) -> str:
        """What cell `i` holds."""
        cell = self.text[slice(*self.cells[i])]
        return cell[1:-1].replace('""', '"') if QUOTED.fullmatch(cell) else cell


class CsvFile:
    """How one CSV file is read and written."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool, name: str) -> None:
        self.fields, self.name = fields, name
        self._rows = _Rows(file)
        self._added = (VERDICT, REMOVED) if with_spans else (VERDICT,)
        self._names: list[str] = []
        self._all_quoted = False

    def entries(self) -> Iterator[Entry]:
        """The header, and each row. Raises `CleanerError` where the header has no column for the text."""
        header = self._header()
        if header is None:
            return
        yield Entry(0, None, header)
        number = 0
        for row in self._rows.rows():
            number += not (isinstance(row, LongLine) and row.is_rest)
            yield row.entry(number, text_of(row)) if isinstance(row, LongLine) else self._entry(number, row)

    def _header(self) -> CsvRow | None:
        first = self._rows.line()
        if first is None:
            return None
        if first.data.startswith(WIDE):
            raise CleanerError(f"{self.name}: is in UTF-16; convert it to UTF-8 first.")
        for separator in SEPARATORS:
            self._rows.give_back([first])
            self._rows.separator = separator
            row = next(self._rows.rows())
            if (
                isinstance(row, CsvRow)
                and len(row.cells) <= FIELDS_AT_MOST
                and self.fields.text in (names := _names(row))
            ):
                self._names, self._all_quoted = names, all(QUOTED.fullmatch(row.text[a:b]) for a, b in row.cells)
                return row
            if isinstance(row, CsvRow) and len(data := bytes_of(row.text)) > len(first.data):
                self._rows.give_back([LongLine(data[len(first.data) :])])
        what = f"has no column {self.fields.text!r} in its first row"
        raise ForeignError(f"{self.name}: {what}; --text-field names the text's.")

    def _entry(self, number: int, row: "CsvRow | str") -> Entry:
        if isinstance(row, str):
            return Entry(
                number, None, row, damage="is no row: a quotation mark is not closed, or not before a separator"
            )
        if not row.text.strip("\r\n"):
            return Entry(number, None, row.text)
        if len(row.cells) != len(self._names):
            many = f"more than {FIELDS_AT_MOST:,}" if len(row.cells) > FIELDS_AT_MOST else len(row.cells)
            damage = f"has {many} cells under {len(self._names)} columns"
            return Entry(number, None, row.text, damage=damage)
        if not row.text.isascii() and re.search("[\udc80-\udcff]", row.text):
            return Entry(number, None, row.text, damage="is not valid UTF-8")
        text, url, id_ = (row.cell(self._names.index(name)) if name in self._names else "" for name in self.fields)
        return Entry(number, text, row, url, id_)

    def cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """The row of a record with its text cleaned and the verdict in a column of its own."""
        new = {VERDICT: cleaned.verdict} | ({REMOVED: json.dumps(spans(cleaned))} if REMOVED in self._added else {})
        return self._edited(entry.source, {self.fields.text: cleaned.text} | new)

    def carried(self, entry: Entry) -> bytes:
        """The header with the names of the new columns, a record without verdict, or what is no record as it is."""
        if isinstance(entry.source, str):
            return bytes_of(entry.source)
        is_header = entry.number == 0
        return self._edited(entry.source, {name: name if is_header else "" for name in self._added})

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """A record as an object with new members. Columns of one name are told apart by a number."""
        if entry.text is None:
            return dump_json({**raw_object(self.carried(entry)), **new})
        cells: dict[str, str] = {}
        for i, name in enumerate(self._names):
            cells[f"{name}.{i}" if name in cells else name] = entry.source.cell(i)
        return dump_json({**cells, **new})

    def _edited(self, row: CsvRow, new: Mapping[str, str]) -> bytes:
        """A row with new values in columns by their names; those that are not there come behind the last."""
        text = row.text
        at = row.cells[-1][1]
        fresh = [self._rows.separator + self._quoted(value) for name, value in new.items() if name not in self._names]
        text = text[:at] + "".join(fresh) + text[at:]
        known = {self._names.index(name): value for name, value in new.items() if name in self._names}
        for i in sorted(known, reverse=True):
            start, end = row.cells[i]
            text = text[:start] + self._quoted(known[i], bool(QUOTED.fullmatch(text[start:end]))) + text[end:]
        return bytes_of(text)

    def _quoted(self, value: str, was_quoted: bool = False) -> str:
        if was_quoted or self._all_quoted or any(sign in value for sign in (self._rows.separator, '"', "\r", "\n")):
            return '"' + value.replace('"', '""') + '"'
        return value


def _names(row: CsvRow) -> list[str]:
    names = [row.cell(i) for i in range(len(row.cells))]
    first = row.text[slice(*row.cells[0])].lstrip(MARK)
    return [first.strip('"') if QUOTED.fullmatch(first) else first, *names[1:]]


class _Rows:
    """A file as rows. `separator` stands between cells."""

    def __init__(self, file: IO[bytes]) -> None:
        self._lines = read_lines(file)
        self._back: list[LongLine] = []
        self.separator = SEPARATORS[0]

    def line(self) -> LongLine | None:
        """The next line or piece of one, None at the end."""
        return self._back.pop() if self._back else next(self._lines, None)

    def give_back(self, lines: list[LongLine]) -> None:
        """Take these lines again before all others."""
        self._back += lines[::-1]

    def rows(self) -> Iterator[CsvRow | LongLine | str]:
        """Each row; a line that begins none is given as it is, and one that is too long in pieces."""
        while first := self.line():
            yield first if first.is_piece else self._row(first)

    def _row(self, first: LongLine) -> CsvRow | str:
        """The row that begins with a line, which takes more lines where one ends inside quotation marks."""
        text, more, cells = text_of(first), list[LongLine](), _Cells(self.separator)
        texts = [text]
        while not cells.take(texts[-1]):
            line = None if cells.is_wrong or cells.size > LONGEST else self.line()  # a mark that is never closed
            if line is None or line.is_piece:
                self.give_back(more if line is None else [*more, line])
                return CsvRow(text, _places(text, self.separator)) if self.separator == "\t" else text
            more.append(line)
            texts.append(text_of(line))
        return CsvRow("".join(texts), cells.places)


def text_of(line: LongLine) -> str:
    """A line as text, from which `bytes_of` gets its bytes also where they are no UTF-8."""
    return line.data.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """The bytes of what `text_of` made a text."""
    return text.encode("utf-8", "surrogateescape")


class _Cells:
    """The places of the cells of one row, found line by line."""

    def __init__(self, separator: str) -> None:
        self.separator = separator
        self.places: list[tuple[int, int]] = []
        self.size = 0
        self.is_wrong = False
        """Whether something other than a separator follows a closing quotation mark."""
        self._open: int | None = None

    def take(self, line: str) -> bool:
        """Whether the row ends with this line."""
        stop, at = len(line.rstrip("\r\n")), 0
        if not self.size and line.startswith(MARK + '"'):
            at = len(MARK)
        while True:
            is_quoted = self._open is not None or line.startswith('"', at)
            close = self._quoted(line, at, stop) if is_quoted else _separated(line, at, stop, self.separator)
            if close is None:
                self.size += len(line)
                return False
            start, self._open = self.size + at if self._open is None else self._open, None
            self.places.append((start, self.size + close))
            if close >= stop or len(self.places) > FIELDS_AT_MOST:  # as no header has
                return True
            at = close + 1

    def _quoted(self, line: str, at: int, stop: int) -> int | None:
        """Where a quoted cell ends, None if not in this line."""
        found = CLOSING.match(line, at if self._open is not None else at + 1)
        if self._open is None:
            self._open = self.size + at
        if found is None:
            return None
        if found.end() < stop and line[found.end()] != self.separator:
            self.is_wrong = True
            return None
        return found.end()


def _separated(line: str, at: int, stop: int, separator: str) -> int:
    """Where a cell without quotation marks ends."""
    found = line.find(separator, at, stop)
    return stop if found < 0 else found


def _places(line: str, separator: str) -> list[tuple[int, int]]:
    """The places of cells where quotation marks mean nothing."""
    stop = len(line.rstrip("\r\n"))
    edges = [-1, *(i for i in range(stop) if line[i] == separator), stop]
    return [(a + 1, b) for a, b in pairwise(edges)]
