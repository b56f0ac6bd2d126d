"""What is counted of a page: its lines, and each line with the one below it.

Two lines that stand together on page after page are furniture nearly always. A line that recurs by itself may be a
subhead or a standing phrase, with other neighbours in every article. So both are counted, each once a page however
often it stands there.

Entries are folded, so that a line is the same line whatever its spaces, capitals and numbers: "12 comments" and
"3 comments" are one. Nothing that is folded has a tab or a newline in it, so a tab can part the lines of an entry.
"""

import re
from contextlib import suppress
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from cleaner.text.lines import split_lines

NUMBER: Final = re.compile(r"\d+")
LONGEST: Final = 200
"""Characters of a line; what is longer is cut and goes on with a digest of the whole. No paragraph needs to be kept."""


def entries(text: str) -> set[str]:
    """Everything that is counted of one page."""
    folded = [fold_line(line.text) for line in split_lines(text)]
    return {*filter(None, folded), *(pair_entry(above, below) for above, below in pairwise(folded) if above and below)}


def pair_entry(above: str, below: str) -> str:
    """The entry for two folded lines that stand together."""
    return f"{above}\t{below}"


def fold_line(line: str) -> str:
    """A line without what may differ from page to page."""
    folded = _clean(NUMBER.sub("0", line.casefold()))
    if len(folded) <= LONGEST:
        return folded
    from hashlib import blake2b  # it takes as long to load as many a page to clean, and few runs need it

    digest = blake2b(folded.encode(), digest_size=8).hexdigest()
    return f"{folded[: LONGEST - len(digest) - 2]}… {digest}"


def is_folded(entry: str) -> bool:
    """Whether an entry looks like a folded line or two. Not all is looked at: files of templates are large."""
    above, tab, below = entry.partition("\t")
    is_whole = bool(above) and bool(below) == bool(tab) and "\t" not in below
    return is_whole and "  " not in entry and entry == entry.strip() and entry == entry.casefold()


def site_name(name: str) -> str:
    """A name for a site that can stand in a file, never empty."""
    return _clean(name) or "-"


def _clean(text: str) -> str:
    """Single spaces between words, and no halves of characters, which come from bytes that were no text."""
    text = " ".join(text.split())
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def host(url: str) -> str:
    """The host in an address, as one name for all its spellings, empty where there is none.

    That is without "www." and a dot at its end, in small letters, and in ASCII where it has other letters.
    """
    try:
        name = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    name = name.rstrip(".")
    if "." not in name:
        return ""
    if not name.isascii():
        with suppress(UnicodeError):  # no name that could be looked up, and yet the name of a site
            name = name.encode("idna").decode().lower()
    return name.removeprefix("www.")
