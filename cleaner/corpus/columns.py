"""Parquet and Arrow files: one record a row, by pyarrow, with every other column and the metadata as they were.

Rows are cleaned in batches, so memory does not grow with the file. A row without a text, as null is, stays as it is.
"""

from collections.abc import Iterator
from typing import IO, Any, BinaryIO, Final, NamedTuple

from cleaner.corpus.entry import REMOVED, VERDICT, Cleaned, Entry, Fields, spans
from cleaner.corpus.packed import missing
from cleaner.model import CleanerError

ROWS: Final = 512
"""Rows read at a time."""
GROUP: Final = 1 << 25
"""Bytes of rows after which a group of a Parquet file is written: smaller ones read slowly, larger ones take memory."""


class Row(NamedTuple):
    """A row of a batch."""

    batch: Any
    number: int


class Columns:
    """How one Parquet or Arrow file is read."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool, path: str, format_: str) -> None:
        self.fields, self.with_spans, self.path = fields, with_spans, path
        try:
            import pyarrow
            from pyarrow import parquet
        except ModuleNotFoundError:
            raise missing(path, "pyarrow", "parquet") from None
        self._arrow: Any = pyarrow
        try:
            self._file: Any = parquet.ParquetFile(file) if format_ == "parquet" else pyarrow.ipc.open_file(file)
        except (pyarrow.ArrowException, OSError) as error:
            raise CleanerError(f"{path}: is no {format_.title()} file: {_first(error)}.") from None
        self._is_parquet = format_ == "parquet"
        self._schema: Any = self._file.schema_arrow if self._is_parquet else self._file.schema

    def entries(self) -> Iterator[Entry]:
        """Each row. Raises `CleanerError` where the file cannot be read or has no column of texts."""
        number = 0
        try:
            self._check()
            for batch in self._batches():
                columns = [self._cells(batch, name) for name in self.fields]
                for i in range(batch.num_rows):
                    number += 1
                    text, url, id_ = (column[i] for column in columns)
                    damage = "" if text is not None else f"holds no text in its column {self.fields.text!r}"
                    yield Entry(number, text, Row(batch, i), str(url or ""), str(id_ or ""), damage)
        except (self._arrow.ArrowException, OSError) as error:
            raise CleanerError(f"{self.path}: record {number + 1}: cannot be read: {_first(error)}.") from None

    def _batches(self) -> Iterator[Any]:
        if self._is_parquet:
            return iter(self._file.iter_batches(ROWS))
        return (self._file.get_batch(i) for i in range(self._file.num_record_batches))

    def _check(self) -> None:
        name, types, schema = self.fields.text, self._arrow.types, self._schema
        if schema.get_field_index(name) < 0:
            near = ", ".join(schema.names)
            raise CleanerError(f"{self.path}: has no column {name!r}; --text-field names the text's. There are {near}.")
        kind = schema.field(name).type
        if not (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)):
            raise CleanerError(
                f"{self.path}: the column {name!r} holds {kind}, not text; --text-field names the text's."
            )

    def _cells(self, batch: Any, name: str) -> list[Any]:
        return batch.column(name).to_pylist() if name in batch.schema.names else [None] * batch.num_rows

    def as_object(self, entry: Entry) -> dict[str, Any]:
        """A record as it was read."""
        batch, i = entry.source
        return dict(batch.slice(i, 1).to_pylist()[0])

    def schema(self) -> Any:
        """The schema of what is written: that of the file, with the new columns."""
        schema, added = self._schema, {VERDICT: self._arrow.string()}
        if self.with_spans:
            place = [("start", self._arrow.int64()), ("end", self._arrow.int64())]
            words = [("kind", self._arrow.string()), ("rule", self._arrow.string())]
            added[REMOVED] = self._arrow.list_(self._arrow.struct([*place, *words]))
        for name, kind in added.items():
            i, field = schema.get_field_index(name), self._arrow.field(name, kind)
            schema = schema.append(field) if i < 0 else schema.set(i, field)
        return schema

    def writer(self, file: BinaryIO) -> Any:
        """What takes tables with that schema and writes them to `file`, packed as the file that was read."""
        if not self._is_parquet:
            return self._arrow.ipc.new_file(file, self.schema())
        from pyarrow import parquet

        metadata = self._file.metadata
        packed = metadata.row_group(0).column(0).compression if metadata.num_row_groups else "SNAPPY"
        return parquet.ParquetWriter(file, self.schema(), compression="NONE" if packed == "UNCOMPRESSED" else packed)

    def table(self, batch: Any, rows: "list[Written]") -> Any:
        """The rows of a batch that are written, with their new texts, as a table."""
        arrow = self._arrow
        new: dict[str, list[Any]] = {self.fields.text: [row.text for row in rows]}
        new[VERDICT] = [row.verdict for row in rows]
        new |= {REMOVED: [row.removed for row in rows]} if self.with_spans else {}
        kept = batch.take(arrow.array([row.number for row in rows], arrow.int64()))
        schema = self.schema()
        columns = [
            arrow.array(new[field.name], field.type) if field.name in new else kept.column(field.name)
            for field in schema
        ]
        return arrow.Table.from_arrays(columns, schema=schema)


class Written(NamedTuple):
    """A row as it is written: its number in the batch, and what is new in it."""

    number: int
    text: str | None
    verdict: str | None
    removed: list[dict[str, Any]] | None


class ColumnsOutput:
    """Writes the rows of one file in order."""

    def __init__(self, columns: Columns, file: BinaryIO) -> None:
        self._columns, self._writer = columns, columns.writer(file)
        self._batch: Any = None
        self._rows: list[Written] = []
        self._tables: list[Any] = []

    def put(self, entry: Entry, cleaned: Cleaned) -> None:
        """A record that was cleaned."""
        self._take(entry.source.batch)
        self._rows.append(Written(entry.source.number, cleaned.text, cleaned.verdict, spans(cleaned)))

    def carry(self, entry: Entry) -> None:
        """A record that was not."""
        self._take(entry.source.batch)
        self._rows.append(Written(entry.source.number, entry.text, None, None))

    def mark(self) -> int | None:
        """None: such a file cannot be continued, because what it holds is written at its end."""
        return None

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._end_batch()
        self._write()
        self._writer.close()

    def _take(self, batch: Any) -> None:
        if batch is not self._batch:
            self._end_batch()
            self._batch = batch

    def _end_batch(self) -> None:
        if self._rows:
            self._tables.append(self._columns.table(self._batch, self._rows))
            self._rows = []
        if sum(table.nbytes for table in self._tables) > GROUP:
            self._write()

    def _write(self) -> None:
        for table in self._tables[:1]:
            self._writer.write_table(type(table).from_batches([b for t in self._tables for b in t.to_batches()]))
        self._tables = []


def _first(error: Exception) -> str:
    """The first line of an error, without the full stop that the sentence around it has."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
