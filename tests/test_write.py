"""Writing never leaves half a file, never goes through a link, and never touches what is up to date."""

import os
import stat
from pathlib import Path

import pytest

from cleaner.model import CleanerError
from cleaner.write import make_folder, write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_with_the_permissions_of_the_original(tmp_path: Path) -> None:
    path = tmp_path / "new" / "below" / "a.clean.txt"
    assert write(path, b"text", 0o100640) is True
    assert path.read_bytes() == b"text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names(path.parent) == ["a.clean.txt"]


def test_special_bits_are_not_passed_on(tmp_path: Path) -> None:
    write(tmp_path / "a", b"text", 0o104755)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755


def test_an_equal_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, b"text", 0o644)
    os.utime(path, (1, 1))
    assert write(path, b"text", 0o644) is False
    assert path.stat().st_mtime == 1
    assert write(path, b"tent", 0o644) is True
    assert path.read_bytes() == b"tent"


@pytest.mark.parametrize("kind", ["link", "folder", "fifo", "dangling"])
def test_only_plain_files_are_overwritten(tmp_path: Path, kind: str) -> None:
    original, path = tmp_path / "original", tmp_path / "a"
    original.write_bytes(b"original")
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(original if kind == "link" else tmp_path / "nowhere")
    before = names(tmp_path)
    with pytest.raises(CleanerError, match="never overwritten"):
        write(path, b"text", 0o644)
    assert original.read_bytes() == b"original"
    assert names(tmp_path) == before


def test_a_hard_link_elsewhere_keeps_its_content(tmp_path: Path) -> None:
    path, other = tmp_path / "a", tmp_path / "other"
    path.write_bytes(b"before")
    os.link(path, other)
    write(path, b"after", 0o644)
    assert (path.read_bytes(), other.read_bytes()) == (b"after", b"before")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), RuntimeError("bug")])
def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"earlier")

    def fail(self: Path, target: Path) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CleanerError if isinstance(error, OSError) else type(error)):
        write(path, b"text", 0o644)
    assert path.read_bytes() == b"earlier"
    assert names(tmp_path) == ["a"]


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CleanerError, match="cannot write in this folder"):
            make_folder(folder)


def test_an_unwritable_folder_is_named_and_not_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a thousand files in it make one sentence."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(CleanerError) as caught:
        write(tmp_path / "a", b"", 0o644)
    assert str(caught.value) == f"{tmp_path}: cannot write in this folder: Permission denied."


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match="File name too long"):
        write(tmp_path / ("n" * 300), b"", 0o644)
