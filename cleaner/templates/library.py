"""Look up templates in a file that may be larger than memory.

A library keeps the offset of each site in the file, and the most recently used templates up to a number of entries.
That serves pages grouped by site as well as pages of thousands of sites in turn.
"""

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cleaner.templates import file
from cleaner.templates.entries import host, site_name
from cleaner.templates.template import Template

AT_HAND: Final = 100_000
"""Entries of templates to keep in memory, about 15 MB."""


class Library:
    """The templates of one file.

    Raises `CleanerError` if the file cannot be read or any of its lines is not valid.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._line_offset = self._site_offset = 0
        self._offsets: dict[str, int] = {}
        with file.open_templates(path) as opened:
            counts = file.read_counts(self._track_lines(opened), str(path))
            for count in file.filter_recurring(self._track_sites(counts)):
                if count.entry:
                    self._offsets.setdefault(count.site, self._site_offset)
        self._cache: OrderedDict[str, Template] = OrderedDict()
        self._cached_entries = 0

    @property
    def sites(self) -> list[str]:
        """Sorted names of all sites with recurring entries."""
        return list(self._offsets)

    def of(self, site: str) -> Template | None:
        """Return the template of a site, None if it has no recurring entries."""
        site = site_name(site)
        if site not in self._offsets:
            site = host(site)
            if site not in self._offsets:
                return None
        if site in self._cache:
            self._cache.move_to_end(site)
            return self._cache[site]
        template = self._read(site)
        self._cache[site] = template
        self._cached_entries += len(template.counts)
        while self._cached_entries > AT_HAND and len(self._cache) > 1:
            self._cached_entries -= len(self._cache.popitem(last=False)[1].counts)
        return template

    def knows(self, site: str) -> bool:
        """Return True if the site has recurring entries."""
        return site_name(site) in self._offsets or host(site) in self._offsets

    def _track_lines(self, opened: BinaryIO) -> Iterator[bytes]:
        """Yield the lines; `_line_offset` is the offset of the last one."""
        end = 0
        for line in file.rows(opened, str(self.path)):
            self._line_offset, end = end, end + len(line)
            yield line

    def _track_sites(self, counts: Iterator[file.EntryCount]) -> Iterator[file.EntryCount]:
        """Yield the counts; `_site_offset` is the offset of the current site."""
        for count in counts:
            if not count.entry:
                self._site_offset = self._line_offset
            yield count

    def _read(self, site: str) -> Template:
        with file.open_templates(self.path) as opened:
            opened.seek(self._offsets[site])
            return next(file.templates(self._read_site(opened, site)))

    def _read_site(self, opened: BinaryIO, site: str) -> Iterator[file.EntryCount]:
        """Yield the counts of the site at the current position."""
        for line in file.rows(opened, str(self.path)):
            count = file.parse_count(line, site, str(self.path))
            if count.site != site:
                return
            yield count
