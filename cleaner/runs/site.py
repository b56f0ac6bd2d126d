"""The site of a text, and the template and reviews that apply to it."""

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


def site_of(item: Input | Record, given: str) -> str:
    """Return the site of a text: `given`, or the host of a record's URL, or a directory name; empty if unknown.

    The directory of a file is the first below the path that was searched, or else that path; the directory of a record
    is that of its corpus. Stdin has none. Lone surrogates, from file names that are not UTF-8, become question marks.
    """
    site = given or _infer_site(item)
    return site if site.isascii() else site.encode("utf-8", "replace").decode()


def _infer_site(item: Input | Record) -> str:
    if isinstance(item, Record):
        return host(item.url) or (_folder_name(item.path) if corpus_format(item.path) else "")
    return item.site or ("" if item.location == STDIN else _folder_name(item.location))


def _folder_name(path: str) -> str:
    return Path(path).absolute().parent.name


def document_name(item: Input | Record, file: Path) -> str:
    """Return the name of a document in the review file `file`: its path relative to that file.

    The ID of a record, or else its number, is appended after "#".
    """
    location = item.path if isinstance(item, Record) else item.location
    path = location if location == STDIN else Path(os.path.relpath(location, file.parent)).as_posix()
    return replace_surrogates(path if isinstance(item, Input) else f"{path}#{item.id or item.number}")


def template_of(item: Input | Record, library: "Library", given: str) -> "Template | None":
    """Return the template of the site of an item, or None."""
    return library.of(site_of(item, given))


def reviewed_of(item: Input | Record, reviews: "Reviews", file: Path, given: str) -> "DocumentLabels | None":
    """Return the reviews that apply to an item, or None.

    `file` is the path of the review file; `given` is the value of --site, or empty.
    """
    return reviews.of(document_name(item, file), site_of(item, given) if reviews.has_sites else "")
