"""Discover input files below the PATHs of a command line.

A named file is read whatever its suffix. Files below a directory are selected by suffix, hidden names and `--exclude`.
Directories are walked in sorted order, so that runs are reproducible, and symbolic links to directories are not
followed, so that a cycle of links is harmless. Output of this program (`*.clean.*`, `*.removed.json`) is never an
input: cleaning it again would hide mistakes.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from cleaner.files.gitignore import matches
from cleaner.files.items import STDIN, Failure, Found, Input, Note, path_identity
from cleaner.files.names import CLEANED, HTML, SIDECAR, corpus_format, is_cleaned
from cleaner.files.names import SUFFIXES as CORPORA

SUFFIXES: Final = (".txt", ".text", ".md", ".markdown", ".mdown", *HTML)


def discover(
    paths: Sequence[str], patterns: Sequence[str] = (), base: str = ".", corpora: bool = False
) -> Iterator[Found]:
    """Yield the inputs at `paths` (files, directories, "-"), each once, in order.

    `patterns` are gitignore-style and relative to the directory `base`. `corpora` includes corpora below directories.
    A path that cannot be read yields a `Failure` in its place; nothing is raised.
    """
    seen: set[str] = set()
    cleaned: list[str] = []
    folders = sum(os.path.isdir(path) for path in dict.fromkeys(paths))
    for path in paths:
        if is_cleaned(path) and os.path.isfile(path):
            cleaned.append(path)
            continue
        for found in _find_at(path, patterns, base, folders > 1, corpora):
            identity = path_identity(found.path) if isinstance(found, Input) else ""
            if identity not in seen or not identity:
                seen.add(identity)
                yield found
    if cleaned:
        more = f" and {len(cleaned) - 1} more" if len(cleaned) > 1 else ""
        yield Note(f"{cleaned[0]}{more}: skipped, because {CLEANED} and {SIDECAR} are never read as input.")


def _find_at(path: str, patterns: Sequence[str], base: str, prefix: bool, corpora: bool) -> Iterator[Found]:
    """Yield the inputs at one path; `prefix` puts the directory's name before relative paths."""
    root = Path(path)
    if path == STDIN:
        yield Input(STDIN, STDIN)
    elif os.path.isdir(path):
        top, is_excluded = root.resolve().name if prefix else "", _make_excluder(root, patterns, Path(base))
        yield from _find_in_folder(path, top, is_excluded, corpora)
    elif os.path.exists(path):
        yield Input(path, root.name)
    elif os.path.islink(path):
        yield Failure(path, f"{path}: broken symbolic link.")
    else:
        yield Failure(path, f"{path}: {_missing_reason(path)}.")


def _missing_reason(path: str) -> str:
    """Return the system's message for a path that does not exist."""
    try:
        Path(path).lstat()
    except OSError as error:
        return (error.strerror or "cannot be read").lower()
    return "cannot be read"


def _find_in_folder(root: str, top: str, is_excluded: Callable[[str, bool], bool], corpora: bool) -> Iterator[Found]:
    empty = True
    for found in _walk(root, top, is_excluded, corpora):
        empty = False
        yield found
    if empty:
        kinds = f"text files ({', '.join(SUFFIXES)})" + (f" or corpora ({', '.join(CORPORA)})" if corpora else "")
        yield Note(f"{root}: no {kinds} found.")


def _walk(root: str, top: str, is_excluded: Callable[[str, bool], bool], corpora: bool) -> Iterator[Found]:
    """Walk depth first, in sorted order. An explicit stack allows any depth of nesting."""
    stack = [(root, top, True)]
    name = Path(root).resolve().name
    while stack:
        path, inside, is_folder = stack.pop()
        if not is_folder:
            folder, _, below = inside[len(top) + 1 if top else 0 :].partition("/")
            yield Input(path, inside, folder if below else name)
            continue
        try:
            with os.scandir(path) as listing:
                children = sorted(listing, key=lambda child: child.name, reverse=True)
        except OSError as error:
            yield Failure(path, f"{path}: cannot be listed: {error.strerror}.")
            continue
        for child in children:
            is_folder = child.is_dir(follow_symlinks=False)
            if _is_wanted(child, is_folder, corpora) and not is_excluded(child.path, is_folder):
                stack.append((child.path, f"{inside}/{child.name}" if inside else child.name, is_folder))


def _is_wanted(entry: os.DirEntry[str], is_folder: bool, corpora: bool) -> bool:
    if entry.name.startswith("."):
        return False
    if is_folder:
        return True
    is_text = entry.name.lower().endswith(SUFFIXES)
    if not (is_text or (corpora and corpus_format(entry.name))) or is_cleaned(entry.name):
        return False
    try:
        return entry.is_file() or (entry.is_symlink() and not entry.is_dir())
    except OSError:  # a link to itself; the error is reported when the file is read
        return True


def _make_excluder(root: Path, patterns: Sequence[str], base: Path) -> Callable[[str, bool], bool]:
    """Return a predicate for paths below `root`. Patterns are relative to `base`, or to `root` if it is not below."""
    if not patterns:
        return lambda path, is_folder: False
    below = Path()
    if root.resolve().is_relative_to(base.resolve()):
        below = root.resolve().relative_to(base.resolve())
    return lambda path, is_folder: matches((below / Path(path).relative_to(root)).as_posix(), is_folder, patterns)


def size(items: Iterable[Found]) -> int:
    """Return the total size of all inputs in bytes."""
    return sum(size_of(item.path) for item in items if isinstance(item, Input))


def size_of(path: str) -> int:
    """Return the size of a file in bytes, 0 if it does not exist."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
