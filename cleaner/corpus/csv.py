"""CSV and TSV: one record per row, with the text in a named column. Everything else in a row stays.

The format is RFC 4180, with the separator for which the header has a text column. Python's csv module does not give the
offsets of a cell in its row, so the quotes of "001" or a bare line feed could not be preserved. Here rows are split
into cells by hand: a cell that starts with a quote extends to the closing quote, across lines; any other cell extends
to the next separator. If that fails, the first line is one damaged record, and the next line starts a row.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import IO, Any, Final, NamedTuple

from cleaner.corpus.entry import (
    CONFIDENCE,
    LONGEST,
    MAX_FIELDS,
    REMOVED,
    VERDICT,
    CleanedText,
    Entry,
    Fields,
    ForeignError,
    dump_spans,
    raw_object,
)
from cleaner.corpus.jsonl import BOM, dump_json
from cleaner.corpus.long_lines import LongLine, read_lines
from cleaner.errors import CleanerError

SEPARATORS: Final = (",", "\t", ";", "|")
UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
QUOTED: Final = re.compile(r'"[^"]*(?:""[^"]*)*+"')
CLOSING: Final = re.compile(r'[^"]*(?:""[^"]*)*+"')
"""The rest of a quoted cell, up to and including the closing quote."""
LINE_ENDS: Final = "\r\n"


class CsvRow(NamedTuple):
    """A row: its text, and the characters [start, end) of each cell."""

    text: str
    cells: list[tuple[int, int]]

    def cell(self, i: int) -> str:
        """Return the value of cell `i`, without quotes."""
        cell = self.text[slice(*self.cells[i])]
        return cell[1:-1].replace('""', '"') if QUOTED.fullmatch(cell) else cell

    @property
    def names(self) -> list[str]:
        """The values of the cells as column names: without a byte order mark."""
        names = [self.cell(i) for i in range(len(self.cells))]
        first = self.text[slice(*self.cells[0])].lstrip(BOM)
        return [first.strip('"') if QUOTED.fullmatch(first) else first, *names[1:]]


class CsvFile:
    """Reader and serialiser of one CSV file."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool, name: str) -> None:
        self.fields, self.name = fields, name
        self._rows = _RowReader(file)
        self._added = (VERDICT, CONFIDENCE, REMOVED) if with_spans else (VERDICT, CONFIDENCE)
        self._names: list[str] = []
        self._all_quoted = False

    def entries(self) -> Iterator[Entry]:
        """Yield the header, then each row. Raises `CleanerError` if the header has no text column."""
        header = self._read_header()
        if header is None:
            return
        yield Entry(0, None, header)
        number = 0
        for row in self._rows.rows():
            number += not (isinstance(row, LongLine) and row.is_rest)
            yield row.to_entry(number, text_of(row)) if isinstance(row, LongLine) else self._to_entry(number, row)

    def _read_header(self) -> CsvRow | None:
        """Return the header and choose its separator; None for an empty file."""
        first = self._rows.read_line()
        if first is None:
            return None
        if first.data.startswith(UTF16_BOMS):
            raise CleanerError(f"{self.name}: is in UTF-16; convert the file to UTF-8 first.")
        for separator in SEPARATORS:
            self._rows.unread([first])
            self._rows.separator = separator
            row = next(self._rows.rows())
            if not isinstance(row, CsvRow):
                continue
            if len(row.cells) <= MAX_FIELDS and self.fields.text in (names := row.names):
                self._names, self._all_quoted = names, all(QUOTED.fullmatch(row.text[a:b]) for a, b in row.cells)
                return row
            if len(data := bytes_of(row.text)) > len(first.data):
                self._rows.unread([LongLine(data[len(first.data) :])])
        problem = f"has no column {self.fields.text!r} in the header; choose one with --text-field"
        raise ForeignError(f"{self.name}: {problem}.")

    def _to_entry(self, number: int, row: "CsvRow | str") -> Entry:
        if isinstance(row, str):
            return Entry(number, None, row, damage="malformed row: unbalanced quote")
        if not row.text.strip(LINE_ENDS):
            return Entry(number, None, row.text)
        if len(row.cells) != len(self._names):
            count = f"more than {MAX_FIELDS:,}" if len(row.cells) > MAX_FIELDS else len(row.cells)
            return Entry(number, None, row.text, damage=f"has {count} cells, expected {len(self._names)}")
        if not row.text.isascii() and re.search("[\udc80-\udcff]", row.text):
            return Entry(number, None, row.text, damage="invalid UTF-8")
        text, url, id_ = (row.cell(self._names.index(name)) if name in self._names else "" for name in self.fields)
        return Entry(number, text, row, url, id_)

    def dump_cleaned(self, entry: Entry, cleaned: CleanedText) -> bytes:
        """Return the row of a record with its cleaned text, and columns for the verdict and the confidence."""
        new: dict[str, str] = {self.fields.text: cleaned.text, VERDICT: cleaned.verdict}
        new[CONFIDENCE] = str(cleaned.confidence)
        if REMOVED in self._added:
            new[REMOVED] = json.dumps(dump_spans(cleaned))
        return self._set_cells(entry.source, new)

    def dump_carried(self, entry: Entry) -> bytes:
        """Return the header with the new column names, a row with these cells empty, or a damaged line unchanged."""
        if isinstance(entry.source, str):
            return bytes_of(entry.source)
        is_header = entry.number == 0
        return self._set_cells(entry.source, {name: name if is_header else "" for name in self._added})

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """Return a record as a JSON object with the fields in `new` added.

        A second column of the same name gets a suffix with its index.
        """
        if entry.text is None:
            return dump_json({**raw_object(self.dump_carried(entry)), **new})
        cells: dict[str, str] = {}
        for i, name in enumerate(self._names):
            cells[f"{name}.{i}" if name in cells else name] = entry.source.cell(i)
        return dump_json({**cells, **new})

    def _set_cells(self, row: CsvRow, new: Mapping[str, str]) -> bytes:
        """Return a row with new values by column name; new columns come after the last."""
        text = row.text
        at = row.cells[-1][1]
        added = [self._rows.separator + self._quote(value) for name, value in new.items() if name not in self._names]
        text = text[:at] + "".join(added) + text[at:]
        replaced = {self._names.index(name): value for name, value in new.items() if name in self._names}
        for i in sorted(replaced, reverse=True):
            start, end = row.cells[i]
            text = text[:start] + self._quote(replaced[i], bool(QUOTED.fullmatch(text[start:end]))) + text[end:]
        return bytes_of(text)

    def _quote(self, value: str, was_quoted: bool = False) -> str:
        if was_quoted or self._all_quoted or any(sign in value for sign in (self._rows.separator, '"', "\r", "\n")):
            return '"' + value.replace('"', '""') + '"'
        return value


class _RowReader:
    """Splits a file into rows with cells between `separator`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._lines = read_lines(file)
        self._unread: list[LongLine] = []
        self.separator = SEPARATORS[0]

    def read_line(self) -> LongLine | None:
        """Return the next line, or piece of a long line; None at the end."""
        return self._unread.pop() if self._unread else next(self._lines, None)

    def unread(self, lines: list[LongLine]) -> None:
        """Put lines back, to be read next."""
        self._unread += lines[::-1]

    def rows(self) -> Iterator[CsvRow | LongLine | str]:
        """Yield each row, each piece of a long line, and as `str` each line that does not start a valid row."""
        while first := self.read_line():
            yield first if first.is_piece else self._read_row(first)

    def _read_row(self, first: LongLine) -> CsvRow | str:
        """Return the row that starts with a line, reading on while a quoted cell is open.

        If that fails, the line is no row; in a TSV file its quotes are ordinary characters.
        """
        text, more, cells = text_of(first), list[LongLine](), _CellScanner(self.separator)
        texts = [text]
        while not cells.take(texts[-1]):
            line = None if cells.is_wrong or cells.size > LONGEST else self.read_line()  # give up on an unclosed quote
            if line is None or line.is_piece:
                self.unread(more if line is None else [*more, line])
                return CsvRow(text, _split_unquoted(text, self.separator)) if self.separator == "\t" else text
            more.append(line)
            texts.append(text_of(line))
        return CsvRow("".join(texts), cells.cells)


def text_of(line: LongLine) -> str:
    """Return a line as text; `bytes_of` restores its bytes, even if they are not UTF-8."""
    return line.data.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Return the bytes of a text from `text_of`."""
    return text.encode("utf-8", "surrogateescape")


class _CellScanner:
    """Finds the offsets of the cells of one row, line by line."""

    def __init__(self, separator: str) -> None:
        self.separator = separator
        self.cells: list[tuple[int, int]] = []
        self.size = 0
        """Characters of the lines before the current one."""
        self.is_wrong = False
        """True if a closing quote is followed by anything but a separator."""
        self._open: int | None = None
        """Start of a quoted cell that is not closed."""

    def take(self, line: str) -> bool:
        """Return True if the row ends with this line."""
        stop, at = len(line.rstrip(LINE_ENDS)), 0
        if not self.size and line.startswith(BOM + '"'):
            at = len(BOM)
        while True:
            is_quoted = self._open is not None or line.startswith('"', at)
            close = self._end_of_quoted(line, at, stop) if is_quoted else _end_of_plain(line, at, stop, self.separator)
            if close is None:
                self.size += len(line)
                return False
            start, self._open = self.size + at if self._open is None else self._open, None
            self.cells.append((start, self.size + close))
            if close >= stop or len(self.cells) > MAX_FIELDS:
                return True
            at = close + 1

    def _end_of_quoted(self, line: str, at: int, stop: int) -> int | None:
        """Return the end of a quoted cell, None if it is not in this line."""
        found = CLOSING.match(line, at if self._open is not None else at + 1)
        if self._open is None:
            self._open = self.size + at
        if found is None:
            return None
        if found.end() < stop and line[found.end()] != self.separator:
            self.is_wrong = True
            return None
        return found.end()


def _end_of_plain(line: str, at: int, stop: int, separator: str) -> int:
    """Return the end of an unquoted cell."""
    found = line.find(separator, at, stop)
    return stop if found < 0 else found


def _split_unquoted(line: str, separator: str) -> list[tuple[int, int]]:
    """Return the offsets of the cells of a line in which quotes have no meaning."""
    stop = len(line.rstrip(LINE_ENDS))
    edges = [-1, *(i for i in range(stop) if line[i] == separator), stop]
    return [(a + 1, b) for a, b in pairwise(edges)]
