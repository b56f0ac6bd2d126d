"""Writer for Parquet and Arrow files: rows with new texts and added columns, everything else unchanged.

The rows of each batch become a table, and tables are written once they are large enough together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from cleaner.corpus.arrow import GROUP, error_text
from cleaner.corpus.entry import CONFIDENCE, REMOVED, VERDICT, CleanedText, Entry, dump_spans
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.corpus.arrow import ArrowFile


class NewRow(NamedTuple):
    """Index of a row in its batch, and its new values; all of them are None for a row that is carried over."""

    number: int
    text: str | None = None
    verdict: str | None = None
    confidence: float | None = None
    removed: list[dict[str, Any]] | None = None


class ArrowFormat:
    """Schema and tables of the output for `source`."""

    def __init__(self, source: "ArrowFile") -> None:
        self._source = source
        self._arrow: Any = source.arrow
        self.schema: Any = self._output_schema()

    def _output_schema(self) -> Any:
        """Return the schema of the source with the added columns."""
        schema, added = self._plain_text_schema(), {VERDICT: self._arrow.string(), CONFIDENCE: self._arrow.float64()}
        if self._source.with_spans:
            offsets = [("start", self._arrow.int64()), ("end", self._arrow.int64())]
            names = [("kind", self._arrow.string()), ("rule", self._arrow.string())]
            added[REMOVED] = self._arrow.list_(self._arrow.struct([*offsets, *names]))
        for name, type_ in added.items():
            i, field = schema.get_field_index(name), self._arrow.field(name, type_)
            schema = schema.append(field) if i < 0 else schema.set(i, field)
        return schema

    def _plain_text_schema(self) -> Any:
        """Return the schema of the source; in the Arrow file format, the text column has no dictionary.

        That format allows one dictionary per column, but new texts come batch by batch and are nearly all different.
        """
        i = self._source.schema.get_field_index(self._source.fields.text)
        field = self._source.schema.field(i)
        if self._source.is_parquet or self._source.is_stream or not self._arrow.types.is_dictionary(field.type):
            return self._source.schema
        return self._source.schema.set(i, field.with_type(field.type.value_type))

    def open_writer(self, file: BinaryIO) -> Any:
        """Return a pyarrow writer to `file`, with the compression of the source."""
        schema, arrow = self.schema, self._arrow
        if self._source.is_parquet:
            from pyarrow import parquet

            others = self._other_columns()
            return parquet.ParquetWriter(
                file, schema, compression=self._compressions(), use_dictionary=others, write_statistics=others
            )
        # pyarrow does not give the compression of a file; Feather files are compressed by default
        compression = "lz4" if self._source.path.lower().endswith(".feather") else None
        options = arrow.ipc.IpcWriteOptions(compression=compression)
        return (arrow.ipc.new_stream if self._source.is_stream else arrow.ipc.new_file)(file, schema, options=options)

    def _other_columns(self) -> list[str]:
        """Return all columns of a Parquet file but the text: a dictionary or statistics would copy each text."""
        leaves = [self._source.file.schema.column(i).path for i in range(len(self._source.file.schema))]
        new = [VERDICT, CONFIDENCE, *(f"{REMOVED}.list.element.{name}" for name in ("kind", "rule"))]
        return [path for path in leaves if path != self._source.fields.text] + new

    def _compressions(self) -> Any:
        """Return the compression of each column of a Parquet file, by the path of the column."""
        metadata = self._source.file.metadata
        if not metadata.num_row_groups:
            return "SNAPPY"
        group = metadata.row_group(0)
        columns = [group.column(i) for i in range(group.num_columns)]
        return {c.path_in_schema: "NONE" if c.compression == "UNCOMPRESSED" else c.compression for c in columns}

    def to_table(self, batch: Any, rows: "list[NewRow]") -> Any:
        """Return the given rows of a batch as a table with their new values."""
        arrow, schema, name = self._arrow, self.schema, self._source.fields.text
        is_all = len(rows) == batch.num_rows
        kept = [batch] if is_all else [batch.slice(row.number, 1) for row in rows]
        old = arrow.Table.from_batches(kept).combine_chunks()
        added = {
            VERDICT: [row.verdict for row in rows],
            CONFIDENCE: [row.confidence for row in rows],
            REMOVED: [row.removed for row in rows],
        }
        columns = []
        for i, field in enumerate(schema):
            if field.name == name:
                columns.append(self._new_texts(old.column(i), rows, field.type))
            elif field.name in added:
                columns.append(arrow.array(added[field.name], field.type))
            else:
                columns.append(old.column(i))
        return arrow.Table.from_arrays(columns, schema=schema)

    def _new_texts(self, old: Any, rows: "list[NewRow]", type_: Any) -> Any:
        """Return the new texts; a row without one keeps its old bytes, even if they are not UTF-8."""
        from pyarrow import compute

        if self._arrow.types.is_dictionary(old.type) and not self._arrow.types.is_dictionary(type_):
            old = old.cast(type_)
        if all(row.text is None for row in rows):
            return old  # they may be too long to copy
        if self._arrow.types.is_dictionary(type_):
            plain = type_.value_type
            return self._new_texts(old.cast(plain), rows, plain).dictionary_encode().cast(type_)
        binary = self._arrow.large_binary()
        is_new = self._arrow.array([row.text is not None for row in rows], self._arrow.bool_())
        texts = [None if row.text is None else row.text.encode("utf-8", "surrogatepass") for row in rows]
        return compute.if_else(is_new, self._arrow.array(texts, binary), old.cast(binary)).cast(type_, safe=False)


class ArrowOutput:
    """Output of the rows of one file, in order."""

    def __init__(self, source: "ArrowFile", file: BinaryIO) -> None:
        self._source, self._format = source, ArrowFormat(source)
        self._writer = self._format.open_writer(file)
        self._batch: Any = None
        self._rows: list[NewRow] = []
        self._tables: list[Any] = []

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        number, spans = entry.source.number, dump_spans(cleaned)
        self._take(entry, NewRow(number, cleaned.text, cleaned.verdict, cleaned.confidence, spans))

    def carry(self, entry: Entry) -> None:
        self._take(entry, NewRow(entry.source.number))

    def flush(self) -> int | None:
        """Return None: the index is at the end of the file, so an incomplete file cannot be resumed."""
        return None

    def close(self) -> None:
        with self._wrap_errors():
            self._end_batch()
            self._write()
            self._writer.close()

    def _take(self, entry: Entry, row: NewRow) -> None:
        with self._wrap_errors():
            if entry.source.batch is not self._batch:
                self._end_batch()
                self._batch = entry.source.batch
            self._rows.append(row)

    @contextmanager
    def _wrap_errors(self) -> Iterator[None]:
        try:
            yield
        except self._source.errors as error:
            raise CleanerError(f"{self._source.path}: cannot write the cleaned file: {error_text(error)}.") from None

    def _end_batch(self) -> None:
        if self._rows:
            self._tables.append(self._format.to_table(self._batch, self._rows))
            self._rows = []
        if sum(table.nbytes for table in self._tables) > GROUP:
            self._write()

    def _write(self) -> None:
        if self._tables:
            batches = [batch for table in self._tables for batch in table.to_batches()]
            self._writer.write_table(type(self._tables[0]).from_batches(batches))
        self._tables = []
