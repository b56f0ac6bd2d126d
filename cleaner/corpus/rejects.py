"""The file for documents without an article and for damaged records: JSON Lines, packed if its name says so.

It is written beside everything else and must not cost any of that: where it cannot be written, that is said at the end,
and what would be rejected from then on stays where it was. So each document is written at once, as a member or frame of
its own if the file is packed: once it counts as rejected, it is there.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from cleaner.corpus.entry import LONGEST
from cleaner.corpus.output import REASON
from cleaner.errors import CleanerError
from cleaner.files.compression import open_packed, open_unpacked, read_errors
from cleaner.files.part import Part

PACKED: Final = (".gz", ".zst")


class Rejects:
    """The rejected documents of a run, of which the first `start` bytes are there already. Raises `CleanerError`.

    `mode` are the permission bits that all files have of which some are, as a cleaned file has those of its original:
    who may not read one of them may not read what is rejected of it.
    """

    def __init__(self, path: str, start: int = 0, mode: int | None = None) -> None:
        suffix = Path(path).suffix.lower()
        self._path, self._suffix, self.mode = path, suffix if suffix in PACKED else "", mode
        self.trouble = ""
        """Why nothing can be written any more."""
        open_packed(b"", self._suffix, path)  # a missing package is said before anything is done
        _refuse_foreign(path, self._suffix)
        self._part = Part(Path(path), start)

    def take(self, line: bytes, mode: int) -> bool:
        """Write a line of a file with these permission bits; whether that was done."""
        if self.trouble:
            return False
        try:
            self._part.add(open_packed(line, self._suffix, self._path))
            self.mode = mode if self.mode is None else self.mode & mode
        except CleanerError as error:
            self.trouble = str(error)
        return not self.trouble

    def mark(self) -> int:
        """The bytes of the file."""
        return self._part.size

    def finish(self) -> None:
        """All are there: give the file its name. Raises `CleanerError` where one of them could not be written."""
        try:
            self._part.finish(self.mode)
        except CleanerError as error:
            self._part.keep()
            raise CleanerError(f"{error} What was rejected is in {self._part.part}.") from None
        if self.trouble:
            raise CleanerError(f"{self.trouble} What is not in it has stayed where it was.")

    def stop(self, keep: bool) -> None:
        """Let go of the file; `keep` leaves its part for a run that continues it."""
        self._part.keep() if keep else self._part.remove()


def _refuse_foreign(path: str, suffix: str) -> None:
    """Raises `CleanerError` for a file of which the first line is no rejected document: it is somebody's, not ours."""
    if not Path(path).is_file():
        return
    line = b"?"
    with suppress(OSError, *read_errors(suffix)), Path(path).open("rb") as file:
        line = open_unpacked(file, suffix, path).readline(LONGEST)
    if line and f'"{REASON}":'.encode() not in line:
        raise CleanerError(f"{path}: is there already and is no file of rejected documents; move it away.")
