"""The corpora of a run, in one stream with its other inputs.

`CorpusStream.expand` replaces each corpus among the inputs by its records, between a `Begin` and an `End`, and yields
everything else unchanged. The results come back in the same order and go to `CorpusStream.take`, which has them written
to the corpus that they belong to.
"""

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from cleaner.corpus.entry import Begin, Broken, End
from cleaner.corpus.output import AsJson, ByteOutput, CorpusReader, Output, Packer, RecordSerializer
from cleaner.corpus.rejects import Rejects
from cleaner.errors import CleanerError
from cleaner.files.items import Failure, Found, Input, Note
from cleaner.files.names import CorpusFormat, corpus_format, output_path
from cleaner.files.part import Part
from cleaner.files.stamp import file_stamp
from cleaner.runs.clean_task import CleanedRecord
from cleaner.runs.job import Item
from cleaner.runs.open_corpus import BEGINNING, EntryResult, NullOutput, OpenCorpus, ResumePoint
from cleaner.runs.outcome import Event, Outcome
from cleaner.runs.run_options import RunOptions
from cleaner.runs.texts import make_skip_note, open_reader, read_position


class CorpusStream:
    """The corpora of a run. Without `rejects`, no record is rejected."""

    def __init__(self, options: RunOptions, rejects: Rejects | None = None) -> None:
        self.options, self.rejects = options, rejects
        self._started: deque[OpenCorpus] = deque()
        """Corpora being read, whose first result has not arrived."""
        self.current: OpenCorpus | None = None
        """Corpus being written."""

    def expand(self, items: Iterable[Found | Outcome], start: ResumePoint = BEGINNING) -> Iterator[Item]:
        """Yield the items, with each corpus replaced by its records. The first item starts at `start`."""
        for item in items:
            format_ = corpus_format(item.path) if isinstance(item, Input) else None
            if isinstance(item, Input) and format_ is not None:
                yield from self._read_file(item, format_, start)
            else:
                yield item
            start = BEGINNING

    def _read_file(self, item: Input, format_: CorpusFormat, start: ResumePoint) -> Iterator[Item]:
        if item.path not in self.options.named and (note := make_skip_note(item.path, format_, self.options.fields)):
            yield note
            return
        with ExitStack() as stack:
            try:
                file = stack.enter_context(Path(item.path).open("rb"))
                corpus = self._open(item, format_, file, start)
            except CleanerError as error:
                yield Failure(item.path, str(error))
                return
            except OSError as error:
                yield Failure(item.path, f"{item.path}: cannot be read: {error.strerror}.")
                return
            yield from self.read(corpus)

    def _open(self, item: Input, format_: CorpusFormat, file: BinaryIO, start: ResumePoint) -> OpenCorpus:
        """Open the output of a corpus whose input is open. Raises `CleanerError` if one of the two is unsuitable."""
        options, status = self.options, os.fstat(file.fileno())
        if options.sidecar:
            raise CleanerError(f"{item.path}: --sidecar does not support corpora; run without it.")
        if not stat.S_ISREG(status.st_mode):
            raise CleanerError(f"{item.path}: not a regular file; use stdin with --format jsonl.")
        reader = open_reader(file, item.path, format_, options.fields, options.with_spans)
        target = output_path(item, options.out, options.to)
        part = None if options.dry_run else Part(Path(target), start.size)
        try:
            output = self._open_output(reader, part, format_, target)
        except BaseException:  # an interrupt too: no caller knows the part yet
            if part is not None:
                part.remove()
            raise
        corpus = OpenCorpus(item.path, reader, output, options, self.rejects, part, target, format_.packed)
        corpus.mode, corpus.stamp = status.st_mode, file_stamp(file)
        corpus.position = partial(read_position, file, reader, status.st_size)
        corpus.taken, corpus.failures = start.entries, start.failures
        return corpus

    def _open_output(self, reader: CorpusReader, part: Part | None, format_: CorpusFormat, target: str) -> Output:
        """Return the output in the format of the input, or as JSON Lines; it writes to `part`."""
        if part is None:
            return NullOutput()
        if "jsonl" in self.options.to and format_.format != "jsonl":
            as_json = AsJson(reader, self.options.fields.text, self.options.with_spans, target)
            return ByteOutput(as_json, Packer(part.file, format_.packed, target))
        if format_.format in ("parquet", "arrow"):
            from cleaner.corpus.arrow import ArrowFile
            from cleaner.corpus.arrow_writer import ArrowOutput

            return ArrowOutput(cast(ArrowFile, reader), part.file)
        packed = "" if format_.format == "wet" else format_.packed  # WET files are compressed by the reader, per record
        return ByteOutput(cast(RecordSerializer, reader), Packer(part.file, packed, target))

    def read(self, corpus: OpenCorpus) -> Iterator[Item]:
        """Yield the records and markers of one corpus."""
        self._started.append(corpus)
        yield from corpus.read()

    def take(self, result: Item | CleanedRecord | Outcome) -> Event | None:
        """Write the result for the next item; return what the run should count or report, or None."""
        if isinstance(result, Begin):
            self.current = self._started.popleft()
            return None
        corpus = self.current
        if corpus is None:
            return result if isinstance(result, Outcome | Failure | Note) else None
        try:
            if isinstance(result, End):
                self.current = None
                return corpus.finish()
            if isinstance(result, Broken):
                return corpus.break_off(result)
            return corpus.write(cast(EntryResult, result))
        except CleanerError as error:
            return corpus.fail(error)

    def flush(self) -> int | None:
        """Write all buffered entries; return the size of the current output, or None if it cannot be resumed.

        Raises `CleanerError` if it cannot be written.
        """
        return self.current.output.flush() if self.current else 0

    def stop(self, keep: bool) -> None:
        """Close all outputs; with `keep`, leave the parts in the checkpoint for a run that resumes this one."""
        if self.current is not None:
            self.current.stop(keep)
        for corpus in self._started:
            is_resumed = corpus.part is not None and corpus.part.start > 0  # only then the checkpoint knows it
            corpus.stop(keep and is_resumed)
