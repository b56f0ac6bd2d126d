"""A cleaned file and its sidecar to the original: which two files belong together, and what keeps them from it.

Both may have come from anywhere. So nothing is read that could be waited for, nothing in a sidecar names a place
outside its folder, and there is no original but the one whose digest was written down.
"""

import os
import stat
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.errors import CleanerError
from cleaner.files import sidecar
from cleaner.files.names import CLEANED, SIDECAR, is_cleaned, is_sidecar, sidecar_path

LARGEST: Final = 1 << 29
"""Bytes of a cleaned file or a sidecar: that of the longest text that is cleaned, in escapes, has 400 MB."""


class RestoredFile(NamedTuple):
    """A file: where it is or belongs, its bytes, and its permission bits."""

    path: Path
    data: bytes
    mode: int


def restore_original(path: Path) -> RestoredFile:
    """The original of the cleaned file at `path`, or of the one whose sidecar is there.

    It belongs beside the cleaned file, under the name it had, with the permission bits of the cleaned file, which had
    them from it. Raises `CleanerError` where it cannot be made.
    """
    beside, removed, cleaned = _pair(path)
    if not removed.cleaned.is_of(cleaned.data):
        raise CleanerError(
            f"{cleaned.path}: has changed since {beside} was written, so the original cannot be made of it; take it "
            "from a backup."
        )
    place = _neighbour(beside, removed.original.name)
    return RestoredFile(place, sidecar.restore_text(removed, cleaned.data, str(beside)), cleaned.mode)


def _pair(path: Path) -> tuple[Path, sidecar.Sidecar, RestoredFile]:
    """The path of a sidecar, what it says, and the cleaned file that it belongs to."""
    if is_sidecar(str(path)):
        removed = _sidecar(path)
        return path, removed, _file(_there(_neighbour(path, removed.cleaned.name), path))
    if not is_cleaned(str(path)):
        raise CleanerError(f"{path}: is no cleaned file ({CLEANED}) and no sidecar ({SIDECAR}); name one of these.")
    cleaned = _file(path)
    beside = _there(Path(sidecar_path(str(path))), path)
    return beside, _sidecar(beside), cleaned


def _there(wanted: Path, path: Path) -> Path:
    """The other file of a pair, if it is there."""
    if not os.path.lexists(wanted):
        raise CleanerError(
            f"{path}: has no {wanted.name} beside it, without which there is no way back to the original; put it there."
        )
    return wanted


def _sidecar(path: Path) -> sidecar.Sidecar:
    return sidecar.parse_sidecar(_file(path).data, str(path))


def _file(path: Path) -> RestoredFile:
    try:
        there = path.stat()
        if not stat.S_ISREG(there.st_mode):  # such as a pipe, which nobody may ever write into
            raise CleanerError(f"{path}: is no plain file.")
        if there.st_size > LARGEST:
            raise CleanerError(f"{path}: is larger than {LARGEST >> 20} MiB, and no file of 'cleaner run' is.")
        return RestoredFile(path, path.read_bytes(), there.st_mode)
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None


def _neighbour(path: Path, name: str) -> Path:
    """The file that the sidecar at `path` says is beside it. Raises `CleanerError` for any other place."""
    try:
        is_name = name == Path(name).name and name not in ("", "..") and b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        is_name = False
    if not is_name:
        raise CleanerError(
            f"{path}: is damaged or made up, {name[: sidecar.SHOWN]!r} is no name of a file beside it; nothing is "
            "done with it."
        )
    return path.with_name(name)
