"""The terminal: progress, output, width and colour."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Protocol

import click

from cleaner.errors import CleanerError
from cleaner.text.visible import visible

REFRESH = 0.2
"""Seconds between two updates of the progress bar."""
WIDEST = 1000
"""Maximum width in columns, because COLUMNS may hold any number."""


def version() -> str:
    """Return the installed version, or "" if the source is run without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("cleaner")
    except PackageNotFoundError:
        return ""


class Advance(Protocol):
    """Function that moves a progress bar to the bytes, the documents and the failures of now."""

    def __call__(self, read: int, documents: int, failures: int = 0, /) -> object: ...


@contextmanager
def progress(size: Callable[[], int], wanted: bool, doing: str = "Cleaning") -> Iterator[Advance]:
    """Yield a function that takes the bytes, documents and failures so far and moves a progress bar on stderr.

    It does nothing if stderr is not a terminal or the bar is not `wanted`. `size` returns the total bytes. It is called
    only if there is a bar, because it looks at every input. `doing` labels the bar.
    """
    # rich would show the bar if FORCE_COLOR is set, and take over stdout, so both are decided here
    if not wanted or not is_terminal(sys.stderr):
        yield lambda read, documents, failures=0: None
        return
    from cleaner.commands.progress_bar import make_bar

    # no refreshing thread: worker processes are forked meanwhile, and a fork with threads may deadlock
    with make_bar(_has_color()) as bar:
        task = bar.add_task(doing, total=size(), documents=0, rate=0.0, failures=0)
        start = updated = monotonic()

        def advance(read: int, documents: int, failures: int = 0, /) -> None:
            nonlocal updated
            if (now := monotonic()) - updated >= REFRESH:
                updated = now
                rate = documents / (now - start)
                bar.update(task, completed=read, documents=documents, rate=rate, failures=failures, refresh=True)

        yield advance


def _has_color() -> bool:
    """Return False if colour is off, by --color, NO_COLOR or TERM."""
    ctx = click.get_current_context(silent=True)
    return ctx is None or ctx.color is not False


def put(data: bytes) -> None:
    """Write bytes to stdout unchanged. Raises `CleanerError` if stdout is closed."""
    if sys.stdout is None:
        raise CleanerError("stdout: is closed.")
    sys.stdout.buffer.write(data)


def put_visible(data: bytes) -> bool:
    """Write bytes to stdout, with control characters made visible if it is a terminal.

    Return True if the bytes were written unchanged. Raises `CleanerError` if stdout is closed.
    """
    if not is_terminal(sys.stdout):
        put(data)
        return True
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    shown = [visible(row) for row in rows]
    click.echo("\n".join(shown), nl=False)
    return rows == shown


def is_terminal(stream: Any) -> bool:
    """Return True if a stream is a terminal. None stands for a closed standard stream."""
    return stream is not None and not stream.closed and bool(stream.isatty())


def screen_width() -> int | None:
    """Return the columns of the terminal on stdout, or None if there is none: piped output is never cut."""
    return columns(80) if is_terminal(sys.stdout) else None


def stderr_width() -> int | None:
    """Return the columns of the terminal on stderr, or None if there is none."""
    if not is_terminal(sys.stderr):
        return None
    with suppress(OSError):
        if not os.environ.get("COLUMNS"):
            return min(os.get_terminal_size(sys.stderr.fileno()).columns, WIDEST) or 80
    return columns(80)


def columns(default: int) -> int:
    """Return $COLUMNS, else the columns of the terminal on stdout, else `default`."""
    import shutil

    return min(shutil.get_terminal_size((default, 24)).columns, WIDEST)


def is_colored(ctx: click.Context) -> bool:
    """Return True if stdout gets colour."""
    return is_terminal(sys.stdout) if ctx.color is None else ctx.color
