"""Single keys from a terminal, without loss of keys that are pressed early.

`click.getchar` changes the terminal's mode for each key, which discards keys typed in between; over a slow connection
those are many. Here the mode is changed once for the whole session.
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
"""The characters that one key sends: several for arrows and the like (ECMA-48, control sequences)."""
MOST = 1024
"""Maximum number of bytes read at once."""


@contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """Yield a function that returns the next key, or the first character of the next line if stdin is no terminal.

    The function raises `EOFError` at the end of the input. Raises `CleanerError` if stdin is closed.
    """
    if sys.stdin is None:
        raise CleanerError("stdin: cannot be read.")
    if not terminal.is_terminal(sys.stdin):
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        yield _read_line
    elif os.name != "posix":
        yield click.getchar
    else:
        yield from _terminal_keys(sys.stdin.fileno())


def _read_line() -> str:
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        raise EOFError
    return line.strip()[:1]


def _terminal_keys(terminal: int) -> Iterator[Callable[[], str]]:
    import termios
    import tty

    saved, waiting = termios.tcgetattr(terminal), list[str]()

    def set_mode(_number: int = 0, _frame: FrameType | None = None) -> None:
        tty.setcbreak(terminal, termios.TCSADRAIN)

    def read_key() -> str:
        while not waiting:
            typed = os.read(terminal, MOST).decode("utf-8", "replace")
            waiting.extend(KEY.findall(typed) or END)
        if waiting[0] == END:
            raise EOFError
        return waiting.pop(0)

    handler = signal.signal(signal.SIGCONT, set_mode)  # after Ctrl-Z the shell resets the mode
    set_mode()
    try:
        yield read_key
    finally:
        signal.signal(signal.SIGCONT, handler)
        termios.tcsetattr(terminal, termios.TCSADRAIN, saved)
