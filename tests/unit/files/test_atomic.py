"""Atomic writes: never half a file, never through a link, never to a file that is up to date."""

import os
import resource
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from cleaner.errors import CleanerError
from cleaner.files.atomic import refuse_foreign, write, write_new
from cleaner.files.part import Part, make_folder, part_of
from tests.support.command import environment


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refuse(*_: object, **__: object) -> bytes:
    """Raise as the system would. The tests may run as root, whom permissions do not stop."""
    raise PermissionError(13, "Permission denied")


def test_writes_with_the_permissions_of_the_original(tmp_path: Path) -> None:
    path = tmp_path / "new" / "below" / "a.clean.txt"
    assert write(path, b"text", 0o100640) is True
    assert path.read_bytes() == b"text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names(path.parent) == ["a.clean.txt"]


def test_special_bits_are_not_passed_on(tmp_path: Path) -> None:
    write(tmp_path / "a", b"text", 0o104755)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [
        (0o644, 0o100600, 0o600),
        (0o600, 0o644, 0o644),
        (0o640, 0o104640, 0o640),
        (0o640, None, 0o640),
    ],
)
def test_an_equal_file_gets_the_permissions_that_the_original_has_now(tmp_path, before, asked, after) -> None:
    path = tmp_path / "a"
    write(path, b"text", before)
    assert write(path, b"text", asked) is False
    assert stat.S_IMODE(path.stat().st_mode) == after


def test_an_equal_file_with_a_second_name_keeps_its_own(tmp_path: Path) -> None:
    write(tmp_path / "a", b"text", 0o640)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert write(tmp_path / "a", b"text", 0o600) is False
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o640


def test_permissions_that_may_not_be_changed_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a", b"text", 0o640)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert write(tmp_path / "a", b"text", 0o600) is False


@pytest.mark.parametrize(("length", "is_cut"), [(1, False), (250, False), (251, True), (255, True)])
def test_a_part_has_a_name_that_may_be(tmp_path: Path, length: int, is_cut: bool) -> None:
    path = tmp_path / ("a" * length)
    part = part_of(path)
    assert part.parent == tmp_path and part.name.endswith(".part") and len(part.name) <= 255
    assert part.name.startswith(path.name) != is_cut
    assert part_of(tmp_path / ("b" + path.name[1:])) != part
    write(path, b"text")
    assert names(tmp_path) == [path.name]


def test_an_equal_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, b"text", 0o644)
    os.utime(path, (1, 1))
    assert write(path, b"text", 0o644) is False
    assert path.stat().st_mtime == 1
    assert write(path, b"tent", 0o644) is True
    assert path.read_bytes() == b"tent"


def test_bytes_are_gathered_in_the_same_folder_under_a_name_that_nothing_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another folder may be on another file system, from which a file cannot be renamed."""
    seen: list[Path] = []
    replace = Path.replace

    def noting(self: Path, target: Path) -> None:
        seen.append(self)
        replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    write(tmp_path / "a", b"text", 0o644)
    assert [path.parent for path in seen] == [tmp_path]
    assert seen[0].name == "a.part"


def test_a_file_that_cannot_be_read_can_be_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"text")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        assert write(tmp_path / "a", b"tent", 0o644) is True
    assert (tmp_path / "a").read_bytes() == b"tent"


def test_a_file_system_without_permission_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "chmod", refuse)
    assert write(tmp_path / "a", b"text", 0o644) is True
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("link", "a symbolic link"),
        ("folder", "a directory"),
        ("fifo", "a special file"),
        ("dangling", "a symbolic link"),
    ],
)
def test_only_plain_files_are_overwritten(tmp_path: Path, kind: str, what: str) -> None:
    original, path = tmp_path / "original", tmp_path / "a"
    original.write_bytes(b"original")
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(original if kind == "link" else tmp_path / "nowhere")
    before = names(tmp_path)
    with pytest.raises(CleanerError) as caught:
        write(path, b"text", 0o644)
    assert str(caught.value) == f"{path}: refusing to overwrite {what}."
    assert original.read_bytes() == b"original"
    assert names(tmp_path) == before


def test_a_file_with_a_second_name_is_not_replaced(tmp_path: Path) -> None:
    path, other = tmp_path / "a", tmp_path / "other"
    path.write_bytes(b"before")
    os.link(path, other)
    with pytest.raises(CleanerError, match=r"a: has more than one hard link; refusing to overwrite"):
        write(path, b"after", 0o644)
    assert path.read_bytes() == other.read_bytes() == b"before" and not write(path, b"before", 0o644)
    assert names(tmp_path) == ["a", "other"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), RuntimeError("bug")])
def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"earlier")

    def fail(self: Path, target: Path) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CleanerError if isinstance(error, OSError) else type(error)) as caught:
        write(path, b"text", 0o644)
    if isinstance(error, OSError):
        assert str(caught.value) == f"{path}: cannot be written: No space left on device."
    assert path.read_bytes() == b"earlier"
    assert names(tmp_path) == ["a"]


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder, why in (
        (tmp_path / "file", "is a file, not a directory"),
        (tmp_path / "file" / "below", "cannot write to this directory: Not a directory"),
    ):
        with pytest.raises(CleanerError) as caught:
            make_folder(folder)
        assert str(caught.value) == f"{folder}: {why}."


def test_an_unwritable_folder_is_named_and_not_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand files in the folder then give a single message."""
    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(CleanerError) as caught:
        write(tmp_path / "a", b"", 0o644)
    assert str(caught.value) == f"{tmp_path}: cannot write to this directory: Permission denied."


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match="File name too long"):
        write(tmp_path / ("n" * 300), b"", 0o644)


def test_what_is_new_takes_the_place_of_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert write_new(path, b"text", 0o640) is True
    assert path.read_bytes() == b"text" and stat.S_IMODE(path.stat().st_mode) == 0o640
    assert write_new(path, b"text", 0o640) is False
    for there in (b"tent", b""):
        path.write_bytes(there)
        with pytest.raises(CleanerError) as caught:
            write_new(path, b"text", 0o640)
        assert str(caught.value) == f"{path}: already exists with different content; remove it or choose another name."
        assert path.read_bytes() == there


def test_a_foreign_file_is_known_by_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    refuse_foreign(path, b"# ours", "--list")  # no such file
    for own in (b"", b"# ours", b"# ours, and more"):
        path.write_bytes(own)
        refuse_foreign(path, b"# ours", "--list")
    for foreign in (b"# our", b"x# ours"):
        path.write_bytes(foreign)
        with pytest.raises(CleanerError) as caught:
            refuse_foreign(path, b"# ours", "--list")
        assert str(caught.value) == f"{path}: exists and was not written by --list; remove it or choose another name."
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CleanerError, match=r"a: cannot be read: Permission denied\.$"):
        refuse_foreign(path, b"# ours", "--list")


def test_a_new_file_has_what_the_mask_leaves_and_keeps_what_it_has(tmp_path: Path) -> None:
    path, before = tmp_path / "a", os.umask(0o027)
    try:
        write(path, b"text")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        path.chmod(0o600)
        write(path, b"other")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_what_a_killed_run_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.part").write_bytes(b"half of something longer than the text")
    write(tmp_path / "a", b"text", 0o644)
    assert (tmp_path / "a").read_bytes() == b"text"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("kind", ["link", "second name", "folder", "fifo"])
def test_a_part_that_is_something_else_is_left_alone(tmp_path: Path, kind: str) -> None:
    original, part = tmp_path / "original", tmp_path / "a.part"
    original.write_bytes(b"original")
    {
        "link": lambda: part.symlink_to(original),
        "second name": lambda: os.link(original, part),
        "folder": part.mkdir,
        "fifo": lambda: os.mkfifo(part),
    }[kind]()
    with pytest.raises(CleanerError, match=r"a\.part: .*refusing to overwrite"):
        write(tmp_path / "a", b"text", 0o644)
    assert original.read_bytes() == b"original"
    assert names(tmp_path) == ["a.part", "original"]


def holding(path: Path) -> "subprocess.Popen[bytes]":
    """Start a process that holds a part open until it reads a line; then it writes `theirs` and finishes."""
    code = f"""
import sys
from pathlib import Path
from cleaner.files.atomic import Part
with Part(Path({str(path)!r})) as part:
    print(flush=True)
    sys.stdin.readline()
    part.file.write(b"theirs")
    part.finish()
"""
    held = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )
    assert held.stdout is not None and held.stdout.readline() == b"\n"
    return held


def test_no_two_processes_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with holding(path) as other:
        with pytest.raises(CleanerError, match=r"a\.part: locked by another run"):
            Part(path)
        other.communicate(b"\n")
    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == ["a"]


def test_what_takes_no_time_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with holding(path) as other:
        assert other.stdin is not None
        Timer(0.2, other.stdin.close).start()
        write(path, b"ours")
        other.wait()
    assert path.read_bytes() == b"ours"
    assert names(tmp_path) == ["a"]


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with holding(path) as other:
        other.kill()
        other.wait()
        assert names(tmp_path) == ["a.part"]
        write(path, b"ours")
    assert names(tmp_path) == ["a"]


def test_what_is_added_is_there_wholly_or_not_at_all(tmp_path: Path) -> None:
    """A limit on file size stands in for a disk that fills up in the middle of a line."""
    with Part(tmp_path / "a") as part:
        part.add(b"one\n")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
        try:
            with pytest.raises(CleanerError, match=r"a: cannot be written: File too large\."):
                part.add(b"a long line\n")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        part.add(b"two\n")
        part.finish()
    assert (tmp_path / "a").read_bytes() == b"one\ntwo\n"


def test_a_folder_that_is_gone_when_the_file_is_whole(tmp_path: Path) -> None:
    with Part(tmp_path / "out" / "a") as part:
        shutil.rmtree(tmp_path / "out")
        with pytest.raises(CleanerError, match=r"a: cannot be written: No such file or directory\."):
            part.finish()
    assert names(tmp_path) == []


def test_what_is_removed_takes_no_room_also_where_a_forked_process_has_it_open(tmp_path: Path) -> None:
    with Part(tmp_path / "a") as part:
        part.add(b"text")
        with part.part.open("rb") as elsewhere:
            part.remove()
            assert os.fstat(elsewhere.fileno()).st_size == 0
    assert names(tmp_path) == []
