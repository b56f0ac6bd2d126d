"""Entries of a page, the units that are counted: its lines, and its pairs of adjacent lines.

Two lines that stand together on page after page are nearly always boilerplate. A single line that recurs may be a
subhead or a stock phrase, with other neighbours in every article. Both are counted, at most once a page.

Lines are normalised, so that case, spaces and numbers make no difference: "12 comments" equals "3 Comments". A
normalised line contains no tab or newline, so a tab can separate the lines of a pair.
"""

import re
from contextlib import suppress
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from cleaner.text.lines import split_lines

NUMBER: Final = re.compile(r"\d+")
LONGEST: Final = 200
"""Longest normalised line in characters; a longer one is truncated and ends in a hash of the whole."""


def entries(text: str) -> set[str]:
    """Return all entries of one page."""
    folded = [fold_line(line.text) for line in split_lines(text)]
    return {*filter(None, folded), *(pair_entry(above, below) for above, below in pairwise(folded) if above and below)}


def pair_entry(above: str, below: str) -> str:
    """Return the entry for two adjacent normalised lines."""
    return f"{above}\t{below}"


def fold_line(line: str) -> str:
    """Normalise a line: lower case, single spaces, 0 for every number, at most `LONGEST` characters."""
    folded = _clean(NUMBER.sub("0", line.casefold()))
    if len(folded) <= LONGEST:
        return folded
    from hashlib import blake2b  # its import takes as long as cleaning several pages, and few runs need it

    digest = blake2b(folded.encode(), digest_size=8).hexdigest()
    return f"{folded[: LONGEST - len(digest) - 2]}… {digest}"


def is_folded(entry: str) -> bool:
    """Return True if an entry looks normalised. The check is partial, because template files are large."""
    above, tab, below = entry.partition("\t")
    is_whole = bool(above) and bool(below) == bool(tab) and "\t" not in below
    return is_whole and "  " not in entry and entry == entry.strip() and entry == entry.casefold()


def site_name(name: str) -> str:
    """Normalise the name of a site for a template file; "-" stands for an empty name."""
    return _clean(name) or "-"


def _clean(text: str) -> str:
    """Collapse whitespace to single spaces, and replace unpaired surrogates, which come from undecodable bytes."""
    text = " ".join(text.split())
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def host(url: str) -> str:
    """Return the normalised host of a URL, empty if there is none.

    The name is in lower case and IDNA-encoded, without "www." and a trailing dot.
    """
    try:
        name = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    name = name.rstrip(".")
    if "." not in name:
        return ""
    if not name.isascii():
        with suppress(UnicodeError):  # an invalid host name can still name a site
            name = name.encode("idna").decode().lower()
    return name.removeprefix("www.")
