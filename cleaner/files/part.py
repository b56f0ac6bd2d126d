"""NAME.part: a locked temporary file that takes its final name when it is complete."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Self

from cleaner.errors import CleanerError, FaultError
from cleaner.files.names import LONGEST_NAME

LOCKS: Final = os.name == "posix"
"""False on Windows, where locks differ and an open file cannot be renamed."""
PART: Final = ".part"
FILE_TYPES: Final = {stat.S_IFLNK: "a symbolic link", stat.S_IFDIR: "a directory"}


def default_mode() -> int:
    """Return the permission bits of a new file. The umask can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def make_folder(folder: Path) -> None:
    """Create a directory and its parents; raise `CleanerError` if that is not possible."""
    try:
        if not folder.is_dir():  # true for all files of a directory but the first
            folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CleanerError(f"{folder}: is a file, not a directory.") from None
    except OSError as error:
        raise FaultError(f"{folder}: cannot write to this directory: {error.strerror}.") from None


def regular_file_size(path: Path) -> int | None:
    """Return the size of the regular file at `path` in bytes, None if nothing is there.

    Raises `CleanerError` if `path` is anything else, such as a link.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FaultError(f"{path}: cannot be written: {error.strerror}.") from None
    if not stat.S_ISREG(status.st_mode):
        file_type = FILE_TYPES.get(stat.S_IFMT(status.st_mode), "a special file")
        raise CleanerError(f"{path}: refusing to overwrite {file_type}.")
    return status.st_size


@contextlib.contextmanager
def wrap_write_errors(path: Path) -> Iterator[None]:
    """Turn an `OSError` of the block into a `FaultError` that names `path`."""
    try:
        yield
    except OSError as error:
        raise FaultError(f"{path}: cannot be written: {error.strerror}.") from None


def part_of(path: Path) -> Path:
    """Return the path of the part: NAME.part, with a hash for NAME if it would be too long."""
    name = os.fsencode(path.name)
    if len(name) <= LONGEST_NAME - len(PART):
        return Path(f"{path}{PART}")
    from hashlib import sha256  # its import takes as long as cleaning a page, and few names need it

    return path.with_name(sha256(name).hexdigest() + PART)


class Part:
    """A file that is written under NAME.part and renamed by `finish`.

    - `start`: bytes of an earlier part to keep, 0 for none. If that part was finished, it becomes a part again.
    - `waits`: wait for another process that is writing the part; appropriate for short writes.

    Raises `CleanerError` if the part or the final path cannot be written; the file under the final name is then
    unchanged. Used in a `with` statement, an unfinished part is removed at the end.
    """

    def __init__(self, path: Path, start: int = 0, waits: bool = False) -> None:
        self.path, self.part, self.start = path, part_of(path), start
        self._owns_part = True
        make_folder(path.parent)
        if regular_file_size(path) is not None and path.lstat().st_nlink > 1:
            raise CleanerError(f"{path}: has more than one hard link; refusing to overwrite.")
        try:
            with wrap_write_errors(self.part):
                if start and not self.part.exists():
                    path.replace(self.part)
                self.file = open_locked(self.part, waits)
                self._cut()
        except KeyboardInterrupt:  # the part may exist although `self.file` is not assigned yet
            with contextlib.suppress(CleanerError, OSError):
                self.file = open_locked(self.part, waits=False)
                self.keep() if start else self.remove()
            raise

    def _cut(self) -> None:
        """Truncate the part to the bytes to keep."""
        if self.file.seek(0, os.SEEK_END) < self.start:
            raise CleanerError(f"{self.part}: changed since the interrupted run; run again without --resume.")
        self.size = self.file.truncate(self.start)
        """Bytes that were kept or written by `add`."""
        self.file.seek(self.start)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def add(self, data: bytes) -> None:
        """Append `data` without buffering; raise `CleanerError` and append nothing if that fails."""
        handle, rest = self.file.fileno(), data
        try:
            while rest:
                rest = rest[os.write(handle, rest) :]
        except OSError as error:
            os.ftruncate(handle, self.size)
            os.lseek(handle, self.size, os.SEEK_SET)
            raise CleanerError(f"{self.path}: cannot be written: {error.strerror}.") from None
        self.size += len(data)

    def finish(self, mode: int | None = None) -> None:
        """Rename the part to its final name and set its permission bits.

        `mode` is as in `write`. Raises `CleanerError` if that fails.
        """
        exists = regular_file_size(self.path) is not None
        with wrap_write_errors(self.path):
            self.file.flush()
            if mode is None:
                mode = self.path.stat().st_mode if exists else default_mode()
            with contextlib.suppress(PermissionError):  # some file systems have no permission bits
                self.part.chmod(stat.S_IMODE(mode) & 0o777)
            if not LOCKS:
                self.file.close()
            self.part.replace(self.path)
            self._owns_part = False
            self.file.close()  # only now, because closing releases the lock

    def keep(self) -> None:
        """Close the part and leave it for a run that continues it."""
        self._owns_part = False
        with contextlib.suppress(OSError):  # a full disk was already reported
            self.file.close()

    def remove(self) -> None:
        """Close the part and delete it unless it was finished."""
        with contextlib.suppress(OSError):  # the directory may no longer exist
            if self._owns_part and _is_at(self.file, self.part):
                # Frees the space even if a forked process still has the file open.
                os.ftruncate(self.file.fileno(), 0)
                self.part.unlink()
        self.keep()


def open_locked(path: Path, waits: bool) -> BinaryIO:
    """Open and lock a part, keeping its content.

    Raises `CleanerError` if another process has locked it, and `OSError` if it cannot be opened.
    """
    while True:
        file = _open_part(path)
        try:
            if not _lock(file, waits):
                raise CleanerError(f"{path}: locked by another run.")
            if _is_at(file, path):
                if os.fstat(file.fileno()).st_nlink > 1:
                    raise CleanerError(f"{path}: has more than one hard link; refusing to overwrite.")
                return file
        except BaseException:
            file.close()
            raise
        file.close()  # the process that held the lock has renamed the file; open a new one


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Return True if the open file is the one at `path`."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.lstat())
    except FileNotFoundError:
        return False


def _open_part(path: Path) -> BinaryIO:
    """Open a file without truncating it; a new file is readable only by its owner."""
    exists = regular_file_size(path) is not None
    try:
        return open(path, "wb", opener=lambda name, flags: os.open(name, flags & ~os.O_TRUNC, 0o600))
    except OSError as error:
        if exists:
            raise
        # Names the directory, so that identical messages for many files can be merged into one.
        raise FaultError(f"{path.parent}: cannot write to this directory: {error.strerror}.") from None


def _lock(file: BinaryIO, waits: bool) -> bool:
    """Lock a file; return False if another process holds the lock. Forked processes do not inherit the lock."""
    try:
        if LOCKS:
            import fcntl

            fcntl.lockf(file, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # the file system does not support locks
        pass
    return True
