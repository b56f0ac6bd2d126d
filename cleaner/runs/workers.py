"""Worker processes that clean chunks of documents."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any, Final

from cleaner.corpus.entry import Record
from cleaner.errors import FaultError
from cleaner.files.items import Failure, Input
from cleaner.runs.job import Item, Job, Task
from cleaner.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor


PARENT_POLL_SECONDS: Final = 1.0
"""Seconds between two checks by a worker that its parent is alive."""


class Workers:
    """Pool of worker processes, restarted when one of them is killed.

    Raises `FaultError`, here and in the methods, if a process cannot be started.
    """

    def __init__(self, job: "Job[Any]", count: int) -> None:
        self.job, self.count = job, count
        with wrap_start_errors():
            self.pool = self._start_pool(count)

    def _start_pool(self, count: int) -> "ProcessPoolExecutor":
        from concurrent.futures import ProcessPoolExecutor

        return ProcessPoolExecutor(
            count, initializer=_prepare, initargs=(self.job.task, self.job.settings, self.job.explain, os.getpid())
        )

    def submit(self, chunk: list[Item]) -> "Future[list[Any]]":
        """Start to process a chunk; restart the pool first if it is broken."""
        from concurrent.futures.process import BrokenProcessPool

        with wrap_start_errors():
            try:
                return self.pool.submit(_work, chunk)
            except BrokenProcessPool:
                self.stop()
                self.pool = self._start_pool(self.count)
                return self.pool.submit(_work, chunk)

    def collect(self, chunk: list[Item], future: "Future[list[Any]]") -> list[Any]:
        """Return the results of a chunk; if its worker died, rerun each document alone."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            return future.result()
        except BrokenProcessPool:
            return [self._rerun(item) for item in chunk]

    def _rerun(self, item: Item) -> Any:
        from concurrent.futures.process import BrokenProcessPool

        with wrap_start_errors(), self._start_pool(1) as pool:
            try:
                return pool.submit(_work, [item]).result()[0]
            except BrokenProcessPool:
                assert isinstance(item, Input | Record)  # other items cannot kill a worker
                return Failure(item.path, f"{item.name}: the worker process was killed (out of memory?).")

    def stop(self) -> None:
        """Drop waiting chunks and wait for the workers to exit."""
        self.pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def wrap_start_errors() -> Iterator[None]:
    """Turn an OSError from starting a worker, such as too many open files, into a `FaultError`."""
    try:
        yield
    except OSError as error:
        raise FaultError(f"cannot start worker processes: {error.strerror}; use --jobs 1.") from None


_job: "Job[Any] | None" = None
"""The worker's job, created once per process."""


def _prepare(task: Task[Any], settings: Settings, explain: bool, parent: int) -> None:
    """Initialise a worker process; `parent` is the process ID of the main process."""
    import signal
    from threading import Thread

    global _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C signals all processes; the main process stops the workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with sigterm_blocked():  # the new thread inherits this and never receives the signal
        Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()
    _job = Job(task, settings, settings.rulebook(), settings.library(), settings.load_reviews(), explain)


def _exit_with_parent(parent: int) -> None:
    """Exit when the parent is gone: a killed parent cannot stop its workers."""
    while os.getppid() == parent:
        sleep(PARENT_POLL_SECONDS)
    os._exit(1)


def _work(chunk: list[Item]) -> list[Any]:
    assert _job is not None
    done = []
    for item in chunk:
        with sigterm_blocked():
            done.append(_job(item))
    return done


@contextmanager
def sigterm_blocked() -> Iterator[None]:
    """Block SIGTERM so that a worker finishes the current document and leaves no incomplete file."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
