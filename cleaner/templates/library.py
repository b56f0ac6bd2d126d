"""Templates by site, found when they are asked for: a file may hold those of more sites than there is memory for."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from cleaner.corpus.entry import Record
from cleaner.discover import STDIN, Input
from cleaner.model import CleanerError
from cleaner.templates import file
from cleaner.templates.entries import site_name
from cleaner.templates.template import Template

AT_HAND: Final = 16
"""Templates that are kept in memory. Pages of one site mostly come one after the other."""


class Library:
    """The templates in one file."""

    def __init__(self, path: Path) -> None:
        """Raises `CleanerError` where the file cannot be read or is damaged anywhere."""
        self._path = path
        self._place = 0
        with file.opened(path) as opened:
            self._places = {c.site: self._place for c in file.read(self._placed(opened), str(path)) if not c.entry}
        self._at_hand: dict[str, Template | None] = {}

    @property
    def sites(self) -> list[str]:
        """The names of all sites, sorted."""
        return list(self._places)

    def of(self, site: str) -> Template | None:
        """The template of a site, None where there is none or nothing recurs."""
        site = site_name(site)
        if site not in self._places:
            return None
        if site not in self._at_hand:
            if len(self._at_hand) >= AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            self._at_hand[site] = self._read(site)
        return self._at_hand[site]

    def of_item(self, item: Input | Record, given: str) -> Template | None:
        """The template of the site that an input or a record is of, as `site_of` finds it."""
        return self.of(site_of(item, given))

    def _placed(self, lines: BinaryIO) -> Iterator[bytes]:
        """The lines, noting where the one in hand begins."""
        end = 0
        for line in lines:
            self._place, end = end, end + len(line)
            yield line

    def _read(self, site: str) -> Template | None:
        with file.opened(self._path) as opened:
            opened.seek(self._places[site])
            return next(file.templates(self._counts(opened, site)), None)

    def _counts(self, lines: BinaryIO, site: str) -> Iterator[file.Count]:
        for line in lines:
            count = file.parsed(line, site, str(self._path))
            if count.site != site:
                return
            yield count


def site_of(found: Input | Record, given: str) -> str:
    """The site that a text is of: the one `given`, or the host in a record's address, or a folder.

    For a file that is the first folder below the one it was found in, or that one; for a record the one its file is in.
    Raises `CleanerError` for stdin without a site given.
    """
    if given:
        return given
    if isinstance(found, Record):
        return host(found.url) or Path(found.path).absolute().parent.name
    if found.path == STDIN:
        raise CleanerError("stdin: is of no folder; say with --site whose templates are meant.")
    top, _, below = found.inside.partition("/")
    return top if below else Path(found.path).absolute().parent.name


def host(url: str) -> str:
    """The host in an address, without "www.", empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
