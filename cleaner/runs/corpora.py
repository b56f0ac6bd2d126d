"""Reading and writing of the corpora in a run.

`CorpusStream.expand` replaces each corpus among the inputs by its records, between a `Begin` and an `End`, and yields
everything else unchanged. The results come back in the same order and go to `CorpusStream.take`, which writes them.
Workers get only the text of a record; its entry is kept here until the result arrives.
"""

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

from cleaner.corpus.entry import (
    FIELDS,
    TOO_LONG,
    Begin,
    Broken,
    CleanedText,
    End,
    Entry,
    Fields,
)
from cleaner.corpus.output import AsJson, ByteOutput, CorpusReader, Output, Packer, RecordSerializer, dump_rejected
from cleaner.corpus.rejects import Rejects
from cleaner.errors import CleanerError
from cleaner.files.compression import read_errors
from cleaner.files.items import Failure, Found, Input, Note
from cleaner.files.names import CorpusFormat, corpus_format, output_path
from cleaner.files.part import Part
from cleaner.files.stamp import file_stamp
from cleaner.runs.job import Item
from cleaner.runs.outcome import Outcome
from cleaner.runs.texts import no_text_reason, open_corpus, read_failure, read_position, skip_note, to_item


class ResumePoint(NamedTuple):
    """Point at which to resume a corpus: entries already written, bytes of the output, and failed entries."""

    entries: int = 0
    size: int = 0
    failures: int = 0


BEGINNING: Final = ResumePoint()


class CorpusFailure(Failure):
    """The output of a corpus cannot be written, for example on a full disk; it was deleted."""


class CleanedRecord(NamedTuple):
    """Result for one record: its cleaned text, and the counts."""

    cleaned: CleanedText
    outcome: Outcome


@dataclass(frozen=True)
class CorpusOptions:
    """Options for reading and writing corpora.

    `out` is the output directory. `with_spans` adds the removed spans to each record, `as_jsonl` writes every corpus as
    JSON Lines, and `reject` moves damaged records to the file of rejects. `sidecar` is not supported for corpora.
    `named` has the paths given by the user, which are read even if no text field is found.
    """

    out: str | None = None
    fields: Fields = FIELDS
    with_spans: bool = False
    as_jsonl: bool = False
    reject: bool = False
    dry_run: bool = False
    sidecar: bool = False
    named: tuple[str, ...] = ()


@dataclass
class OpenCorpus:
    """A corpus in progress: its entries that are read but not written, and its output."""

    path: str
    reader: CorpusReader
    output: Output
    part: Part | None = None
    mode: int = 0
    position: Callable[[], int] = lambda: 0
    """Returns the bytes read so far; valid while the file is open."""
    bytes_read: int = 0
    """Position after the last entry that was read."""
    target: str | None = None
    """Path of the output."""
    stamp: tuple[int, int] | None = None
    """(size, mtime) of the file at open."""
    pending: deque[Entry] = field(default_factory=deque)
    taken: int = 0
    """Entries written so far."""
    failures: int = 0
    is_broken: bool = False
    """True after a read error."""
    is_rejecting: bool = False
    """True if the last damaged record was rejected; further pieces of it are rejected too."""
    is_lost: bool = False
    """True if the output cannot be written; results are discarded."""

    def pop(self) -> Entry:
        """Return the next entry to write."""
        self.taken += 1
        return self.pending.popleft()

    def give_up(self) -> None:
        """Delete the output, and write nothing more."""
        self.output, self.is_lost = NullOutput(), True
        if self.part is not None:
            self.part.remove()
        self.part = self.target = None


class NullOutput:
    """Output that discards all entries, for dry runs and after write errors."""

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        pass

    def carry(self, entry: Entry) -> None:
        pass

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


class CorpusStream:
    """The corpora of a run. Without `rejects`, no record is rejected."""

    def __init__(self, options: CorpusOptions, rejects: "Rejects | None" = None) -> None:
        self.options, self.rejects = options, rejects
        self._started: deque[OpenCorpus] = deque()
        """Corpora being read, whose first result has not arrived."""
        self.current: OpenCorpus | None = None
        """Corpus being written."""

    def expand(self, items: Iterable[Found], start: ResumePoint = BEGINNING) -> Iterator[Item]:
        """Yield the items, with each corpus replaced by its records. The first item starts at `start`."""
        for item in items:
            format_ = corpus_format(item.path) if isinstance(item, Input) else None
            if isinstance(item, Input) and format_ is not None:
                yield from self._read_file(item, format_, start)
            else:
                yield item
            start = BEGINNING

    def _read_file(self, item: Input, format_: CorpusFormat, start: ResumePoint) -> Iterator[Item]:
        with ExitStack() as stack:
            try:
                if item.path not in self.options.named and (
                    why := no_text_reason(item.path, format_, self.options.fields)
                ):
                    yield skip_note(item.path, why)
                    return
                file = stack.enter_context(Path(item.path).open("rb"))
                corpus = self._open(item, format_, file, start)
            except CleanerError as error:
                yield Failure(item.path, str(error))
                return
            except OSError as error:
                yield Failure(item.path, f"{item.path}: cannot be read: {error.strerror}.")
                return
            yield from self.read(corpus, format_.packed, start)

    def _open(self, item: Input, format_: CorpusFormat, file: BinaryIO, start: ResumePoint) -> OpenCorpus:
        options, status = self.options, os.fstat(file.fileno())
        if options.sidecar:
            raise CleanerError(f"{item.path}: --sidecar does not support corpora; run without it.")
        if not stat.S_ISREG(status.st_mode):
            raise CleanerError(f"{item.path}: not a regular file; use stdin with --format jsonl.")
        reader = open_corpus(file, item.path, format_, options.fields, options.with_spans)
        target = output_path(item, options.out, options.as_jsonl)
        part = None if options.dry_run else Part(Path(target), start.size)
        try:
            output = self._open_output(reader, part, format_, target)
        except BaseException:  # an interrupt too: no caller knows the part yet
            if part is not None:
                part.remove()
            raise
        corpus = OpenCorpus(item.path, reader, output, part, status.st_mode, target=target)
        corpus.position, corpus.stamp = partial(read_position, file, reader, status.st_size), file_stamp(file)
        return corpus

    def _open_output(self, reader: CorpusReader, part: Part | None, format_: CorpusFormat, target: str) -> Output:
        if part is None:
            return NullOutput()
        options = self.options
        serializer = cast(RecordSerializer, reader)
        if options.as_jsonl and format_.format != "jsonl":
            serializer = AsJson(reader, options.fields.text, options.with_spans, target)
        elif format_.format in ("parquet", "arrow"):
            from cleaner.corpus.arrow import ArrowFile
            from cleaner.corpus.arrow_writer import ArrowOutput

            return ArrowOutput(cast(ArrowFile, reader), part.file)
        packed = "" if format_.format == "wet" and not options.as_jsonl else format_.packed
        return ByteOutput(serializer, Packer(part.file, packed, target))

    def read(self, corpus: OpenCorpus, packed: str = "", start: ResumePoint = BEGINNING) -> Iterator[Item]:
        """Yield the records and markers of one corpus, from `start` on."""
        self._started.append(corpus)
        corpus.taken, corpus.failures = start.entries, start.failures
        yield Begin(corpus.path)
        number = start.entries
        try:
            for entry in islice(corpus.reader.entries(), start.entries, None):
                number = entry.number
                corpus.pending.append(entry)
                corpus.bytes_read = corpus.position()
                yield to_item(corpus.path, entry)
        except CleanerError as error:
            yield Broken(corpus.path, str(error))
        except read_errors(packed) as error:
            yield Broken(corpus.path, read_failure(corpus.path, number, error).message)
        yield End(corpus.path)

    def take(self, result: "Item | CleanedRecord | Outcome") -> Outcome | Failure | Note | None:
        """Write the result for the next item; return what the run should count or report, or None."""
        if isinstance(result, Begin):
            self.current = self._started.popleft()
            return None
        if self.current is None:
            return result if isinstance(result, Outcome | Failure | Note) else None
        corpus = self.current
        if isinstance(result, End):
            self.current = None
        try:
            return self._write(corpus, result)
        except CleanerError as error:
            corpus.give_up()
            return CorpusFailure(corpus.path, str(error))

    def _write(self, corpus: OpenCorpus, result: "Item | CleanedRecord | Outcome") -> Outcome | Failure | Note | None:
        if isinstance(result, End):
            return None if corpus.is_lost else self._finish(corpus)
        if isinstance(result, Broken):
            corpus.is_broken = True
            return None if corpus.is_lost else Failure(*result)
        entry = corpus.pop()
        if corpus.is_lost:  # the error has been reported
            return None
        if isinstance(result, CleanedRecord):
            return self._write_record(corpus, entry, result)
        if isinstance(result, Failure):
            corpus.failures += 1
            corpus.is_rejecting = self.options.reject and self._reject(corpus, entry, entry.damage or result.message)
            if not corpus.is_rejecting:
                corpus.output.carry(entry)
            return result
        if not (entry.is_rest and corpus.is_rejecting and self._reject(corpus, entry, TOO_LONG)):
            corpus.output.carry(entry)
        return None

    def _write_record(self, corpus: OpenCorpus, entry: Entry, record: CleanedRecord) -> Outcome:
        cleaned = record.cleaned
        is_rejected = cleaned.verdict == "no-article" and self._reject(corpus, entry, cleaned.reason)
        if not is_rejected:
            corpus.output.put(entry, cleaned)
        return record.outcome._replace(output=None if is_rejected else corpus.target, written=corpus.part is not None)

    def _reject(self, corpus: OpenCorpus, entry: Entry, reason: str) -> bool:
        """Write an entry to the rejects; False if there are none or they cannot be written."""
        if self.rejects is None:
            return False
        return self.rejects.take(dump_rejected(corpus.reader, entry, corpus.path, reason), corpus.mode)

    def flush(self) -> int | None:
        """Write all buffered entries; return the size of the current output, or None if it cannot be resumed.

        Raises `CleanerError` if it cannot be written.
        """
        return self.current.output.flush() if self.current else 0

    def _finish(self, corpus: OpenCorpus) -> Note | Failure | None:
        corpus.output.close()
        if corpus.part is not None and corpus.is_broken and not corpus.taken:
            corpus.give_up()
        elif corpus.part is not None:
            corpus.part.finish(corpus.mode)
        if corpus.stamp and Path(corpus.path).exists() and file_stamp(corpus.path) != corpus.stamp:
            return Failure(corpus.path, f"{corpus.path}: changed while being read; run again once it is complete.")
        if corpus.failures > 1:
            return Note(f"{corpus.path}: {corpus.failures:,} records failed.")
        if self.options.dry_run:
            return Note(f"{corpus.path}: would be written to {corpus.target}.")
        return None

    def stop(self, keep: bool) -> None:
        """Close all parts; with `keep`, leave those in the checkpoint for a run that resumes this one."""
        for corpus in ([self.current] if self.current else []) + [*self._started]:
            if corpus.part is not None:
                is_known = corpus is self.current or corpus.part.start  # is in the checkpoint
                corpus.part.keep() if keep and is_known else corpus.part.remove()
