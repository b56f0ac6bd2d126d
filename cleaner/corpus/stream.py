"""The records of corpora among the documents of a run: laid out one by one to be cleaned, and collected in order.

`steps` turns each corpus among the inputs into its records, with a sign before the first and after the last, and
leaves everything else as it is. What comes back, in the same order, goes to `take`, which writes. In between, where
texts are cleaned in other processes, nothing but the text of a record travels: its entry waits here.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from cleaner.corpus.entry import FIELDS, Begin, Broken, Carry, Cleaned, End, Entry, Fields, Mark, Record
from cleaner.corpus.jsonl import JsonLines, dumped
from cleaner.corpus.names import Ending, ending
from cleaner.corpus.output import AsJson, ByteOutput, Format, Lines, Output, Packer, rejected
from cleaner.corpus.packed import errors, unpacked
from cleaner.corpus.table import Table
from cleaner.discover import Failure, Found, Input, Note, output_path
from cleaner.model import CleanerError
from cleaner.outcome import Outcome
from cleaner.write import Part


class Made(NamedTuple):
    """What became of a record: its new text, and the counts."""

    cleaned: Cleaned
    outcome: Outcome


Step = Found | Record | Mark


@dataclass(frozen=True)
class Options:
    """How corpora are read and written. `reject` says that damaged records are no part of what is written.

    `named` are the paths that were asked for; a file that was only found in a folder may be no corpus of texts at all.
    """

    out: str | None = None
    fields: Fields = FIELDS
    with_spans: bool = False
    as_jsonl: bool = False
    reject: bool = False
    dry_run: bool = False
    named: tuple[str, ...] = ()


@dataclass
class Corpus:
    """One corpus under way: what is read and not yet written, and where that goes."""

    path: str
    format: Format
    output: Output
    part: Part | None = None
    mode: int = 0
    position: Callable[[], int] = lambda: 0
    """How many bytes of the file have been read."""
    read: int = 0
    """The same, after the last entry that was read."""
    waiting: deque[Entry] = field(default_factory=deque)
    taken: int = 0
    failures: int = 0
    is_broken: bool = False

    def next(self) -> Entry:
        """The next entry to write."""
        self.taken += 1
        return self.waiting.popleft()

    def carry(self) -> None:
        """Write the next entry as it is."""
        self.output.carry(self.next())


class Nowhere:
    """The output of a dry run."""

    def put(self, entry: Entry, cleaned: Cleaned) -> None:
        """Nothing."""

    def carry(self, entry: Entry) -> None:
        """Nothing."""

    def mark(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Corpora:
    """All corpora of a run. `rejects` takes what is rejected, if anything does."""

    def __init__(self, options: Options, rejects: "Packer | None" = None) -> None:
        self.options, self.rejects = options, rejects
        self._read: deque[Corpus] = deque()
        """Those of which something was read and not all was taken, in order."""
        self.current: Corpus | None = None
        """The one that is being written."""

    def steps(self, items: Iterable[Found], skipped: int = 0, start: int = 0) -> Iterator[Step]:
        """The items, with the records of each corpus in its place.

        `skipped` records of the first item are written already, in the first `start` bytes of its part.
        """
        for item in items:
            end = ending(item.path) if isinstance(item, Input) else None
            if isinstance(item, Input) and end is not None:
                yield from self._of_file(item, end, skipped, start)
            else:
                yield item
            skipped = start = 0

    def _of_file(self, item: Input, end: Ending, skipped: int, start: int) -> Iterator[Step]:
        with ExitStack() as stack:
            try:
                if item.path not in self.options.named and (why := _unfit(item.path, end, self.options)):
                    yield Note(f"{item.path}: skipped, it seems to hold no texts: {why}; name it to have it cleaned.")
                    return
                file = stack.enter_context(Path(item.path).open("rb"))
                corpus = self._corpus(item, end, file, start)
                corpus.position = file.tell
            except CleanerError as error:
                yield Failure(item.path, str(error))
                return
            except OSError as error:
                yield Failure(item.path, f"{item.path}: cannot be read: {error.strerror}.")
                return
            yield from self.records(corpus, end.packed, skipped)

    def _corpus(self, item: Input, end: Ending, file: BinaryIO, start: int) -> Corpus:
        options = self.options
        format_ = opened(file, item.path, end, options)
        mode = Path(item.path).stat().st_mode
        path = Path(output_path(item, options.out, options.as_jsonl))
        part = None if options.dry_run else Part(path, start)
        return Corpus(item.path, format_, self._output(format_, part, end, item.path), part, mode)

    def _output(self, format_: Format, part: Part | None, end: Ending, path: str) -> Output:
        if part is None:
            return Nowhere()
        options = self.options
        if options.as_jsonl and end.format != "jsonl":
            format_ = AsJson(format_, options.fields.text, options.with_spans, path)
        elif end.format in ("parquet", "arrow"):
            from cleaner.corpus.columns import Columns, ColumnsOutput

            return ColumnsOutput(cast(Columns, format_), part.file)
        packed = "" if end.format == "wet" and not options.as_jsonl else end.packed
        return ByteOutput(cast(Lines, format_), Packer(part.file, packed, path))

    def records(self, corpus: Corpus, packed: str = "", skipped: int = 0) -> Iterator[Step]:
        """The steps of one corpus, without its first `skipped` entries."""
        self._read.append(corpus)
        yield Begin(corpus.path)
        corpus.taken = number = skipped
        try:
            for entry in islice(corpus.format.entries(), skipped, None):
                number = entry.number
                corpus.waiting.append(entry)
                corpus.read = corpus.position()
                yield _step(corpus.path, entry)
        except CleanerError as error:
            yield Broken(corpus.path, str(error))
        except errors(packed) as error:
            reason = str(error).rstrip(".") or type(error).__name__
            yield Broken(corpus.path, f"{corpus.path}: cannot be read beyond record {number}: {reason}.")
        yield End(corpus.path)

    def take(self, done: "Step | Made | Outcome") -> Outcome | Failure | Note | None:
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
        except OSError as error:  # such as a full disk: nothing more is written of this one
            corpus.output = Nowhere()
            if corpus.part is None:
                raise
            corpus.part.remove()
            message = f"{corpus.part.path}: cannot be written: {error.strerror}."
            corpus.part = None
            return Failure(corpus.path, message)

    def _taken(self, corpus: Corpus, done: "Step | Made | Outcome") -> Outcome | Failure | Note | None:
        if isinstance(done, End):
            return self._ended(corpus)
        if isinstance(done, Broken):
            corpus.is_broken = True
            return Failure(*done)
        if isinstance(done, Made):
            return self._made(corpus, done)
        if isinstance(done, Failure):
            return self._failed(corpus, done)
        corpus.carry()
        return None

    def _made(self, corpus: Corpus, made: Made) -> Outcome:
        entry = corpus.next()
        if made.cleaned.verdict == "no-article" and self.rejects is not None:
            self._reject(corpus, entry, made.cleaned.reason)
        else:
            corpus.output.put(entry, made.cleaned)
        return made.outcome

    def _failed(self, corpus: Corpus, failure: Failure) -> Failure:
        entry = corpus.next()
        corpus.failures += 1
        if self.options.reject:
            self._reject(corpus, entry, entry.damage or failure.message)
        else:
            corpus.output.carry(entry)
        return failure

    def _reject(self, corpus: Corpus, entry: Entry, reason: str) -> None:
        if self.rejects is not None:
            self.rejects.write(dumped(rejected(corpus.format, entry, corpus.path, reason)))

    def _ended(self, corpus: Corpus) -> Note | Failure | None:
        try:
            corpus.output.close()
            if corpus.part is not None and corpus.is_broken and not corpus.taken:
                corpus.part.remove()
            elif corpus.part is not None:
                corpus.part.finish(corpus.mode)
        except CleanerError as error:
            return Failure(corpus.path, str(error))
        if corpus.failures > 1:
            return Note(f"{corpus.path}: {corpus.failures:,} of {corpus.taken:,} records could not be cleaned.")
        return None

    def stop(self, keep: bool) -> None:
        """Let go of what is under way; `keep` leaves parts for a run that continues them."""
        for corpus in ([self.current] if self.current else []) + [*self._read]:
            if corpus.part is not None:
                corpus.part.keep() if keep and corpus is self.current else corpus.part.remove()


def opened(file: BinaryIO, path: str, end: Ending, options: Options) -> Format:
    """What reads a corpus. Raises `CleanerError` where it cannot be one of its format."""
    fields, with_spans = options.fields, options.with_spans
    if end.format == "jsonl":
        return JsonLines(unpacked(file, end.packed, path), fields, with_spans)
    if end.format == "csv":
        return Table(unpacked(file, end.packed, path), fields, with_spans, path)
    if end.format == "wet":
        from cleaner.corpus.wet import Wet

        return Wet(file, end.packed, fields.text, path)
    from cleaner.corpus.columns import Columns

    return Columns(file, fields, with_spans, path, end.format)


def _unfit(path: str, end: Ending, options: Options) -> str:
    """Why the first record cannot be cleaned, "" if it can be."""
    with Path(path).open("rb") as file:
        try:
            for entry in opened(file, path, end, options).entries():
                if entry.damage or entry.text is not None:
                    return f"record {entry.number} {entry.damage}" if entry.damage else ""
        except CleanerError as error:
            return str(error).removeprefix(f"{path}: ").rstrip(".")
        except errors(end.packed) as error:
            return str(error).rstrip(".")
    return ""


def _step(path: str, entry: Entry) -> Step:
    if entry.damage:
        return Failure(path, f"{path}: record {entry.number} {entry.damage}.")
    return Carry(path) if entry.text is None else Record(path, entry.number, entry.text, entry.url)
