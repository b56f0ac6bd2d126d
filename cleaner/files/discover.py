"""PATHs to inputs: which files are read, in which order, and what is said about those that are not.

A file that is named is always read, whatever its suffix; only what is found by walking a directory is
chosen by suffix, hidden names and `--exclude`. Directories are walked in sorted order and links to
directories are not followed, so that two runs do the same and a loop of links does no harm. What this
program wrote (`*.clean.*`, `*.removed.json`) is never an input: cleaning its own output would hide its mistakes.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from cleaner.files.gitignore import matches
from cleaner.files.items import STDIN, Failure, Found, Input, Note, path_identity
from cleaner.files.names import CLEANED, SIDECAR, corpus_format, is_cleaned
from cleaner.files.names import SUFFIXES as CORPORA

SUFFIXES: Final = (".txt", ".text", ".md")


def discover(
    paths: Sequence[str], patterns: Sequence[str] = (), base: str = ".", corpora: bool = False
) -> Iterator[Found]:
    """The inputs that `paths` (files, directories, "-") name, each once, in order.

    `patterns` are gitignore-style, relative to the folder `base`. With `corpora` folders are walked for them too.
    Never raises: what cannot be read comes out as a `Failure` in its place.
    """
    seen: set[str] = set()
    cleaned: list[str] = []
    folders = sum(os.path.isdir(path) for path in dict.fromkeys(paths))
    for path in paths:
        if is_cleaned(path) and os.path.isfile(path):
            cleaned.append(path)
            continue
        for found in _at(path, patterns, base, folders > 1, corpora):
            identity = path_identity(found.path) if isinstance(found, Input) else ""
            if identity not in seen or not identity:
                seen.add(identity)
                yield found
    if cleaned:
        more = f" and {len(cleaned) - 1} more" if len(cleaned) > 1 else ""
        yield Note(f"{cleaned[0]}{more}: skipped, because {CLEANED} and {SIDECAR} are never read as input.")


def _at(path: str, patterns: Sequence[str], base: str, prefix: bool, corpora: bool) -> Iterator[Found]:
    place = Path(path)
    if path == STDIN:
        yield Input(STDIN, STDIN)
    elif os.path.isdir(path):
        top, is_excluded = place.resolve().name if prefix else "", _excluder(place, patterns, Path(base))
        yield from _in_folder(path, top, is_excluded, corpora)
    elif os.path.exists(path):
        yield Input(path, place.name)
    elif os.path.islink(path):
        yield Failure(path, f"{path}: is a link to something that does not exist.")
    else:
        yield Failure(path, f"{path}: {_missing(path)}.")


def _missing(path: str) -> str:
    """Why there is nothing at `path`, in the system's words."""
    try:
        Path(path).lstat()
    except OSError as error:
        return (error.strerror or "cannot be read").lower()
    return "cannot be read"


def _in_folder(root: str, top: str, is_excluded: Callable[[str, bool], bool], corpora: bool) -> Iterator[Found]:
    empty = True
    for found in _walk(root, top, is_excluded, corpora):
        empty = False
        yield found
    if empty:
        what = f"text files ({', '.join(SUFFIXES)})" + (f" and no corpora ({', '.join(CORPORA)})" if corpora else "")
        yield Note(f"{root}: holds no {what}.")


def _walk(root: str, top: str, is_excluded: Callable[[str, bool], bool], corpora: bool) -> Iterator[Found]:
    """Depth first and sorted, with a stack of its own: folders may be nested deeper than calls."""
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
    is_read = entry.name.lower().endswith(SUFFIXES) or (corpora and corpus_format(entry.name))
    if not is_read or is_cleaned(entry.name):
        return False
    try:
        return entry.is_file() or (entry.is_symlink() and not entry.is_dir())
    except OSError:  # a link to itself: let reading it say so
        return True


def _excluder(root: Path, patterns: Sequence[str], base: Path) -> Callable[[str, bool], bool]:
    """A test of a path under `root`. Patterns are relative to `base`, or to `root` where that is elsewhere."""
    if not patterns:
        return lambda path, is_folder: False
    below = Path()
    if root.resolve().is_relative_to(base.resolve()):
        below = root.resolve().relative_to(base.resolve())
    return lambda path, is_folder: matches((below / Path(path).relative_to(root)).as_posix(), is_folder, patterns)


def size(items: Iterable[Found]) -> int:
    """Bytes of all inputs together."""
    return sum(size_of(item.path) for item in items if isinstance(item, Input))


def size_of(path: str) -> int:
    """Bytes of a file, 0 where there is none."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
