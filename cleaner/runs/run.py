"""One run of `cleaner run`: clean the inputs in order, write and count them, and resume after an interrupt.

A `Run` works in the main process. It writes corpora, rejects and the checkpoint; `CleanTask` writes the other files.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Self

from cleaner.corpus.entry import CONFIDENCE, VERDICT, Begin
from cleaner.corpus.jsonl import dump_json
from cleaner.corpus.output import REASON
from cleaner.corpus.rejects import Rejects
from cleaner.errors import CleanerError
from cleaner.files.discover import size_of
from cleaner.files.items import Failure, Found, Note
from cleaner.files.stamp import file_stamp
from cleaner.runs import batch, load
from cleaner.runs.cache import RunCache
from cleaner.runs.checkpoint import CHECKPOINT_EVERY, Checkpoint, State
from cleaner.runs.clean_task import CleanTask
from cleaner.runs.corpora import CorpusStream
from cleaner.runs.open_corpus import CorpusFailure, ResumePoint
from cleaner.runs.outcome import Event, Outcome, Summary
from cleaner.runs.outputs import Outputs
from cleaner.runs.run_options import RunOptions
from cleaner.settings import Settings


class Run:
    """A run; `total` counts its documents.

    The checkpoint is in `folder`; with `resume`, the run continues from it. `cache` is the folder of the cache; without
    it, every file is cleaned. Raises `CleanerError` if the checkpoint cannot be read or the rejects cannot be written.
    """

    def __init__(
        self, settings: Settings, options: RunOptions, folder: Path, resume: bool = False, cache: Path | None = None
    ) -> None:
        self.settings, self.options = settings, options
        reserved = [path for path in (options.rejects, options.stats) if path]
        self._outputs = Outputs(options.out, options.to, reserved, options.sidecar)
        identity = (options, settings.decision_inputs, settings.selection_inputs)
        self._checkpoint = None if options.dry_run else Checkpoint(folder, identity)
        self._state = self._load_state(resume)
        """Progress up to the last input that is done; at first, that of the interrupted run."""
        self.total = Summary.from_json(self._state.total) if self._state.total is not None else Summary()
        self.resumed = self.total.documents
        """Documents done by the interrupted run."""
        self._before = self._state.before or self.total.to_json()
        """Totals at the start of the current corpus."""
        self._rejects: Rejects | None = None
        if options.rejects and not options.dry_run:
            self._rejects = Rejects(options.rejects, self._state.rejected, self._state.mode)
        self._corpora = CorpusStream(options, self._rejects)
        self._cache = RunCache(cache, settings, options) if cache is not None and not options.dry_run else None
        self._bytes_done = 0
        """Bytes of the inputs that are done."""

    def _load_state(self, resume: bool) -> State:
        """Return the progress to continue from. Raises `CleanerError` if the checkpoint cannot be read or removed."""
        if self._checkpoint is None:
            return State()
        if resume:
            return self._checkpoint.load() or State()
        self._checkpoint.remove()  # this run overwrites the parts of the old one
        return State()

    @property
    def is_resumable(self) -> bool:
        """True if there is a checkpoint. Reads the disk: an interrupt can come just when it is written or deleted."""
        return self._checkpoint is not None and self._checkpoint.path.exists()

    @property
    def bytes_read(self) -> int:
        """Bytes of the inputs processed so far."""
        return self._bytes_done + (self._corpora.current.bytes_read if self._corpora.current else 0)

    def process(self, items: Iterable[Found]) -> Iterator[Event]:
        """Clean the inputs; yield the outcome of each document, in order.

        Raises `CleanerError` if an interrupted run cannot be resumed.
        """
        options = self.options
        task = CleanTask(options, self.settings.min_confidence)
        found = self._skip_done(self._outputs.claim(items))
        rest = self._cache.reuse(found) if self._cache is not None else found
        start = ResumePoint(self._state.entries, self._state.size, self._state.failures)
        try:
            for result in batch.process_documents(task, self._corpora.expand(rest, start), self.settings):
                event = self._corpora.take(result)
                self._advance(result)
                if event is not None:
                    yield from self._settle(event)
            for failure in self._finish():
                yield self._count(failure)
        finally:  # for interrupts; after `_finish` it has no effect
            self._corpora.stop(self.is_resumable)
            if self._cache is not None:
                self._cache.save()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the cache and the file of rejects, which are open even if `process` was never called."""
        if self._cache is not None:
            self._cache.close()
        if self._rejects is not None:
            self._rejects.stop(self.is_resumable)

    def _skip_done(self, items: Iterator[Found]) -> Iterator[Found]:
        """Return the inputs that the interrupted run had not finished. Raises `CleanerError` if inputs have changed."""
        state = self._state
        last: Found | None = None
        for last in islice(items, state.items):
            self._bytes_done += size_of(_path_of(last))
        following = next(items, None)
        if state.path and _path_of(following if state.entries else last) != state.path:
            raise CleanerError(f"{state.path}: moved since the interrupted run; run again without --resume.")
        if state.entries and file_stamp(state.path) != state.stamp:
            raise CleanerError(f"{state.path}: changed since the interrupted run; run again without --resume.")
        return items if following is None else chain([following], items)

    def _advance(self, result: object) -> None:
        """Note the progress that a result makes: a corpus begins, or an input is done."""
        if isinstance(result, Begin) and not self._state.entries:  # else the corpus began before the interrupt
            self._before = self.total.to_json()
        if self._corpora.current is None:
            path = _path_of(result)
            self._bytes_done += size_of(path)
            self._state = State(self._state.items + 1, path)

    def _settle(self, event: Event) -> list[Event]:
        """Count an event, and write what is due after it; return it and the errors of writing.

        All this is done before the event is yielded, because an interrupt may come then.
        """
        self._count(event)
        if self._cache is not None and isinstance(event, Outcome) and event.record is None:
            self._cache.add(event)
        errors = [] if isinstance(event, Note) else [*self._reject(event), *self._save_if_due()]
        return [event, *map(self._count, errors)]

    def _count(self, event: Event) -> Event:
        """Add an event to the totals and return it. A corpus whose output was deleted counts as one failure."""
        if isinstance(event, CorpusFailure):
            self.total = Summary.from_json(self._before)
            self.resumed = min(self.resumed, self.total.documents)
        self.total.add(event, self.options.dry_run)
        return event

    def _reject(self, event: Event) -> Iterator[Failure]:
        """Write a file without an article, or withheld, to the rejects; yield a failure if it cannot be read again.

        Such records are already there.
        """
        if self._rejects is None or not isinstance(event, Outcome):
            return
        if event.record is not None or not event.is_unwanted:
            return
        try:
            text, mode = load.load_document(event.path).text, Path(event.path).stat().st_mode
        except (CleanerError, OSError) as error:
            problem = f"{event.path}: {error.strerror}." if isinstance(error, OSError) else str(error)
            yield Failure(event.path, problem)
            return
        row = {"id": event.path, "text": text, VERDICT: event.verdict, CONFIDENCE: event.confidence}
        row[REASON] = event.reason
        self._rejects.take(dump_json(row), mode)

    def _save_if_due(self) -> Iterator[Failure | Note]:
        """Write a checkpoint after every `CHECKPOINT_EVERY` documents, if the output can be resumed; yield errors."""
        if self.total.documents % CHECKPOINT_EVERY:
            return
        corpus = self._corpora.current
        try:
            size = self._corpora.flush()
        except CleanerError as error:
            assert corpus is not None
            yield corpus.fail(error)
            return
        if self._checkpoint is None or size is None:
            return
        try:
            self._checkpoint.save(self._current_state(size))
        except (CleanerError, OSError) as error:
            yield Note(f"{error} This run will not be resumable.")

    def _current_state(self, size: int) -> State:
        """Return the progress so far; `size` is that of the current output. Raises `OSError` if its corpus is gone."""
        state = self._state._replace(size=size, total=self.total.to_json())
        if self._rejects is not None:
            state = state._replace(rejected=self._rejects.size, mode=self._rejects.mode)
        if (corpus := self._corpora.current) is not None:
            state = state._replace(
                path=corpus.path,
                entries=corpus.taken,
                failures=corpus.failures,
                before=self._before,
                stamp=file_stamp(corpus.path),
            )
        return state

    def _finish(self) -> Iterator[Failure]:
        """Complete the rejects and remove the checkpoint; yield a failure if the rejects cannot be written."""
        if self._rejects is not None:
            try:
                self._rejects.finish()
            except CleanerError as error:
                yield Failure(str(error).partition(":")[0], str(error))
        if self._checkpoint is not None:
            self._checkpoint.remove()


def _path_of(item: object) -> str:
    """Return the path of an input or result; empty for a note, which has none."""
    path: str = getattr(item, "path", "")
    return path
