"""Discover input files below the PATHs of a command line.

A named file is read whatever its suffix. Files below a directory are selected, see `cleaner.files.selection`. A PATH
that is no file but a pattern, such as `articles/*.txt`, is a walk of the directory before its first wildcard.
Directories are walked in sorted order, so that runs are reproducible, and symbolic links to directories are not
followed, so that a cycle of links is harmless. Output of this program (`*.clean.*`, `*.removed.json`) is never an
input: cleaning it again would hide mistakes.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from cleaner.errors import CleanerError
from cleaner.files.globs import split_pattern
from cleaner.files.ignore import NAMES
from cleaner.files.items import STDIN, Failure, Found, Input, Note, path_identity
from cleaner.files.names import CLEANED, SIDECAR, is_cleaned
from cleaner.files.selection import REMEDIES, Filter, Folder, Selection, Skip, describe_skipped

HERE: Final = ""
"""The current directory as a path: the paths of its files do not begin with "./"."""
ALL: Final = Selection()


def discover(paths: Sequence[str], selection: Selection = ALL) -> Iterator[Found]:
    """Yield the inputs at `paths` (files, directories, patterns, "-"), each once, in order.

    A path that cannot be read yields a `Failure` in its place; nothing is raised. The last item is a note on what was
    left out, if anything was.
    """
    seen: set[str] = set()
    cleaned: list[str] = []
    skipped = Counter[Skip]()
    roots = sum(walked_root(path) is not None for path in dict.fromkeys(paths))
    for path in paths:
        if is_cleaned(path) and os.path.isfile(path):
            cleaned.append(path)
            continue
        for found in _find_at(path, selection, roots > 1, skipped):
            if isinstance(found, Input) and len(paths) > 1:  # one path gives no input twice
                identity = path_identity(found.path)
                if identity in seen:
                    continue
                seen.add(identity)
            yield found
    if cleaned:
        more = f" and {len(cleaned) - 1} more" if len(cleaned) > 1 else ""
        yield Note(f"{cleaned[0]}{more}: skipped, because {CLEANED} and {SIDECAR} are never read as input.")
    if skipped:
        yield Note(f"{describe_skipped(skipped)}.", is_detail=True)


def walked_root(path: str) -> str | None:
    """Return the directory that is walked for a path: itself, or the part of a pattern before its first wildcard.

    Return None for a file and for a path that does not exist.
    """
    if path == HERE or os.path.isdir(path):
        return path
    split = None if os.path.lexists(path) else split_pattern(path)
    return split.root if split and os.path.isdir(split.root or ".") else None


def _find_at(path: str, selection: Selection, prefix: bool, skipped: Counter[Skip]) -> Iterator[Found]:
    """Yield the inputs at one path; `prefix` puts the directory's name before relative paths."""
    root = walked_root(path)
    if path == STDIN:
        yield Input(STDIN, STDIN)
    elif root is not None:
        yield from _find_below(path, root, selection, prefix, skipped)
    elif os.path.exists(path):
        yield Input(path, Path(path).name)
    elif os.path.islink(path):
        yield Failure(path, f"{path}: broken symbolic link.")
    elif split_pattern(path):
        yield Failure(path, f"{path}: no file matches this pattern.")
    else:
        yield Failure(path, f"{path}: {_missing_reason(path)}.")


def _missing_reason(path: str) -> str:
    """Return the system's message for a path that does not exist."""
    try:
        Path(path).lstat()
    except OSError as error:
        return (error.strerror or "cannot be read").lower()
    return "cannot be read"


def _find_below(path: str, root: str, selection: Selection, prefix: bool, skipped: Counter[Skip]) -> Iterator[Found]:
    """Yield the inputs below the directory `root`; add what is left out to `skipped`."""
    pattern = "" if root == path else path[len(root) :].lstrip("/")
    here = Counter[Skip]()
    is_empty = True
    for found in _Walk(Filter(selection, root, pattern), prefix, here):
        is_empty = False
        yield found
    if is_empty:
        yield _nothing_found(path, bool(pattern), selection.corpora, here)
    else:
        skipped.update(here)


def _nothing_found(path: str, is_pattern: bool, corpora: bool, skipped: Counter[Skip]) -> Note | Failure:
    """Return the message on a path without inputs, with what was left out and the options that take it in."""
    options = [option for reason, option in REMEDIES.items() if skipped[reason]]
    why = f"; {describe_skipped(skipped)}" if skipped else ""
    why += f"; see {' and '.join(filter(None, (', '.join(options[:-1]), options[-1])))}" if options else ""
    if is_pattern:
        return Failure(path, f"{path}: no file matches this pattern{why}.")
    return Note(f"{path or '.'}: no text files{' or corpora' if corpora else ''} found{why}.")


class _Walk:
    """A walk of one directory, depth first and in sorted order; it counts in `skipped` what is left out.

    An explicit stack allows any depth of nesting.
    """

    def __init__(self, choice: Filter, prefix: bool, skipped: Counter[Skip]) -> None:
        self._filter, self._skipped = choice, skipped
        self._name = Path(choice.root).resolve().name
        self._top = f"{self._name}/" if prefix else ""

    def __iter__(self) -> Iterator[Input | Failure]:
        stack: list[Iterator[Folder | Input | Failure]] = [self._start()]
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
            elif isinstance(item, Folder):
                stack.append(self._enter(item))
            else:
                yield item

    def _start(self) -> Iterator[Folder | Failure]:
        try:
            yield self._filter.start()
        except CleanerError as error:
            yield Failure(self._filter.root, str(error))
            yield self._filter.without_rules()

    def _enter(self, folder: Folder) -> Iterator[Folder | Input | Failure]:
        """Yield the selected entries of a directory."""
        try:
            children = _list_folder(folder.path)
        except OSError as error:
            yield Failure(folder.path, f"{folder.path}: cannot be listed: {error.strerror}.")
            return
        try:
            files = {child.name for child in children if child.name in NAMES and child.is_file()}
            folder = folder._replace(rules=folder.rules.enter(folder.path, folder.below, files))
        except CleanerError as error:
            yield Failure(folder.path, str(error))
        for child in children:
            if child.name not in NAMES:
                yield from self._select(child, folder)

    def _select(self, child: os.DirEntry[str], folder: Folder) -> Iterator[Folder | Input]:
        """Yield an entry of a directory if it is selected, else count it."""
        path = os.path.join(folder.path, child.name)
        below = f"{folder.below}/{child.name}" if folder.below else child.name
        is_folder = child.is_dir(follow_symlinks=False)
        if not self._filter.fits_pattern(below, is_folder, folder):
            return
        if is_folder:
            selected: Folder | Input | Skip = self._filter.select_folder(child, path, below, folder)
        else:
            selected = self._filter.reject_file(child, path, below, folder) or self._input(path, below)
        if isinstance(selected, Skip):
            self._skipped[selected] += 1
        else:
            yield selected

    def _input(self, path: str, below: str) -> Input:
        site, inner, _ = below.partition("/")
        return Input(path, f"{self._top}{below}", site if inner else self._name)


def _list_folder(path: str) -> list[os.DirEntry[str]]:
    """Return the entries of a directory in sorted order. Raises `OSError`."""
    with os.scandir(path or ".") as listing:
        return sorted(listing, key=lambda child: child.name)


def size(items: Iterable[Found]) -> int:
    """Return the total size of all inputs in bytes."""
    return sum(size_of(item.path) for item in items if isinstance(item, Input))


def size_of(path: str) -> int:
    """Return the size of a file in bytes, 0 if it does not exist."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
