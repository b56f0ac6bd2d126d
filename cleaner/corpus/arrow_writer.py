"""What is written of a Parquet or Arrow file: its rows with the new texts and columns, all else as it was.

The rows of a batch become a table once the batch is done, and tables are written when they are large enough together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from cleaner.corpus.arrow import GROUP, error_text
from cleaner.corpus.entry import REMOVED, VERDICT, CleanedText, Entry, spans
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.corpus.arrow import ArrowFile


class NewRow(NamedTuple):
    """A row as it is written: its number in the batch, and what is new in it, all None where nothing is."""

    number: int
    text: str | None = None
    verdict: str | None = None
    removed: list[dict[str, Any]] | None = None


class ArrowFormat:
    """How the rows of a file are written."""

    def __init__(self, columns: "ArrowFile") -> None:
        """`columns` is the file that they are from."""
        self._from = columns
        self._arrow: Any = columns.arrow
        self.schema: Any = self._schema()

    def _schema(self) -> Any:
        """The schema of what is written: that of the file, with the new columns."""
        schema, added = self._with_plain_texts(), {VERDICT: self._arrow.string()}
        if self._from.with_spans:
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
        i = self._from.schema.get_field_index(self._from.fields.text)
        field = self._from.schema.field(i)
        if self._from.is_parquet or self._from.is_stream or not self._arrow.types.is_dictionary(field.type):
            return self._from.schema
        return self._from.schema.set(i, field.with_type(field.type.value_type))

    def writer(self, file: BinaryIO) -> Any:
        """What takes tables with that schema and writes them to `file`, packed as what was read."""
        schema, arrow = self.schema, self._arrow
        if self._from.is_parquet:
            from pyarrow import parquet

            others = self._others()
            return parquet.ParquetWriter(
                file, schema, compression=self._codecs(), use_dictionary=others, write_statistics=others
            )
        # pyarrow does not tell how a file is packed; Feather files are by default
        options = arrow.ipc.IpcWriteOptions(compression="lz4" if self._from.path.lower().endswith(".feather") else None)
        return (arrow.ipc.new_stream if self._from.is_stream else arrow.ipc.new_file)(file, schema, options=options)

    def _others(self) -> list[str]:
        """All columns of a Parquet file but that of the texts, each of which a dictionary or statistics would copy."""
        leaves = [self._from.file.schema.column(i).path for i in range(len(self._from.file.schema))]
        new = [VERDICT, *(f"{REMOVED}.list.element.{name}" for name in ("kind", "rule"))]
        return [path for path in leaves if path != self._from.fields.text] + new

    def _codecs(self) -> Any:
        """The compression of each column of a Parquet file, by its path."""
        metadata = self._from.file.metadata
        if not metadata.num_row_groups:
            return "SNAPPY"
        group = metadata.row_group(0)
        columns = [group.column(i) for i in range(group.num_columns)]
        return {c.path_in_schema: "NONE" if c.compression == "UNCOMPRESSED" else c.compression for c in columns}

    def table(self, batch: Any, rows: "list[NewRow]") -> Any:
        """The rows of a batch that are written, with what is new in them, as a table."""
        arrow, schema, name = self._arrow, self.schema, self._from.fields.text
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

    def _texts(self, old: Any, rows: "list[NewRow]", kind: Any) -> Any:
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


class ArrowOutput:
    """Writes the rows of one file in order. Whatever fails is a `CleanerError`."""

    def __init__(self, columns: "ArrowFile", file: BinaryIO) -> None:
        self._columns, self._form = columns, ArrowFormat(columns)
        self._writer = self._form.writer(file)
        self._batch: Any = None
        self._rows: list[NewRow] = []
        self._tables: list[Any] = []

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        """A record that was cleaned."""
        self._take(entry, NewRow(entry.source.number, cleaned.text, cleaned.verdict, spans(cleaned)))

    def carry(self, entry: Entry) -> None:
        """A record that was not."""
        self._take(entry, NewRow(entry.source.number))

    def mark(self) -> int | None:
        """None: such a file cannot be continued, because what it holds is written at its end."""
        return None

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        with self._told():
            self._end_batch()
            self._write()
            self._writer.close()

    def _take(self, entry: Entry, row: NewRow) -> None:
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
            raise CleanerError(
                f"{self._columns.path}: its cleaned form cannot be written: {error_text(error)}."
            ) from None

    def _end_batch(self) -> None:
        if self._rows:
            self._tables.append(self._form.table(self._batch, self._rows))
            self._rows = []
        if sum(table.nbytes for table in self._tables) > GROUP:
            self._write()

    def _write(self) -> None:
        if self._tables:
            batches = [batch for table in self._tables for batch in table.to_batches()]
            self._writer.write_table(type(self._tables[0]).from_batches(batches))
        self._tables = []
