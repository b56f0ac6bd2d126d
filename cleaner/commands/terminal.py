"""The terminal: progress, output, pager, width and colour."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

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


@contextmanager
def progress(size: Callable[[], int], wanted: bool, doing: str = "Cleaning") -> Iterator[Callable[[int, int], object]]:
    """Yield a function that takes the bytes and documents done and moves a progress bar on stderr.

    It does nothing if stderr is not a terminal or the bar is not `wanted`. `size` returns the total bytes. It is called
    only if there is a bar, because it looks at every input. `doing` labels the bar.
    """
    # rich would show the bar if FORCE_COLOR is set, and take over stdout, so both are decided here
    if not wanted or not is_terminal(sys.stderr):
        yield lambda read, documents: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[documents]:,} documents, {task.fields[rate]:,.0f}/s")
    columns = TextColumn(doing), BarColumn(), TaskProgressColumn(), rate, TimeRemainingColumn()
    stderr = Console(stderr=True)
    # no refreshing thread: worker processes are forked meanwhile, and a fork with threads may deadlock
    with Progress(*columns, console=stderr, redirect_stdout=False, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=size(), documents=0, rate=0.0)
        start = updated = monotonic()

        def advance(read: int, documents: int) -> None:
            nonlocal updated
            if (now := monotonic()) - updated >= REFRESH:
                updated = now
                bar.update(task, completed=read, documents=documents, rate=documents / (now - start), refresh=True)

        yield advance


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


def page(texts: Iterable[str], color: bool) -> None:
    """Show texts in the user's pager; print them if its program is not found."""
    if missing_pager():
        for text in texts:
            click.echo(text, nl=False, color=color)
        return
    os.environ.setdefault("LESS", "FRX")  # as git: quit if one screen is enough, pass colour on, leave the text
    os.environ.setdefault("LESSCHARSET", "utf-8")
    click.echo_via_pager(texts, color=color)


def missing_pager() -> str:
    """Return the program of $PAGER if it is not found, else "". Raises `CleanerError` for an unbalanced quote."""
    import shlex
    import shutil

    command = os.environ.get("PAGER", "")
    try:
        name = next(iter(shlex.split(command)), "")
    except ValueError:
        raise CleanerError(f"PAGER={command}: unbalanced quote; correct the variable or unset it.") from None
    return name if name and not shutil.which(name) else ""


def is_terminal(stream: Any) -> bool:
    """Return True if a stream is a terminal. None stands for a closed standard stream."""
    return stream is not None and not stream.closed and bool(stream.isatty())


def screen_width() -> int | None:
    """Return the columns of the terminal on stdout, or None if there is none: piped output is never cut."""
    import shutil

    return min(shutil.get_terminal_size().columns, WIDEST) if is_terminal(sys.stdout) else None


def is_colored(ctx: click.Context) -> bool:
    """Return True if stdout gets colour."""
    return is_terminal(sys.stdout) if ctx.color is None else ctx.color
