"""Globs that choose files: those of `--glob`, and quoted paths, which no shell has expanded.

A glob that matches a directory chooses everything in it. One that ends in a suffix, such as `*.log`, or is a file's
name, such as `README`, also makes files of other types be read as text. `drafts/*` does not: there may be pictures.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from cleaner.errors import CleanerError
from cleaner.files.gitignore import compile_pattern, compile_patterns
from cleaner.files.ignore import Patterns

MAGIC: Final = re.compile(r"[*?\[]")
NAMED_TYPE: Final = re.compile(r"[^*?\[]+|.*\.[^*/.]+")
"""Last part of a glob that names a file or ends in a suffix."""


class Globs:
    """Globs in order; the last that matches decides, and one that begins with "!" excludes."""

    def __init__(self, texts: Sequence[str], base: str, root: str) -> None:
        chosen = [text for text in texts if not text.startswith("!")]
        self._patterns = Patterns.at(texts, base, root)
        self._typed = Patterns.at((text for text in chosen if NAMED_TYPE.fullmatch(_last_part(text))), base, root)
        self._chooses = bool(chosen)

    def match_folder(self, below: str, is_chosen: bool) -> bool | None:
        """Return True if all files in a directory are chosen, False if only some may be, None if none is.

        `is_chosen` is the result for the directory above.
        """
        verdict = self._patterns.match(below, True)
        return is_chosen if verdict is None else verdict or None

    def match_file(self, below: str, is_chosen: bool) -> bool:
        """Return True if a file is chosen; `is_chosen` is the result for its directory."""
        verdict = self._patterns.match(below, False)
        return (is_chosen or not self._chooses) if verdict is None else verdict

    def names_type(self, below: str) -> bool:
        """Return True if a glob asks for files of this type or name."""
        return bool(self._typed.match(below, False))


class PathPattern(Globs):
    """A quoted path such as `articles/*.txt`. Directories that cannot lead to a match are not entered."""

    def __init__(self, text: str, root: str) -> None:
        super().__init__([f"/{text}"], root, root)
        parts = text.split("/")
        steps = parts.index("**") if "**" in parts else len(parts) - 1
        self._is_open = steps < len(parts) - 1 or parts[-1] == "**"
        self._steps = [compile_pattern("/" + "/".join(parts[: i + 1])) for i in range(steps)]

    def match_folder(self, below: str, is_chosen: bool) -> bool | None:
        """Return the result of `Globs.match_folder`, but None for directories that lead nowhere."""
        if is_chosen or super().match_folder(below, False):
            return True
        depth = below.count("/")
        if depth >= len(self._steps):
            return False if self._is_open else None
        step = self._steps[depth]
        return False if step and step.matches.fullmatch(below) else None


class SplitPattern(NamedTuple):
    """A quoted path: the directory to walk, and the pattern below it."""

    root: str
    pattern: str


def check_globs(texts: Iterable[str], source: str) -> None:
    """Raise `CleanerError` if a glob is invalid; `source` is the option or key that it came from."""
    for text in texts:
        if compile_pattern(text) is None:
            raise CleanerError(f"{source}: invalid pattern {text!r}; write \\[, \\# or \\\\ for these characters.")


def split_pattern(path: str) -> SplitPattern | None:
    """Return the parts of a path with `*`, `?` or `[`; None for other paths."""
    parts = path.split("/")
    first = next((i for i, part in enumerate(parts) if MAGIC.search(part)), None)
    if first is None or not compile_patterns([path]):
        return None
    root = "/".join(parts[:first])
    return SplitPattern("/" if path.startswith("/") and not root else root, "/".join(parts[first:]))


def _last_part(text: str) -> str:
    return text.rstrip("/").rpartition("/")[2]
