"""Resumed runs: the output is the same, byte for byte, as that of an uninterrupted run."""

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from cleaner.corpus.entry import Begin, CleanedText, Entry
from cleaner.corpus.output import ByteOutput
from cleaner.errors import CleanerError
from cleaner.files.items import Failure, Input
from cleaner.files.part import part_of
from cleaner.runs.checkpoint import CHECKPOINT_EVERY, Checkpoint, State
from cleaner.runs.corpora import CorpusStream
from cleaner.runs.open_corpus import ResumePoint
from cleaner.runs.outcome import Summary
from cleaner.runs.run import Run
from cleaner.runs.run_options import RunOptions
from cleaner.settings import Settings
from tests.support.command import BODY, NO_ARTICLE, PAGE, cleaner, environment

RUN = ("run", ".", "--rejects", "no.jsonl.gz", "--exclude", "no.*", "--stats", "stats.json", "--jobs", "1")
RECORDS = 2 * CHECKPOINT_EVERY + 100
FEW = 50
"""Documents between two checkpoints, in tests that run in the test process."""


def lay_out(folder: Path, records: int) -> Path:
    """Fill a folder with corpora and files; the pages of the corpora are short and distinct."""
    short = BODY.split("\n\n")[:3]
    texts = (NO_ARTICLE if i % 9 == 4 else "\n\n".join([f"Page {i}", *short]) + "\n" for i in range(records))
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "b.jsonl").write_text(lines[: lines.index("\n", len(lines) // 4) + 1])
    for i in range(30):
        (folder / f"c{i:02}.txt").write_text(PAGE)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path, RECORDS)


@pytest.fixture
def small_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with fewer pages, and shorten the checkpoint interval to match."""
    monkeypatch.setattr("cleaner.runs.run.CHECKPOINT_EVERY", FEW)
    return lay_out(tmp_path, 3 * FEW)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files that an uninterrupted run writes."""
    folder = lay_out(tmp_path_factory.mktemp("whole"), RECORDS)
    (folder / "a.jsonl.gz").chmod(0o604)
    cleaner(*RUN, cwd=folder)
    files = written(folder)
    assert len(files) == 34 and (folder / "no.jsonl.gz").stat().st_mode & 0o777 == 0o604
    assert gzip.decompress(files["no.jsonl.gz"]).count(b"\n") > RECORDS // 9
    return files


def written(folder: Path) -> dict[str, bytes]:
    names = [path for path in folder.iterdir() if ".clean." in path.name or path.name in ("no.jsonl.gz", "stats.json")]
    return {path.name: path.read_bytes() for path in sorted(names)}


def interrupted(folder: Path, when: int, how: signal.Signals) -> bytes:
    """Start a run, end it after `when` checkpoints, and return its stderr."""
    command = [sys.executable, "-m", "cleaner", *RUN, "--resume"]
    with subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE) as process:
        seen, end = set[int](), monotonic() + 60
        while len(seen) < when and process.poll() is None and monotonic() < end:
            seen |= {path.stat().st_mtime_ns for path in folder.glob(".cleaner-*.checkpoint")}
            sleep(0.002)
        process.send_signal(how)
        assert process.stderr is not None
        return process.stderr.read()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_continued_run_writes_the_same_bytes(folder: Path, whole: dict[str, bytes], how: signal.Signals) -> None:
    (folder / "a.jsonl.gz").chmod(0o604)
    told = interrupted(folder, 2, how)
    if how is not signal.SIGKILL:
        assert b"Interrupted. Run the same command with --resume to continue." in told
        assert not (folder / "stats.json.part").exists()
    assert (folder / "no.jsonl.gz.part").exists() and not (folder / "no.jsonl.gz").exists()
    done = cleaner(*RUN, "--resume", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert written(folder) == whole and (folder / "no.jsonl.gz").stat().st_mode & 0o777 == 0o604
    assert not list(folder.glob("*.part")) and not list(folder.glob(".cleaner-*.checkpoint"))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_changed_corpus_is_not_continued(folder: Path) -> None:
    interrupted(folder, 1, signal.SIGKILL)
    assert cleaner(*RUN, "--resume", "--drop", "headline", "--dry-run", cwd=folder).returncode == 0
    later = (folder / "a.jsonl.gz").stat().st_mtime + 60
    os.utime(folder / "a.jsonl.gz", (later, later))
    done = cleaner(*RUN, "--resume", cwd=folder)
    assert done.returncode == 2 and b"a.jsonl.gz: changed since the interrupted run" in done.stderr
    (folder / "a.jsonl.gz").unlink()
    done = cleaner(*RUN, "--resume", cwd=folder)
    assert done.returncode == 2 and b"a.jsonl.gz: moved since the interrupted run" in done.stderr
    assert cleaner(*RUN, cwd=folder).returncode == 0
    assert not list(folder.glob(".cleaner-*.checkpoint"))


def test_with_nothing_to_continue_a_run_begins(small_folder: Path) -> None:
    assert cleaner(*RUN, "--resume", cwd=small_folder).returncode == 0
    assert len(written(small_folder)) == 34


@pytest.mark.parametrize("when", ["save", "remove"])
def test_an_interrupt_may_come_with_the_checkpoint(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """The interrupt comes just after the checkpoint is saved or just before it is removed; the part must exist too."""
    path, options = str(small_folder / "a.jsonl.gz"), RunOptions(rejects=str(small_folder / "no.jsonl"))
    with Run(Settings(jobs=1), options, small_folder) as run:
        list(run.process(iter([Input(path, "a.jsonl.gz")])))
    expected = {name: (small_folder / name).read_bytes() for name in ("a.clean.jsonl.gz", "no.jsonl")}
    act = getattr(Checkpoint, when)

    def interrupt(self: Checkpoint, *args: Any) -> None:
        if when == "save":
            act(self, *args)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Run(Settings(jobs=1), options, small_folder) as run:
        monkeypatch.setattr(Checkpoint, when, interrupt)
        list(run.process(iter([Input(path, "a.jsonl.gz")])))
    monkeypatch.setattr(Checkpoint, when, act)
    assert run.is_resumable
    with Run(Settings(jobs=1), options, small_folder, resume=True) as run:
        assert run.resumed
        assert not [item for item in run.process(iter([Input(path, "a.jsonl.gz")])) if isinstance(item, Failure)]
    assert {name: (small_folder / name).read_bytes() for name in expected} == expected
    assert not run.is_resumable and not list(small_folder.glob("*.part"))


def test_a_continued_corpus_that_cannot_be_written_is_one_failure(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts of the failed corpus are dropped, and those of other inputs are kept."""
    inputs = [Input(str(small_folder / name), name) for name in ("c00.txt", "a.jsonl.gz")]
    save, put = Checkpoint.save, ByteOutput.put

    def interrupt(self: Checkpoint, state: State) -> None:
        save(self, state)
        if state.entries:
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, "save", interrupt)
    with pytest.raises(KeyboardInterrupt), Run(Settings(jobs=1), RunOptions(), small_folder) as run:
        list(run.process(iter(inputs)))
    assert run.total.documents == FEW

    def refuse(self: ByteOutput, entry: Entry, cleaned: CleanedText) -> None:
        if entry.number == FEW + 9:
            raise CleanerError("a.clean.jsonl.gz: cannot be written: No space left on device.")
        put(self, entry, cleaned)

    monkeypatch.setattr(Checkpoint, "save", save)
    monkeypatch.setattr(ByteOutput, "put", refuse)
    with Run(Settings(jobs=1), RunOptions(), small_folder, resume=True) as run:
        failures = [item for item in run.process(iter(inputs)) if isinstance(item, Failure)]
    assert len(failures) == 1 and not (small_folder / "a.clean.jsonl.gz").exists()
    assert (run.total.articles, run.total.no_article, run.total.failures) == (1, 0, 1) and run.resumed == 1


def test_a_part_that_is_known_stays_until_its_first_record_is_done(small_folder: Path) -> None:
    """An interrupt may come while a resumed run is still cleaning its first texts."""
    part = small_folder / "b.clean.jsonl.part"
    part.write_bytes(b"what was written")
    corpora = CorpusStream(RunOptions())
    steps = corpora.expand([Input(str(small_folder / "b.jsonl"), "b.jsonl")], ResumePoint(entries=2, size=8))
    assert next(steps) == Begin(str(small_folder / "b.jsonl"))
    corpora.stop(keep=True)
    assert part.read_bytes() == b"what was"


def test_a_checkpoint(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path, ("some", "settings"))
    assert checkpoint.load() is None
    before = Summary().to_json()
    state = State(3, "a.jsonl", 500, 12345, 9, (77, 88), 99, before | {"articles": 1}, 0o640, before)
    checkpoint.save(state)
    assert Checkpoint(tmp_path, ("some", "settings")).load() == state
    assert Checkpoint(tmp_path, ("other", "settings")).load() is None
    part_of(checkpoint.path).write_text("half of it")
    checkpoint.remove()
    assert not list(tmp_path.iterdir())
    checkpoint.path.write_text("{")
    with pytest.raises(CleanerError, match="delete it to start again"):
        checkpoint.load()


@pytest.mark.parametrize(
    "changed",
    [
        {"items": "x"},
        {"entries": -5},
        {"size": 1.5},
        {"rejected": True},
        {"stamp": [1, 2, 3]},
        {"stamp": [1, "2"]},
        {"path": 7},
        {"mode": "644"},
        {"total": {}},
        {"before": [1]},
        {"strange": 1},
    ],
    ids=str,
)
def test_a_checkpoint_that_no_run_wrote_is_said(tmp_path: Path, changed: dict[str, object]) -> None:
    checkpoint = Checkpoint(tmp_path, ())
    checkpoint.save(State(total=Summary().to_json()))
    checkpoint.path.write_text(json.dumps(json.loads(checkpoint.path.read_bytes()) | changed))
    with pytest.raises(CleanerError, match=r"cannot be read: .*; delete it to start again"):
        checkpoint.load()
