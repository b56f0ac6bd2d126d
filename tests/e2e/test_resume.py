"""Interrupted runs: what is continued comes out, byte for byte, as if nothing had happened."""

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
from cleaner.runs.corpora import CorpusOptions, CorpusStream, ResumePoint
from cleaner.runs.outcome import Summary
from cleaner.runs.run import ReportPaths, Run
from cleaner.settings import Settings
from tests.support.command import BODY, NO_ARTICLE, PAGE, cleaner, environment

RUN = ("run", ".", "--rejects", "no.jsonl.gz", "--exclude", "no.*", "--stats", "stats.json", "--jobs", "1")
RECORDS = 3 * CHECKPOINT_EVERY


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Short, so that a test is; each is another text."""
    short = BODY.split("\n\n")[:3]
    return [NO_ARTICLE if i % 9 == 4 else "\n\n".join([f"Page {i}", *short]) + "\n" for i in range(RECORDS)]


@pytest.fixture
def folder(tmp_path: Path, texts: list[str]) -> Path:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "b.jsonl").write_text(lines[: lines.index("\n", len(lines) // 4) + 1])
    for i in range(30):
        (tmp_path / f"c{i:02}.txt").write_text(PAGE)
    return tmp_path


def written(folder: Path) -> dict[str, bytes]:
    names = [path for path in folder.iterdir() if ".clean." in path.name or path.name in ("no.jsonl.gz", "stats.json")]
    return {path.name: path.read_bytes() for path in sorted(names)}


def empty(folder: Path) -> None:
    for name in written(folder):
        (folder / name).unlink()


def interrupted(folder: Path, when: int, how: signal.Signals) -> bytes:
    """Start a run, and end it when so many checkpoints were written; what it said."""
    command = [sys.executable, "-m", "cleaner", *RUN, "--resume"]
    with subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE) as process:
        seen, end = set[int](), monotonic() + 60
        while len(seen) < when and process.poll() is None and monotonic() < end:
            seen |= {path.stat().st_mtime_ns for path in folder.glob(".cleaner-*.checkpoint")}
            sleep(0.002)
        process.send_signal(how)
        assert process.stderr is not None
        return process.stderr.read()


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("when", [3])
def test_a_continued_run_writes_the_same_bytes(folder: Path, when: int, how: signal.Signals) -> None:
    (folder / "a.jsonl.gz").chmod(0o604)
    cleaner(*RUN, cwd=folder)
    expected = written(folder)
    assert len(expected) == 34 and (folder / "no.jsonl.gz").stat().st_mode & 0o777 == 0o604
    assert gzip.decompress(expected["no.jsonl.gz"]).count(b"\n") > RECORDS // 9
    empty(folder)
    told = interrupted(folder, when, how)
    if how is not signal.SIGKILL:
        assert b"Interrupted. Run the same command with --resume to continue." in told
        assert not (folder / "stats.json.part").exists()
    assert (folder / "no.jsonl.gz.part").exists() and not (folder / "no.jsonl.gz").exists()
    done = cleaner(*RUN, "--resume", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert written(folder) == expected and (folder / "no.jsonl.gz").stat().st_mode & 0o777 == 0o604
    assert not list(folder.glob("*.part")) and not list(folder.glob(".cleaner-*.checkpoint"))


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_what_has_changed_is_not_continued(folder: Path) -> None:
    interrupted(folder, 2, signal.SIGKILL)
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


def test_with_nothing_to_continue_a_run_begins(folder: Path) -> None:
    assert cleaner(*RUN, "--resume", cwd=folder).returncode == 0
    assert len(written(folder)) == 34


@pytest.mark.parametrize("when", ["save", "remove"])
def test_an_interrupt_may_come_with_the_checkpoint(folder: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """Just when it is there, or just before it goes: what it is about must be there too."""
    path, files = str(folder / "a.jsonl.gz"), ReportPaths(rejects=str(folder / "no.jsonl"))
    with Run(Settings(jobs=1), CorpusOptions(), files, folder) as run:
        list(run.process(iter([Input(path, "a.jsonl.gz")])))
    expected = {name: (folder / name).read_bytes() for name in ("a.clean.jsonl.gz", "no.jsonl")}
    act = getattr(Checkpoint, when)

    def interrupt(self: Checkpoint, *args: Any) -> None:
        if when == "save":
            act(self, *args)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Run(Settings(jobs=1), CorpusOptions(), files, folder) as run:
        monkeypatch.setattr(Checkpoint, when, interrupt)
        list(run.process(iter([Input(path, "a.jsonl.gz")])))
    monkeypatch.undo()
    assert run.is_resumable
    with Run(Settings(jobs=1), CorpusOptions(), files, folder, resume=True) as run:
        assert run.resumed
        assert not [item for item in run.process(iter([Input(path, "a.jsonl.gz")])) if isinstance(item, Failure)]
    assert {name: (folder / name).read_bytes() for name in expected} == expected
    assert not run.is_resumable and not list(folder.glob("*.part"))


def test_a_continued_corpus_that_cannot_be_written_is_one_failure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the interrupted run counted of it goes, and what it counted of others stays."""
    inputs = [Input(str(folder / name), name) for name in ("c00.txt", "a.jsonl.gz")]
    save, put = Checkpoint.save, ByteOutput.put

    def interrupt(self: Checkpoint, state: State) -> None:
        save(self, state)
        if state.entries:
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, "save", interrupt)
    with pytest.raises(KeyboardInterrupt), Run(Settings(jobs=1), CorpusOptions(), ReportPaths(), folder) as run:
        list(run.process(iter(inputs)))
    assert run.total.documents == CHECKPOINT_EVERY

    def refuse(self: ByteOutput, entry: Entry, cleaned: CleanedText) -> None:
        if entry.number == CHECKPOINT_EVERY + 9:
            raise CleanerError("a.clean.jsonl.gz: cannot be written: No space left on device.")
        put(self, entry, cleaned)

    monkeypatch.setattr(Checkpoint, "save", save)
    monkeypatch.setattr(ByteOutput, "put", refuse)
    with Run(Settings(jobs=1), CorpusOptions(), ReportPaths(), folder, resume=True) as run:
        failures = [item for item in run.process(iter(inputs)) if isinstance(item, Failure)]
    assert len(failures) == 1 and not (folder / "a.clean.jsonl.gz").exists()
    assert (run.total.articles, run.total.no_article, run.total.failures) == (1, 0, 1) and run.resumed == 1


def test_a_part_that_is_known_stays_until_its_first_record_is_done(folder: Path) -> None:
    """An interrupt may come while the first texts of a run that was continued are still being cleaned."""
    part = folder / "b.clean.jsonl.part"
    part.write_bytes(b"what was written")
    corpora = CorpusStream(CorpusOptions())
    steps = corpora.expand([Input(str(folder / "b.jsonl"), "b.jsonl")], ResumePoint(entries=2, size=8))
    assert next(steps) == Begin(str(folder / "b.jsonl"))
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
