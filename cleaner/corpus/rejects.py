"""The file for documents without an article and for damaged records: JSON Lines, packed if its name says so.

It is written beside everything else and must not cost any of that: where it cannot be written, that is said at the end,
and what would be rejected from then on stays where it was.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from cleaner.corpus.output import Packer
from cleaner.model import CleanerError
from cleaner.write import Part

PACKED: Final = (".gz", ".zst")


class Rejects:
    """The rejected documents of a run, of which the first `start` bytes are there already. Raises `CleanerError`."""

    def __init__(self, path: str, start: int = 0) -> None:
        suffix = Path(path).suffix.lower()
        self._part = Part(Path(path), start)
        self._packer = Packer(self._part.file, suffix if suffix in PACKED else "", path)
        self.trouble = ""
        """Why nothing can be written any more."""

    def take(self, line: bytes) -> bool:
        """Write a line; whether that was done."""
        return self._do(lambda: self._packer.write(line))

    def mark(self) -> int:
        """End a stretch: the bytes of the file until there."""
        sizes: list[int] = []
        self._do(lambda: sizes.append(self._packer.mark()))
        return sizes[0] if sizes else 0

    def finish(self) -> None:
        """All are there: give the file its name. Raises `CleanerError`."""
        self.mark()
        if self.trouble:
            raise CleanerError(self.trouble)
        self._part.finish()

    def stop(self, keep: bool) -> None:
        """Let go of the file; `keep` leaves its part for a run that continues it."""
        self._part.keep() if keep else self._part.remove()

    def _do(self, write: Callable[[], object]) -> bool:
        if not self.trouble:
            try:
                write()
            except CleanerError as error:
                self.trouble = str(error)
        return not self.trouble
