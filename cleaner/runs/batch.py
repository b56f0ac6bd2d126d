"""Batch processing: load and clean many documents, in this process or in workers, and yield the results of a task.

Results come in the order of the inputs. The number of pending chunks is limited, so memory does not grow with the
number of documents. A document that fails yields a `Failure` in its place. So does one that kills its worker process;
it is found by rerunning each document of the lost chunk in a process of its own.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from cleaner.corpus.entry import Marker, Record
from cleaner.files.items import STDIN, Failure, Found, Input, Note
from cleaner.runs.job import Item, Job, T, Task
from cleaner.runs.outcome import Outcome
from cleaner.runs.workers import Workers
from cleaner.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cleaner.templates.library import Library

U = TypeVar("U")
MIN_FOR_WORKERS: Final = 64
"""Smallest number of documents for which workers are started; fewer are done before workers would be ready."""
CHUNK: Final = 8
"""Documents sent to a worker at a time. Larger chunks need fewer messages; smaller ones balance the load better."""
MAX_CHARACTERS: Final = 1 << 24
"""Characters of record texts in a chunk, after which it ends early."""
MAX_OTHERS: Final = 1000
"""Items that are not documents in a chunk, after which it ends early."""
MAX_PENDING: Final = 4
"""Limit of chunks per worker that are in progress or wait to be yielded."""


@overload
def process_documents(
    task: Task[T], items: Iterable[Found | Record], settings: Settings, explain: bool = False
) -> Iterator[T | Failure | Note]: ...
@overload
def process_documents(
    task: Task[T], items: Iterable[Item], settings: Settings, explain: bool = False
) -> Iterator[T | Failure | Note | Marker | Outcome]: ...
def process_documents(task: Task[T], items: Iterable[Any], settings: Settings, explain: bool = False) -> Iterator[Any]:
    """Yield the value of `task` for each input and record, in order; yield all other items unchanged.

    With `explain` the results contain the evidence for each line. Raises `CleanerError` for bad settings, and if
    workers cannot be started; a document that fails is a `Failure`.
    """
    items, jobs = iter(items), settings.jobs
    is_known = False
    for first in items:
        if not isinstance(first, Outcome | Note):
            items = chain([first], items)
            break
        is_known = is_known or isinstance(first, Outcome)
        yield first
    else:
        if is_known:  # rules take long to load, and a run over unchanged files needs none
            return
    if jobs is None:
        head = take_chunk(items, MIN_FOR_WORKERS)
        items, jobs = chain(head, items), 1 if _count_documents(head) < MIN_FOR_WORKERS else cpu_count()
    library = settings.library()
    job = Job(task, settings, settings.rulebook(), library, settings.load_reviews(), explain)
    if library is not None:
        items = _warn_unknown_sites(items, library, settings.site)
    yield from map(job, items) if jobs == 1 else _process_parallel(job, Workers(job, jobs), items)


def take_chunk(items: Iterator[Item], count: int) -> list[Item]:
    """Return the next items: `count` documents and what is between them.

    The chunk ends early if the texts of its records exceed `MAX_CHARACTERS`, or other items `MAX_OTHERS`.
    """
    out: list[Item] = []
    documents = size = 0
    for item in items:
        out.append(item)
        documents += isinstance(item, Input | Record)
        size += len(item.text) if isinstance(item, Record) else 0
        if documents == count or size > MAX_CHARACTERS or len(out) - documents > MAX_OTHERS:
            break
    return out


def _count_documents(items: Iterable[Item]) -> int:
    return sum(isinstance(item, Input | Record) for item in items)


def _warn_unknown_sites(items: Iterator[Item], library: "Library", given: str) -> Iterator[Item]:
    """Yield the items, then a note if the library has templates for none of their sites."""
    from cleaner.runs.site import site_of

    is_known, first = False, None
    for item in items:
        if not is_known and isinstance(item, Input | Record):
            site = site_of(item, given)
            is_known, first = library.knows(site), site if first is None else first
        yield item
    if first is not None and not is_known:
        sites = f"{first!r} or any other site of these inputs" if first else "these inputs"
        yield Note(f"{library.path}: no templates for {sites}; name the site with --site.")


def cpu_count() -> int:
    """Return the number of CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _process_parallel(job: Callable[[Item], U], workers: "Workers", items: Iterator[Item]) -> Iterator[U]:
    pending: deque[tuple[list[Item], Future[list[Any]] | None]] = deque()
    try:
        while chunk := take_chunk(items, CHUNK):
            has_stdin = any(isinstance(item, Input) and item.path == STDIN for item in chunk)  # workers cannot read it
            pending.append((chunk, None if has_stdin else workers.submit(chunk)))
            if len(pending) >= MAX_PENDING * workers.count:
                yield from _collect(job, workers, *pending.popleft())
        while pending:
            yield from _collect(job, workers, *pending.popleft())
    finally:
        workers.stop()


def _collect(
    job: Callable[[Item], U], workers: "Workers", chunk: list[Item], future: "Future[list[Any]] | None"
) -> Iterable[U]:
    return map(job, chunk) if future is None else workers.collect(chunk, future)
