"""Cleaned bytes to a file, so that at no moment there is half a file under a final name.

The bytes go to a temporary file in the same folder, which then takes the final name in one step
(`os.replace`). What stands there already is only ever replaced if it is a plain file: writing through
a link could overwrite an original, which nothing here may ever do.
"""

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from cleaner.model import CleanerError

NEW_FILE = 0o644
"""Permission bits of what is no cleaned file, which has those of its original."""


def write(path: Path, data: bytes, mode: int) -> bool:
    """Make `data` the content of `path`, with the permission bits `mode`; False if it was that already.

    Missing folders are made. An equal file is not touched, so that its time stamp still tells when its
    content came to be. Raises `CleanerError` with one sentence; then `path` is as it was.
    """
    from tempfile import mkstemp

    make_folder(path.parent)
    if _holds(path, data):
        return False
    try:
        handle, name = mkstemp(prefix=".cleaner-", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise CleanerError(f"{path.parent}: cannot write in this folder: {error.strerror}.") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        with contextlib.suppress(PermissionError):  # some file systems know no permission bits
            temporary.chmod(stat.S_IMODE(mode) & 0o777)
        temporary.replace(path)
    except OSError as error:
        raise CleanerError(f"{path}: cannot be written: {error.strerror}.") from None
    finally:  # after an interrupt too
        temporary.unlink(missing_ok=True)
    return True


def write_new(path: Path, data: bytes, mode: int) -> bool:
    """The same, where what is there already and is not equal has to stay. Raises `CleanerError` then too."""
    if _size(path) is not None and not _holds(path, data):
        raise CleanerError(f"{path}: is there already and is another file; move it away, or give another name.")
    return write(path, data, mode)


def refuse_foreign(path: Path, start: bytes, what: str) -> None:
    """Raises `CleanerError` where there is a file at `path` that does not begin with `start`, so is not `what`."""
    if not _size(path):
        return
    try:
        with path.open("rb") as file:
            is_own = file.read(len(start)) == start
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    if not is_own:
        raise CleanerError(f"{path}: is there already and is {what}; move it away.")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it. Raises `CleanerError` where something stands in the way."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CleanerError(f"{folder}: cannot write in this folder: it is a file.") from None
    except OSError as error:
        raise CleanerError(f"{folder}: cannot write in this folder: {error.strerror}.") from None


def _holds(path: Path, data: bytes) -> bool:
    """Whether a plain file at `path` holds `data`. Raises `CleanerError` if anything but a plain file is there."""
    size = _size(path)
    try:
        return size == len(data) and path.read_bytes() == data
    except OSError:  # it cannot be read, but it can still be replaced
        return False


def _size(path: Path) -> int | None:
    """Bytes of the plain file at `path`, None if there is nothing. Raises `CleanerError` if something else is there."""
    try:
        there = path.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CleanerError(f"{path}: cannot be written: {error.strerror}.") from None
    if not stat.S_ISREG(there.st_mode):
        what = {stat.S_IFLNK: "a link", stat.S_IFDIR: "a folder"}.get(stat.S_IFMT(there.st_mode), "no plain file")
        raise CleanerError(f"{path}: is {what}, which is never overwritten; move it away.")
    return there.st_size


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """The same for what is too long to be held in memory, whether it was there already or not.

    Raises `CleanerError`, and whatever making a line raises; then `path` is as it was.
    """
    part = Part(path)
    try:
        part.file.writelines(lines)
        part.finish()
    except OSError as error:
        raise CleanerError(f"{path}: cannot be written: {error.strerror}.") from None
    finally:
        part.remove()


class Part:
    """A file that is written bit by bit, under NAME.part until it is whole.

    `start` is how many bytes of an earlier part to keep, 0 for none; if that was whole already, it becomes a part
    again. Raises `CleanerError` with one sentence, here and in `finish`; what stands under the final name is then as it
    was.
    """

    def __init__(self, path: Path, start: int = 0) -> None:
        self.path, self.part = path, Path(f"{path}.part")
        make_folder(path.parent)
        _size(path)
        _size(self.part)
        try:
            if start and not self.part.exists():
                path.replace(self.part)
            self.part.touch(0o600)
            self.file: BinaryIO = self.part.open("r+b")
            if self.file.seek(0, os.SEEK_END) < start:
                raise CleanerError(f"{self.part}: is not what the interrupted run left; run again without --resume.")
            self.file.truncate(start)
            self.file.seek(start)
        except OSError as error:
            raise CleanerError(f"{self.part}: cannot be written: {error.strerror}.") from None

    def finish(self, mode: int = NEW_FILE) -> None:
        """Give the file its final name and the permission bits `mode`."""
        _size(self.path)
        try:
            self.file.close()
            with contextlib.suppress(PermissionError):  # some file systems know no permission bits
                self.part.chmod(stat.S_IMODE(mode) & 0o777)
            self.part.replace(self.path)
        except OSError as error:
            raise CleanerError(f"{self.path}: cannot be written: {error.strerror}.") from None

    def keep(self) -> None:
        """Leave the part as it is, for a run that continues it."""
        with contextlib.suppress(OSError):  # a full disk has been said
            self.file.close()

    def remove(self) -> None:
        """Leave nothing."""
        self.keep()
        self.part.unlink(missing_ok=True)
