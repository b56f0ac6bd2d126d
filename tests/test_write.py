"""Writing never leaves half a file, never goes through a link, and never touches what is up to date."""

import os
import stat
from pathlib import Path

import pytest

from cleaner.model import CleanerError
from cleaner.write import make_folder, refuse_foreign, write, write_new


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refuse(*_: object, **__: object) -> bytes:
    """A stand-in for the system's refusal: the tests may run as root, whom nothing is refused."""
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
    """In another folder they might be on another disk, from which no name can be changed."""
    seen: list[Path] = []
    replace = Path.replace

    def noting(self: Path, target: Path) -> None:
        seen.append(self)
        replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    write(tmp_path / "a", b"text", 0o644)
    assert [path.parent for path in seen] == [tmp_path]
    assert seen[0].name.startswith(".cleaner-") and seen[0].name.endswith(".tmp")


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
    [("link", "a link"), ("folder", "a folder"), ("fifo", "no plain file"), ("dangling", "a link")],
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
    assert str(caught.value) == f"{path}: is {what}, which is never overwritten; move it away."
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
    with pytest.raises(CleanerError if isinstance(error, OSError) else type(error)) as caught:
        write(path, b"text", 0o644)
    if isinstance(error, OSError):
        assert str(caught.value) == f"{path}: cannot be written: No space left on device."
    assert path.read_bytes() == b"earlier"
    assert names(tmp_path) == ["a"]


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder, why in ((tmp_path / "file", "it is a file"), (tmp_path / "file" / "below", "Not a directory")):
        with pytest.raises(CleanerError) as caught:
            make_folder(folder)
        assert str(caught.value) == f"{folder}: cannot write in this folder: {why}."


def test_an_unwritable_folder_is_named_and_not_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a thousand files in it make one sentence."""
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(CleanerError) as caught:
        write(tmp_path / "a", b"", 0o644)
    assert str(caught.value) == f"{tmp_path}: cannot write in this folder: Permission denied."


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
        assert str(caught.value) == f"{path}: is there already and is another file; move it away, or give another name."
        assert path.read_bytes() == there


def test_a_foreign_file_is_known_by_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    refuse_foreign(path, b"# ours", "no list")  # there is nothing
    for own in (b"", b"# ours", b"# ours, and more"):
        path.write_bytes(own)
        refuse_foreign(path, b"# ours", "no list")
    for foreign in (b"# our", b"x# ours"):
        path.write_bytes(foreign)
        with pytest.raises(CleanerError) as caught:
            refuse_foreign(path, b"# ours", "no list")
        assert str(caught.value) == f"{path}: is there already and is no list; move it away."
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CleanerError, match=r"a: cannot be read: Permission denied\.$"):
        refuse_foreign(path, b"# ours", "no list")
