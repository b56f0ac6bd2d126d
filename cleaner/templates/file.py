"""Template files: sorted counts as text that can be read, compared and merged.

    # cleaner templates 1
    harbourdaily.example → 57
    → 57 → home
    → 41 → share this article
    → 41 → share this article → facebook

A tab is shown as →. The line of a site gives its number of pages; each line below it, after a tab, gives the number of
pages that contain a line or a pair of adjacent lines. Sites and entries are sorted, so files are merged with one line
of each in memory, and the sum of partial counts equals one count of everything. Probabilistic sketches, which only
estimate, are therefore not needed. The first line says if rare entries were left out.
"""

import re
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from cleaner.errors import CleanerError
from cleaner.templates.entries import is_folded, site_name
from cleaner.templates.template import Template, min_pages

HEADER: Final = "# cleaner templates 1"
RECURRING: Final = ", what recurs"
"""Suffix of the header of a file without rare entries."""
NUMBER: Final = re.compile(r"[1-9][0-9]{0,14}")
LONGEST: Final = 1 << 16
"""Longest line in bytes. A pair of normalised lines has at most about 1,600; the rest allows for names of sites."""
BOM: Final = b"\xef\xbb\xbf"


class EntryCount(NamedTuple):
    """Number of pages of a site that contain `entry`; an empty entry stands for all pages of the site."""

    site: str
    entry: str
    pages: int


def merge_counts(parts: Iterable[Iterable[EntryCount]]) -> Iterator[EntryCount]:
    """Merge sorted counts, adding up those of the same site and entry."""
    last: EntryCount | None = None
    for count in merge(*parts):
        if last and last[:2] == count[:2]:
            last = EntryCount(last.site, last.entry, last.pages + count.pages)
            continue
        if last:
            yield last
        last = count
    if last:
        yield last


def filter_recurring(counts: Iterable[EntryCount]) -> Iterator[EntryCount]:
    """Yield the counts of recurring entries and of the sites that have any, from sorted counts."""
    site: EntryCount | None = None
    for count in counts:
        if not count.entry:
            pages, site = count.pages, count
        elif count.pages >= min_pages(pages):
            if site:
                yield site
            site = None
            yield count


def templates(counts: Iterable[EntryCount]) -> Iterator[Template]:
    """Yield the template of each site with recurring entries, from sorted counts."""
    for site, group in groupby(filter_recurring(counts), attrgetter("site")):
        first, *others = group
        yield Template(site, first.pages, {count.entry: count.pages for count in others})


def dump_counts(counts: Iterable[EntryCount], is_whole: bool) -> Iterator[bytes]:
    """Yield the lines of a file for sorted counts; `is_whole` is False if rare entries were left out."""
    yield f"{HEADER}{'' if is_whole else RECURRING}\n".encode()
    for site, entry, pages in counts:
        yield (f"\t{pages}\t{entry}\n" if entry else f"{site}\t{pages}\n").encode()


def read_counts(lines: Iterator[bytes], name: str) -> Iterator[EntryCount]:
    """Parse the lines of a file; raise `CleanerError`, with `name` and the line number, if one is not valid."""
    is_whole(next(lines, b""), name)
    last, site_pages = EntryCount("", "", 0), 0
    for number, line in enumerate(lines, 2):
        at = f"{name}:{number}"
        count = parse_count(line, last.site, at)
        if count[:2] <= last[:2]:
            raise CleanerError(
                f"{at}: not sorted after {last.entry or last.site!r}; sort sites and lines by code point, each once."
            )
        if not count.entry:
            site_pages = count.pages
        elif count.pages > site_pages:
            raise CleanerError(f"{at}: invalid count: the site has only {site_pages:,} pages.")
        yield count
        last = count


def is_whole(header: bytes, name: str) -> bool:
    """Return True if a file includes rare entries, by its first line; raise `CleanerError` if that is not a header."""
    if header == f"{HEADER}\n".encode():
        return True
    if header == f"{HEADER}{RECURRING}\n".encode():
        return False
    is_windows = header.startswith(BOM) or header.endswith(b"\r\n")
    if is_windows and header.removeprefix(BOM).startswith(HEADER.encode()):
        raise CleanerError(f"{name}: has a BOM or CRLF line endings; save as UTF-8 with LF.")
    if header.startswith(HEADER[:-1].encode()):
        raise CleanerError(f"{name}: unsupported version; run 'cleaner templates learn' again.")
    raise CleanerError(f"{name}: not a template file; its first line must be {HEADER!r}.")


def parse_count(line: bytes, site: str, at: str) -> EntryCount:
    """Parse one line below the header.

    `site` is the current site, `at` the place for messages. Raises `CleanerError` if the line is not valid.
    """
    try:
        text = line.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError:
        raise CleanerError(f"{at}: is not valid UTF-8.") from None
    if is_entry := text.startswith("\t"):
        pages, _, entry = text[1:].partition("\t")
    else:
        site, _, pages = text.rpartition("\t")
        entry = ""
    is_site = bool(site) and (is_entry or site == site_name(site))  # lookups use the normalised name
    if not is_site or not NUMBER.fullmatch(pages) or bool(entry) != is_entry:
        raise CleanerError(f"{at}: malformed line; expected SITE<TAB>PAGES or <TAB>PAGES<TAB>LINE.")
    if is_entry and not is_folded(entry):
        raise CleanerError(f"{at}: line is not normalised (lower case, single spaces, 0 for every number).")
    return EntryCount(site, entry, int(pages))


def rows(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the lines of a file; raise `CleanerError`, with `name` for the file, if one is too long."""
    number = 0
    while line := file.readline(LONGEST):
        number += 1
        if len(line) == LONGEST:
            raise CleanerError(f"{name}:{number}: line too long (limit {LONGEST >> 10} KiB).")
        yield line


def open_templates(path: Path) -> BinaryIO:
    """Open a template file; raise `CleanerError` if that fails."""
    try:
        return path.open("rb")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
