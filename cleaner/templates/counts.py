"""Counting what recurs, exactly and in bounded memory, however many pages there are.

Most lines stand on one page and are never needed, but which ones is known only at the end. So counts are kept until
they are too many, then written to a temporary file in order, and the files are merged at last: an external merge
sort (Knuth, "The Art of Computer Programming", vol. 3, 5.4), with files in the one form that counts have anyway.
"""

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from cleaner.errors import CleanerError
from cleaner.templates.entries import entries, site_name
from cleaner.templates.file import EntryCount, dump_counts, merge_counts, read_counts

BUDGET: Final = 80_000_000
"""Characters that are kept in memory; with what Python needs for each text that makes some 130 MB."""
OVERHEAD: Final = 100
"""Characters that an entry counts for beside its own."""
FAN_IN: Final = 16
"""Files that are merged into one when there are so many: no more are ever open on a level, and each level is rare."""


class PageCounter:
    """On how many pages of each site each entry stands."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._size = 0
        self._sites: dict[str, dict[str, int]] = {}
        self._levels: list[list[BinaryIO]] = []
        """Files with what did not fit into memory; those of each level were merged from those of the one before."""

    def add(self, site: str, text: str) -> None:
        """Count one page. Raises `CleanerError` where a temporary file cannot be written."""
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
        """Add sorted counts that were counted elsewhere. Raises `CleanerError` as `add` does."""
        self._spill(counts, 0)

    def counts(self) -> Iterator[EntryCount]:
        """All counts, sorted."""
        return merge_counts([*map(_read, chain(*self._levels)), self._in_memory()])

    def _in_memory(self) -> Iterator[EntryCount]:
        for site in sorted(self._sites):
            counts = self._sites[site]
            yield from (EntryCount(site, entry, counts[entry]) for entry in sorted(counts))

    def _spill(self, counts: Iterator[EntryCount], level: int) -> None:
        if level == len(self._levels):
            self._levels.append([])
        self._levels[level].append(_written(counts))
        if len(self._levels[level]) == FAN_IN:
            files, self._levels[level] = self._levels[level], []
            self._spill(merge_counts(map(_read, files)), level + 1)


def _written(counts: Iterator[EntryCount]) -> BinaryIO:
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 (it is open until all is counted, and gone when it is closed)
        file.writelines(dump_counts(counts, is_whole=True))
    except OSError as error:
        raise CleanerError(f"{tempfile.gettempdir()}: no room for counts: {error.strerror}; set TMPDIR.") from None
    return file


def _read(file: BinaryIO) -> Iterator[EntryCount]:
    file.seek(0)
    return read_counts(file, "temporary file")
