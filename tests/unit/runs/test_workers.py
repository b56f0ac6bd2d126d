"""Worker processes: their number, their start and their end.

A fake pool records what is asked of it. `test_batch` uses real processes.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from cleaner import clean
from cleaner.corpus.entry import Record
from cleaner.files.items import Failure, Found, Input, Note
from cleaner.model import Document, Result
from cleaner.reviews.file import update_reviews
from cleaner.reviews.review import LineLabel
from cleaner.runs import batch, workers
from cleaner.runs.batch import process_documents
from cleaner.settings import Settings
from tests.support.sites import learnt_file, site


class FakePool:
    """Fake `ProcessPoolExecutor` that does all work at once, in this process.

    It breaks at the document "kill.txt", and stays broken.
    """

    started: "list[FakePool]"

    def __init__(self, count: int, initializer: Callable[..., None], initargs: tuple[Any, ...]) -> None:
        self.count, self.is_broken = count, False
        self.stopped: dict[str, bool] = {}
        initializer(*initargs)
        self.started.append(self)

    def submit(
        self, work: Callable[[list[Input | Record]], list[Any]], chunk: list[Input | Record]
    ) -> "Future[list[Any]]":
        if self.is_broken:
            raise BrokenProcessPool
        future: Future[list[Any]] = Future()
        if any(item.path == "kill.txt" for item in chunk):
            self.is_broken = True
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(work(chunk))
        return future

    def shutdown(self, **how: bool) -> None:
        self.stopped = how

    def __enter__(self) -> "FakePool":
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[FakePool]]:
    """Return the pools that a test makes. Signal handlers are restored, and no thread watches the parent."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", FakePool)
    monkeypatch.setattr(FakePool, "started", [], raising=False)
    monkeypatch.setattr(workers, "_exit_with_parent", lambda parent: None)
    yield FakePool.started
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def files(tmp_path: Path) -> list[Found]:
    paths = [tmp_path / f"{i:03}.txt" for i in range(100)]
    for path in paths:
        path.write_text("Contact\n")
    return [Input(str(path), path.name) for path in paths]


def count_evidence(found: Input, document: Document, result: Result) -> tuple[str, int]:
    """Task that returns the name of a document, and the number of pieces of evidence for its first line."""
    return found.inside, len(result.lines[0].evidence)


def return_text(found: Record, document: Document, result: Result) -> str:
    return result.text


def names(files: list[Found]) -> list[str]:
    return [item.inside for item in files if isinstance(item, Input)]


@pytest.mark.parametrize("explain", [False, True])
def test_workers_give_the_results_of_the_main_process(pools: list[FakePool], files: list[Found], explain: bool) -> None:
    done = list(process_documents(count_evidence, files, Settings(jobs=3), explain))
    assert done == list(process_documents(count_evidence, files, Settings(jobs=1), explain))
    assert [found[0] for found in done] == names(files)
    first = done[0]
    assert not isinstance(first, Failure | Note) and (first[1] > 0) is explain
    assert [pool.count for pool in pools] == [3]


def test_evidence_is_computed_only_with_explain(files: list[Found]) -> None:
    assert list(process_documents(count_evidence, files[:1], Settings(jobs=1))) == [("000.txt", 0)]


def test_workers_load_templates_and_reviews(pools: list[FakePool], tmp_path: Path) -> None:
    raws = [page.raw for page in site(12)]
    said = LineLabel(raws[0].splitlines()[0], "body", "everywhere", "a.txt")
    update_reviews(tmp_path / "said.toml", [said])
    record = Record("a.jsonl", 1, raws[0], "https://harbourdaily.example/1", "")
    for asked in (
        Settings(jobs=2, templates=str(learnt_file(tmp_path / "t.tsv", raws))),
        Settings(jobs=2, reviews=str(tmp_path / "said.toml")),
    ):
        here = list(process_documents(return_text, [record], replace(asked, jobs=1)))
        assert list(process_documents(return_text, [record], asked)) == here != [clean(raws[0]).text]


def test_pool_is_shut_down_at_the_end(pools: list[FakePool], files: list[Found]) -> None:
    list(process_documents(count_evidence, files, Settings(jobs=2)))
    assert pools[0].stopped == {"wait": True, "cancel_futures": True}


def test_workers_ignore_sigint_and_obey_sigterm(pools: list[FakePool], files: list[Found]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    list(process_documents(count_evidence, files[:9], Settings(jobs=2)))
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_worker_watches_its_parent_in_a_daemon_thread(
    pools: list[FakePool], files: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Thread] = []
    parents: list[int] = []
    monkeypatch.setattr(workers, "_exit_with_parent", parents.append)

    def start(thread: Thread) -> None:
        started.append(thread)
        thread.run()

    monkeypatch.setattr(Thread, "start", start)
    list(process_documents(count_evidence, files[:9], Settings(jobs=2)))
    assert parents == [os.getpid()] and [thread.daemon for thread in started] == [True]


def test_worker_exits_when_its_parent_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    ended: list[int] = []
    parents = iter([7, 7, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(workers, "sleep", slept.append)
    monkeypatch.setattr(os, "_exit", ended.append)
    workers._exit_with_parent(7)
    assert slept == [workers.PARENT_POLL_SECONDS] * 2 and ended == [1]


def test_documents_of_a_lost_chunk_are_rerun_alone_in_new_workers(pools: list[FakePool], files: list[Found]) -> None:
    items = [Input("kill.txt", "kill.txt"), *files]
    done = list(process_documents(count_evidence, items, Settings(jobs=2)))
    assert done[0] == Failure("kill.txt", "kill.txt: the worker process was killed (out of memory?).")
    assert [item[0] for item in done[1:]] == names(files)
    assert [pool.count for pool in pools] == [2, 2, *[1] * batch.CHUNK]


def test_number_of_pending_chunks_is_limited(pools: list[FakePool], files: list[Found]) -> None:
    taken: list[Found] = []

    def counted() -> Iterator[Found]:
        for item in files:
            taken.append(item)
            yield item

    done = process_documents(count_evidence, counted(), Settings(jobs=2))
    next(done)
    assert len(taken) == batch.MAX_PENDING * 2 * batch.CHUNK
    assert len([*done]) == len(files) - 1


def test_default_number_of_workers_is_the_cpu_count(
    pools: list[FakePool], files: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "cpu_count", lambda: 5)
    assert [found[0] for found in process_documents(count_evidence, files, Settings())] == names(files)
    assert (
        len([*process_documents(count_evidence, files[: batch.MIN_FOR_WORKERS], Settings())]) == batch.MIN_FOR_WORKERS
    )
    assert (
        len([*process_documents(count_evidence, files[: batch.MIN_FOR_WORKERS - 1], Settings())])
        == batch.MIN_FOR_WORKERS - 1
    )
    assert [pool.count for pool in pools] == [5, 5]


def test_default_number_of_workers_is_chosen_from_the_first_inputs(
    pools: list[FakePool], files: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Found] = []
    monkeypatch.setattr(batch, "cpu_count", lambda: 1)

    def take() -> Iterator[Found]:
        for item in files:
            taken.append(item)
            yield item

    done = process_documents(count_evidence, take(), Settings())
    next(done)
    assert len(taken) == batch.MIN_FOR_WORKERS and len([*done]) == len(files) - 1


def test_cpu_count_is_that_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 2, 5} if pid == 0 else set(), raising=False)
    assert batch.cpu_count() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert batch.cpu_count() == 7
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert batch.cpu_count() == 1
