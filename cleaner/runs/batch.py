"""Many documents: read and clean each, here or in other processes, and hand on what a task makes of it.

Order in is order out, and only a few chunks are ahead of what was handed on, so memory does not grow with
the number of documents. A document that fails becomes a `Failure` in its place; so does one that brings
its process down, which is found by doing the documents of the lost chunk again, each in a process alone.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from cleaner.corpus.entry import Marker, Record
from cleaner.files.items import STDIN, Failure, Found, Input, Note
from cleaner.runs.job import Item, Job, T, Task
from cleaner.runs.workers import Workers
from cleaner.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cleaner.templates.library import Library

U = TypeVar("U")
MIN_FOR_WORKERS: Final = 64
"""Fewer documents than this are done before other processes would have started."""
CHUNK: Final = 8
"""Documents a process is given at a time: enough to make the hand-over cheap, few enough to end together."""
AT_HAND: Final = 1 << 24
"""Characters of records that are read before the first of them is cleaned."""
MAX_PENDING: Final = 4
"""Chunks per process that may be under way or waiting to be handed on."""


@overload
def process_documents(
    task: Task[T], items: Iterable[Found | Record], settings: Settings, explain: bool = False
) -> Iterator[T | Failure | Note]: ...
@overload
def process_documents(
    task: Task[T], items: Iterable[Item], settings: Settings, explain: bool = False
) -> Iterator[T | Failure | Note | Marker]: ...
def process_documents(task: Task[T], items: Iterable[Any], settings: Settings, explain: bool = False) -> Iterator[Any]:
    """What `task` makes of each input and record, in order; everything else comes through in its place.

    `explain` gives the task the evidence too. Raises `CleanerError` for bad settings only.
    """
    items, jobs = iter(items), settings.jobs
    if jobs is None:
        head = take_chunk(items, MIN_FOR_WORKERS)
        items, jobs = chain(head, items), 1 if len(head) < MIN_FOR_WORKERS else cpu_count()
    library = settings.library()
    job = Job(task, settings, settings.rulebook(), library, settings.labels(), explain)
    if library is not None:
        items = _warn_unknown_sites(items, library, settings.site)
    yield from map(job, items) if jobs == 1 else _parallel(job, Workers(job, jobs), items)


def take_chunk(items: Iterator[Item], count: int) -> list[Item]:
    """The next `count` items, or fewer where the texts of records among them are long."""
    out: list[Item] = []
    size = 0
    for item in islice(items, count):
        out.append(item)
        size += len(item.text) if isinstance(item, Record) else 0
        if size > AT_HAND:
            break
    return out


def _warn_unknown_sites(items: Iterator[Item], library: "Library", given: str) -> Iterator[Item]:
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


def cpu_count() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parallel(job: Callable[[Item], U], workers: "Workers", items: Iterator[Item]) -> Iterator[U]:
    waiting: deque[tuple[list[Item], Future[list[Any]] | None]] = deque()
    try:
        while chunk := take_chunk(items, CHUNK):
            here = any(isinstance(item, Input) and item.path == STDIN for item in chunk)  # only this process has it
            waiting.append((chunk, None if here else workers.submit(chunk)))
            if len(waiting) >= MAX_PENDING * workers.count:
                yield from _collect(job, workers, *waiting.popleft())
        while waiting:
            yield from _collect(job, workers, *waiting.popleft())
    finally:
        workers.stop()


def _collect(
    job: Callable[[Item], U], workers: "Workers", chunk: list[Item], future: "Future[list[Any]] | None"
) -> Iterable[U]:
    return map(job, chunk) if future is None else workers.collect(chunk, future)
