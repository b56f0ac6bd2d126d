"""One run: documents and records cleaned in order, written where they belong, counted, and continued if interrupted.

`CleanTask` is the part that happens wherever a text is cleaned; `Run` the part that happens once, in order, in the process
that writes corpora, rejects and the checkpoint. `cleaner run` only says what comes out.
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
from cleaner.runs.checkpoint import EVERY, Checkpoint, State
from cleaner.runs.corpora import CleanedRecord, CorpusFailure, CorpusOptions, CorpusStream, OpenCorpus, ResumePoint
from cleaner.runs.outcome import Outcome, Summary, count_removed, no_article_reason
from cleaner.runs.outputs import Outputs
from cleaner.settings import Settings


@dataclass(frozen=True)
class CleanTask:
    """The task of a run: write the cleaned text of a file where it belongs; of a record, hand it back. Picklable.

    A record's removed spans come back only `with_spans`: there are hundreds, and it takes long to send them.
    """

    out: str | None
    dry_run: bool
    sidecar: bool = False
    with_spans: bool = False

    def __call__(self, found: Input | Record, document: Document, result: Result) -> Outcome | CleanedRecord:
        why = no_article_reason(result) if result.verdict == "no-article" else ""
        counts = count_removed(result)
        if isinstance(found, Record):
            outcome = Outcome(found.path, result.verdict, None, False, None, counts, why, found.number)
            spans = result.removed if self.with_spans else ()
            return CleanedRecord(CleanedText(result.text, result.verdict, spans, why), outcome)
        if self.out is None and not Path(found.path).is_file():
            raise CleanerError(
                f"{found.path}: is no plain file, so nothing can stand beside it; pipe it in or use --out."
            )
        output = Path(output_path(found, self.out))
        if result.verdict == "no-article":
            stale = str(output) if output.is_file() else None
            return Outcome(found.path, result.verdict, None, False, stale, counts, why)
        place = Path(sidecar_path(str(output)))
        beside = place if self.sidecar or _is_there(place, found.path) else None  # an old one would no longer fit
        written = not self.dry_run and _write(Path(found.path), output, beside, document, result)
        return Outcome(
            found.path, result.verdict, str(output), written, None, counts, sidecar=str(beside) if beside else None
        )


def _is_there(sidecar: Path, original: str) -> bool:
    """Whether an original has a sidecar already."""
    try:
        if not sidecar.is_file():
            return False
    except OSError:  # such as of a name that is too long
        return False
    from cleaner.files.sidecar import is_sidecar_of

    return is_sidecar_of(sidecar, Path(original).name)


def _write(path: Path, output: Path, beside: Path | None, document: Document, result: Result) -> bool:
    """Write a cleaned text, and before it the sidecar, without which it is not wanted; False if all was there already.

    Raises `CleanerError`.
    """
    mode, written, is_new = path.stat().st_mode, False, False
    if beside:
        from cleaner.files import sidecar

        data = sidecar.dump_sidecar(path, output, document, result)
        refuse_foreign(beside, sidecar.START, "no sidecar")
        is_new = not beside.exists()
        written = write(beside, data, mode)
    try:
        return write(output, document.encode(result.text), mode) or written
    except CleanerError:
        if beside and is_new:
            beside.unlink(missing_ok=True)
        raise


class ReportPaths(NamedTuple):
    """What a run writes beside the cleaned texts: the rejected documents, and the totals; "" for neither."""

    rejects: str = ""
    stats: str = ""


class Run:
    """A run: `total` counts what was done.

    `folder` is where it remembers how far it has come; `resume` continues an interrupted run. Raises `CleanerError`
    where that cannot be done, or the rejects not be written.
    """

    def __init__(
        self, settings: Settings, options: CorpusOptions, files: ReportPaths, folder: Path, resume: bool = False
    ) -> None:
        self.settings, self.options, self.total = settings, options, Summary()
        self._outputs = Outputs(options.out, options.as_jsonl, [path for path in files if path], options.sidecar)
        about = (options, files, settings.deciding)
        self._checkpoint = None if options.dry_run else Checkpoint(folder, about)
        self._state = (self._checkpoint.load() if resume and self._checkpoint else None) or State()
        if self._checkpoint is not None and not resume:
            self._checkpoint.remove()  # the parts that it is about will be written anew
        if self._state.total is not None:
            self.total = Summary.restored(self._state.total)
        self.restored = self.total.documents
        """Documents that an interrupted run had done."""
        self._before = self._state.before or self.total.saved()
        """The totals before the corpus at hand."""
        is_asked = files.rejects and not options.dry_run
        self._rejects = Rejects(files.rejects, self._state.rejected, self._state.mode) if is_asked else None
        self._corpora = CorpusStream(options, self._rejects)
        self._bytes = 0

    @property
    def can_be_continued(self) -> bool:
        """Whether there is a checkpoint to go on from. An interrupt may come just when it is written or removed."""
        return self._checkpoint is not None and self._checkpoint.path.exists()

    @property
    def read(self) -> int:
        """Bytes of the inputs that were read and worked on."""
        return self._bytes + (self._corpora.current.read if self._corpora.current else 0)

    def done(self, items: Iterable[Found]) -> Iterator[Outcome | Failure | Note]:
        """Clean the inputs; what became of each document, in order.

        Raises `CleanerError` where an interrupted run cannot be continued.
        """
        task = CleanTask(self.options.out, self.options.dry_run, self.options.sidecar, self.options.with_spans)
        rest = self._rest(self._outputs.claim(items))
        start = ResumePoint(self._state.entries, self._state.size, self._state.failures)
        try:
            for made in batch.process_documents(task, self._corpora.steps(rest, start), self.settings):
                told = self._corpora.take(made)
                if isinstance(made, Begin) and not self._state.entries:  # or it began in the run that was interrupted
                    self._before = self.total.saved()
                if self._corpora.current is None:
                    path = getattr(made, "path", "")
                    self._bytes += size_of(path)
                    self._state = State(self._state.items + 1, path)
                if told is not None:
                    more = list(self._count(told))  # before it is told, or an interrupt would leave it uncounted
                    self.total.failures += sum(isinstance(item, Failure) for item in more)
                    yield from (told, *more)
            yield from self._finish()
        finally:  # after an interrupt too; after the end there is nothing left to do
            self._corpora.stop(self.can_be_continued)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the rejected documents, whose file is there before anything is `done`."""
        if self._rejects is not None:
            self._rejects.stop(self.can_be_continued)

    def _rest(self, items: Iterator[Found]) -> Iterator[Found]:
        """The inputs that an interrupted run had not finished. Raises `CleanerError` where they are others now."""
        state, last = self._state, deque[Found](maxlen=1)
        for item in islice(items, state.items):
            self._bytes += size_of(getattr(item, "path", ""))
            last.append(item)
        first = list(islice(items, 1))
        at = first if state.entries else last
        if state.path and (not at or getattr(at[0], "path", "") != state.path):
            raise CleanerError(f"{state.path}: is not where the interrupted run found it; run again without --resume.")
        if state.entries and file_stamp(state.path) != state.stamp:
            raise CleanerError(f"{state.path}: has changed since the run was interrupted; run again without --resume.")
        return chain(first, items)

    def _count(self, told: Outcome | Failure | Note) -> Iterator[Failure | Note]:
        """Count what was done, and remember it now and then; what there is to be said of that."""
        if isinstance(told, Note):
            return
        if isinstance(told, CorpusFailure):
            self._uncount()
        if isinstance(told, Failure):
            self.total.failures += 1
        else:
            self.total.add(told, self.options.dry_run)
            yield from self._reject(told)
        if self.total.documents % EVERY == 0:
            yield from self._save()

    def _uncount(self) -> None:
        """Take what was counted of the corpus at hand out of the totals, for nothing of it is written."""
        self.total = Summary.restored(self._before)
        self.restored = min(self.restored, self.total.documents)

    def _reject(self, outcome: Outcome) -> Iterator[Failure]:
        """Put a file without an article among the rejected; records are there already."""
        if self._rejects is None or outcome.record is not None or outcome.verdict == "article":
            return
        try:
            text, mode = load.load_document(outcome.path).text, Path(outcome.path).stat().st_mode
        except (CleanerError, OSError) as error:
            why = f"{outcome.path}: {error.strerror}." if isinstance(error, OSError) else str(error)
            yield Failure(outcome.path, why)
            return
        row = {"id": outcome.path, "text": text, VERDICT: outcome.verdict, REASON: outcome.reason}
        self._rejects.take(dump_json(row), mode)

    def _save(self) -> Iterator[Failure | Note]:
        """Remember how far the run has come, if what is being written can be continued."""
        current = self._corpora.current
        try:
            size = self._corpora.mark()
        except CleanerError as error:
            assert current is not None
            current.give_up()
            self._uncount()
            yield Failure(current.path, str(error))
            return
        if self._checkpoint is None or size is None:
            return
        state = self._state._replace(size=size, total=self.total.saved())
        if self._rejects is not None:
            state = state._replace(rejected=self._rejects.mark(), mode=self._rejects.mode)
        try:
            if current is not None:
                state = state._replace(
                    path=current.path, entries=current.taken, failures=current.failures, before=self._before
                )
                state = state._replace(stamp=file_stamp(current.path))
            self._checkpoint.save(state)
        except (CleanerError, OSError) as error:
            yield Note(f"{error} So this run could not be continued if it were interrupted.")

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
    """The records on stdin cleaned to stdout, each as soon as it can be; what became of them.

    Raises `CleanerError` where there is no stdin, or stdout cannot be written.
    """
    if sys.stdin is None:
        raise CleanerError("stdin: cannot be read.")
    corpora = CorpusStream(options)
    lines = JsonLines(sys.stdin.buffer, options.fields, options.with_spans)
    steps = corpora.records(OpenCorpus("stdin", lines, ByteOutput(lines, Packer(sys.stdout.buffer, "", "stdout"))))
    for made in batch.process_documents(CleanTask(None, dry_run=False, with_spans=options.with_spans), steps, settings):
        told = corpora.take(made)
        corpora.mark()
        if told is not None:
            yield told
