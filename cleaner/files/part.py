"""NAME.part, the file that is written until it is whole, and its lock."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Self

from cleaner.errors import CleanerError, FaultError
from cleaner.files.names import LONGEST_NAME

LOCKS: Final = os.name == "posix"
"""Windows has other locks, and gives no file another name that is open."""
PART: Final = ".part"


def default_mode() -> int:
    """The permission bits of a new file. There is no way to ask for the mask but to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def make_folder(folder: Path) -> None:
    """Make a folder and those above it. Raises `CleanerError` where something stands in the way."""
    try:
        if not folder.is_dir():  # as it is for all of its files but the first
            folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CleanerError(f"{folder}: cannot write in this folder: it is a file.") from None
    except OSError as error:
        raise FaultError(f"{folder}: cannot write in this folder: {error.strerror}.") from None


def regular_file_size(path: Path) -> int | None:
    """Bytes of the plain file at `path`, None if there is nothing. Raises `CleanerError` if something else is there."""
    try:
        there = path.lstat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FaultError(f"{path}: cannot be written: {error.strerror}.") from None
    if not stat.S_ISREG(there.st_mode):
        what = {stat.S_IFLNK: "a link", stat.S_IFDIR: "a folder"}.get(stat.S_IFMT(there.st_mode), "no plain file")
        raise CleanerError(f"{path}: is {what}, which is never overwritten; move it away.")
    return there.st_size


@contextlib.contextmanager
def wrap_write_errors(path: Path) -> Iterator[None]:
    """Errors of the system as a `CleanerError` that names the file."""
    try:
        yield
    except OSError as error:
        raise FaultError(f"{path}: cannot be written: {error.strerror}.") from None


def part_of(path: Path) -> Path:
    """What a file is called until it is whole; where that would be too long, a digest of its name stands for it."""
    name = os.fsencode(path.name)
    if len(name) <= LONGEST_NAME - len(PART):
        return Path(f"{path}{PART}")
    from hashlib import sha256  # loading it takes as long as cleaning a page, and few names need it

    return path.with_name(sha256(name).hexdigest() + PART)


class Part:
    """A file that is written bit by bit, under NAME.part until it is whole.

    `start` is how many bytes of an earlier part to keep, 0 for none; if that was whole already, it becomes a part
    again. Where another process is writing it, `waits` says to wait, as is right for what takes no time. Raises
    `CleanerError` with one sentence, here and in `finish`; what stands under the final name is then as it was. At the
    end of a `with` nothing is left of what is not finished.
    """

    def __init__(self, path: Path, start: int = 0, waits: bool = False) -> None:
        self.path, self.part, self.start = path, part_of(path), start
        self._is_there = True
        make_folder(path.parent)
        if regular_file_size(path) is not None and path.lstat().st_nlink > 1:
            raise CleanerError(f"{path}: has a second name, perhaps that of somebody's original; move it away.")
        try:
            with wrap_write_errors(self.part):
                if start and not self.part.exists():
                    path.replace(self.part)
                self.file = open_locked(self.part, waits)
                self._cut()
        except KeyboardInterrupt:  # it may have come when there was a file and nobody knew of it yet
            with contextlib.suppress(CleanerError, OSError):
                self.file = open_locked(self.part, waits=False)
                self.keep() if start else self.remove()
            raise

    def _cut(self) -> None:
        if self.file.seek(0, os.SEEK_END) < self.start:
            raise CleanerError(f"{self.part}: is not what the interrupted run left; run again without --resume.")
        self.size = self.file.truncate(self.start)
        """Bytes that were kept and that `add` has written."""
        self.file.seek(self.start)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def add(self, data: bytes) -> None:
        """Write some bytes through to the system, all of them or none. Raises `CleanerError`."""
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
        """Give the file its final name, and the permission bits that `write` says."""
        is_there = regular_file_size(self.path) is not None
        with wrap_write_errors(self.path):
            self.file.flush()
            if mode is None:
                mode = self.path.stat().st_mode if is_there else default_mode()
            with contextlib.suppress(PermissionError):  # some file systems know no permission bits
                self.part.chmod(stat.S_IMODE(mode) & 0o777)
            if not LOCKS:
                self.file.close()
            self.part.replace(self.path)
            self._is_there = False
            self.file.close()  # not before, because the lock ends with it

    def keep(self) -> None:
        """Leave the part as it is, for a run that continues it."""
        self._is_there = False
        with contextlib.suppress(OSError):  # a full disk has been said
            self.file.close()

    def remove(self) -> None:
        """Leave nothing of what is not finished."""
        with contextlib.suppress(OSError):  # its folder may be gone
            if self._is_there and _is_at(self.file, self.part):
                os.ftruncate(self.file.fileno(), 0)  # forked processes may have it open, and a full disk stays full
                self.part.unlink()
        self.keep()


def open_locked(path: Path, waits: bool) -> BinaryIO:
    """A file opened with what is in it, to be written by no other process. Raises `CleanerError` and `OSError`."""
    while True:
        file = _open_part(path)
        try:
            if not _lock(file, waits):
                raise CleanerError(f"{path}: is being written by another run; wait for its end.")
            if _is_at(file, path):
                if os.fstat(file.fileno()).st_nlink > 1:
                    raise CleanerError(f"{path}: has a second name, under which it would change too; move it away.")
                return file
        except BaseException:
            file.close()
            raise
        file.close()  # whoever had the lock has given it its final name


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Whether an open file is the one at `path`."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.lstat())
    except FileNotFoundError:
        return False


def _open_part(path: Path) -> BinaryIO:
    """A file opened as it is, or a new one that is for nobody else to read as yet."""
    is_there = regular_file_size(path) is not None
    try:
        return open(path, "wb", opener=lambda name, flags: os.open(name, flags & ~os.O_TRUNC, 0o600))
    except OSError as error:
        if is_there:
            raise
        # So that a thousand files in it make one sentence.
        raise FaultError(f"{path.parent}: cannot write in this folder: {error.strerror}.") from None


def _lock(file: BinaryIO, waits: bool) -> bool:
    """Lock a file; False if another process has. The lock is of this process and not of those forked from it."""
    try:
        if LOCKS:
            import fcntl

            fcntl.lockf(file, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system that knows no locks
        pass
    return True
