"""Count entries exactly and in bounded memory, for any number of pages.

Most lines occur on one page and are never needed, but which ones is known only at the end. When the counts in memory
exceed a budget, they are written to a temporary file in sorted order; the files are merged at the end. This is an
external merge sort (Knuth, "The Art of Computer Programming", vol. 3, 5.4). Temporary files have the format of template
files.
"""

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from cleaner.errors import CleanerError
from cleaner.templates.entries import entries, site_name
from cleaner.templates.file import EntryCount, dump_counts, merge_counts, read_counts

BUDGET: Final = 80_000_000
"""Characters of entries to keep in memory, about 130 MB with Python's overhead."""
OVERHEAD: Final = 100
"""Characters added to the length of each entry for its overhead."""
FAN_IN: Final = 16
"""Number of files that are merged into one, and so the largest number of open files on each level."""


class PageCounter:
    """Counter of the pages of each site that contain each entry. `budget` limits memory, in the unit of `BUDGET`."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._size = 0
        self._sites: dict[str, dict[str, int]] = {}
        self._levels: list[list[BinaryIO]] = []
        """Spilled counts; each file of a level was merged from `FAN_IN` files of the level before."""

    def add(self, site: str, text: str) -> None:
        """Count one page; raise `CleanerError` if a temporary file cannot be written."""
        counts = self._sites.setdefault(site_name(site), {})
        for entry in chain(entries(text), [""]):
            known = counts.get(entry, 0)
            counts[entry] = known + 1
            if not known:
                self._size += len(entry) + OVERHEAD
        if self._size > self._budget:
            self._spill(self._in_memory(), 0)
            self._sites, self._size = {}, 0

    def take(self, counts: Iterator[EntryCount]) -> None:
        """Add sorted counts from elsewhere; raise `CleanerError` if a temporary file cannot be written."""
        self._spill(counts, 0)

    def counts(self) -> Iterator[EntryCount]:
        """Yield all counts, sorted."""
        return merge_counts([*map(_read, chain(*self._levels)), self._in_memory()])

    def _in_memory(self) -> Iterator[EntryCount]:
        for site in sorted(self._sites):
            counts = self._sites[site]
            yield from (EntryCount(site, entry, counts[entry]) for entry in sorted(counts))

    def _spill(self, counts: Iterator[EntryCount], level: int) -> None:
        """Write counts to a file of a level; if the level is full, merge its files into one of the next level."""
        if level == len(self._levels):
            self._levels.append([])
        self._levels[level].append(_write(counts))
        if len(self._levels[level]) == FAN_IN:
            files, self._levels[level] = self._levels[level], []
            self._spill(merge_counts(map(_read, files)), level + 1)


def _write(counts: Iterator[EntryCount]) -> BinaryIO:
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 (stays open until the end, and is deleted when closed)
        file.writelines(dump_counts(counts, is_whole=True))
    except OSError as error:
        raise CleanerError(
            f"{tempfile.gettempdir()}: cannot write counts: {error.strerror}; set TMPDIR to another directory."
        ) from None
    return file


def _read(file: BinaryIO) -> Iterator[EntryCount]:
    file.seek(0)
    return read_counts(file, "temporary file")
