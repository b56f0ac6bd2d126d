"""Which site a text is of: the host in its address, or a folder, or what the user says."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from cleaner.corpus.entry import Record
from cleaner.files.discover import STDIN, Input
from cleaner.files.names import ending


def site_of(found: Input | Record, given: str) -> str:
    """The site that a text is of: the one `given`, or the host in a record's address, or a folder; empty if none is.

    For a file that is the first folder below the one it was found in, or that one; for a record the one its file is in.
    What comes through a pipe is of no folder. Halves of characters, from bytes that are no text, are question marks.
    """
    site = given or _site_of(found)
    return site if site.isascii() else site.encode("utf-8", "replace").decode()


def _site_of(found: Input | Record) -> str:
    if isinstance(found, Record):
        return host(found.url) or (_folder(found.path) if ending(found.path) else "")
    return found.site or ("" if found.path == STDIN else _folder(found.path))


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


def _folder(path: str) -> str:
    return Path(path).absolute().parent.name
