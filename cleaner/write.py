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

from cleaner.model import CleanerError


def write(path: Path, data: bytes, mode: int) -> bool:
    """Make `data` the content of `path`, with the permission bits `mode`; False if it was that already.

    Missing folders are made. An equal file is not touched, so that its time stamp still tells when its
    content came to be. Raises `CleanerError` with one sentence; then `path` is as it was.
    """
    make_folder(path.parent)
    if _size(path) == len(data) and _holds(path, data):
        return False
    _put(path, [data], mode)
    return True


def write_lines(path: Path, lines: Iterable[bytes], mode: int) -> None:
    """The same for what is too long to be held in memory, whether it was there already or not.

    Raises `CleanerError`, and whatever making a line raises; then `path` is as it was.
    """
    make_folder(path.parent)
    _size(path)
    _put(path, lines, mode)


def _put(path: Path, parts: Iterable[bytes], mode: int) -> None:
    from tempfile import mkstemp

    try:
        handle, name = mkstemp(prefix=".cleaner-", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise CleanerError(f"{path.parent}: cannot write in this folder: {error.strerror}.") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        with contextlib.suppress(PermissionError):  # some file systems know no permission bits
            temporary.chmod(stat.S_IMODE(mode) & 0o777)
        temporary.replace(path)
    except OSError as error:
        raise CleanerError(f"{path}: cannot be written: {error.strerror}.") from None
    finally:  # after an interrupt too
        temporary.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it. Raises `CleanerError` where something stands in the way."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CleanerError(f"{folder}: cannot write in this folder: it is a file.") from None
    except OSError as error:
        raise CleanerError(f"{folder}: cannot write in this folder: {error.strerror}.") from None


def _size(path: Path) -> int:
    """The bytes of the file at `path`, -1 where there is none. Raises `CleanerError` if it is no plain file."""
    try:
        there = path.lstat()
    except FileNotFoundError:
        return -1
    except OSError as error:
        raise CleanerError(f"{path}: cannot be written: {error.strerror}.") from None
    if not stat.S_ISREG(there.st_mode):
        what = {stat.S_IFLNK: "a link", stat.S_IFDIR: "a folder"}.get(stat.S_IFMT(there.st_mode), "no plain file")
        raise CleanerError(f"{path}: is {what}, which is never overwritten; move it away.")
    return there.st_size


def _holds(path: Path, data: bytes) -> bool:
    """Whether the file at `path` holds `data`."""
    try:
        return path.read_bytes() == data
    except OSError:  # it cannot be read, but it can still be replaced
        return False
