"""Atomic writes: a final file name always refers to a complete file.

Data goes to NAME.part in the same directory and takes the final name in one step (`os.replace`). Only a regular file is
ever replaced, because a write through a link could destroy an original.

A killed run leaves its part files behind. Their names are fixed, so the next run overwrites them and no cleanup is
needed. The writing process holds a lock on the part, and the system releases it when the process ends; two runs
therefore never write the same part.
"""

import contextlib
from collections.abc import Iterable
from pathlib import Path

from cleaner.errors import CleanerError
from cleaner.files.part import Part, make_folder, regular_file_size, wrap_write_errors


def write(path: Path, data: bytes, mode: int | None = None) -> bool:
    """Write `data` to `path`; return False if the file already holds it.

    `mode` is the permission bits, for example those of the original. By default an existing file keeps its bits and a
    new file gets the default of the umask. Missing directories are created. An identical file keeps its modification
    time. Raises `CleanerError` if writing fails; `path` is then unchanged.
    """
    make_folder(path.parent)
    if _is_identical(path, data):
        _set_mode(path, mode)
        return False
    with wrap_write_errors(path), Part(path, waits=True) as part:
        part.file.write(data)
        part.finish(mode)
    return True


def write_new(path: Path, data: bytes, mode: int) -> bool:
    """Write `data` to `path` as `write` does, but raise `CleanerError` if `path` exists with different content."""
    if regular_file_size(path) is not None and not _is_identical(path, data):
        raise CleanerError(f"{path}: already exists with different content; remove it or choose another name.")
    return write(path, data, mode)


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write `lines`, which need not fit into memory; always replace an existing file.

    Raises `CleanerError` if writing fails, and any error of `lines`; `path` is then unchanged.
    """
    with wrap_write_errors(path), Part(path) as part:
        part.file.writelines(lines)
        part.finish()


def refuse_foreign(path: Path, start: bytes, writer: str) -> None:
    """Raise `CleanerError` if a non-empty file at `path` does not begin with `start`.

    `writer` is the option or command that writes such files, for the error message.
    """
    if not regular_file_size(path):
        return
    try:
        with path.open("rb") as file:
            is_own = file.read(len(start)) == start
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
    if not is_own:
        raise CleanerError(f"{path}: exists and was not written by {writer}; remove it or choose another name.")


def _set_mode(path: Path, mode: int | None) -> None:
    """Set the permission bits of a file, which may differ from the original's by now; skip files with several links."""
    with wrap_write_errors(path), contextlib.suppress(PermissionError):
        status = path.stat()
        if mode is not None and status.st_nlink == 1 and status.st_mode & 0o777 != mode & 0o777:
            path.chmod(mode & 0o777)


def _is_identical(path: Path, data: bytes) -> bool:
    """Return True if `path` holds exactly `data`; raise `CleanerError` if it is not a regular file."""
    size = regular_file_size(path)
    try:
        return size == len(data) and path.read_bytes() == data
    except OSError:  # an unreadable file can still be replaced
        return False
