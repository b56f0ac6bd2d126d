"""Which site a text is of: the host in its address, or a folder, or what the user says."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.corpus.entry import Record
from cleaner.files.items import STDIN, Input
from cleaner.files.names import corpus_format
from cleaner.reviews.review import replace_surrogates
from cleaner.templates.entries import host

if TYPE_CHECKING:
    from cleaner.reviews.review import DocumentLabels, Reviews
    from cleaner.templates.library import Library
    from cleaner.templates.template import Template


def site_of(found: Input | Record, given: str) -> str:
    """The site that a text is of: the one `given`, or the host in a record's address, or a folder; empty if none is.

    For a file that is the first folder below the one it was found in, or that one; for a record the one its file is in.
    What comes through a pipe is of no folder. Halves of characters, from bytes that are no text, are question marks.
    """
    site = given or _site_of(found)
    return site if site.isascii() else site.encode("utf-8", "replace").decode()


def _site_of(found: Input | Record) -> str:
    if isinstance(found, Record):
        return host(found.url) or (_folder(found.path) if corpus_format(found.path) else "")
    return found.site or ("" if found.path == STDIN else _folder(found.path))


def _folder(path: str) -> str:
    return Path(path).absolute().parent.name


def document_name(found: Input | Record, file: Path) -> str:
    """What a file of reviews calls a document: its path from the folder of that file, of a record with its name."""
    path = found.path if found.path == STDIN else Path(os.path.relpath(found.path, file.parent)).as_posix()
    return replace_surrogates(path if isinstance(found, Input) else f"{path}#{found.id or found.number}")


def template_of(item: Input | Record, library: "Library", given: str) -> "Template | None":
    """Return the template of the site that an item belongs to, or None."""
    return library.of(site_of(item, given))


def reviewed_of(item: Input | Record, reviews: "Reviews", file: Path, given: str) -> "DocumentLabels | None":
    """Return the reviews that hold for an item, or None.

    `file` is the file that `reviews` came from, and `given` the site if the user named one.
    """
    return reviews.of(document_name(item, file), site_of(item, given) if reviews.has_sites else "")
