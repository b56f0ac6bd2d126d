"""Many documents: read and clean each, here or in other processes, and hand on what a task makes of it.

Order in is order out, and only a few chunks are ahead of what was handed on, so memory does not grow with
the number of documents. A document that fails becomes a `Failure` in its place; so does one that brings
its process down, which is found by doing the documents of the lost chunk again, each in a process alone.
"""

import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

from cleaner.corpus.entry import Mark, Record
from cleaner.files.decode import LARGEST, read, refuse_large
from cleaner.files.discover import STDIN, Failure, Found, Input, Note
from cleaner.files.stamp import stamp
from cleaner.model import CleanerError, Document, FaultError, Result, SlowPatternError
from cleaner.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from cleaner.reviews.review import Reviews
    from cleaner.rulebook.rulebook import Rulebook
    from cleaner.templates.library import Library

T = TypeVar("T")
U = TypeVar("U")
Task = Callable[[Any, Document, Result], T]
"""What is made of one cleaned document, an `Input` or a `Record`. Must be picklable, and so must what it returns."""

Item = Found | Record | Mark

FEW: Final = 64
"""Fewer documents than this are done before other processes would have started."""
CHUNK: Final = 8
"""Documents a process is given at a time: enough to make the hand-over cheap, few enough to end together."""
PATIENCE: Final = 1.0
"""Seconds after which a worker looks whether its parent is there still."""
AT_HAND: Final = 1 << 24
"""Characters of records that are read before the first of them is cleaned."""
AHEAD: Final = 4
"""Chunks per process that may be under way or waiting to be handed on."""


@overload
def results(
    task: Task[T], items: Iterable[Found | Record], settings: Settings, explain: bool = False
) -> Iterator[T | Failure | Note]: ...
@overload
def results(
    task: Task[T], items: Iterable[Item], settings: Settings, explain: bool = False
) -> Iterator[T | Failure | Note | Mark]: ...
def results(task: Task[T], items: Iterable[Any], settings: Settings, explain: bool = False) -> Iterator[Any]:
    """What `task` makes of each input and record, in order; everything else comes through in its place.

    `explain` gives the task the evidence too. Raises `CleanerError` for bad settings only.
    """
    items, jobs = iter(items), settings.jobs
    if jobs is None:
        head = some(items, FEW)
        items, jobs = chain(head, items), 1 if len(head) < FEW else processors()
    library = settings.library()
    job = _Job(task, settings, settings.rulebook(), library, settings.said(), explain)
    if library is not None:
        items = _looked_up(items, library, settings.site)
    yield from map(job, items) if jobs == 1 else _parallel(job, _Workers(job, jobs), items)


def some(items: Iterator[Item], count: int) -> list[Item]:
    """The next `count` items, or fewer where the texts of records among them are long."""
    out: list[Item] = []
    size = 0
    for item in islice(items, count):
        out.append(item)
        size += len(item.text) if isinstance(item, Record) else 0
        if size > AT_HAND:
            break
    return out


def _looked_up(items: Iterator[Item], library: "Library", given: str) -> Iterator[Item]:
    """The items, and at their end a note if templates were known for none of them: a name may be wrong."""
    from cleaner.runs.site import site_of

    known, missed = False, None
    for item in items:
        if not known and isinstance(item, Input | Record):
            site = site_of(item, given)
            known, missed = library.knows(site), site if missed is None else missed
        yield item
    if missed is not None and not known:
        of = f"of {missed!r}, and of no other site of these" if missed else "of what is of no folder"
        yield Note(f"{library.path}: has no templates {of}; say with --site of which site they are.")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load(path: str) -> Document:
    """The document at `path`, or the one on stdin. Raises `CleanerError`."""
    if path == STDIN:
        return read(stdin_bytes(), "stdin")
    try:
        with Path(path).open("rb") as file:
            before, data = stamp(file), file.read(LARGEST + 1)
            is_plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            if is_plain and stamp(file) != before:  # half an article would pass for a whole one
                raise CleanerError(f"{path}: changed while it was read; run again when it is written.")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    return read(data, path)


def document_of(item: Input | Record) -> Document:
    """The document of an input or a record. Raises `CleanerError`, also where it is too large to be cleaned."""
    document = load(item.path) if isinstance(item, Input) else Document(item.text)
    refuse_large(document.text, item.name)
    return document


def stdin_bytes() -> bytes:
    """What is on stdin, as much as a text may have. Raises `CleanerError` where there is no stdin."""
    try:
        return sys.stdin.buffer.read(LARGEST + 1)
    except (AttributeError, OSError):  # None where it was closed; a folder where one was piped in
        raise CleanerError("stdin: cannot be read.") from None


@dataclass(frozen=True)
class _Job(Generic[T]):
    """One document from path to what the task makes of it, with no way out for an error."""

    task: Task[T]
    settings: Settings
    rulebook: "Rulebook"
    library: "Library | None"
    said: "Reviews | None"
    explain: bool

    def __call__(self, item: Item) -> T | Failure | Note | Mark:
        if not isinstance(item, Input | Record):
            return item
        from cleaner.pipeline import clean

        try:
            document = document_of(item)
            template = self.library.of_item(item, self.settings.site) if self.library else None
            reviewed = None
            if self.said is not None:
                reviewed = self.said.of_item(item, Path(self.settings.reviews), self.settings.site)
            result = clean(
                document.text, self.rulebook, self.settings.kept, template, explain=self.explain, reviewed=reviewed
            )
            return self.task(item, document, result)
        except SlowPatternError as error:  # it knows of the rule and not of the document
            return Failure(item.path, f"{item.name}: {error}")
        except CleanerError as error:
            return Failure(item.path, str(error))
        except OSError as error:  # such as a file that went away meanwhile
            return Failure(item.path, f"{item.path}: {error.strerror}.")
        except MemoryError:
            return Failure(item.path, f"{item.name}: there is not enough memory for it.")
        except Exception as error:  # one bad document must not end a run over a million
            from traceback import format_exc

            reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            return Failure(item.path, f"{item.name}: cleaner failed on it, please report this: {reason}.", format_exc())


def _parallel(job: Callable[[Item], U], workers: "_Workers", items: Iterator[Item]) -> Iterator[U]:
    waiting: deque[tuple[list[Item], Future[list[Any]] | None]] = deque()
    try:
        while chunk := some(items, CHUNK):
            here = any(isinstance(item, Input) and item.path == STDIN for item in chunk)  # only this process has it
            waiting.append((chunk, None if here else workers.submit(chunk)))
            if len(waiting) >= AHEAD * workers.count:
                yield from _collect(job, workers, *waiting.popleft())
        while waiting:
            yield from _collect(job, workers, *waiting.popleft())
    finally:
        workers.stop()


def _collect(
    job: Callable[[Item], U], workers: "_Workers", chunk: list[Item], future: "Future[list[Any]] | None"
) -> Iterable[U]:
    return map(job, chunk) if future is None else workers.collect(chunk, future)


class _Workers:
    """Processes that do chunks of documents, started again when one of them is killed."""

    def __init__(self, job: "_Job[Any]", count: int) -> None:
        self.job, self.count = job, count
        with _started():
            self.pool = self._start(count)

    def _start(self, count: int) -> "ProcessPoolExecutor":
        from concurrent.futures import ProcessPoolExecutor

        return ProcessPoolExecutor(
            count, initializer=_prepare, initargs=(self.job.task, self.job.settings, self.job.explain, os.getpid())
        )

    def submit(self, chunk: list[Item]) -> "Future[list[Any]]":
        """What will become of a chunk. Raises `CleanerError` where no process can be started for it."""
        from concurrent.futures.process import BrokenProcessPool

        with _started():
            try:
                return self.pool.submit(_work, chunk)
            except BrokenProcessPool:
                self.stop()
                self.pool = self._start(self.count)
                return self.pool.submit(_work, chunk)

    def collect(self, chunk: list[Item], future: "Future[list[Any]]") -> list[Any]:
        """What became of a chunk. If it was lost with its process, its documents are done again, each alone."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            return future.result()
        except BrokenProcessPool:
            return [self._alone(item) for item in chunk]

    def _alone(self, item: Item) -> Any:
        from concurrent.futures.process import BrokenProcessPool

        with _started(), self._start(1) as pool:
            try:
                return pool.submit(_work, [item]).result()[0]
            except BrokenProcessPool:
                assert isinstance(item, Input | Record)  # nothing else is worked on
                return Failure(item.path, f"{item.name}: its process was killed, perhaps for lack of memory.")

    def stop(self) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _started() -> Iterator[None]:
    """What keeps processes from being started as a `CleanerError`, such as a limit on open files."""
    try:
        yield
    except OSError as error:
        raise FaultError(f"no other process can be started: {error.strerror}; run with --jobs 1.") from None


_job: "_Job[Any] | None" = None
"""In a worker: what it does, made once and not with each chunk."""


def _prepare(task: Task[Any], settings: Settings, explain: bool, parent: int) -> None:
    import signal
    from threading import Thread

    global _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the main process says when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with _whole():  # for the thread, which then never takes the signal
        Thread(target=_end_with, args=(parent,), daemon=True).start()
    _job = _Job(task, settings, settings.rulebook(), settings.library(), settings.said(), explain)


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, for then nobody would: it was killed, or had too few file handles."""
    while os.getppid() == parent:
        sleep(PATIENCE)
    os._exit(1)


def _work(chunk: list[Item]) -> list[Any]:
    assert _job is not None
    done = []
    for item in chunk:
        with _whole():
            done.append(_job(item))
    return done


@contextmanager
def _whole() -> Iterator[None]:
    """What SIGTERM, to a whole group of processes, ends a worker after: in the middle it would leave half a file."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
