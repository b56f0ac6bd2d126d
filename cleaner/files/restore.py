"""Restore the original from a cleaned file and its sidecar.

Both files are untrusted. Only regular files are read, so that no read can block. A sidecar can name files only in its
own directory, and the result must match the hash that it recorded.
"""

import os
import stat
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.errors import CleanerError
from cleaner.files import sidecar
from cleaner.files.names import CLEANED, SIDECAR, is_cleaned, is_sidecar, sidecar_path

LARGEST: Final = 1 << 29
"""Largest cleaned file or sidecar in bytes; the sidecar of the largest text has about 400 MB when all is escaped."""


class RestoredFile(NamedTuple):
    """Path, content and permission bits of a file."""

    path: Path
    data: bytes
    mode: int


def restore_original(path: Path) -> RestoredFile:
    """Restore the original; `path` is the cleaned file or its sidecar.

    The result has the directory and the permission bits of the cleaned file, and the name of the original. Raises
    `CleanerError` if the original cannot be restored.
    """
    sidecar_at, removed, cleaned = _read_pair(path)
    if not removed.cleaned.matches(cleaned.data):
        raise CleanerError(f"{cleaned.path}: changed since {sidecar_at} was written; cannot restore. Use a backup.")
    target = _sibling(sidecar_at, removed.original.name)
    return RestoredFile(target, sidecar.restore_text(removed, cleaned.data, str(sidecar_at)), cleaned.mode)


def _read_pair(path: Path) -> tuple[Path, sidecar.Sidecar, RestoredFile]:
    """Return the path of the sidecar, the parsed sidecar, and the cleaned file."""
    if is_sidecar(str(path)):
        removed = _read_sidecar(path)
        return path, removed, _read_file(_require(_sibling(path, removed.cleaned.name), path))
    if not is_cleaned(str(path)):
        raise CleanerError(f"{path}: not a cleaned file ({CLEANED}) or sidecar ({SIDECAR}).")
    cleaned = _read_file(path)
    sidecar_at = _require(Path(sidecar_path(str(path))), path)
    return sidecar_at, _read_sidecar(sidecar_at), cleaned


def _require(other: Path, path: Path) -> Path:
    """Return `other`, the second file of a pair; raise `CleanerError` if it does not exist."""
    if not os.path.lexists(other):
        raise CleanerError(f"{path}: cannot restore: {other.name} not found next to it.")
    return other


def _read_sidecar(path: Path) -> sidecar.Sidecar:
    return sidecar.parse_sidecar(_read_file(path).data, str(path))


def _read_file(path: Path) -> RestoredFile:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe could block forever
            raise CleanerError(f"{path}: not a regular file.")
        if status.st_size > LARGEST:
            raise CleanerError(f"{path}: too large (limit {LARGEST >> 20} MiB).")
        return RestoredFile(path, path.read_bytes(), status.st_mode)
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None


def _sibling(path: Path, name: str) -> Path:
    """Return the path of `name` next to the sidecar at `path`; raise `CleanerError` if it is not a bare file name."""
    try:
        is_name = name == Path(name).name and name not in ("", "..") and b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        is_name = False
    if not is_name:
        raise CleanerError(f"{path}: corrupt sidecar: invalid file name {name[: sidecar.SHOWN]!r}; ignored.")
    return path.with_name(name)
