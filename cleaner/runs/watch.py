"""Files that are new or have changed, look after look: what a run that goes on is given to clean.

A look is a walk and a `stat` for each file, because that works on every file system, also over networks and into
containers, where the notices of a kernel do not come through. Nothing is remembered between two runs: the first look
finds every file new, and cleaning one again that is up to date writes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic, sleep
from typing import Final

from cleaner.files.items import Found, Input
from cleaner.files.stamp import file_stamp

PAUSE: Final = 1.0
"""Seconds between two looks."""
SHARE: Final = 10
"""A pause is at least so many times as long as the look before it, which takes long where there are very many files."""
UNKNOWN: Final = (-1, -1)
"""Stands for what changes when a file does where there is none, as behind a broken link."""


def poll_changes(
    look: Callable[[], Iterable[Found]], pause: Callable[[float], object] = sleep
) -> Iterator[list[Found]]:
    """What there is to do after each look, where there is something: never ends by itself.

    A file is due when it is new or has changed since it was handed out, and is as it was at the look before: whoever
    writes it may not have done yet. What else `look` finds, failures and notes, is handed out once.
    """
    before: dict[str, tuple[int, int]] = {}
    done: dict[str, tuple[int, int] | None] = {}
    told: set[Found] = set()
    while True:
        start = monotonic()
        found = list(look())
        now = {item.path: _stamp(item.path) for item in found if isinstance(item, Input)}
        resting = {path for path, seen in now.items() if before.get(path) == seen != done.get(path)}
        due = [item for item in found if (item.path in resting if isinstance(item, Input) else item not in told)]
        told.update(item for item in due if not isinstance(item, Input))
        done = {path: now[path] if path in resting else done.get(path) for path in now}
        before, took = now, monotonic() - start
        if due:
            yield due
        pause(max(PAUSE, SHARE * took))


def _stamp(path: str) -> tuple[int, int]:
    """What changes when a file does. Whether it can be read at all shows when it is cleaned."""
    try:
        return file_stamp(path)
    except OSError:
        return UNKNOWN
