"""Output file of `--rejects`: documents without an article and damaged records, as JSON Lines.

It is compressed if its name ends so. An error in writing it must not lose documents: the error is reported at the end,
and from then on documents are not rejected. So each document is written through at once, compressed as a gzip member or
zstd frame of its own: a document counts as rejected only once it is in the file.
"""

from contextlib import suppress
from pathlib import Path

from cleaner.corpus.entry import LONGEST
from cleaner.corpus.output import REASON
from cleaner.errors import CleanerError
from cleaner.files.compression import compress, open_unpacked, read_errors
from cleaner.files.names import COMPRESSIONS
from cleaner.files.part import Part


class Rejects:
    """The rejected documents of a run. The first `start` bytes of the file are kept from an interrupted run.

    `mode` has the permission bits that all source files share, so that nobody can read a rejected document who cannot
    read its source. Raises `CleanerError` if the file cannot be written or is not one of rejected documents.
    """

    def __init__(self, path: str, start: int = 0, mode: int | None = None) -> None:
        suffix = Path(path).suffix.lower()
        self._path, self._suffix, self.mode = path, suffix if suffix in COMPRESSIONS else "", mode
        self._error = ""
        """The first write error; nothing is written after it."""
        compress(b"", self._suffix, path)  # fail early if a package is missing
        _refuse_foreign(path, self._suffix)
        self._part = Part(Path(path), start)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._part.size

    def take(self, line: bytes, mode: int) -> bool:
        """Write the line of a document whose source has the permission bits `mode`; False if it cannot be written."""
        if self._error:
            return False
        try:
            self._part.add(compress(line, self._suffix, self._path))
            self.mode = mode if self.mode is None else self.mode & mode
        except CleanerError as error:
            self._error = str(error)
        return not self._error

    def finish(self) -> None:
        """Give the file its final name. Raises `CleanerError` if this or any write has failed."""
        try:
            self._part.finish(self.mode)
        except CleanerError as error:
            self._part.keep()
            raise CleanerError(f"{error} The rejected documents are in {self._part.part}.") from None
        if self._error:
            raise CleanerError(f"{self._error} Documents after this error were not rejected.")

    def stop(self, keep: bool) -> None:
        """Close the file; with `keep` its part is left for a run that resumes this one."""
        self._part.keep() if keep else self._part.remove()


def _refuse_foreign(path: str, suffix: str) -> None:
    """Raise `CleanerError` if a file exists whose first line is not a rejected document."""
    if not Path(path).is_file():
        return
    line = b"?"
    with suppress(OSError, *read_errors(suffix)), Path(path).open("rb") as file:
        line = open_unpacked(file, suffix, path).readline(LONGEST)
    if line and f'"{REASON}":'.encode() not in line:
        raise CleanerError(f"{path}: exists and was not written by --rejects; remove it or choose another name.")
