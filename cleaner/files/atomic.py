"""Cleaned bytes to a file, so that at no moment there is half a file under a final name.

The bytes go to NAME.part in the same folder, which then takes the final name in one step (`os.replace`). What
stands there already is only ever replaced if it is a plain file: writing through a link could overwrite an original,
which nothing here may ever do.

A run that is killed leaves its parts. They have no names of their own making, so that the next run writes over them
and nothing has to be looked for. Whoever writes a part holds a lock on it, which goes with its process; so no two runs
ever write into one.
"""

import contextlib
from collections.abc import Iterable
from pathlib import Path

from cleaner.errors import CleanerError
from cleaner.files.part import Part, make_folder, regular_file_size, wrap_write_errors


def write(path: Path, data: bytes, mode: int | None = None) -> bool:
    """Make `data` the content of `path`; False if it was that already.

    `mode` are the permission bits, as a cleaned file has those of its original. By default they stay as they are, and
    those of a new file are what the user's mask leaves. Missing folders are made. An equal file is not touched, so that
    its time stamp still tells when its content came to be. Raises `CleanerError` with one sentence; then `path` is as
    it was.
    """
    make_folder(path.parent)
    if _holds(path, data):
        _permit(path, mode)
        return False
    with wrap_write_errors(path), Part(path, waits=True) as part:
        part.file.write(data)
        part.finish(mode)
    return True


def write_new(path: Path, data: bytes, mode: int) -> bool:
    """The same, where what is there already and is not equal has to stay. Raises `CleanerError` then too."""
    if regular_file_size(path) is not None and not _holds(path, data):
        raise CleanerError(f"{path}: is there already and is another file; move it away, or give another name.")
    return write(path, data, mode)


def refuse_foreign(path: Path, start: bytes, what: str) -> None:
    """Raises `CleanerError` where there is a file at `path` that does not begin with `start`, so is not `what`."""
    if not regular_file_size(path):
        return
    try:
        with path.open("rb") as file:
            is_own = file.read(len(start)) == start
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    if not is_own:
        raise CleanerError(f"{path}: is there already and is {what}; move it away.")


def _permit(path: Path, mode: int | None) -> None:
    """Give a file these permission bits, for the original's may have changed since; not to one with a second name."""
    with wrap_write_errors(path), contextlib.suppress(PermissionError):
        there = path.stat()
        if mode is not None and there.st_nlink == 1 and there.st_mode & 0o777 != mode & 0o777:
            path.chmod(mode & 0o777)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a plain file at `path` holds `data`. Raises `CleanerError` if anything but a plain file is there."""
    size = regular_file_size(path)
    try:
        return size == len(data) and path.read_bytes() == data
    except OSError:  # it cannot be read, but it can still be replaced
        return False


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """The same for what is too long to be held in memory, whether it was there already or not.

    Raises `CleanerError`, and whatever making a line raises; then `path` is as it was.
    """
    with wrap_write_errors(path), Part(path) as part:
        part.file.writelines(lines)
        part.finish()
