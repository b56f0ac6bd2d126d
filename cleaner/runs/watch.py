"""Polling for new and changed files, for `cleaner run --watch`.

Each poll searches the directories and calls `stat` for each file. That works on every file system, also on network
shares and in containers, where kernel notifications are missing. No state is kept between runs: every file is new to
the first poll, and cleaning a file that is up to date writes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic, sleep
from typing import Final

from cleaner.files.items import Found, Input
from cleaner.files.stamp import file_stamp

PAUSE: Final = 1.0
"""Seconds between two polls, at least."""
PAUSE_FACTOR: Final = 10
"""Minimal pause as a multiple of the duration of a poll, which is long for very many files."""
NO_STAMP: Final = (-1, -1)
"""Stamp of a missing file, such as the target of a broken link."""


def poll_changes(
    find: Callable[[], Iterable[Found]], pause: Callable[[float], object] = sleep
) -> Iterator[list[Found]]:
    """Yield files that are new or changed and stable since the last poll; never returns.

    `find` lists the inputs. A file must be stable because its writer may not be done. Failures and notes from `find`
    are yielded once. A poll that finds none of these yields nothing.
    """
    before: dict[str, tuple[int, int]] = {}
    yielded: dict[str, tuple[int, int] | None] = {}
    reported: set[Found] = set()
    while True:
        start = monotonic()
        found = list(find())
        now = {item.path: _stamp(item.path) for item in found if isinstance(item, Input)}
        stable = {path for path, stamp in now.items() if before.get(path) == stamp != yielded.get(path)}
        due = [item for item in found if (item.path in stable if isinstance(item, Input) else item not in reported)]
        reported.update(item for item in due if not isinstance(item, Input))
        yielded = {path: now[path] if path in stable else yielded.get(path) for path in now}
        before, duration = now, monotonic() - start
        if due:
            yield due
        pause(max(PAUSE, PAUSE_FACTOR * duration))


def _stamp(path: str) -> tuple[int, int]:
    """Return the (size, mtime) of a file. Read errors are reported when the file is cleaned."""
    try:
        return file_stamp(path)
    except OSError:
        return NO_STAMP
