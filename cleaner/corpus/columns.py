"""Parquet and Arrow files: one record a row, by pyarrow, with every other column and the metadata as they were.

Rows are cleaned in batches, so memory does not grow with the file. A row without a text, as null is, stays as it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, Final, NamedTuple

from cleaner.corpus.entry import (
    LONGEST,
    PIECE,
    REMOVED,
    TOO_LONG,
    VERDICT,
    Cleaned,
    Entry,
    Fields,
    ForeignError,
    spans,
)
from cleaner.corpus.jsonl import dumped
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
    """How one Parquet or Arrow file is read and written."""

    def __init__(self, file: IO[bytes], fields: Fields, with_spans: bool, path: str, format_: str) -> None:
        self.fields, self.with_spans, self.path = fields, with_spans, path
        try:
            import pyarrow
        except ModuleNotFoundError:
            raise missing(path, "pyarrow", "parquet") from None
        self._arrow: Any = pyarrow
        self.is_parquet, self.is_stream = format_ == "parquet", False
        try:
            self.file: Any = self._parquet(file) if self.is_parquet else self._ipc(file)
        except self.errors as error:
            raise CleanerError(f"{path}: is no {format_.title()} file: {_first(error)}.") from None
        self.schema: Any = self.file.schema_arrow if self.is_parquet else self.file.schema
        self.done = 0
        """Rows that were read."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What pyarrow raises for files that it cannot read or write."""
        return self._arrow.ArrowException, OSError, ValueError, KeyError

    def _parquet(self, file: IO[bytes]) -> Any:
        from pyarrow import parquet

        return parquet.ParquetFile(file, pre_buffer=False, buffer_size=PIECE)  # not a column of a group at once

    def _ipc(self, file: IO[bytes]) -> Any:
        """A file, or a stream, as Hugging Face datasets writes it, under the same suffix."""
        if file.read(4) == b"FEA1":
            raise ValueError("it is of Feather version 1; write it as version 2 first")
        file.seek(0)
        try:
            return self._arrow.ipc.open_file(file)
        except self._arrow.ArrowInvalid:
            file.seek(0)
            self.is_stream = True
            return self._arrow.ipc.open_stream(file)

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
                    yield Entry(self.done, text, Row(batch, i), str(url or ""), str(id_ or ""), damage)
        except self.errors as error:
            raise CleanerError(f"{self.path}: cannot be read beyond record {self.done}: {_first(error)}.") from None

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
        return max(1, min(ROWS, GROUP // max(1, longest)))

    def _check(self) -> None:
        name, types, schema = self.fields.text, self._arrow.types, self.schema
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
        return dumped({**row, **new})

    def output(self, file: BinaryIO) -> "ColumnsOutput":
        """What writes the rows to `file`. Raises `CleanerError`."""
        return ColumnsOutput(self, file)

    def schema_written(self) -> Any:
        """The schema of what is written: that of the file, with the new columns."""
        schema, added = self._with_plain_texts(), {VERDICT: self._arrow.string()}
        if self.with_spans:
            place = [("start", self._arrow.int64()), ("end", self._arrow.int64())]
            words = [("kind", self._arrow.string()), ("rule", self._arrow.string())]
            added[REMOVED] = self._arrow.list_(self._arrow.struct([*place, *words]))
        for name, kind in added.items():
            i, field = schema.get_field_index(name), self._arrow.field(name, kind)
            schema = schema.append(field) if i < 0 else schema.set(i, field)
        return schema

    def _with_plain_texts(self) -> Any:
        """The schema of the file, where an Arrow file, which has room for one dictionary a column, has texts in none.

        New texts come a batch at a time, and hardly two are the same.
        """
        i = self.schema.get_field_index(self.fields.text)
        field = self.schema.field(i)
        if self.is_parquet or self.is_stream or not self._arrow.types.is_dictionary(field.type):
            return self.schema
        return self.schema.set(i, field.with_type(field.type.value_type))

    def writer(self, file: BinaryIO) -> Any:
        """What takes tables with that schema and writes them to `file`, packed as what was read."""
        schema, arrow = self.schema_written(), self._arrow
        if self.is_parquet:
            from pyarrow import parquet

            others = self._others()
            return parquet.ParquetWriter(
                file, schema, compression=self._codecs(), use_dictionary=others, write_statistics=others
            )
        # pyarrow does not tell how a file is packed; Feather files are by default
        options = arrow.ipc.IpcWriteOptions(compression="lz4" if self.path.lower().endswith(".feather") else None)
        return (arrow.ipc.new_stream if self.is_stream else arrow.ipc.new_file)(file, schema, options=options)

    def _others(self) -> list[str]:
        """All columns of a Parquet file but that of the texts, each of which a dictionary or statistics would copy."""
        leaves = [self.file.schema.column(i).path for i in range(len(self.file.schema))]
        new = [VERDICT, *(f"{REMOVED}.list.element.{name}" for name in ("kind", "rule"))]
        return [path for path in leaves if path != self.fields.text] + new

    def _codecs(self) -> Any:
        """The compression of each column of a Parquet file, by its path."""
        metadata = self.file.metadata
        if not metadata.num_row_groups:
            return "SNAPPY"
        group = metadata.row_group(0)
        columns = [group.column(i) for i in range(group.num_columns)]
        return {c.path_in_schema: "NONE" if c.compression == "UNCOMPRESSED" else c.compression for c in columns}

    def table(self, batch: Any, rows: "list[Written]") -> Any:
        """The rows of a batch that are written, with what is new in them, as a table."""
        arrow, schema, name = self._arrow, self.schema_written(), self.fields.text
        is_all = len(rows) == batch.num_rows
        kept = [batch] if is_all else [batch.slice(row.number, 1) for row in rows]
        old = arrow.Table.from_batches(kept).combine_chunks()
        verdicts, removed = [row.verdict for row in rows], [row.removed for row in rows]
        columns = []
        for i, field in enumerate(schema):
            if field.name == name:
                columns.append(self._texts(old.column(i), rows, field.type))
            elif field.name in (VERDICT, REMOVED):
                columns.append(arrow.array(verdicts if field.name == VERDICT else removed, field.type))
            else:
                columns.append(old.column(i))
        return arrow.Table.from_arrays(columns, schema=schema)

    def _texts(self, old: Any, rows: "list[Written]", kind: Any) -> Any:
        """The new texts, and where there is none the old bytes, whatever they are."""
        from pyarrow import compute

        if self._arrow.types.is_dictionary(old.type) and not self._arrow.types.is_dictionary(kind):
            old = old.cast(kind)
        if all(row.text is None for row in rows):
            return old  # which may be too long to be copied
        if self._arrow.types.is_dictionary(kind):
            return self._texts(old.cast(kind.value_type), rows, kind.value_type).dictionary_encode().cast(kind)
        binary = self._arrow.large_binary()
        is_new = self._arrow.array([row.text is not None for row in rows], self._arrow.bool_())
        texts = [None if row.text is None else row.text.encode("utf-8", "surrogatepass") for row in rows]
        return compute.if_else(is_new, self._arrow.array(texts, binary), old.cast(binary)).cast(kind, safe=False)


class Written(NamedTuple):
    """A row as it is written: its number in the batch, and what is new in it, all None where nothing is."""

    number: int
    text: str | None = None
    verdict: str | None = None
    removed: list[dict[str, Any]] | None = None


class ColumnsOutput:
    """Writes the rows of one file in order. Whatever fails is a `CleanerError`."""

    def __init__(self, columns: Columns, file: BinaryIO) -> None:
        self._columns, self._writer = columns, columns.writer(file)
        self._batch: Any = None
        self._rows: list[Written] = []
        self._tables: list[Any] = []

    def put(self, entry: Entry, cleaned: Cleaned) -> None:
        """A record that was cleaned."""
        self._take(entry, Written(entry.source.number, cleaned.text, cleaned.verdict, spans(cleaned)))

    def carry(self, entry: Entry) -> None:
        """A record that was not."""
        self._take(entry, Written(entry.source.number))

    def mark(self) -> int | None:
        """None: such a file cannot be continued, because what it holds is written at its end."""
        return None

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        with self._told():
            self._end_batch()
            self._write()
            self._writer.close()

    def _take(self, entry: Entry, row: Written) -> None:
        with self._told():
            if entry.source.batch is not self._batch:
                self._end_batch()
                self._batch = entry.source.batch
            self._rows.append(row)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._columns.errors as error:
            raise CleanerError(f"{self._columns.path}: its cleaned form cannot be written: {_first(error)}.") from None

    def _end_batch(self) -> None:
        if self._rows:
            self._tables.append(self._columns.table(self._batch, self._rows))
            self._rows = []
        if sum(table.nbytes for table in self._tables) > GROUP:
            self._write()

    def _write(self) -> None:
        if self._tables:
            batches = [batch for table in self._tables for batch in table.to_batches()]
            self._writer.write_table(type(self._tables[0]).from_batches(batches))
        self._tables = []


def _pieces(batch: Any) -> Iterator[Any]:
    """A batch in pieces of a few rows; where they are long, of one each, so that no other is copied with it."""
    for start in range(0, batch.num_rows, ROWS):
        piece = batch.slice(start, ROWS)
        rows = ROWS if piece.nbytes <= LONGEST else 1
        yield from (piece.slice(i, rows) for i in range(0, piece.num_rows, rows))


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


def _first(error: Exception) -> str:
    """The first line of an error, without the full stop that the sentence around it has."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
