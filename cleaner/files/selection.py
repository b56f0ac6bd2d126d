"""Selection of the files below a directory, and the reasons for leaving others out.

The order of the reasons is the order of strength: `--exclude`, then ignore files, then the directories of tools and
hidden names, which an ignore file can re-include with "!", then globs, then types. Unlike in ripgrep, a glob does not
override the others: `--glob '*.txt'` would read what is ignored.
"""

import os
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.files.globs import Globs, PathPattern
from cleaner.files.ignore import NAMES, IgnoreRules, Patterns, rules_above
from cleaner.files.names import HTML, corpus_format, is_cleaned

SUFFIXES: Final = (".txt", ".text", ".md", ".markdown", ".mdown", *HTML)
TOOLS: Final = frozenset(
    (
        *(".bzr", ".git", ".hg", ".jj", ".svn", "CVS", "_darcs"),
        *("bower_components", "node_modules", "jspm_packages"),
        *(".direnv", ".eggs", ".nox", ".tox", ".venv", "__pycache__", "__pypackages__", "site-packages", "venv"),
        *(".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
    )
)
"""Directories of version control, of packages and of caches, which hold no texts of the user."""
VENV_MARK: Final = "pyvenv.cfg"
"""File that every virtual environment of Python has."""


class Skip(StrEnum):
    """Reason for leaving a file or directory out, as messages name it."""

    HIDDEN = "hidden"
    EXCLUDED = "excluded"
    IGNORED = "ignored"
    UNMATCHED = "not matching"
    OTHER = "of other types"
    CLEANED = "already cleaned"
    LINK = "symlinked"


REMEDIES: Final = {Skip.HIDDEN: "--hidden", Skip.IGNORED: "--no-ignore", Skip.OTHER: "--glob"}
"""Options that take in what was left out."""


@dataclass(frozen=True)
class Selection:
    """Options that select files below directories.

    `exclude` and `globs` are patterns relative to the directories `exclude_base` and `glob_base`. `hidden` reads hidden
    files, `gitignore` honours .gitignore too, `no_ignore` honours no ignore file and reads directories of tools.
    `corpora` includes corpora. Ignore files above a directory count up to the git repository, or else to `base`.
    """

    exclude: tuple[str, ...] = ()
    exclude_base: str = "."
    globs: tuple[str, ...] = ()
    glob_base: str = "."
    hidden: bool = False
    gitignore: bool = False
    no_ignore: bool = False
    corpora: bool = False
    base: str = "."

    @property
    def ignore_names(self) -> tuple[str, ...]:
        """Names of the ignore files to honour, the stronger first."""
        return () if self.no_ignore else NAMES if self.gitignore else NAMES[:1]


class Folder(NamedTuple):
    """A directory of a walk: its path, its path below the walked directory, and the rules that apply in it.

    `chosen` tells for each group of globs if it chooses all files in the directory.
    """

    path: str
    below: str
    rules: IgnoreRules
    chosen: tuple[bool, ...]


class Filter:
    """The selection below one directory; `pattern` is that of a quoted path."""

    def __init__(self, selection: Selection, root: str, pattern: str = "") -> None:
        self.root, self._selection = root, selection
        self._exclude = Patterns.at(selection.exclude, selection.exclude_base, root)
        self._pattern = PathPattern(pattern, root) if pattern else None
        self._globs: list[Globs] = [self._pattern] if self._pattern else []
        if selection.globs:
            self._globs.append(Globs(selection.globs, selection.glob_base, root))

    def start(self) -> Folder:
        """Return the directory to walk. Raises `CleanerError` if an ignore file above it cannot be read."""
        names = self._selection.ignore_names
        return Folder(self.root, "", rules_above(self.root, self._selection.base, names), (False,) * len(self._globs))

    def without_rules(self) -> Folder:
        """Return the directory to walk, without the ignore files above it."""
        names = self._selection.ignore_names
        return Folder(self.root, "", IgnoreRules(names, ((),) * len(names)), (False,) * len(self._globs))

    def fits_pattern(self, below: str, is_folder: bool, parent: Folder) -> bool:
        """Return False for a path that a quoted path does not ask for: it is left out without being counted."""
        if self._pattern is None:
            return True
        if is_folder:
            return self._pattern.match_folder(below, parent.chosen[0]) is not None
        return self._pattern.match_file(below, parent.chosen[0])

    def select_folder(self, entry: os.DirEntry[str], path: str, below: str, parent: Folder) -> Folder | Skip:
        """Return a directory to walk, or the reason for leaving it out."""
        if reason := self._find_reason(entry, path, below, True, parent.rules):
            return reason
        chosen = [globs.match_folder(below, above) for globs, above in zip(self._globs, parent.chosen, strict=True)]
        if None in chosen:
            return Skip.UNMATCHED
        return Folder(path, below, parent.rules, tuple(map(bool, chosen)))

    def reject_file(self, entry: os.DirEntry[str], path: str, below: str, parent: Folder) -> Skip | None:
        """Return the reason for leaving a file out, or None."""
        if entry.is_symlink() and _is_folder(entry):
            return Skip.LINK
        if is_cleaned(entry.name):
            return Skip.CLEANED
        if reason := self._find_reason(entry, path, below, False, parent.rules):
            return reason
        if not all(globs.match_file(below, chosen) for globs, chosen in zip(self._globs, parent.chosen, strict=True)):
            return Skip.UNMATCHED
        return None if self._is_text(entry, below) else Skip.OTHER

    def _find_reason(
        self, entry: os.DirEntry[str], path: str, below: str, is_folder: bool, rules: IgnoreRules
    ) -> Skip | None:
        if self._exclude.match(below, is_folder):
            return Skip.EXCLUDED
        verdict = rules.match(below, is_folder)
        if verdict is not None:
            return Skip.IGNORED if verdict else None
        if is_folder and not self._selection.no_ignore and _belongs_to_tool(entry.name, path):
            return Skip.IGNORED
        return Skip.HIDDEN if entry.name.startswith(".") and not self._selection.hidden else None

    def _is_text(self, entry: os.DirEntry[str], below: str) -> bool:
        if corpus_format(entry.name):
            is_wanted = self._selection.corpora
        else:
            is_wanted = entry.name.lower().endswith(SUFFIXES) or any(globs.names_type(below) for globs in self._globs)
        return is_wanted and _is_file(entry)


def describe_skipped(skipped: Counter[Skip]) -> str:
    """Return the number of files and directories left out by reason, such as "skipped 2 hidden, 1 ignored"."""
    counts = ", ".join(f"{skipped[reason]:,} {reason}" for reason in Skip if skipped[reason])
    return f"skipped {counts}"


def _belongs_to_tool(name: str, path: str) -> bool:
    return name in TOOLS or Path(path, VENV_MARK).is_file()


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file() or entry.is_symlink()
    except OSError:  # a link to itself; the error is reported when the file is read
        return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
