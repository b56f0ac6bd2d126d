"""Faults during a run: it is killed, the system returns an error, or its inputs change.

`python -m tests.tools.faults` kills and interrupts many more runs.
"""

import errno
import gzip
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from cleaner.cli import main
from cleaner.errors import CleanerError
from cleaner.files.decode import LARGEST
from cleaner.files.discover import discover
from cleaner.files.items import Failure, Input
from cleaner.files.part import Part
from cleaner.runs.load import load_document
from cleaner.runs.outcome import Outcome
from cleaner.runs.run import Run
from cleaner.runs.run_options import RunOptions
from cleaner.settings import Settings
from tests.support.command import NO_ARTICLE, PAGE, cleaner, run_process, unmeasured
from tests.support.corpora import json_lines
from tests.tools.faults import GENTLE, Place, Tally, cases, texts, tried

CASES = {case.name: case for case in cases(520)}
COMMAND = [sys.executable, "-m", "cleaner"]


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["files, 2", "JSONL.gz, 1", "WET, 2"])
def test_a_run_may_end_at_any_moment(tmp_path: Path, name: str) -> None:
    place, random = Place(tmp_path, CASES[name]), Random(name)
    for hows in ((signal.SIGKILL,), GENTLE):
        tried(place, random, hows, Tally())


# --- errors of the system ---


def limited(limit: int, value: int, *args: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    """Run the command under a resource limit."""
    return subprocess.run(
        [*COMMAND, *args], cwd=cwd, env=unmeasured(), capture_output=True, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(limit, (value, value)),
    )  # fmt: skip


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_no_room_costs_what_does_not_fit(tmp_path: Path, jobs: str) -> None:
    """A limit on file size stands in for a full disk or a quota."""
    (tmp_path / "a.jsonl").write_bytes(json_lines(texts(60)))
    (tmp_path / "b.jsonl").write_bytes(json_lines(texts(4)))
    long = " ".join(f"In year {word} the boats of Orrin came home late, said the keeper." for word in "abcdefghij" * 12)
    (tmp_path / "c.txt").write_text(f"{PAGE}\n{long}\n")
    (tmp_path / "d.txt").write_text(PAGE)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    kinds = "headline,navigation,read-also,share,promotion,footer,related,duplicate,trending"
    done = limited(resource.RLIMIT_FSIZE, 6000, "run", ".", "--jobs", jobs, "--keep", kinds, cwd=tmp_path)
    told = done.stderr.decode().splitlines()
    assert done.returncode == 3 and told[:2] == [
        "cleaner: a.clean.jsonl: cannot be written: File too large.",
        "cleaner: c.clean.txt: cannot be written: File too large.",
    ]
    assert names(tmp_path) == ["a.jsonl", "b.clean.jsonl", "b.jsonl", "c.txt", "d.clean.txt", "d.txt"]
    assert "7 documents: 5 written, 2 failed." in told  # a corpus that was not written counts as one failure
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_json_totals_count_a_lost_corpus_as_one_failure(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines(texts(60)))
    (tmp_path / "b.txt").write_text(PAGE)
    done = limited(resource.RLIMIT_FSIZE, 6000, "run", ".", "--jobs", "1", "--format", "json", cwd=tmp_path)
    summary = json.loads(done.stdout)["summary"]
    assert done.returncode == 3 and names(tmp_path) == ["a.jsonl", "b.clean.txt", "b.txt"]
    assert (summary["documents"], summary["articles"], summary["failures"]) == (2, 1, 1)
    assert b"2 documents: 1 written, 1 failed." in done.stderr


@pytest.mark.parametrize("name", ["no.jsonl", "no.jsonl.gz"])
def test_no_room_for_rejects_costs_no_document(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(json_lines([f"{NO_ARTICLE}{i}\n" for i in range(60)]))
    done = limited(resource.RLIMIT_FSIZE, 6000, "run", "a.jsonl", "--rejects", name, "-q", cwd=tmp_path)
    assert done.returncode == 3 and done.stderr.decode() == (
        f"cleaner: {name}: cannot be written: File too large. Documents after this error were not rejected.\n"
    )
    data = (tmp_path / name).read_bytes()
    rejected = (gzip.decompress(data) if name.endswith(".gz") else data).splitlines()
    stayed = (tmp_path / "a.clean.jsonl").read_bytes().splitlines()
    assert rejected and stayed
    assert [json.loads(line)["id"] for line in (*rejected, *stayed)] == [f"p{i}" for i in range(60)]


def test_no_room_for_the_totals(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    done = limited(resource.RLIMIT_FSIZE, 900, "run", "a.txt", "--stats", "stats.json", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith(b"1 document: 1 written.")
    assert done.stderr.endswith(b"cleaner: stats.json: cannot be written: File too large.\n")
    assert names(tmp_path) == ["a.clean.txt", "a.txt"]


@pytest.mark.parametrize("how", ["", "-v", "-q"])
def test_a_full_disk_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    """`Path.replace` is patched to fail as on a full disk, except for one file."""
    for i in range(4):
        (tmp_path / f"{i}.txt").write_text(PAGE)
    replace = Path.replace

    def refuse(self: Path, target: Path) -> None:
        if target.name != "2.clean.txt":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["cleaner", "run", ".", "--jobs", "1", "--format", "json", *filter(None, [how])])
    with pytest.raises(SystemExit) as ended:
        main()
    out, told = capsys.readouterr()
    said = [f"cleaner: {i}.clean.txt: cannot be written: No space left on device." for i in (0, 1, 3)]
    more = "cleaner: 2 more could not be written: No space left on device."
    lines = told.splitlines()
    assert ended.value.code == 3 and names(tmp_path) == ["0.txt", "1.txt", "2.clean.txt", "2.txt", "3.txt"]
    assert [line for line in lines if "be written" in line] == (said if how == "-v" else [said[0], more])
    assert how == "-q" or "4 documents: 1 written, 3 failed." in lines
    documents = json.loads(out)["documents"]
    assert [one["path"] for one in documents if "error" in one] == ["./0.txt", "./1.txt", "./3.txt"]


def test_too_many_open_files_for_other_processes(tmp_path: Path) -> None:
    for i in range(3):
        (tmp_path / f"{i}.txt").write_text(PAGE)
    done = limited(resource.RLIMIT_NOFILE, 8, "run", ".", "--jobs", "2", cwd=tmp_path)
    assert (done.returncode, done.stderr.decode()) == (
        3, "cleaner: cannot start worker processes: Too many open files; use --jobs 1.\n"
    )  # fmt: skip
    done = limited(resource.RLIMIT_NOFILE, 8, "run", ".", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == 0 and (tmp_path / "2.clean.txt").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to a limit on its memory")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_too_little_memory_costs_what_is_too_large(tmp_path: Path, jobs: str) -> None:
    (tmp_path / "a.txt").write_text("word " * (LARGEST // 5))
    (tmp_path / "b.txt").write_text(PAGE)
    done = limited(resource.RLIMIT_AS, 320 << 20, "run", ".", "--jobs", jobs, cwd=tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith(b"cleaner: ./a.txt: not enough memory.\n2 documents: 1 written, 1 f")
    assert names(tmp_path) == ["a.txt", "b.clean.txt", "b.txt"]


def test_a_folder_that_can_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`os.open` is patched to fail, because permissions do not stop root."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(PAGE)
    opened = os.open

    def refuse(path: str, flags: int, *mode: int) -> int:
        if flags & os.O_CREAT:
            raise OSError(30, "Read-only file system", path)
        return opened(path, flags, *mode)

    monkeypatch.setattr(os, "open", refuse)
    with Run(Settings(), RunOptions(), tmp_path) as run:
        done = list(run.process(discover([str(tmp_path)])))
    assert [item.message for item in done if isinstance(item, Failure)] == [
        f"{tmp_path}: cannot write to this directory: Read-only file system."
    ] * 2


def test_a_folder_that_goes_during_a_run(tmp_path: Path) -> None:
    """A named pipe without a writer holds the run between two files."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "c"):
        (folder / f"{name}.txt").write_text(PAGE)
    os.mkfifo(folder / "b.txt")
    paths = [f"in/{name}.txt" for name in "abc"]
    command = [*COMMAND, "run", "-v", *paths, "--jobs", "1"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, env=unmeasured()) as process:
        assert process.stderr is not None and b"in/a.clean.txt" in process.stderr.readline()
        with (folder / "b.txt").open("w") as held:
            shutil.rmtree(folder)
            held.write(PAGE)
        told = process.stderr.read().decode()
    assert process.returncode == 3 and "cleaner: in/c.txt: no such file or directory." in told.lower()
    assert "3 documents: 1 written, 2 failed." in told
    assert names(tmp_path) == []


# --- inputs that change during a run ---


class Changing(io.FileIO):
    """File that calls `do` with its path after each read."""

    do: Callable[[Path], object]

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        Changing.do(Path(str(self.name)))
        return data


@pytest.mark.parametrize(
    "do",
    [
        lambda path: os.truncate(path, 20),
        lambda path: os.truncate(path, 2000),
        lambda path: os.utime(path, (1, 1)),
    ],
    ids=["shrinks", "grows", "changes"],
)
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, do: Callable[[Path], object]
) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    monkeypatch.setattr(Changing, "do", do, raising=False)
    monkeypatch.setattr(Path, "open", lambda self, mode: Changing(str(self), mode))
    with pytest.raises(CleanerError, match=r"a\.txt: changed while being read; run again once it is complete\."):
        load_document(str(tmp_path / "a.txt"))


def test_a_file_that_goes_while_it_is_read_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    monkeypatch.setattr(Changing, "do", Path.unlink, raising=False)
    monkeypatch.setattr(Path, "open", lambda self, mode: Changing(str(self), mode))
    assert load_document(str(tmp_path / "a.txt")).text == PAGE


def test_a_corpus_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines(texts(30)))
    told: list[str] = []
    with Run(Settings(), RunOptions(), tmp_path) as run:
        for item in run.process(iter([Input(str(path), path.name)])):
            if isinstance(item, Outcome) and item.record == 3:
                with path.open("ab") as more:
                    more.write(json_lines(texts(1)))
            told += [item.message] if isinstance(item, Failure) else []
    assert told == [f"{path}: changed while being read; run again once it is complete."]
    assert run.total.failures == 1
    assert len((tmp_path / "a.clean.jsonl").read_bytes().splitlines()) >= 30


# --- concurrent runs ---


def test_two_runs_on_one_folder(tmp_path: Path) -> None:
    for i in range(60):
        (tmp_path / f"{i}.txt").write_text(PAGE.replace("Orrin", f"Orrin{i}"))
    command = [*COMMAND, "run", ".", "--sidecar", "-q"]
    runs = [subprocess.Popen(command, cwd=tmp_path, env=unmeasured(), stderr=subprocess.PIPE) for _ in range(3)]
    assert [run.communicate(timeout=60)[1] for run in runs] == [b""] * 3
    there = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    assert len(there) == 180
    for name in there.keys() - {f"{i}.txt" for i in range(60)}:
        (tmp_path / name).unlink()
    cleaner("run", ".", "--sidecar", cwd=tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == there


def test_two_runs_on_one_corpus(tmp_path: Path) -> None:
    """The first run is halfway through the corpus while the second starts and ends."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_bytes(json_lines(texts(8)))
    cleaner("run", "a.jsonl", cwd=tmp_path)
    right = (tmp_path / "a.clean.jsonl").read_bytes()
    with Part(tmp_path / "a.clean.jsonl") as part:
        part.file.write(right[:99])
        done = run_process("run", ".", cwd=tmp_path)  # a lock belongs to a process
        assert done.returncode == 3
        assert b"a.clean.jsonl.part: locked by another run.\n" in done.stderr
        assert (tmp_path / "b.clean.jsonl").exists() and (tmp_path / "a.clean.jsonl").read_bytes() == right
        part.file.write(right[99:])
        part.finish()
    assert (tmp_path / "a.clean.jsonl").read_bytes() == right
    assert names(tmp_path) == ["a.clean.jsonl", "a.jsonl", "b.clean.jsonl", "b.jsonl"]
