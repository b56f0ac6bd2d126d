"""The form in which counts are kept: text in order, which people read, tools compare, and sums are made of.

    # cleaner templates 1
    harbourdaily.example → 57
    → 57 → home
    → 41 → share this article
    → 41 → share this article → facebook

A site stands with its number of pages, and below it, each behind a tab (→), the pages that hold a line, or a line with
the one below it. Sites and entries are sorted, so that files are merged as sorted files always were, with one line of
each in memory: counts of parts add up to exactly what one count of everything would have been. That is why no sketch
is needed, which would estimate. A file that leaves out what is rare says so in its first line.
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
"""Behind the header of a file without what is rare."""
NUMBER: Final = re.compile(r"[1-9][0-9]{0,14}")
LONGEST: Final = 1 << 16
"""Bytes of a line: two folded lines have at most some 1,600, and the name of a site what a folder or host may have."""
BOM: Final = b"\xef\xbb\xbf"


class EntryCount(NamedTuple):
    """One count of one site: `pages` that hold `entry`, or all its pages where that is empty."""

    site: str
    entry: str
    pages: int


def merge_counts(parts: Iterable[Iterable[EntryCount]]) -> Iterator[EntryCount]:
    """The sums of sorted counts, sorted."""
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
    """Sorted counts without what does not recur, and without the sites where nothing does."""
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
    """What recurs by sorted counts, site by site."""
    for site, group in groupby(filter_recurring(counts), attrgetter("site")):
        first, *others = group
        yield Template(site, first.pages, {count.entry: count.pages for count in others})


def dump_counts(counts: Iterable[EntryCount], is_whole: bool) -> Iterator[bytes]:
    """The lines of a file for sorted counts; `is_whole` says that nothing was left out of them."""
    yield f"{HEADER}{'' if is_whole else RECURRING}\n".encode()
    for site, entry, pages in counts:
        yield (f"\t{pages}\t{entry}\n" if entry else f"{site}\t{pages}\n").encode()


def read_counts(lines: Iterator[bytes], name: str) -> Iterator[EntryCount]:
    """The counts in a file, by its lines; errors call it `name`.

    Raises `CleanerError` that says which line is wrong, and how.
    """
    is_whole(next(lines, b""), name)
    last, of_site = EntryCount("", "", 0), 0
    for number, line in enumerate(lines, 2):
        count, at = parse_count(line, last.site, f"{name}:{number}"), f"{name}:{number}"
        if count[:2] <= last[:2]:
            above = repr(last.entry or last.site)
            raise CleanerError(
                f"{at}: is out of order below {above}; sort sites and lines by their characters, each once."
            )
        if not count.entry:
            of_site = count.pages
        elif count.pages > of_site:
            raise CleanerError(f"{at}: is damaged; a line cannot stand on more pages than its site has.")
        yield count
        last = count


def is_whole(header: bytes, name: str) -> bool:
    """Whether nothing was left out of a file, by its first line. Raises `CleanerError` where it is no such file."""
    if header not in (f"{HEADER}\n".encode(), f"{HEADER}{RECURRING}\n".encode()):
        if header.removeprefix(BOM).startswith(HEADER.encode()) and (
            header.startswith(BOM) or header.endswith(b"\r\n")
        ):
            raise CleanerError(
                f"{name}: was saved as for Windows; save it as UTF-8 without a mark, with LF at line ends."
            )
        if header.startswith(HEADER[:-1].encode()):
            raise CleanerError(f"{name}: is of another version; learn the templates anew.")
        raise CleanerError(f"{name}: is not a file of templates; its first line must be {HEADER!r}.")
    return header == f"{HEADER}\n".encode()


def parse_count(line: bytes, site: str, at: str) -> EntryCount:
    """One line of a file; `site` is the one above it. Raises `CleanerError` that names `at`."""
    try:
        text = line.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError:
        raise CleanerError(f"{at}: is not UTF-8.") from None
    if is_entry := text.startswith("\t"):
        pages, _, entry = text[1:].partition("\t")
    else:
        site, _, pages = text.rpartition("\t")
        entry = ""
    is_site = bool(site) and (is_entry or site == site_name(site))  # by another name it would never be found
    if not is_site or not NUMBER.fullmatch(pages) or bool(entry) != is_entry:
        raise CleanerError(f"{at}: is damaged; there must be a site and its pages, or a tab, pages and a line.")
    if is_entry and not is_folded(entry):
        raise CleanerError(f"{at}: is no line as it is counted: small letters, single blanks, every number a 0.")
    return EntryCount(site, entry, int(pages))


def rows(file: BinaryIO, name: str) -> Iterator[bytes]:
    """The lines of a file; errors call it `name`. Raises `CleanerError` for one that no such file has."""
    number = 0
    while line := file.readline(LONGEST):
        number += 1
        if len(line) == LONGEST:
            raise CleanerError(f"{name}:{number}: is damaged; no line is longer than {LONGEST >> 10} KiB.")
        yield line


def open_templates(path: Path) -> BinaryIO:
    """A file to read. Raises `CleanerError`."""
    try:
        return path.open("rb")
    except OSError as error:
        raise CleanerError(f"{path}: cannot be read: {error.strerror}.") from None
