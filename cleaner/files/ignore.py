"""Ignore files: patterns for the files in their directory and below.

The nearest file with a pattern for a path decides, as in git. `.cleanerignore` files come before `.gitignore` files,
because they are for cleaner alone. A walk also honours the ignore files above its directory, up to the root of the git
repository.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple, Self

from cleaner.files.gitignore import Pattern, compile_patterns, match_last
from cleaner.files.limited import read_limited

NAMES: Final = (".cleanerignore", ".gitignore")
"""Names of ignore files, the stronger first."""
LARGEST: Final = 1 << 20
"""Largest ignore file in bytes; every path is compared with every pattern."""


class Patterns(NamedTuple):
    """Patterns relative to another directory than the one that is walked.

    A path below the walked directory becomes relative to the other by `prefix`, put before it, and by `cut`, the number
    of characters removed from it.
    """

    patterns: tuple[Pattern, ...] = ()
    prefix: str = ""
    cut: int = 0

    @classmethod
    def at(cls, texts: Iterable[str], base: str, root: str) -> Self:
        """Compile patterns relative to `base` for a walk of `root`, or relative to `root` if it is not below."""
        below, above = Path(root).resolve(), Path(base).resolve()
        prefix = _prefix(below, above) if below.is_relative_to(above) else ""
        return cls(compile_patterns(texts), prefix)

    def match(self, below: str, is_folder: bool) -> bool | None:
        """Return the result of `match_last` for a path below the walked directory."""
        if not self.patterns:
            return None
        return match_last(self.prefix + below[self.cut :], is_folder, self.patterns)


class IgnoreRules(NamedTuple):
    """Patterns of the ignore files that apply in a directory.

    `chains` has those of the files with each of the `names`, in order of strength, the nearest file first.
    """

    names: tuple[str, ...] = ()
    chains: tuple[tuple[Patterns, ...], ...] = ()

    def match(self, below: str, is_folder: bool) -> bool | None:
        """Return True if a path is ignored, False if it is re-included, None if no pattern matches."""
        for chain in self.chains:
            for patterns in chain:
                if (verdict := patterns.match(below, is_folder)) is not None:
                    return verdict
        return None

    def enter(self, folder: str, below: str, listed: Collection[str]) -> "IgnoreRules":
        """Return the rules for a directory of the walk, whose files are `listed`.

        Raises `CleanerError` if an ignore file cannot be read.
        """
        if not any(name in listed for name in self.names):
            return self
        cut = len(below) + 1 if below else 0
        return self._replace(
            chains=tuple(
                (Patterns(_read(Path(folder, name)), cut=cut), *chain) if name in listed else chain
                for name, chain in zip(self.names, self.chains, strict=True)
            )
        )


def rules_above(root: str, base: str, names: tuple[str, ...]) -> IgnoreRules:
    """Return the rules of the ignore files above the directory `root`, up to the git repository or else to `base`.

    Raises `CleanerError` if one cannot be read.
    """
    chains = [list[Patterns]() for _ in names]
    below = Path(root).resolve()
    for folder in _folders_above(below, Path(base).resolve()) if names else ():
        for name, chain in zip(names, chains, strict=True):
            if (path := folder / name).is_file():
                chain.append(Patterns(_read(path), _prefix(below, folder)))
    return IgnoreRules(names, tuple(map(tuple, chains)))


def _folders_above(root: Path, base: Path) -> Iterator[Path]:
    tops = [folder for folder in (root, *root.parents) if (folder / ".git").exists()]
    top = tops[0] if tops else base
    if root.is_relative_to(top):
        yield from (parent for parent in root.parents if parent.is_relative_to(top))


def _prefix(root: Path, folder: Path) -> str:
    """Return the path from `folder` to `root`, to be put before a path below `root`."""
    return f"{root.relative_to(folder).as_posix()}/" if root != folder else ""


def _read(path: Path) -> tuple[Pattern, ...]:
    text = read_limited(path, LARGEST).decode(
        "utf-8-sig", "surrogateescape"
    )  # as the system decodes the names of files
    return compile_patterns(line.removesuffix("\r") for line in text.split("\n"))
