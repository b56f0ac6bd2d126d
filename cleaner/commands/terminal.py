"""The terminal: progress, output, width and colour."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import click

from cleaner.errors import CleanerError
from cleaner.text.visible import visible

REFRESH = 0.2
"""Seconds between two movements of the bar."""
WIDEST = 1000
"""Columns of a terminal that are made use of: COLUMNS may say anything."""


def version() -> str:
    """The version that is installed, empty where the source is run as it is."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("cleaner")
    except PackageNotFoundError:
        return ""


@contextmanager
def progress(size: Callable[[], int], wanted: bool, doing: str = "Cleaning") -> Iterator[Callable[[int, int], object]]:
    """What to call with the bytes and documents done, to move a bar on stderr if that is a terminal.

    `size` is asked for the bytes in all, on a terminal only, for that takes a look at every input. rich would
    take FORCE_COLOR for a terminal and stdout for its own, so neither question is left to it.
    """
    if not wanted or not is_terminal(sys.stderr):
        yield lambda read, documents: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    shown = TextColumn("{task.fields[documents]:,} documents, {task.fields[rate]:,.0f}/s")
    columns = TextColumn(doing), BarColumn(), TaskProgressColumn(), shown, TimeRemainingColumn()
    # No refreshing thread: processes are forked meanwhile, and a fork beside threads may lock up.
    stderr = Console(stderr=True)
    with Progress(*columns, console=stderr, redirect_stdout=False, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=size(), documents=0, rate=0.0)
        start = shown_at = monotonic()

        def advance(read: int, documents: int) -> None:
            nonlocal shown_at
            if (now := monotonic()) - shown_at >= REFRESH:
                shown_at = now
                bar.update(task, completed=read, documents=documents, rate=documents / (now - start), refresh=True)

        yield advance


def put(data: bytes) -> None:
    """Bytes to stdout, exactly. Raises `CleanerError` where it was closed."""
    if sys.stdout is None:
        raise CleanerError("stdout: is closed.")
    sys.stdout.buffer.write(data)


def show(data: bytes) -> bool:
    """Bytes to stdout, exactly; where that is a terminal, made visible. Whether they are exact."""
    if not is_terminal(sys.stdout):
        put(data)
        return True
    rows = data.decode("utf-8", "surrogateescape").split("\n")
    shown = [visible(row) for row in rows]
    click.echo("\n".join(shown), nl=False)
    return rows == shown


def is_terminal(stream: Any) -> bool:
    """Whether a stream, None where it was closed, really is a terminal."""
    return stream is not None and not stream.closed and bool(stream.isatty())


def screen_width() -> int | None:
    """Columns of the terminal that stdout is, None where it is none: what is piped is never cut."""
    import shutil

    return min(shutil.get_terminal_size().columns, WIDEST) if is_terminal(sys.stdout) else None


def is_colored(ctx: click.Context) -> bool:
    """Whether stdout gets colour."""
    return is_terminal(sys.stdout) if ctx.color is None else ctx.color
