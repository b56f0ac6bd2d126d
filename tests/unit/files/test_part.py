"""Partial files: NAME.part holds what is written, can be continued, and disappears if it is not."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.errors import CleanerError
from cleaner.files.atomic import write_lines
from cleaner.files.part import Part, part_of
from tests.support.command import environment


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def mask() -> int:
    found = os.umask(0o022)
    os.umask(found)
    return found


def test_a_part_takes_the_final_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "below" / "a"
    part = Part(path)
    part.file.write(b"one")
    assert names(path.parent) == ["a.part"] and mode_of(part.part) == 0o600
    part.file.write(b"two")
    part.finish()
    assert names(path.parent) == ["a"] and path.read_bytes() == b"onetwo" and mode_of(path) == 0o666 & ~mask()


def test_special_bits_are_not_passed_on(tmp_path: Path) -> None:
    Part(tmp_path / "a").finish(0o104751)
    assert mode_of(tmp_path / "a") == 0o751


def test_an_earlier_part_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "a.part").write_bytes(b"what an earlier run left")
    part = Part(tmp_path / "a")
    part.file.write(b"new")
    part.finish()
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_part_is_continued_where_it_was_marked(tmp_path: Path) -> None:
    part = Part(tmp_path / "a")
    part.file.write(b"marked, and not")
    part.keep()
    assert names(tmp_path) == ["a.part"]
    part = Part(tmp_path / "a", 6)
    part.file.write(b" and more")
    part.finish()
    assert (tmp_path / "a").read_bytes() == b"marked and more"


@pytest.mark.parametrize("start", [1, 4])
def test_what_was_whole_already_becomes_a_part_again(tmp_path: Path, start: int) -> None:
    (tmp_path / "a").write_bytes(b"done")
    part = Part(tmp_path / "a", start)
    assert names(tmp_path) == ["a.part"] and part.file.tell() == start
    part.keep()
    assert (tmp_path / "a.part").read_bytes() == b"done"[:start]


def test_what_was_whole_is_not_touched_where_nothing_is_continued(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"done")
    Part(tmp_path / "a").remove()
    assert names(tmp_path) == ["a"] and (tmp_path / "a").read_bytes() == b"done"


def test_a_part_that_is_shorter_than_it_was_is_not_continued(tmp_path: Path) -> None:
    (tmp_path / "a.part").write_bytes(b"12345")
    with pytest.raises(CleanerError) as caught:
        Part(tmp_path / "a", 6)
    assert str(caught.value) == (
        f"{tmp_path / 'a.part'}: changed since the interrupted run; run again without --resume."
    )
    assert (tmp_path / "a.part").read_bytes() == b"12345"


@pytest.mark.parametrize("name", ["a", "a.part"])
def test_a_link_is_never_written_through(tmp_path: Path, name: str) -> None:
    (tmp_path / "original").write_bytes(b"original")
    (tmp_path / name).symlink_to("original")
    with pytest.raises(CleanerError, match=rf"{name}: refusing to overwrite a symbolic link"):
        Part(tmp_path / "a")
    assert (tmp_path / "original").read_bytes() == b"original" and names(tmp_path) == sorted([name, "original"])


def test_nor_one_that_came_meanwhile(tmp_path: Path) -> None:
    part = Part(tmp_path / "a")
    (tmp_path / "a").symlink_to("original")
    with pytest.raises(CleanerError, match="a: refusing to overwrite a symbolic link"):
        part.finish()
    part.remove()
    assert names(tmp_path) == ["a"] and (tmp_path / "a").is_symlink()


def test_a_file_system_without_permission_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part(tmp_path / "a")

    def refuse(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    part.finish()
    assert names(tmp_path) == ["a"]


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_at_the_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.open", full)
    with pytest.raises(CleanerError) as caught:
        Part(tmp_path / "a")
    assert str(caught.value) == f"{tmp_path}: cannot write to this directory: No space left on device."


@pytest.mark.parametrize("start", [0, 3])
def test_an_interrupt_leaves_no_part_but_one_that_is_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: int
) -> None:
    part_of(tmp_path / "a").write_bytes(b"abcdef")

    def interrupt(self: Part) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Part, "_cut", interrupt)
    with pytest.raises(KeyboardInterrupt):
        Part(tmp_path / "a", start)
    assert names(tmp_path) == (["a.part"] if start else [])
    if start:
        assert part_of(tmp_path / "a").read_bytes() == b"abcdef"


def test_an_interrupt_leaves_what_another_run_writes(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from cleaner.files.atomic import Part
part = Part(Path({str(tmp_path / "a")!r}))
part.add(b"abc")
print("begun", flush=True)
sys.stdin.read()
part.finish()
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as other:
        assert other.stdout is not None and other.stdout.readline() == b"begun\n"
        before = signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            with pytest.raises(KeyboardInterrupt):
                Part(tmp_path / "a", waits=True)
        finally:
            signal.signal(signal.SIGALRM, before)
        other.communicate(timeout=60)
    assert (tmp_path / "a").read_bytes() == b"abc" and names(tmp_path) == ["a"]


def test_a_full_disk_is_said_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part(tmp_path / "a")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CleanerError) as caught:
        part.finish()
    assert str(caught.value) == f"{tmp_path / 'a'}: cannot be written: No space left on device."
    part.remove()
    assert names(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")

# --- files larger than memory ---


def test_lines_are_written_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"earlier")
    write_lines(tmp_path / "a", (b"%d\n" % i for i in range(3)))
    assert names(tmp_path) == ["a"] and (tmp_path / "a").read_bytes() == b"0\n1\n2\n"


def broken() -> Iterator[bytes]:
    yield b"first\n"
    raise CleanerError("a.tsv:2: is damaged.")


def test_what_a_line_raises_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"earlier")
    with pytest.raises(CleanerError, match=r"a\.tsv:2: is damaged"):
        write_lines(tmp_path / "a", broken())
    assert names(tmp_path) == ["a"] and (tmp_path / "a").read_bytes() == b"earlier"


def unwritable() -> Iterator[bytes]:
    os.write(os.open("/dev/full", os.O_WRONLY), b"never")
    yield b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_lines_on_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(CleanerError) as caught:
        write_lines(tmp_path / "a", unwritable())
    assert str(caught.value) == f"{tmp_path / 'a'}: cannot be written: No space left on device."
    assert names(tmp_path) == []


def test_a_part_counts_the_bytes_of_all_that_was_added(tmp_path: Path) -> None:
    with Part(tmp_path / "a") as part:
        part.add(b"abc")
        part.add(b"de")
        assert part.size == 5
        part.finish()
    assert (tmp_path / "a").read_bytes() == b"abcde"
