"""The records of corpora among the documents of a run: laid out one by one to be cleaned, and collected in order.

`steps` turns each corpus among the inputs into its records, with a sign before the first and after the last, and
leaves everything else as it is. What comes back, in the same order, goes to `take`, which writes. In between, where
texts are cleaned in other processes, nothing but the text of a record travels: its entry waits here.
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
    Marker,
    Record,
)
from cleaner.corpus.output import AsJson, ByteOutput, Format, Output, Packer, RecordFormat, rejected_record
from cleaner.corpus.rejects import Rejects
from cleaner.errors import CleanerError
from cleaner.files.compression import read_errors
from cleaner.files.items import Failure, Found, Input, Note
from cleaner.files.names import CorpusFormat, corpus_format, output_path
from cleaner.files.part import Part
from cleaner.files.stamp import file_stamp
from cleaner.runs.outcome import Outcome
from cleaner.runs.texts import no_text_reason, open_corpus, read_failure, read_position, skip_note, to_item


class ResumePoint(NamedTuple):
    """From where a corpus goes on: so many entries are written, in so many bytes, and so many were failures."""

    entries: int = 0
    size: int = 0
    failures: int = 0


BEGINNING: Final = ResumePoint()


class CorpusFailure(Failure):
    """That a corpus cannot be written, such as on a full disk, so that nothing of it is there."""


class CleanedRecord(NamedTuple):
    """What became of a record: its new text, and the counts."""

    cleaned: CleanedText
    outcome: Outcome


Step = Found | Record | Marker


@dataclass(frozen=True)
class CorpusOptions:
    """How corpora are read and written. `reject` says that damaged records are no part of what is written.

    `sidecar` says that what was removed is to be kept in a file beside what is written, which corpora have none of.
    `named` are the paths that were asked for; a file that was only found in a folder may be no corpus of texts at all.
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
    """One corpus under way: what is read and not yet written, and where that goes."""

    path: str
    format: Format
    output: Output
    part: Part | None = None
    mode: int = 0
    position: Callable[[], int] = lambda: 0
    """How many bytes of the file have been read, while it is open."""
    read: int = 0
    """The same, after the last entry that was read."""
    target: str | None = None
    """The path of what is written."""
    stamp: tuple[int, int] | None = None
    """That of the file when it was opened."""
    waiting: deque[Entry] = field(default_factory=deque)
    taken: int = 0
    failures: int = 0
    is_broken: bool = False
    is_rejecting: bool = False
    """Whether the last damaged record was rejected, and so is the rest of it."""
    is_lost: bool = False
    """Whether nothing more is written of it."""

    def next(self) -> Entry:
        """The next entry to write."""
        self.taken += 1
        return self.waiting.popleft()

    def give_up(self) -> None:
        """Write nothing more, and leave nothing."""
        self.output, self.is_lost = NullOutput(), True
        if self.part is not None:
            self.part.remove()
        self.part = self.target = None


class NullOutput:
    """The output of a dry run, and of what cannot be written."""

    def put(self, entry: Entry, cleaned: CleanedText) -> None:
        """Nothing."""

    def carry(self, entry: Entry) -> None:
        """Nothing."""

    def mark(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class CorpusStream:
    """All corpora of a run. `rejects` takes what is rejected, if anything does."""

    def __init__(self, options: CorpusOptions, rejects: "Rejects | None" = None) -> None:
        self.options, self.rejects = options, rejects
        self._read: deque[OpenCorpus] = deque()
        """Those of which something was read and not all was taken, in order."""
        self.current: OpenCorpus | None = None
        """The one that is being written."""

    def steps(self, items: Iterable[Found], start: ResumePoint = BEGINNING) -> Iterator[Step]:
        """The items, with the records of each corpus in its place; the first goes on from `start`."""
        for item in items:
            end = corpus_format(item.path) if isinstance(item, Input) else None
            if isinstance(item, Input) and end is not None:
                yield from self._of_file(item, end, start)
            else:
                yield item
            start = BEGINNING

    def _of_file(self, item: Input, end: CorpusFormat, start: ResumePoint) -> Iterator[Step]:
        with ExitStack() as stack:
            try:
                if item.path not in self.options.named and (why := no_text_reason(item.path, end, self.options.fields)):
                    yield skip_note(item.path, why)
                    return
                file = stack.enter_context(Path(item.path).open("rb"))
                corpus = self._corpus(item, end, file, start)
            except CleanerError as error:
                yield Failure(item.path, str(error))
                return
            except OSError as error:
                yield Failure(item.path, f"{item.path}: cannot be read: {error.strerror}.")
                return
            yield from self.records(corpus, end.packed, start)

    def _corpus(self, item: Input, end: CorpusFormat, file: BinaryIO, start: ResumePoint) -> OpenCorpus:
        options, there = self.options, os.fstat(file.fileno())
        if options.sidecar:
            raise CleanerError(f"{item.path}: is a corpus, which gets no sidecar; clean it in a run without --sidecar.")
        if not stat.S_ISREG(there.st_mode):
            raise CleanerError(f"{item.path}: is no plain file; a corpus is, or comes through --format jsonl.")
        format_ = open_corpus(file, item.path, end, options.fields, options.with_spans)
        target = output_path(item, options.out, options.as_jsonl)
        part = None if options.dry_run else Part(Path(target), start.size)
        try:
            output = self._output(format_, part, end, target)
        except BaseException:  # an interrupt too: nobody else knows of the part yet
            if part is not None:
                part.remove()
            raise
        corpus = OpenCorpus(item.path, format_, output, part, there.st_mode, target=target)
        corpus.position, corpus.stamp = partial(read_position, file, format_, there.st_size), file_stamp(file)
        return corpus

    def _output(self, format_: Format, part: Part | None, end: CorpusFormat, target: str) -> Output:
        if part is None:
            return NullOutput()
        options = self.options
        lines = cast(RecordFormat, format_)
        if options.as_jsonl and end.format != "jsonl":
            lines = AsJson(format_, options.fields.text, options.with_spans, target)
        elif end.format in ("parquet", "arrow"):
            from cleaner.corpus.arrow import ArrowFile
            from cleaner.corpus.arrow_writer import ArrowOutput

            return ArrowOutput(cast(ArrowFile, format_), part.file)
        packed = "" if end.format == "wet" and not options.as_jsonl else end.packed
        return ByteOutput(lines, Packer(part.file, packed, target))

    def records(self, corpus: OpenCorpus, packed: str = "", start: ResumePoint = BEGINNING) -> Iterator[Step]:
        """The steps of one corpus from `start` on."""
        self._read.append(corpus)
        corpus.taken, corpus.failures = start.entries, start.failures
        yield Begin(corpus.path)
        number = start.entries
        try:
            for entry in islice(corpus.format.entries(), start.entries, None):
                number = entry.number
                corpus.waiting.append(entry)
                corpus.read = corpus.position()
                yield to_item(corpus.path, entry)
        except CleanerError as error:
            yield Broken(corpus.path, str(error))
        except read_errors(packed) as error:
            yield Broken(corpus.path, read_failure(corpus.path, number, error).message)
        yield End(corpus.path)

    def take(self, done: "Step | CleanedRecord | Outcome") -> Outcome | Failure | Note | None:
        """Write what became of the next step; what the run should know of it, None where that is nothing."""
        if isinstance(done, Begin):
            self.current = self._read.popleft()
            return None
        if self.current is None:
            return done if isinstance(done, Outcome | Failure | Note) else None
        corpus = self.current
        if isinstance(done, End):
            self.current = None
        try:
            return self._taken(corpus, done)
        except CleanerError as error:
            corpus.give_up()
            return CorpusFailure(corpus.path, str(error))

    def _taken(self, corpus: OpenCorpus, done: "Step | CleanedRecord | Outcome") -> Outcome | Failure | Note | None:
        if isinstance(done, End):
            return None if corpus.is_lost else self._ended(corpus)
        if isinstance(done, Broken):
            corpus.is_broken = True
            return None if corpus.is_lost else Failure(*done)
        entry = corpus.next()
        if corpus.is_lost:  # which has been said
            return None
        if isinstance(done, CleanedRecord):
            is_rejected = done.cleaned.verdict == "no-article" and self._rejects(corpus, entry, done.cleaned.reason)
            if not is_rejected:
                corpus.output.put(entry, done.cleaned)
            return done.outcome._replace(output=None if is_rejected else corpus.target, written=corpus.part is not None)
        if not isinstance(done, Failure):
            if not (entry.is_rest and corpus.is_rejecting and self._rejects(corpus, entry, TOO_LONG)):
                corpus.output.carry(entry)
            return None
        corpus.failures += 1
        corpus.is_rejecting = self.options.reject and self._rejects(corpus, entry, entry.damage or done.message)
        if not corpus.is_rejecting:
            corpus.output.carry(entry)
        return done

    def _rejects(self, corpus: OpenCorpus, entry: Entry, reason: str) -> bool:
        if self.rejects is None:
            return False
        return self.rejects.take(rejected_record(corpus.format, entry, corpus.path, reason), corpus.mode)

    def mark(self) -> int | None:
        """End a stretch of what is being written: its bytes, None if it cannot be continued.

        Raises `CleanerError` where it cannot be written.
        """
        return self.current.output.mark() if self.current else 0

    def _ended(self, corpus: OpenCorpus) -> Note | Failure | None:
        corpus.output.close()
        if corpus.part is not None and corpus.is_broken and not corpus.taken:
            corpus.give_up()
        elif corpus.part is not None:
            corpus.part.finish(corpus.mode)
        if corpus.stamp and Path(corpus.path).exists() and file_stamp(corpus.path) != corpus.stamp:
            return Failure(corpus.path, f"{corpus.path}: changed while it was read; run again when it is written.")
        if corpus.failures > 1:
            return Note(f"{corpus.path}: {corpus.failures:,} records could not be cleaned.")
        if self.options.dry_run:
            return Note(f"{corpus.path}: would be written to {corpus.target}.")
        return None

    def stop(self, keep: bool) -> None:
        """Let go of what is under way; `keep` leaves parts for a run that continues them."""
        for corpus in ([self.current] if self.current else []) + [*self._read]:
            if corpus.part is not None:
                is_known = corpus is self.current or corpus.part.start  # to the checkpoint
                corpus.part.keep() if keep and is_known else corpus.part.remove()
