"""Runs that go on: what is new or has changed is cleaned when it rests, and nothing else, until Ctrl-C."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from time import sleep

import pytest

from cleaner import clean
from cleaner.files.discover import discover
from cleaner.files.items import Found, Input, Note
from cleaner.runs.watch import PAUSE, poll_changes
from tests.support.command import NO_ARTICLE, PAGE, cleaner, environment

PATIENCE = 120.0
"""Seconds after which a process that says nothing is ended, and the test fails."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    (tmp_path / ".git").mkdir()
    return tmp_path


# --- which files are due ---


class OverError(Exception):
    """Ends what would go on for ever."""


def handed_out(*between: Callable[[], object], look: Callable[[], Iterator[Found]] | None = None) -> list[list[Found]]:
    """Return the files due at each poll, with one of the steps in each pause."""
    steps, out, looks = iter(between), list[list[Found]](), 0

    def pause(seconds: float) -> None:
        nonlocal looks
        assert seconds >= PAUSE
        looks += 1
        out.extend([] for _ in range(looks - len(out)))
        step = next(steps, None)
        if step is None:
            raise OverError
        step()

    with pytest.raises(OverError):
        for due in poll_changes(look or (lambda: discover(["d"])), pause):
            out.append(due)
    return out


def names(due: list[list[Found]]) -> list[list[str]]:
    return [[Path(item.path).name for item in items if isinstance(item, Input)] for items in due]


def put(name: str, text: str, second: int) -> Callable[[], None]:
    def step() -> None:
        Path("d", name).write_text(text)
        os.utime(Path("d", name), (second, second))

    return step


def nothing() -> None:
    pass


def test_a_file_is_due_once_when_it_rests() -> None:
    put("a.txt", "one", 1)()
    assert names(handed_out(nothing, nothing, nothing)) == [[], ["a.txt"], [], []]


def test_a_file_that_is_being_written_is_left_until_it_rests() -> None:
    grows = (put("a.txt", "x" * size, 1) for size in range(1, 4))
    assert names(handed_out(*grows, nothing, nothing)) == [[], [], [], [], ["a.txt"], []]


def test_what_changes_is_due_again_also_where_its_size_does_not() -> None:
    put("a.txt", "one", 1)()
    due = handed_out(nothing, put("a.txt", "two", 2), nothing, put("a.txt", "more", 2), nothing)
    assert names(due) == [[], ["a.txt"], [], ["a.txt"], [], ["a.txt"]]


def test_what_was_away_and_is_back_is_due_again() -> None:
    put("a.txt", "one", 1)()
    due = handed_out(nothing, Path("d/a.txt").unlink, put("a.txt", "one", 1), nothing)
    assert names(due) == [[], ["a.txt"], [], [], ["a.txt"]]


def test_what_a_run_writes_is_never_due() -> None:
    put("a.txt", "one", 1)()
    assert names(handed_out(nothing, put("a.clean.txt", "one", 2), put(".cleaner-x.tmp", "one", 2), nothing)) == [
        [], ["a.txt"], [], [], [],
    ]  # fmt: skip


def test_what_is_said_of_a_folder_is_said_once() -> None:
    assert [len(items) for items in handed_out(nothing, nothing)] == [1, 0, 0]
    (first, *_) = handed_out(nothing, look=lambda: iter([Note("once")]))
    assert first == [Note("once")]


def test_a_link_to_nothing_is_due_so_that_reading_it_says_why() -> None:
    Path("d/a.txt").symlink_to("nowhere")
    assert names(handed_out(nothing, nothing)) == [[], ["a.txt"], []]


# --- the command ---


class Watching:
    """A process that watches, and what it says, line by line."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def says(self, words: str) -> str:
        """The next line, which has these words in it."""
        assert self.process.stderr is not None
        line = self.process.stderr.readline().decode()
        assert words in line, line
        return line

    def end(self, how: signal.Signals = signal.SIGINT) -> str:
        """End it as a user does; the rest of what it says."""
        assert self.process.stderr is not None
        self.process.send_signal(how)
        return self.process.stderr.read().decode()


@contextmanager
def watching(*args: str) -> Iterator[Watching]:
    command = [sys.executable, "-m", "cleaner", "run", "--watch", *args]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment()) as process:
        timer = Timer(PATIENCE, process.kill)
        timer.start()
        try:
            yield Watching(process)
        finally:
            timer.cancel()
            process.kill()


def arrive(name: str, text: str) -> None:
    """A file is there at once with all its text, however long this process is kept waiting."""
    draft = Path(name).with_name(".draft")
    draft.write_text(text)
    draft.replace(name)


posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


@pytest.mark.slow
@posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_what_comes_and_what_changes_is_cleaned_until_the_end(how: signal.Signals) -> None:
    arrive("d/a.txt", PAGE)
    with watching("d") as run:
        run.says("Watching for new or changed files")
        run.says("d/a.txt: written to d/a.clean.txt, ")
        Path("d/sub").mkdir()
        arrive("d/sub/b.txt", PAGE)
        run.says("d/sub/b.txt: written to d/sub/b.clean.txt, ")
        arrive("d/a.txt", PAGE.replace("Tomas Veld", "Anna Veld"))
        run.says("d/a.txt: written to d/a.clean.txt, ")
        rest = run.end(how)
    assert run.process.returncode == 0
    assert rest.startswith("2 documents: 2 written.\nRemoved ") and "interrupted" not in rest
    assert Path("d/a.clean.txt").read_text() == clean(PAGE.replace("Tomas Veld", "Anna Veld")).text
    assert sorted(path.name for path in Path("d").rglob("*.*")) == ["a.clean.txt", "a.txt", "b.clean.txt", "b.txt"]


@pytest.mark.slow
@posix
def test_the_tree_may_be_mirrored_within_itself() -> None:
    arrive("d/a.txt", PAGE)
    with watching("d", "--out", "d/out") as run:
        run.says("Watching")
        run.says("d/a.txt: written to d/out/a.clean.txt, ")
        arrive("d/b.txt", PAGE)
        run.says("d/b.txt: written to d/out/b.clean.txt, ")
        assert run.end().startswith("2 documents: 2 written.\n")
    assert sorted(path.name for path in Path("d/out").iterdir()) == ["a.clean.txt", "b.clean.txt"]


@pytest.mark.slow
@posix
def test_the_summary_and_the_status_are_of_each_file_as_it_is_in_the_end() -> None:
    arrive("d/a.txt", "\0")
    arrive("d/b.txt", "\0\0")
    with watching("d") as run:
        run.says("Watching")
        run.says("cleaner: d/a.txt: binary file (contains NUL bytes)")
        run.says("cleaner: d/b.txt: binary file (contains NUL bytes)")
        arrive("d/a.txt", PAGE)
        run.says("d/a.txt: written to d/a.clean.txt, ")
        arrive("d/a.txt", NO_ARTICLE)
        run.says("d/a.txt: no article found; skipped; d/a.clean.txt is from an earlier run")
        arrive("d/b.txt", "\0\0\0")
        run.says("cleaner: d/b.txt: binary file (contains NUL bytes)")
        rest = run.end()
    assert run.process.returncode == 3
    assert rest == "2 documents: 0 written, 1 without an article, 1 failed.\n"


@pytest.mark.slow
@posix
def test_a_folder_may_be_empty_and_quiet_is_quiet() -> None:
    with watching("d", "new.txt") as run:
        run.says("Watching")
        run.says("cleaner: d: no text files")
        run.says("cleaner: new.txt: no such file or directory.")
        arrive("new.txt", PAGE)
        run.says("new.txt: written to new.clean.txt, ")
        run.end()
    arrive("d/a.txt", PAGE)
    with watching("d", "--quiet") as run:
        while not Path("d/a.clean.txt").exists() and run.process.poll() is None:
            sleep(0.05)
        assert run.end() == ""
    assert run.process.returncode == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["d", "--resume"], "--watch cannot be combined with --resume"),
        (["d", "--dry-run"], "--dry-run"),
        (["d", "--learn-templates"], "--learn-templates"),
        (["d", "--format", "jsonl"], "--format jsonl"),
        (["d", "--rejects", "r.jsonl"], "--rejects"),
        (["d", "--stats", "s.json"], "--stats"),
        (["d", "pages.jsonl.gz"], "--watch does not support corpora (pages.jsonl.gz)"),
        (["-"], "'-' (stdin) cannot be combined with --watch"),
        (["-", "d"], "other paths or --watch"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(args: list[str], words: str) -> None:
    arrive("d/a.txt", PAGE)
    done = cleaner("run", "--watch", *args, stdin=PAGE.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode() and done.stderr.count(b"\n") == 1
    assert not Path("d/a.clean.txt").exists()


def test_an_output_folder_that_is_a_file_is_said_before_anything() -> None:
    Path("o").write_text("precious")
    done = cleaner("run", "--watch", "d", "--out", "o")
    assert (done.returncode, done.stderr) == (3, b"cleaner: o: is a file, not a directory.\n")
