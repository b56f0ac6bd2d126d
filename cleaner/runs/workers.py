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
"""Seconds after which a worker looks whether its parent is there still."""


class Workers:
    """Processes that do chunks of documents, started again when one of them is killed."""

    def __init__(self, job: "Job[Any]", count: int) -> None:
        self.job, self.count = job, count
        with wrap_start_errors():
            self.pool = self._start(count)

    def _start(self, count: int) -> "ProcessPoolExecutor":
        from concurrent.futures import ProcessPoolExecutor

        return ProcessPoolExecutor(
            count, initializer=_prepare, initargs=(self.job.task, self.job.settings, self.job.explain, os.getpid())
        )

    def submit(self, chunk: list[Item]) -> "Future[list[Any]]":
        """What will become of a chunk. Raises `CleanerError` where no process can be started for it."""
        from concurrent.futures.process import BrokenProcessPool

        with wrap_start_errors():
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

        with wrap_start_errors(), self._start(1) as pool:
            try:
                return pool.submit(_work, [item]).result()[0]
            except BrokenProcessPool:
                assert isinstance(item, Input | Record)  # nothing else is worked on
                return Failure(item.path, f"{item.name}: its process was killed, perhaps for lack of memory.")

    def stop(self) -> None:
        self.pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def wrap_start_errors() -> Iterator[None]:
    """What keeps processes from being started as a `CleanerError`, such as a limit on open files."""
    try:
        yield
    except OSError as error:
        raise FaultError(f"no other process can be started: {error.strerror}; run with --jobs 1.") from None


_job: "Job[Any] | None" = None
"""In a worker: what it does, made once and not with each chunk."""


def _prepare(task: Task[Any], settings: Settings, explain: bool, parent: int) -> None:
    import signal
    from threading import Thread

    global _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the main process says when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with sigterm_blocked():  # for the thread, which then never takes the signal
        Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()
    _job = Job(task, settings, settings.rulebook(), settings.library(), settings.labels(), explain)


def _exit_with_parent(parent: int) -> None:
    """End this process when its parent is gone, for then nobody would: it was killed, or had too few file handles."""
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
