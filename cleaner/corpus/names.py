"""File names: which are of a corpus and of what format, and what the cleaned file is called."""

import re
from pathlib import Path
from typing import Final, NamedTuple

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
_ENDS: Final = [(name, re.compile(f"{pattern}$", re.IGNORECASE)) for name, pattern in FORMATS.items()]


class Ending(NamedTuple):
    """The end of a corpus' name: its format, all of the suffix, and the suffix of its compression, mostly empty."""

    format: str
    suffix: str
    packed: str


def ending(path: str) -> Ending | None:
    """How the name of a corpus ends; None where it is none."""
    name = Path(path).name
    for format_, pattern in _ENDS:
        if (found := pattern.search(name)) and found.start():
            return Ending(format_, found[0], (found.groupdict().get("packed") or "").lower())
    return None


def cleaned_name(name: str, as_jsonl: bool = False) -> str:
    """NAME.clean.EXT for NAME.EXT, where EXT is all that says what a corpus is; `as_jsonl` makes it JSON Lines."""
    end = ending(name)
    if end is None:
        path = Path(name)
        return f"{path.stem}.clean{path.suffix or '.txt'}"
    return f"{name[: -len(end.suffix)]}.clean{'.jsonl' + end.packed if as_jsonl else end.suffix}"
