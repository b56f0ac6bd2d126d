"""One run of `cleaner run`: clean documents and records in order, write and count them, and resume after an interrupt.

`CleanTask` runs wherever a text is cleaned, perhaps in a worker, and writes files. `Run` runs in the main process and
writes corpora, rejects and the checkpoint.
"""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, Self

from cleaner.corpus.entry import VERDICT, Begin, CleanedText, Record
from cleaner.corpus.jsonl import JsonLines, dump_json
from cleaner.corpus.output import REASON, ByteOutput, Packer
from cleaner.corpus.rejects import Rejects
from cleaner.errors import CleanerError
from cleaner.files.atomic import refuse_foreign, write
from cleaner.files.discover import size_of
from cleaner.files.items import Failure, Found, Input, Note
from cleaner.files.names import output_path, sidecar_path
from cleaner.files.stamp import file_stamp
from cleaner.model import Document, Result
from cleaner.runs import batch, load
from cleaner.runs.checkpoint import CHECKPOINT_EVERY, Checkpoint, State
from cleaner.runs.corpora import CleanedRecord, CorpusFailure, CorpusOptions, CorpusStream, OpenCorpus, ResumePoint
from cleaner.runs.outcome import Outcome, Summary, count_removed, no_article_reason
from cleaner.runs.outputs import Outputs
from cleaner.settings import Settings


@dataclass(frozen=True)
class CleanTask:
    """Task of a run: write the cleaned text of a file, or return that of a record.

    The removed spans of a record are returned only `with_spans`: sending hundreds of them between processes is slow.
    """

    out: str | None
    dry_run: bool
    sidecar: bool = False
    with_spans: bool = False

    def __call__(self, item: Input | Record, document: Document, result: Result) -> Outcome | CleanedRecord:
        reason = no_article_reason(result) if result.verdict == "no-article" else ""
        counts = count_removed(result)
        if isinstance(item, Record):
            outcome = Outcome(item.path, result.verdict, None, False, None, counts, reason, item.number)
            spans = result.removed if self.with_spans else ()
            return CleanedRecord(CleanedText(result.text, result.verdict, spans, reason), outcome)
        if self.out is None and not Path(item.path).is_file():
            raise CleanerError(f"{item.path}: not a regular file; use stdin or --out.")
        output = Path(output_path(item, self.out))
        if result.verdict == "no-article":
            stale = str(output) if output.is_file() else None
            return Outcome(item.path, result.verdict, None, False, stale, counts, reason)
        place = Path(sidecar_path(str(output)))
        # An existing sidecar is updated in any case, or it would not match the new output.
        sidecar = place if self.sidecar or _has_sidecar(item.path, place) else None
        written = not self.dry_run and _write(Path(item.path), output, sidecar, document, result)
        return Outcome(
            item.path, result.verdict, str(output), written, None, counts, sidecar=str(sidecar) if sidecar else None
        )


def _has_sidecar(original: str, sidecar: Path) -> bool:
    """Return True if `sidecar` exists and belongs to `original`."""
    try:
        if not sidecar.is_file():
            return False
    except OSError:  # for example, the name is too long
        return False
    from cleaner.files.sidecar import is_sidecar_of

    return is_sidecar_of(sidecar, Path(original).name)


def _write(path: Path, output: Path, sidecar: Path | None, document: Document, result: Result) -> bool:
    """Write the sidecar, if any, and then the cleaned text; False if both were up to date.

    Raises `CleanerError` if one of them cannot be written; then a new sidecar is deleted again.
    """
    mode, written, is_new = path.stat().st_mode, False, False
    if sidecar:
        from cleaner.files.sidecar import START, dump_sidecar

        data = dump_sidecar(path, output, document, result)
        refuse_foreign(sidecar, START, "--sidecar")
        is_new = not sidecar.exists()
        written = write(sidecar, data, mode)
    try:
        return write(output, document.encode(result.text), mode) or written
    except CleanerError:
        if sidecar and is_new:
            sidecar.unlink(missing_ok=True)
        raise


class ReportPaths(NamedTuple):
    """Paths of the files for --rejects and --stats; empty for none."""

    rejects: str = ""
    stats: str = ""


class Run:
    """A run; `total` counts its documents.

    The checkpoint is in `folder`; with `resume`, the run continues from it. Raises `CleanerError` if the checkpoint
    cannot be read or the rejects cannot be written.
    """

    def __init__(
        self, settings: Settings, options: CorpusOptions, files: ReportPaths, folder: Path, resume: bool = False
    ) -> None:
        self.settings, self.options, self.total = settings, options, Summary()
        self._outputs = Outputs(options.out, options.as_jsonl, [path for path in files if path], options.sidecar)
        identity = (options, files, settings.decision_inputs)
        self._checkpoint = None if options.dry_run else Checkpoint(folder, identity)
        self._state = (self._checkpoint.load() if resume and self._checkpoint else None) or State()
        if self._checkpoint is not None and not resume:
            self._checkpoint.remove()  # this run overwrites the parts of the old one
        if self._state.total is not None:
            self.total = Summary.from_json(self._state.total)
        self.resumed = self.total.documents
        """Documents done by the interrupted run."""
        self._before = self._state.before or self.total.to_json()
        """Totals at the start of the current corpus."""
        has_rejects = files.rejects and not options.dry_run
        self._rejects = Rejects(files.rejects, self._state.rejected, self._state.mode) if has_rejects else None
        self._corpora = CorpusStream(options, self._rejects)
        self._bytes = 0

    @property
    def is_resumable(self) -> bool:
        """True if there is a checkpoint. Reads the disk: an interrupt can come just when it is written or deleted."""
        return self._checkpoint is not None and self._checkpoint.path.exists()

    @property
    def bytes_read(self) -> int:
        """Bytes of the inputs processed so far."""
        return self._bytes + (self._corpora.current.bytes_read if self._corpora.current else 0)

    def process(self, items: Iterable[Found]) -> Iterator[Outcome | Failure | Note]:
        """Clean the inputs; yield the outcome of each document, in order.

        Raises `CleanerError` if an interrupted run cannot be resumed.
        """
        task = CleanTask(self.options.out, self.options.dry_run, self.options.sidecar, self.options.with_spans)
        rest = self._skip_done(self._outputs.claim(items))
        start = ResumePoint(self._state.entries, self._state.size, self._state.failures)
        try:
            for result in batch.process_documents(task, self._corpora.expand(rest, start), self.settings):
                event = self._corpora.take(result)
                if isinstance(result, Begin) and not self._state.entries:  # else the corpus began before the interrupt
                    self._before = self.total.to_json()
                if self._corpora.current is None:
                    path = getattr(result, "path", "")
                    self._bytes += size_of(path)
                    self._state = State(self._state.items + 1, path)
                if event is not None:
                    more = list(self._count(event))  # before the yield, at which an interrupt may come
                    self.total.failures += sum(isinstance(item, Failure) for item in more)
                    yield from (event, *more)
            yield from self._finish()
        finally:  # for interrupts; after `_finish` it has no effect
            self._corpora.stop(self.is_resumable)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file of rejects, which is open even if `process` was never called."""
        if self._rejects is not None:
            self._rejects.stop(self.is_resumable)

    def _skip_done(self, items: Iterator[Found]) -> Iterator[Found]:
        """Return the inputs that the interrupted run had not finished. Raises `CleanerError` if inputs have changed."""
        state, last = self._state, deque[Found](maxlen=1)
        for item in islice(items, state.items):
            self._bytes += size_of(getattr(item, "path", ""))
            last.append(item)
        first = list(islice(items, 1))
        found = first if state.entries else last
        if state.path and (not found or getattr(found[0], "path", "") != state.path):
            raise CleanerError(f"{state.path}: moved since the interrupted run; run again without --resume.")
        if state.entries and file_stamp(state.path) != state.stamp:
            raise CleanerError(f"{state.path}: changed since the interrupted run; run again without --resume.")
        return chain(first, items)

    def _count(self, event: Outcome | Failure | Note) -> Iterator[Failure | Note]:
        """Add an event to the totals and save a checkpoint when one is due; yield the errors of doing so."""
        if isinstance(event, Note):
            return
        if isinstance(event, CorpusFailure):
            self._discard_corpus()
        if isinstance(event, Failure):
            self.total.failures += 1
        else:
            self.total.add(event, self.options.dry_run)
            yield from self._reject(event)
        if self.total.documents % CHECKPOINT_EVERY == 0:
            yield from self._save()

    def _discard_corpus(self) -> None:
        """Subtract the current corpus from the totals, because its output was deleted."""
        self.total = Summary.from_json(self._before)
        self.resumed = min(self.resumed, self.total.documents)

    def _reject(self, outcome: Outcome) -> Iterator[Failure]:
        """Write a file without an article to the rejects; yield a failure if it cannot be read again.

        Records without an article are already there.
        """
        if self._rejects is None or outcome.record is not None or outcome.verdict == "article":
            return
        try:
            text, mode = load.load_document(outcome.path).text, Path(outcome.path).stat().st_mode
        except (CleanerError, OSError) as error:
            problem = f"{outcome.path}: {error.strerror}." if isinstance(error, OSError) else str(error)
            yield Failure(outcome.path, problem)
            return
        row = {"id": outcome.path, "text": text, VERDICT: outcome.verdict, REASON: outcome.reason}
        self._rejects.take(dump_json(row), mode)

    def _save(self) -> Iterator[Failure | Note]:
        """Write a checkpoint, unless the current output cannot be resumed; yield errors."""
        current = self._corpora.current
        try:
            size = self._corpora.flush()
        except CleanerError as error:
            assert current is not None
            current.give_up()
            self._discard_corpus()
            yield Failure(current.path, str(error))
            return
        if self._checkpoint is None or size is None:
            return
        state = self._state._replace(size=size, total=self.total.to_json())
        if self._rejects is not None:
            state = state._replace(rejected=self._rejects.size, mode=self._rejects.mode)
        try:
            if current is not None:
                state = state._replace(
                    path=current.path, entries=current.taken, failures=current.failures, before=self._before
                )
                state = state._replace(stamp=file_stamp(current.path))
            self._checkpoint.save(state)
        except (CleanerError, OSError) as error:
            yield Note(f"{error} This run will not be resumable.")

    def _finish(self) -> Iterator[Failure]:
        if self._rejects is not None:
            try:
                self._rejects.finish()
            except CleanerError as error:
                self.total.failures += 1
                yield Failure(str(error).partition(":")[0], str(error))
        if self._checkpoint is not None:
            self._checkpoint.remove()


def clean_stream(settings: Settings, options: CorpusOptions) -> Iterator[Outcome | Failure | Note]:
    """Clean the records on stdin and write each to stdout as soon as it is done; yield their outcomes.

    Raises `CleanerError` if stdin is closed or stdout cannot be written.
    """
    if sys.stdin is None:
        raise CleanerError("stdin: cannot be read.")
    corpora = CorpusStream(options)
    lines = JsonLines(sys.stdin.buffer, options.fields, options.with_spans)
    items = corpora.read(OpenCorpus("stdin", lines, ByteOutput(lines, Packer(sys.stdout.buffer, "", "stdout"))))
    task = CleanTask(None, dry_run=False, with_spans=options.with_spans)
    for result in batch.process_documents(task, items, settings):
        event = corpora.take(result)
        corpora.flush()
        if event is not None:
            yield event
