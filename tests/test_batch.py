"""Many documents: order, failures in their places, workers that die, and memory that stays flat."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import pytest

from cleaner import batch
from cleaner.batch import load, results
from cleaner.discover import Failure, Found, Input, Note
from cleaner.model import CleanerError, Document, Result
from cleaner.settings import Settings
from tests.command import PAGE, environment


@dataclass(frozen=True)
class Length:
    """A task that does something bad to the documents that ask for it."""

    parent: int = 0

    def __call__(self, found: Input, document: Document, result: Result) -> tuple[str, int]:
        if "crash" in found.inside:
            raise ValueError("boom")
        if "end" in found.inside and os.getpid() != self.parent:
            os.kill(os.getpid(), signal.SIGTERM)
            Path(found.path).write_text("whole")
        if "kill" in found.inside and os.getpid() != self.parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return found.path, len(document.text)


@pytest.fixture
def files(tmp_path: Path) -> list[Found]:
    paths = [tmp_path / f"{i:03}.txt" for i in range(100)]
    for i, path in enumerate(paths):
        path.write_text("x" * i)
    return [Input(str(path), path.name) for path in paths]


@pytest.mark.parametrize("jobs", [1, 2])
def test_order_out_is_order_in(files: list[Found], jobs: int) -> None:
    items: list[Found] = [*files[:30], Note("note"), *files[30:60], Failure("p", "failed"), *files[60:]]
    done = list(results(Length(), items, Settings(jobs=jobs)))
    assert [item if isinstance(item, Note | Failure) else item[1] for item in done] == [
        *range(30), Note("note"), *range(30, 60), Failure("p", "failed"), *range(60, 100),
    ]  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_fails_is_named_and_the_rest_goes_on(files: list[Found], tmp_path: Path, jobs: int) -> None:
    (tmp_path / "crash.txt").write_text("x")
    (tmp_path / "nul.txt").write_bytes(b"a\0b")
    bad = [Input(str(tmp_path / name), name) for name in ("crash.txt", "nul.txt", "missing.txt", ".")]
    done = list(results(Length(), [*files[:10], *bad, *files[10:20]], Settings(jobs=jobs)))
    failures = [item for item in done if isinstance(item, Failure)]
    assert len(done) == 24 and done[10:14] == failures
    expected = ["please report this: ValueError: boom", "NUL", "No such file", "Is a directory"]
    for failure, words in zip(failures, expected, strict=True):
        assert words in failure.message and failure.path in failure.message and "\n" not in failure.message
    assert "Traceback" in failures[0].detail


def test_a_killed_worker_costs_only_its_document(files: list[Found], tmp_path: Path) -> None:
    (tmp_path / "kill.txt").write_text("x")
    items: list[Found] = [*files[:50], Input(str(tmp_path / "kill.txt"), "kill.txt"), *files[50:]]
    done = list(results(Length(os.getpid()), items, Settings(jobs=2)))
    assert len(done) == 101
    failure = done[50]
    assert isinstance(failure, Failure) and "kill.txt: its process was killed" in failure.message
    assert [item for item in done if isinstance(item, Failure)] == [failure]


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_a_worker_that_is_ended_does_the_document_that_it_is_at(files: list[Found], tmp_path: Path) -> None:
    """SIGTERM may go to a whole group of processes, and half a file would be left."""
    path = tmp_path / "end.txt"
    path.write_text("x")
    done = list(results(Length(os.getpid()), [Input(str(path), path.name), *files[:9]], Settings(jobs=2)))
    assert isinstance(done[0], Failure) and "its process was killed" in done[0].message
    assert path.read_text() == "whole" and done[1:] == [(file.path, i) for i, file in enumerate(files[:9])]


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    for i in range(400):
        (tmp_path / f"{i:03}.txt").write_text(PAGE * 5)
    command = [sys.executable, "-m", "cleaner", "run", str(tmp_path), "--jobs", "2", "-q"]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE) as process:
        while not (tmp_path / "000.clean.txt").exists() and process.poll() is None:
            sleep(0.01)
        process.kill()
        assert process.stderr is not None and process.stderr.read() == b""  # which ends when the last of them has


def test_only_a_few_inputs_are_ahead(files: list[Found]) -> None:
    taken = 0

    def counted() -> Iterator[Found]:
        nonlocal taken
        for i in range(5000):
            taken += 1
            yield files[i % 100]

    done = results(Length(), counted(), Settings(jobs=2))
    next(done)
    assert taken <= batch.FEW + (batch.AHEAD * 2 + 1) * batch.CHUNK
    done.close()  # type: ignore[attr-defined]


def test_few_documents_need_no_workers(files: list[Found], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_Workers", None)
    assert len(list(results(Length(), files[: batch.FEW - 1], Settings()))) == batch.FEW - 1


def test_bad_settings_are_said_once_and_before_anything_is_read() -> None:
    with pytest.raises(CleanerError, match="XQX"):
        list(results(Length(), [Input("missing", "")], Settings(select=("XQX",))))


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a stand-in for the system's refusal: the tests may run as root, whom nothing is refused."""

    def refuse(self: Path, mode: str) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CleanerError, match=r"a\.txt: cannot be read: Permission denied\."):
        load(str(tmp_path / "a.txt"))


def test_load_reads_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe" + PAGE.encode("utf-16-le"))
    assert load(str(tmp_path / "a.txt")).text == PAGE
