"""File names: which are of a corpus and of what format, and what the cleaned file is called."""

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.files.items import Input

FORMATS: Final = {
    "jsonl": r"\.(?:jsonl|ndjson)(?P<packed>\.gz|\.zst)?",
    "csv": r"\.(?:csv|tsv)(?P<packed>\.gz|\.zst)?",
    "parquet": r"\.parquet",
    "arrow": r"\.(?:arrow|feather)",
    "wet": r"(?:\.warc)?\.wet(?P<packed>\.gz)?",
}
"""How the names of each format end."""
SUFFIXES: Final = (".jsonl", ".csv", ".tsv", ".parquet", ".arrow", ".feather", ".wet")
"""What a user is told to look for; packed ones are found too."""
LONGEST_NAME: Final = 255
"""Bytes of the name of a file, on nearly every file system."""
DIGEST: Final = 16
"""Digits of the digest in a name that is cut."""
_ENDS: Final = [(name, re.compile(f"{pattern}$", re.IGNORECASE)) for name, pattern in FORMATS.items()]


class CorpusFormat(NamedTuple):
    """The end of a corpus' name: its format, all of the suffix, and the suffix of its compression, mostly empty."""

    format: str
    suffix: str
    packed: str


def corpus_format(path: str) -> CorpusFormat | None:
    """How the name of a corpus ends; None where it is none."""
    name = Path(path).name
    for format_, pattern in _ENDS:
        if (found := pattern.search(name)) and found.start():
            return CorpusFormat(format_, found[0], (found.groupdict().get("packed") or "").lower())
    return None


def cleaned_name(name: str, as_jsonl: bool = False) -> str:
    """NAME.clean.EXT for NAME.EXT, where EXT is all that says what a corpus is; `as_jsonl` makes it JSON Lines.

    Where that would be too long for a name, NAME is `shorten_name`.
    """
    end = corpus_format(name)
    if end is None:
        path = Path(name)
        return shorten_name(path.stem, f".clean{path.suffix or '.txt'}")
    return shorten_name(name[: -len(end.suffix)], f".clean{'.jsonl' + end.packed if as_jsonl else end.suffix}")


def shorten_name(stem: str, end: str) -> str:
    """The name of a file; one that would be too long has a digest of it in place of the last characters before `end`.

    The same name is always cut to the same one, so that a later run finds it, and no two are cut to one.
    """
    name = f"{stem}{end}"
    if _size(name) <= LONGEST_NAME:
        return name
    from hashlib import sha256

    end = f"~{sha256(os.fsencode(name)).hexdigest()[:DIGEST]}{end}"
    if _size(end) > LONGEST_NAME:  # nearly all of it stands behind the last dot
        return shorten_name(name, ".clean.txt")
    while _size(stem) + _size(end) > LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem}{end}"


def _size(name: str) -> int:
    """Bytes of a name on the disk."""
    return len(os.fsencode(name))


CLEANED: Final = "*.clean.*"
SIDECAR: Final = "*.removed.json"


def is_cleaned(path: str) -> bool:
    """Whether the name is one that `cleaner run` gives to its output."""
    return fnmatchcase(Path(path).name, CLEANED) or is_sidecar(path)


def is_sidecar(path: str) -> bool:
    """Whether the name is one that `cleaner run --sidecar` gives to what says what was removed."""
    return fnmatchcase(Path(path).name, SIDECAR)


def output_path(found: Input, out: str | None, as_jsonl: bool = False) -> str:
    """Where the cleaned text of an input goes: beside it, or to its place in the tree under `out`."""
    path = Path(found.path if out is None else out, "" if out is None else found.inside)
    return str(path.with_name(cleaned_name(path.name, as_jsonl)))


def sidecar_path(cleaned: str) -> str:
    """Where the sidecar of a cleaned file is: NAME.removed.json beside NAME.clean.EXT."""
    path = Path(cleaned)
    return str(path.with_name(shorten_name(path.stem.removesuffix(".clean"), SIDECAR[1:])))
