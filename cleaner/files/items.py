"""What discovery yields: inputs, failures and notes."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

STDIN: Final = "-"


class Input(NamedTuple):
    """One text to read: a path as the user would write it, and the same relative to what was named.

    `inside` is the path below the directory it was found in, which `--out` mirrors; `site` is the first folder in that,
    or the directory itself, empty for a file that was named.
    """

    path: str
    inside: str
    site: str = ""

    @property
    def name(self) -> str:
        """What messages call it."""
        return "stdin" if self.path == STDIN else self.path

    @property
    def number(self) -> None:
        """That of a record; a file is none."""


class Failure(NamedTuple):
    """An input that could not be done, and one sentence on why. `detail` is for whoever mends it."""

    path: str
    message: str
    detail: str = ""


class Note(NamedTuple):
    """Something the user should know that is no failure."""

    message: str


Found = Input | Failure | Note


def path_identity(path: str) -> str:
    """The same for two ways to name one file; a link to a file is a name, and an output, of its own."""
    if path == STDIN:
        return STDIN
    folder, _, name = path.rpartition("/")
    return f"{_real_path(folder or ('/' if path.startswith('/') else '.'), Path.cwd())}/{name}"


@lru_cache(4096)
def _real_path(folder: str, current: Path) -> str:
    return os.path.realpath(current / folder)  # resolve() would raise for a link to itself
