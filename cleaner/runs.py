"""One run: documents and records cleaned in order, written where they belong, counted, and continued if interrupted.

`Clean` is the part that happens wherever a text is cleaned; `Run` the part that happens once, in order, in the process
that writes corpora, rejects and the checkpoint. `cleaner run` only says what comes out.
"""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner import batch
from cleaner.checkpoint import EVERY, Checkpoint, State
from cleaner.corpus.entry import VERDICT, Cleaned, Record
from cleaner.corpus.jsonl import JsonLines, dumped
from cleaner.corpus.output import REASON, ByteOutput, Packer
from cleaner.corpus.stream import Corpora, Corpus, Made, Options
from cleaner.discover import Failure, Found, Input, Note, Outputs, output_path
from cleaner.model import CleanerError, Document, Result
from cleaner.outcome import Outcome, Summary, reason, removed
from cleaner.settings import Settings
from cleaner.write import Part, write

NEW_FILE: Final = 0o644


@dataclass(frozen=True)
class Clean:
    """The task of a run: write the cleaned text of a file where it belongs; of a record, hand it back. Picklable."""

    out: str | None
    dry_run: bool

    def __call__(self, found: Input | Record, document: Document, result: Result) -> Outcome | Made:
        why = reason(result) if result.verdict == "no-article" else ""
        counts = removed(result)
        if isinstance(found, Record):
            outcome = Outcome(found.path, result.verdict, None, True, None, counts, why, found.number)
            return Made(Cleaned(result.text, result.verdict, result.removed, why), outcome)
        if self.out is None and not Path(found.path).is_file():
            raise CleanerError(
                f"{found.path}: is no plain file, so nothing can stand beside it; pipe it in or use --out."
            )
        output = Path(output_path(found, self.out))
        if result.verdict == "no-article":
            stale = str(output) if output.is_file() else None
            return Outcome(found.path, result.verdict, None, False, stale, counts, why)
        written = not self.dry_run and write(output, document.encode(result.text), Path(found.path).stat().st_mode)
        return Outcome(found.path, result.verdict, str(output), written, None, counts)


class Place(NamedTuple):
    """Where a run remembers how far it has come: a folder, and everything that decides what the run writes."""

    folder: Path
    about: Any


class Run:
    """A run: `total` counts what was done.

    `rejects` is the file for what is rejected, "" for none; `resume` continues an interrupted run. Raises
    `CleanerError` where that cannot be done, or `rejects` not written.
    """

    def __init__(self, settings: Settings, options: Options, place: Place, rejects: str, resume: bool) -> None:
        self.settings, self.options, self.total = settings, options, Summary()
        self._done = 0
        self._checkpoint = None if options.dry_run else Checkpoint(*place)
        self._state = (self._checkpoint.load() if resume and self._checkpoint else None) or State()
        if self._checkpoint is not None and not resume:
            self._checkpoint.remove()  # the parts that it is about will be written anew
        self.can_be_continued = self._state != State()
        """Whether there is a checkpoint to go on from."""
        if self._state.total is not None:
            self.total = Summary.restored(self._state.total)
        self._part = Part(Path(rejects), self._state.rejected) if rejects and not options.dry_run else None
        packer = Packer(self._part.file, packing(rejects), rejects) if self._part else None
        self._corpora = Corpora(options, packer)

    def done(self, items: Iterable[Found]) -> Iterator[Outcome | Failure | Note]:
        """Clean the inputs; what became of each document, in order."""
        task = Clean(self.options.out, self.options.dry_run)
        claimed = Outputs(self.options.out, self.options.as_jsonl).claim(items)
        steps = self._corpora.steps(self._rest(claimed), self._state.entries, self._state.size)
        try:
            for made in batch.results(task, steps, self.settings):
                told = self._corpora.take(made)
                self._step(made)
                if isinstance(told, Outcome | Failure | Note):
                    self._count(told)
                    yield told
            self._finish()
        finally:  # after an interrupt too; after the end there is nothing left to do
            self._corpora.stop(self.can_be_continued)
            if self._part is not None:
                self._part.keep() if self.can_be_continued else self._part.remove()

    def _rest(self, items: Iterator[Found]) -> Iterator[Found]:
        """The inputs that an interrupted run had not finished. Raises `CleanerError` where they are others now."""
        state = self._state
        before = deque(islice(items, state.items), maxlen=1)
        first = list(islice(items, 1))
        last = first if state.entries else before
        if state.path and (not last or getattr(last[0], "path", "") != state.path):
            raise CleanerError(f"{state.path}: is not where the interrupted run found it; run again without --resume.")
        if state.entries and self._checkpoint and self._checkpoint.is_older_than(state.path):
            raise CleanerError(f"{state.path}: has changed since the run was interrupted; run again without --resume.")
        return chain(first, items)

    def _step(self, made: object) -> None:
        """Remember how many inputs are done."""
        if self._corpora.current is None:
            path = getattr(made, "path", "")
            self._done += _size(path)
            self._state = State(self._state.items + 1, path)

    @property
    def read(self) -> int:
        """Bytes of the inputs that were read and worked on."""
        return self._done + (self._corpora.current.read if self._corpora.current else 0)

    def _count(self, told: Outcome | Failure | Note) -> None:
        if isinstance(told, Note):
            return
        if isinstance(told, Outcome):
            self.total.add(told, self.options.dry_run)
            self._reject(told)
        self.total.failures += isinstance(told, Failure)
        if self.total.documents % EVERY == 0:
            self._save()

    def _reject(self, outcome: Outcome) -> None:
        """Put a file without an article among the rejected; records are there already."""
        if self._corpora.rejects is not None and outcome.record is None and outcome.verdict == "no-article":
            about = {VERDICT: outcome.verdict, REASON: outcome.reason}
            text = batch.load(outcome.path).text
            self._corpora.rejects.write(dumped({"id": outcome.path, "text": text} | about))

    def _save(self) -> None:
        """Remember how far the run has come, if what is being written can be continued."""
        current = self._corpora.current
        size = current.output.mark() if current else 0
        if self._checkpoint is None or size is None:
            return
        rejected = self._corpora.rejects.mark() if self._corpora.rejects else 0
        state = self._state._replace(size=size, rejected=rejected, total=self.total.saved())
        self._checkpoint.save(state._replace(path=current.path, entries=current.taken) if current else state)
        self.can_be_continued = True

    def _finish(self) -> None:
        if self._part is not None and self._corpora.rejects is not None:
            self._corpora.rejects.mark()
            self._part.finish(NEW_FILE)
        if self._checkpoint is not None:
            self._checkpoint.remove()
        self.can_be_continued = False


def size(items: Iterable[Found]) -> int:
    """Bytes of all inputs together."""
    return sum(_size(item.path) for item in items if isinstance(item, Input))


def piped(settings: Settings, options: Options) -> Iterator[Outcome | Failure | Note]:
    """The records on stdin cleaned to stdout, each as soon as it can be; what became of them."""
    corpora = Corpora(options)
    lines = JsonLines(sys.stdin.buffer, options.fields, options.with_spans)
    steps = corpora.records(Corpus("stdin", lines, ByteOutput(lines, Packer(sys.stdout.buffer, "", "stdout"))))
    for made in batch.results(Clean(None, dry_run=False), steps, settings):
        told = corpora.take(made)
        if corpora.current is not None:
            corpora.current.output.mark()
        if told is not None:
            yield told


def packing(name: str) -> str:
    """The suffix of the compression that a file name asks for."""
    return Path(name).suffix if Path(name).suffix in (".gz", ".zst") else ""


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
