"""Paths that name lines of a file: `FILE:42` and `FILE:40-60`."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from cleaner.files.items import path_identity
from cleaner.files.names import corpus_format
from cleaner.model import Decision, Result
from cleaner.text.rows import NEWLINE

NAMED = re.compile(r"(.+):(\d+)(?:-(\d+))?", re.DOTALL)


class Ranges(NamedTuple):
    """Paths without line numbers, and the ranges of rows of each file, by its identity."""

    paths: tuple[str, ...]
    by_file: Mapping[str, list[range]]

    def select(self, path: str, result: Result) -> list[Decision] | None:
        """Return the lines in the ranges of a file, None if all lines are wanted."""
        ranges = self.by_file.get(path_identity(path)) if self.by_file else None
        return [line for line in result.lines if _is_in(line, result.raw, ranges)] if ranges else None


def _is_in(line: Decision, raw: str, ranges: Iterable[range]) -> bool:
    last = line.number + len(NEWLINE.findall(raw, line.start, line.end))
    return any(rows.start <= last and line.number < rows.stop for rows in ranges)


def split_ranges(paths: Iterable[str]) -> Ranges:
    """Split the numbers of lines from the paths of a command. A file whose name ends like this is not split.

    Raises a usage error for numbers that name no line, and for lines of anything but a file of one text.
    """
    plain, whole = list[str](), set[str]()
    by_file: dict[str, list[range]] = {}
    for path in paths:
        found = None if os.path.lexists(path) else NAMED.fullmatch(path)
        plain.append(found[1] if found else path)
        key = path_identity(plain[-1])
        if found:
            by_file.setdefault(key, []).append(_rows(path, found))
        else:
            whole.add(key)
    return Ranges(tuple(plain), {key: rows for key, rows in by_file.items() if key not in whole})


def _rows(path: str, found: re.Match[str]) -> range:
    name, first, last = found[1], int(found[2]), int(found[3] or found[2])
    if Path(name).is_dir() or corpus_format(name):
        raise click.UsageError(f"{path}: line numbers need a file of one text; name the file.")
    if not 0 < first <= last:
        raise click.UsageError(f"{path}: not a range of lines; use FILE:LINE or FILE:FIRST-LAST.")
    return range(first, last + 1)
