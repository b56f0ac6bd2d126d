"""File names: formats of corpora, and the names of cleaned files and sidecars."""

import os
import re
from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.files.items import Input

COMPRESSIONS: Final = (".gz", ".zst")
"""Suffixes of compressed files, which `compression` reads and writes."""
_PACKED: Final = f"(?P<packed>{'|'.join(map(re.escape, COMPRESSIONS))})?"
FORMATS: Final = {
    "jsonl": rf"\.(?:jsonl|ndjson){_PACKED}",
    "csv": rf"\.(?:csv|tsv){_PACKED}",
    "parquet": r"\.parquet",
    "arrow": r"\.(?:arrow|feather)",
    "wet": r"(?:\.warc)?\.wet(?P<packed>\.gz)?",
}
"""Pattern of the suffix of each corpus format."""
SUFFIXES: Final = (".jsonl", ".csv", ".tsv", ".parquet", ".arrow", ".feather", ".wet")
"""Suffixes of corpora for messages; compressed files are found too."""
HTML: Final = (".html", ".htm", ".xhtml")
CLEANED: Final = "*.clean.*"
SIDECAR: Final = "*.removed.json"
LONGEST_NAME: Final = 255
"""Longest file name in bytes, on nearly every file system."""
DIGEST: Final = 16
"""Hexadecimal digits of the hash in a shortened name."""
_ENDS: Final = [(name, re.compile(f"{pattern}$", re.IGNORECASE)) for name, pattern in FORMATS.items()]


class CorpusFormat(NamedTuple):
    """Format of a corpus, its whole suffix, and the suffix of its compression ("" for none)."""

    format: str
    suffix: str
    packed: str


def corpus_format(path: str) -> CorpusFormat | None:
    """Return the format of a corpus by its name; None if the suffix is not that of a corpus."""
    name = Path(path).name
    for format_, pattern in _ENDS:
        if (found := pattern.search(name)) and found.start():
            return CorpusFormat(format_, found[0], (found.groupdict().get("packed") or "").lower())
    return None


def cleaned_name(name: str, to: Collection[str] = ()) -> str:
    """Return NAME.clean.EXT for NAME.EXT, shortened if it is too long.

    EXT is the whole suffix of a corpus; "jsonl" in `to` replaces the format in it by JSON Lines. For HTML it is txt, or
    md if "markdown" is in `to`.
    """
    end = corpus_format(name)
    if end is None:
        path = Path(name)
        html = ".md" if "markdown" in to else ".txt"
        return shorten_name(path.stem, f".clean{html if path.suffix.lower() in HTML else path.suffix or '.txt'}")
    return shorten_name(name[: -len(end.suffix)], f".clean{'.jsonl' + end.packed if 'jsonl' in to else end.suffix}")


def shorten_name(stem: str, end: str) -> str:
    """Return `stem` + `end`, or if that is too long for a file name, a shorter stem, "~", a hash and `end`.

    The result is deterministic, so that a later run finds the file, and different names stay different.
    """
    name = f"{stem}{end}"
    if _size(name) <= LONGEST_NAME:
        return name
    from hashlib import sha256

    end = f"~{sha256(os.fsencode(name)).hexdigest()[:DIGEST]}{end}"
    if _size(end) > LONGEST_NAME:  # the suffix alone is too long
        return shorten_name(name, ".clean.txt")
    while _size(stem) + _size(end) > LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem}{end}"


def _size(name: str) -> int:
    """Return the size of a name on disk in bytes."""
    return len(os.fsencode(name))


def is_cleaned(path: str) -> bool:
    """Return True if the name is that of an output of `cleaner run`, including sidecars."""
    return fnmatchcase(Path(path).name, CLEANED) or is_sidecar(path)


def is_sidecar(path: str) -> bool:
    """Return True if the name is that of a sidecar."""
    return fnmatchcase(Path(path).name, SIDECAR)


def output_path(found: Input, out: str | None, to: Collection[str] = ()) -> str:
    """Return the path of the cleaned file: next to the input, or at its place in the tree below `out`."""
    path = Path(found.path if out is None else out, "" if out is None else found.inside)
    return str(path.with_name(cleaned_name(path.name, to)))


def sidecar_path(cleaned: str) -> str:
    """Return the path of the sidecar of a cleaned file: NAME.removed.json next to NAME.clean.EXT."""
    path = Path(cleaned)
    return str(path.with_name(shorten_name(path.stem.removesuffix(".clean"), SIDECAR[1:])))
