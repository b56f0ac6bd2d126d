"""`cleaner run --watch`: new and changed files are cleaned once they are stable, until Ctrl-C."""

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
"""Seconds after which a silent process is killed and the test fails."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    (tmp_path / ".git").mkdir()
    return tmp_path


# --- files that are due ---


class OverError(Exception):
    """Raised to end the endless polling."""


def collect_due(*between: Callable[[], object], look: Callable[[], Iterator[Found]] | None = None) -> list[list[Found]]:
    """Return the files due at each poll; the steps in `between` are done in the pauses."""
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


def do_nothing() -> None:
    pass


def test_file_is_due_once_when_it_is_stable() -> None:
    put("a.txt", "one", 1)()
    assert names(collect_due(do_nothing, do_nothing, do_nothing)) == [[], ["a.txt"], [], []]


def test_growing_file_is_due_when_it_is_stable() -> None:
    grows = (put("a.txt", "x" * size, 1) for size in range(1, 4))
    assert names(collect_due(*grows, do_nothing, do_nothing)) == [[], [], [], [], ["a.txt"], []]


def test_changed_file_is_due_again_even_with_the_same_size() -> None:
    put("a.txt", "one", 1)()
    due = collect_due(do_nothing, put("a.txt", "two", 2), do_nothing, put("a.txt", "more", 2), do_nothing)
    assert names(due) == [[], ["a.txt"], [], ["a.txt"], [], ["a.txt"]]


def test_file_that_was_deleted_and_is_back_is_due_again() -> None:
    put("a.txt", "one", 1)()
    due = collect_due(do_nothing, Path("d/a.txt").unlink, put("a.txt", "one", 1), do_nothing)
    assert names(due) == [[], ["a.txt"], [], [], ["a.txt"]]


def test_outputs_of_a_run_are_never_due() -> None:
    put("a.txt", "one", 1)()
    due = collect_due(do_nothing, put("a.clean.txt", "one", 2), put(".cleaner-x.tmp", "one", 2), do_nothing)
    assert names(due) == [[], ["a.txt"], [], [], []]


def test_failures_and_notes_are_yielded_once() -> None:
    assert [len(items) for items in collect_due(do_nothing, do_nothing)] == [1, 0, 0]
    (first, *_) = collect_due(do_nothing, look=lambda: iter([Note("once")]))
    assert first == [Note("once")]


def test_broken_link_is_due() -> None:
    Path("d/a.txt").symlink_to("nowhere")
    assert names(collect_due(do_nothing, do_nothing)) == [[], ["a.txt"], []]


# --- the command ---


class Watching:
    """A process that watches; its stderr is read line by line."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def expect(self, words: str) -> str:
        """Return the next line; fail unless it holds these words."""
        assert self.process.stderr is not None
        line = self.process.stderr.readline().decode()
        assert words in line, line
        return line

    def end(self, how: signal.Signals = signal.SIGINT) -> str:
        """Send the process a signal; return the rest of its stderr."""
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


def create(name: str, text: str) -> None:
    """Create a file with all its text at once, so that no poll sees half of it."""
    draft = Path(name).with_name(".draft")
    draft.write_text(text)
    draft.replace(name)


posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


@pytest.mark.slow
@posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_new_and_changed_files_are_cleaned_until_a_signal(how: signal.Signals) -> None:
    create("d/a.txt", PAGE)
    with watching("d") as run:
        run.expect("Watching for new or changed files")
        run.expect("d/a.txt: written to d/a.clean.txt, ")
        Path("d/sub").mkdir()
        create("d/sub/b.txt", PAGE)
        run.expect("d/sub/b.txt: written to d/sub/b.clean.txt, ")
        create("d/a.txt", PAGE.replace("Tomas Veld", "Anna Veld"))
        run.expect("d/a.txt: written to d/a.clean.txt, ")
        rest = run.end(how)
    assert run.process.returncode == 0
    assert rest.startswith("2 documents: 2 written.\nRemoved ") and "interrupted" not in rest
    assert Path("d/a.clean.txt").read_text() == clean(PAGE.replace("Tomas Veld", "Anna Veld")).text
    assert sorted(path.name for path in Path("d").rglob("*.*")) == ["a.clean.txt", "a.txt", "b.clean.txt", "b.txt"]


@pytest.mark.slow
@posix
def test_changed_file_with_the_same_cleaned_text_is_not_called_unchanged() -> None:
    create("d/a.txt", PAGE)
    with watching("d") as run:
        run.expect("Watching")
        run.expect("d/a.txt: written to d/a.clean.txt, ")
        create("d/a.txt", PAGE + "\nShare this article\n")
        run.expect("d/a.txt: changed, but not its cleaned text in d/a.clean.txt\n")
        assert run.end().startswith("1 document: 1 written.\n")


@pytest.mark.slow
@posix
def test_output_folder_may_be_inside_the_input_folder() -> None:
    create("d/a.txt", PAGE)
    with watching("d", "--out", "d/out") as run:
        run.expect("Watching")
        run.expect("d/a.txt: written to d/out/a.clean.txt, ")
        create("d/b.txt", PAGE)
        run.expect("d/b.txt: written to d/out/b.clean.txt, ")
        assert run.end().startswith("2 documents: 2 written.\n")
    assert sorted(path.name for path in Path("d/out").iterdir()) == ["a.clean.txt", "b.clean.txt"]


@pytest.mark.slow
@posix
def test_summary_and_status_count_the_last_outcome_of_each_file() -> None:
    create("d/a.txt", "\0")
    create("d/b.txt", "\0\0")
    with watching("d") as run:
        run.expect("Watching")
        run.expect("cleaner: d/a.txt: binary file (contains NUL bytes)")
        run.expect("cleaner: d/b.txt: binary file (contains NUL bytes)")
        create("d/a.txt", PAGE)
        run.expect("d/a.txt: written to d/a.clean.txt, ")
        create("d/a.txt", NO_ARTICLE)
        run.expect("d/a.txt: no article found; skipped; d/a.clean.txt is from an earlier run")
        create("d/b.txt", "\0\0\0")
        run.expect("cleaner: d/b.txt: binary file (contains NUL bytes)")
        rest = run.end()
    assert run.process.returncode == 3
    assert rest.startswith("2 documents: 0 written, 1 without an article, 1 failed.\n1 doubtful ")
    assert rest.endswith("  d/a.txt (no article)\n")


@pytest.mark.slow
@posix
def test_empty_folder_is_watched_and_quiet_prints_nothing() -> None:
    with watching("d", "new.txt") as run:
        run.expect("Watching")
        run.expect("cleaner: d: no text files")
        run.expect("cleaner: new.txt: no such file or directory.")
        create("new.txt", PAGE)
        run.expect("new.txt: written to new.clean.txt, ")
        run.end()
    create("d/a.txt", PAGE)
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
def test_conflicting_options_are_a_usage_error(args: list[str], words: str) -> None:
    create("d/a.txt", PAGE)
    done = cleaner("run", "--watch", *args, stdin=PAGE.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode() and done.stderr.count(b"\n") == 1
    assert not Path("d/a.clean.txt").exists()


def test_output_folder_that_is_a_file_fails_at_once() -> None:
    Path("o").write_text("precious")
    done = cleaner("run", "--watch", "d", "--out", "o")
    assert (done.returncode, done.stderr) == (3, b"cleaner: o: is a file, not a directory.\n")
