"""Results of discovery: inputs, failures and notes."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

STDIN: Final = "-"


class Input(NamedTuple):
    """One file to read, or stdin.

    - `path`: the path as the user would write it.
    - `inside`: the path relative to the named directory, which `--out` keeps; for stdin the name given for it or "-".
    - `site`: the first directory in `inside`, or else the named directory; empty for a named file.
    """

    path: str
    inside: str
    site: str = ""

    @property
    def name(self) -> str:
        """Name of the input in messages."""
        return "stdin" if self.location == STDIN else self.location

    @property
    def location(self) -> str:
        """The path, or for stdin the name given for it; "-" if there is none."""
        return self.inside if self.path == STDIN else self.path

    @property
    def number(self) -> None:
        """Record number; always None for a file."""


class Failure(NamedTuple):
    """An input that could not be processed; `message` is for the user, `detail` for a bug report."""

    path: str
    message: str
    detail: str = ""


class MissingExtra(Failure):
    """An input that needs an optional package; usually many inputs of a run need it."""


class Note(NamedTuple):
    """A message to the user that does not count as a failure; a detail is shown only on request."""

    message: str
    is_detail: bool = False


Found = Input | Failure | Note


def path_identity(path: str) -> str:
    """Return a key that is equal for all spellings of a path.

    Links to directories are resolved. A link to a file keeps its own identity, because it gets its own output.
    """
    if path == STDIN:
        return STDIN
    folder, _, name = path.rpartition("/")
    return f"{_real_path(folder or ('/' if path.startswith('/') else '.'), Path.cwd())}/{name}"


@lru_cache(4096)
def _real_path(folder: str, current: Path) -> str:
    return os.path.realpath(current / folder)  # resolve() would raise for a link to itself
