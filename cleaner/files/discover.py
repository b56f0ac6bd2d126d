"""PATHs to inputs: which files are read, in which order, and what is said about those that are not.

A file that is named is always read, whatever its suffix; only what is found by walking a directory is
chosen by suffix, hidden names and `--exclude`. Directories are walked in sorted order and links to
directories are not followed, so that two runs do the same and a loop of links does no harm. What this
program wrote (`*.clean.*`, `*.removed.json`) is never an input: cleaning its own output would hide its mistakes.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.files.gitignore import excluded
from cleaner.files.names import SUFFIXES as CORPORA
from cleaner.files.names import cleaned_name, ending, shortened
from cleaner.model import CleanerError

SUFFIXES: Final = (".txt", ".text", ".md")
STDIN: Final = "-"
CLEANED: Final = "*.clean.*"
SIDECAR: Final = "*.removed.json"


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
            identity = _identity(found.path) if isinstance(found, Input) else ""
            if identity not in seen or not identity:
                seen.add(identity)
                yield found
    if cleaned:
        more = f" and {len(cleaned) - 1} more" if len(cleaned) > 1 else ""
        yield Note(f"{cleaned[0]}{more}: skipped, because {CLEANED} and {SIDECAR} are never read as input.")


def is_cleaned(path: str) -> bool:
    """Whether the name is one that `cleaner run` gives to its output."""
    return fnmatchcase(Path(path).name, CLEANED) or is_sidecar(path)


def is_sidecar(path: str) -> bool:
    """Whether the name is one that `cleaner run --sidecar` gives to what says what was removed."""
    return fnmatchcase(Path(path).name, SIDECAR)


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
    is_read = entry.name.lower().endswith(SUFFIXES) or (corpora and ending(entry.name))
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
    return lambda path, is_folder: excluded((below / Path(path).relative_to(root)).as_posix(), is_folder, patterns)


def size(items: Iterable[Found]) -> int:
    """Bytes of all inputs together."""
    return sum(size_of(item.path) for item in items if isinstance(item, Input))


def size_of(path: str) -> int:
    """Bytes of a file, 0 where there is none."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _identity(path: str) -> str:
    """The same for two ways to name one file; a link to a file is a name, and an output, of its own."""
    if path == STDIN:
        return STDIN
    folder, _, name = path.rpartition("/")
    return f"{_real(folder or ('/' if path.startswith('/') else '.'), Path.cwd())}/{name}"


@lru_cache(4096)
def _real(folder: str, current: Path) -> str:
    return os.path.realpath(current / folder)  # resolve() would raise for a link to itself


def output_path(found: Input, out: str | None, as_jsonl: bool = False) -> str:
    """Where the cleaned text of an input goes: beside it, or to its place in the tree under `out`."""
    path = Path(found.path if out is None else out, "" if out is None else found.inside)
    return str(path.with_name(cleaned_name(path.name, as_jsonl)))


def sidecar_path(cleaned: str) -> str:
    """Where the sidecar of a cleaned file is: NAME.removed.json beside NAME.clean.EXT."""
    path = Path(cleaned)
    return str(path.with_name(shortened(path.stem.removesuffix(".clean"), SIDECAR[1:])))


class Outputs:
    """Hands out output paths, and no path twice: the second input for it is a failure, by name.

    `reserved` are the paths of what else is written. Raises `CleanerError` where two of them are one.
    """

    def __init__(
        self, out: str | None, as_jsonl: bool = False, reserved: Sequence[str] = (), sidecars: bool = False
    ) -> None:
        self.out, self.as_jsonl, self.sidecars = out, as_jsonl, sidecars
        self.root = os.path.realpath(out).rstrip("/") + "/" if out is not None else ""
        self.taken: dict[str, str] = {}
        self.reserved = {_identity(path) for path in reserved}
        if len(self.reserved) < len(reserved):
            raise CleanerError(f"{reserved[0]}: two things would be written there; give them different names.")

    def claim(self, items: Iterable[Found]) -> Iterator[Found]:
        """The items, with a `Failure` for each input whose output would be that of an earlier one."""
        for item in items:
            if isinstance(item, Input) and _identity(item.path) in self.reserved:
                continue  # what a run writes is none of its inputs, also when it is there from the last time
            yield self._claimed(item) if isinstance(item, Input) and item.path != STDIN else item

    def _claimed(self, found: Input) -> Found:
        output = output_path(found, self.out, self.as_jsonl)
        outputs = [output, sidecar_path(output)] if self.sidecars and not ending(found.path) else [output]
        for output in outputs:
            if objection := self._objection(found, output):
                return Failure(found.path, f"{found.path}: would be written to {output}, {objection}.")
        self.taken |= dict.fromkeys(map(_identity, outputs), found.path)
        return found

    def _objection(self, found: Input, output: str) -> str:
        """Why an input must not be written there, as the end of a sentence; empty where it may be."""
        place = _identity(output)
        if not place.startswith(self.root):
            return f"and a link leads from there out of {self.out}; remove the link"
        if place in self.reserved:
            return "which is taken; rename that"
        first = self.taken.get(place, found.path)
        return f"as {first} is; clean them in two runs with --out" if first != found.path else ""
