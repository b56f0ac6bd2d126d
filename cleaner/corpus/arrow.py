"""Parquet and Arrow files: one record a row, by pyarrow, with every other column and the metadata as they were.

Rows are read in batches, so memory does not grow with the file. A row without a text, as null is, stays as it is.
"""

from collections.abc import Iterator, Mapping
from typing import IO, Any, Final, NamedTuple

from cleaner.corpus.entry import LONGEST, PIECE, TOO_LONG, Entry, Fields, ForeignError
from cleaner.corpus.jsonl import dump_json
from cleaner.errors import CleanerError
from cleaner.files.compression import missing_extra

ROWS: Final = 512
"""Rows read at a time."""
WORST: Final = 1 << 29
"""Bytes that these may become if each has the longest value of a dictionary, of which nothing tells how long it is."""


class ArrowRow(NamedTuple):
    """A row of a batch."""

    batch: Any
    number: int


class ArrowFile:
    """How one Parquet or Arrow file is read."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool, path: str, format_: str) -> None:
        self.fields, self.with_spans, self.path = fields, with_spans, path
        try:
            import pyarrow
        except ModuleNotFoundError:
            raise missing_extra(path, "pyarrow", "parquet") from None
        self.arrow: Any = pyarrow
        self.is_parquet, self.is_stream = format_ == "parquet", False
        try:
            self.file: Any = self._parquet(file) if self.is_parquet else self._ipc(file)
        except self.errors as error:
            raise CleanerError(f"{path}: is no {format_.title()} file: {error_text(error)}.") from None
        self.schema: Any = self.file.schema_arrow if self.is_parquet else self.file.schema
        self.done = 0
        """Rows that were read."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What pyarrow raises for files that it cannot read or write."""
        return self.arrow.ArrowException, OSError, ValueError, KeyError

    def _parquet(self, file: IO[bytes]) -> Any:
        from pyarrow import parquet

        return parquet.ParquetFile(file, pre_buffer=False, buffer_size=PIECE)  # not a column of a group at once

    def _ipc(self, file: IO[bytes]) -> Any:
        """A file, or a stream, as Hugging Face datasets writes it, under the same suffix."""
        if file.read(4) == b"FEA1":
            raise ValueError("it is of Feather version 1; write it as version 2 first")
        file.seek(0)
        try:
            return self.arrow.ipc.open_file(file)
        except self.arrow.ArrowInvalid:
            file.seek(0)
            self.is_stream = True
            return self.arrow.ipc.open_stream(file)

    def entries(self) -> Iterator[Entry]:
        """Each row. Raises `CleanerError` where the file cannot be read or has no column of texts."""
        self._check()
        try:
            for batch in self._batches():
                columns = [self._cells(batch, name) for name in self.fields]
                for i in range(batch.num_rows):
                    self.done += 1
                    text, url, id_ = (column[i] for column in columns)
                    damage = "" if text is not None else self._damage(batch, i)
                    yield Entry(self.done, text, ArrowRow(batch, i), str(url or ""), str(id_ or ""), damage)
        except self.errors as error:
            raise CleanerError(f"{self.path}: cannot be read beyond record {self.done}: {error_text(error)}.") from None

    def share(self) -> float:
        """How much of the file was read, 0 to 1; unknown of a stream."""
        return self.done / max(1, self.file.metadata.num_rows) if self.is_parquet else 0.0

    def _batches(self) -> Iterator[Any]:
        if self.is_parquet:
            batches = self.file.iter_batches(self._rows())
        elif self.is_stream:
            batches = self.file
        else:
            batches = map(self.file.get_batch, range(self.file.num_record_batches))
        for batch in batches:
            yield from _pieces(batch)

    def _rows(self) -> int:
        """Rows of a Parquet file read at a time: fewer where they are long, as their metadata says."""
        data = self.file.metadata
        groups = [data.row_group(i) for i in range(data.num_row_groups)]
        longest = max((group.total_byte_size // max(1, group.num_rows) for group in groups), default=0)
        if longest > LONGEST:  # such a row would be read whole, and more than once
            raise CleanerError(f"{self.path}: has a record that {TOO_LONG}; take it out first.")
        repeated = max((_in_dictionaries(group) for group in groups), default=0)
        return max(1, min(ROWS, GROUP // max(1, longest), WORST // max(1, repeated)))

    def _check(self) -> None:
        name, types, schema = self.fields.text, self.arrow.types, self.schema
        found = schema.get_all_field_indices(name)
        if len(found) != 1:
            many = f"has {len(found)} columns" if found else "has no column"
            near = f" There are {', '.join(schema.names)}." if not found else ""
            raise ForeignError(f"{self.path}: {many} {name!r}; --text-field names the text's.{near}")
        kind = schema.field(name).type
        plain = kind.value_type if types.is_dictionary(kind) else kind
        if not (types.is_string(plain) or types.is_large_string(plain) or types.is_string_view(plain)):
            raise ForeignError(
                f"{self.path}: the column {name!r} holds {kind}, not text; --text-field names the text's."
            )

    def _cells(self, batch: Any, name: str) -> list[Any]:
        """The values of a column, None for what is no UTF-8 or too long; for all where it is not there, or twice."""
        if len(batch.schema.get_all_field_indices(name)) != 1:
            return [None] * batch.num_rows
        column = batch.column(batch.schema.get_field_index(name))
        try:
            if column.nbytes <= LONGEST:
                return list(column.to_pylist())
        except UnicodeDecodeError:
            pass
        return [None if _is_long(cell) else _text(cell) for cell in column]

    def _damage(self, batch: Any, number: int) -> str:
        """Why there is no text in a row, as the end of a sentence."""
        name = self.fields.text
        return TOO_LONG if _is_long(batch.column(name)[number]) else f"holds no text in its column {name!r}"

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """A record as an object with new members."""
        batch, i = entry.source
        row = {name: _text(batch.column(at)[i]) for at, name in enumerate(batch.schema.names)}
        return dump_json({**row, **new})


def _pieces(batch: Any) -> Iterator[Any]:
    """A batch in pieces of a few rows; where they are long, of one each, so that no other is copied with it."""
    repeated = sum(column.dictionary.nbytes for column in batch.columns if hasattr(column, "dictionary"))
    for start in range(0, batch.num_rows, ROWS):
        piece = batch.slice(start, ROWS)
        rows = max(1, min(ROWS, WORST // max(1, repeated))) if piece.nbytes <= LONGEST else 1
        yield from (piece.slice(i, rows) for i in range(0, piece.num_rows, rows))


def _in_dictionaries(group: Any) -> int:
    """Bytes of the columns of a group of rows that have a dictionary, in which a value may stand for many rows."""
    columns = [group.column(i) for i in range(group.num_columns)]
    return sum(c.total_uncompressed_size for c in columns if c.has_dictionary_page and c.physical_type == "BYTE_ARRAY")


def _is_long(cell: Any) -> bool:
    """Whether there is more in a cell than a record may have; nothing of it is copied for that."""
    plain = getattr(cell, "value", cell)  # of one that only points into a dictionary
    return hasattr(plain, "as_buffer") and plain.is_valid and plain.as_buffer().size > LONGEST


def _text(cell: Any) -> Any:
    """The value of a cell, None for text that is no UTF-8."""
    try:
        return cell.as_py()
    except UnicodeDecodeError:
        return None


GROUP: Final = 1 << 25
"""Bytes of rows after which a group of a Parquet file is written: smaller ones read slowly, larger ones take memory."""


def error_text(error: Exception) -> str:
    """The first line of an error, without the full stop that the sentence around it has."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
