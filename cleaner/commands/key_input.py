"""Single keys from a terminal, of which none is lost that was pressed before it was asked for.

`click.getchar` changes the terminal for each key and throws away what was typed meanwhile; over a slow line that is
half of what a quick hand types. So here the terminal is changed once, for as long as somebody answers.
"""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from types import FrameType

import click

from cleaner.commands import terminal
from cleaner.errors import CleanerError

END = "\x04"
"""Ctrl-D."""
KEY = re.compile(r"\x1b(?:\[[0-9;]*.|O.)?|.", re.DOTALL)
"""What one key sends: an arrow or the like several characters (ECMA-48, control sequences)."""
MOST = 1024


@contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """What to call for the next key, or for the first letter of a line where stdin is no terminal.

    It raises `EOFError` at the end of what there is. Raises `CleanerError` where there is nothing to read from.
    """
    if sys.stdin is None:
        raise CleanerError("stdin: cannot be read.")
    if not terminal.is_terminal(sys.stdin):
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        yield _piped
    elif os.name != "posix":
        yield click.getchar
    else:
        yield from _typed(sys.stdin.fileno())


def _piped() -> str:
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        raise EOFError
    return line.strip()[:1]


def _typed(terminal: int) -> Iterator[Callable[[], str]]:
    import termios
    import tty

    before, waiting = termios.tcgetattr(terminal), list[str]()

    def change(_number: int = 0, _frame: FrameType | None = None) -> None:
        tty.setcbreak(terminal, termios.TCSADRAIN)

    def key() -> str:
        while not waiting:
            typed = os.read(terminal, MOST).decode("utf-8", "replace")
            waiting.extend(KEY.findall(typed) or END)
        if waiting[0] == END:
            raise EOFError
        return waiting.pop(0)

    continued = signal.signal(signal.SIGCONT, change)  # after Ctrl-Z the shell has set the terminal back
    change()
    try:
        yield key
    finally:
        signal.signal(signal.SIGCONT, continued)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
