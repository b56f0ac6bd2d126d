"""Parquet and Arrow files, read with pyarrow: one record per row. Other columns and the metadata stay unchanged.

Rows are read in batches, so memory does not grow with the file. A row without a text, such as null, stays unchanged.
"""

from collections.abc import Iterator, Mapping
from typing import IO, Any, Final, NamedTuple

from cleaner.corpus.entry import LONGEST, PIECE, TOO_LONG, Entry, Fields, ForeignError, list_names
from cleaner.corpus.jsonl import dump_json
from cleaner.errors import CleanerError
from cleaner.files.compression import missing_extra

ROWS: Final = 512
"""Rows per batch, at most."""
EXPANDED: Final = 1 << 29
"""Limit of a batch in bytes, with dictionary values copied to each row.

pyarrow does not give the length of the longest value of a dictionary, so the size of the whole dictionary is used.
"""
GROUP: Final = 1 << 25
"""Bytes per row group written to a Parquet file: smaller groups are slow to read, larger ones need more memory."""


class ArrowRow(NamedTuple):
    """A row: its batch, and its index in the batch."""

    batch: Any
    number: int


class ArrowFile:
    """Reader of one Parquet or Arrow file."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool, path: str, format_: str) -> None:
        self.fields, self.with_spans, self.path = fields, with_spans, path
        try:
            import pyarrow
        except ModuleNotFoundError:
            raise missing_extra(path, "pyarrow", "parquet") from None
        self.arrow: Any = pyarrow
        self.is_parquet, self.is_stream = format_ == "parquet", False
        try:
            self.file: Any = self._open_parquet(file) if self.is_parquet else self._open_ipc(file)
        except self.errors as error:
            raise CleanerError(f"{path}: not a valid {format_.title()} file: {error_text(error)}.") from None
        self.schema: Any = self.file.schema_arrow if self.is_parquet else self.file.schema
        self.done = 0
        """Rows read so far."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """Exceptions that pyarrow raises for files that it cannot read or write."""
        return self.arrow.ArrowException, OSError, ValueError, KeyError

    def _open_parquet(self, file: IO[bytes]) -> Any:
        from pyarrow import parquet

        # By default pyarrow reads a whole column of a row group at once.
        return parquet.ParquetFile(file, pre_buffer=False, buffer_size=PIECE)

    def _open_ipc(self, file: IO[bytes]) -> Any:
        """Open the file format, or the stream format, which Hugging Face datasets writes under the same suffix."""
        if file.read(4) == b"FEA1":
            raise ValueError("Feather version 1 is not supported; convert it to version 2")
        file.seek(0)
        try:
            return self.arrow.ipc.open_file(file)
        except self.arrow.ArrowInvalid:
            file.seek(0)
            self.is_stream = True
            return self.arrow.ipc.open_stream(file)

    def entries(self) -> Iterator[Entry]:
        """Yield an entry for each row. Raises `CleanerError` if the file cannot be read or has no text column."""
        self._check_text_column()
        try:
            for batch in self._batches():
                columns = [self._read_column(batch, name) for name in self.fields]
                for i in range(batch.num_rows):
                    self.done += 1
                    text, url, id_ = (column[i] for column in columns)
                    damage = "" if text is not None else self._damage(batch, i)
                    yield Entry(self.done, text, ArrowRow(batch, i), str(url or ""), str(id_ or ""), damage)
        except self.errors as error:
            raise CleanerError(f"{self.path}: read error after record {self.done}: {error_text(error)}.") from None

    def share(self) -> float:
        """Return the share of the file that has been read, from 0 to 1; always 0 for Arrow files."""
        return self.done / max(1, self.file.metadata.num_rows) if self.is_parquet else 0.0

    def _batches(self) -> Iterator[Any]:
        if self.is_parquet:
            batches = self.file.iter_batches(self._batch_rows())
        elif self.is_stream:
            batches = self.file
        else:
            batches = map(self.file.get_batch, range(self.file.num_record_batches))
        for batch in batches:
            yield from _split(batch)

    def _batch_rows(self) -> int:
        """Return the rows to read at a time from a Parquet file; fewer if its metadata shows long rows."""
        data = self.file.metadata
        groups = [data.row_group(i) for i in range(data.num_row_groups)]
        longest = max((group.total_byte_size // max(1, group.num_rows) for group in groups), default=0)
        if longest > LONGEST:  # pyarrow would read such a row whole, and more than once
            raise CleanerError(f"{self.path}: contains a record {TOO_LONG}; remove it first.")
        dictionaries = max((_dictionary_bytes(group) for group in groups), default=0)
        return max(1, min(ROWS, GROUP // max(1, longest), EXPANDED // max(1, dictionaries)))

    def _check_text_column(self) -> None:
        name, types, schema = self.fields.text, self.arrow.types, self.schema
        found = schema.get_all_field_indices(name)
        if len(found) != 1:
            problem = f"has {len(found)} columns named {name!r}"
            if not found:
                problem = f"has no column {name!r} (columns: {list_names(schema.names)})"
            raise ForeignError(f"{self.path}: {problem}; choose one with --text-field.")
        type_ = schema.field(name).type
        plain = type_.value_type if types.is_dictionary(type_) else type_
        if not (types.is_string(plain) or types.is_large_string(plain) or types.is_string_view(plain)):
            raise ForeignError(f"{self.path}: column {name!r} is {type_}, not text; choose one with --text-field.")

    def _read_column(self, batch: Any, name: str) -> list[Any]:
        """Return the values of a column: None for a value that is too long or not UTF-8.

        If no column or more than one has the name, all values are None.
        """
        if len(batch.schema.get_all_field_indices(name)) != 1:
            return [None] * batch.num_rows
        column = batch.column(batch.schema.get_field_index(name))
        try:
            if column.nbytes <= LONGEST:
                return list(column.to_pylist())
        except UnicodeDecodeError:
            pass
        return [None if _is_long(cell) else _to_python(cell) for cell in column]

    def _damage(self, batch: Any, number: int) -> str:
        """Return the reason why a row has no text."""
        name = self.fields.text
        return TOO_LONG if _is_long(batch.column(name)[number]) else f"column {name!r} is null or not valid UTF-8"

    def as_json(self, entry: Entry, new: Mapping[str, Any]) -> bytes:
        """Return a row as a JSON object with the fields in `new` added."""
        batch, i = entry.source
        row = {name: _to_python(batch.column(at)[i]) for at, name in enumerate(batch.schema.names)}
        return dump_json({**row, **new})


def _split(batch: Any) -> Iterator[Any]:
    """Yield a batch as smaller ones; long rows come one by one, so that reading one does not copy others."""
    dictionaries = sum(column.dictionary.nbytes for column in batch.columns if hasattr(column, "dictionary"))
    for start in range(0, batch.num_rows, ROWS):
        piece = batch.slice(start, ROWS)
        rows = max(1, min(ROWS, EXPANDED // max(1, dictionaries))) if piece.nbytes <= LONGEST else 1
        yield from (piece.slice(i, rows) for i in range(0, piece.num_rows, rows))


def _dictionary_bytes(group: Any) -> int:
    """Return the uncompressed bytes of the text columns of a row group that have a dictionary."""
    columns = [group.column(i) for i in range(group.num_columns)]
    return sum(c.total_uncompressed_size for c in columns if c.has_dictionary_page and c.physical_type == "BYTE_ARRAY")


def _is_long(cell: Any) -> bool:
    """Return True if a cell exceeds `LONGEST`, without copying it."""
    plain = getattr(cell, "value", cell)  # cells of a dictionary column refer to their value
    return hasattr(plain, "as_buffer") and plain.is_valid and plain.as_buffer().size > LONGEST


def _to_python(cell: Any) -> Any:
    """Return the value of a cell, None if it is not valid UTF-8."""
    try:
        return cell.as_py()
    except UnicodeDecodeError:
        return None


def error_text(error: Exception) -> str:
    """Return the first line of an error message, without its full stop."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
