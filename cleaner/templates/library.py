"""Templates by site, found when they are asked for: a file may hold more than there is memory for.

Where in the file each site begins is remembered, and the templates that were asked for last, up to a number of entries:
pages of one site may come one after the other, or those of thousands in turn.
"""

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cleaner.templates import file
from cleaner.templates.entries import host, site_name
from cleaner.templates.template import Template

AT_HAND: Final = 100_000
"""Entries of templates that are kept in memory, some 15 MB."""


class Library:
    """The templates in one file."""

    def __init__(self, path: Path) -> None:
        """Raises `CleanerError` where the file cannot be read or is damaged anywhere."""
        self.path = path
        self._place = self._begin = 0
        self._places: dict[str, int] = {}
        with file.open_templates(path) as opened:
            counts = file.read_counts(self._placed(opened), str(path))
            for count in file.filter_recurring(self._noting(counts)):
                if count.entry:
                    self._places.setdefault(count.site, self._begin)
        self._at_hand: OrderedDict[str, Template] = OrderedDict()
        self._entries = 0

    @property
    def sites(self) -> list[str]:
        """The names of all sites on which something recurs, sorted."""
        return list(self._places)

    def of(self, site: str) -> Template | None:
        """The template of a site, None where there is none or nothing recurs."""
        site = site_name(site)
        if site not in self._places:
            site = host(site)
            if site not in self._places:
                return None
        if site in self._at_hand:
            self._at_hand.move_to_end(site)
            return self._at_hand[site]
        template = self._read(site)
        self._at_hand[site] = template
        self._entries += len(template.counts)
        while self._entries > AT_HAND and len(self._at_hand) > 1:
            self._entries -= len(self._at_hand.popitem(last=False)[1].counts)
        return template

    def knows(self, site: str) -> bool:
        """Whether something recurs on a site."""
        return site_name(site) in self._places or host(site) in self._places

    def _placed(self, lines: BinaryIO) -> Iterator[bytes]:
        """The lines, noting where the one in hand begins."""
        end = 0
        for line in file.rows(lines, str(self.path)):
            self._place, end = end, end + len(line)
            yield line

    def _noting(self, counts: Iterator[file.EntryCount]) -> Iterator[file.EntryCount]:
        """The counts, noting where the site in hand begins."""
        for count in counts:
            if not count.entry:
                self._begin = self._place
            yield count

    def _read(self, site: str) -> Template:
        with file.open_templates(self.path) as opened:
            opened.seek(self._places[site])
            return next(file.templates(self._counts(opened, site)))

    def _counts(self, lines: BinaryIO, site: str) -> Iterator[file.EntryCount]:
        for line in file.rows(lines, str(self.path)):
            count = file.parse_count(line, site, str(self.path))
            if count.site != site:
                return
            yield count
