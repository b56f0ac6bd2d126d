"""The pager: long output on a terminal goes through $PAGER, as in git."""

import os
import sys
from collections.abc import Iterable

import click

from cleaner.commands import messages, terminal
from cleaner.errors import CleanerError

NO_PAGER = click.option("--no-pager", is_flag=True, help="Do not page the output on a terminal.")


class Pager:
    """The pager of one command. It is used if stdout is a terminal and `wanted` is true.

    Raises `CleanerError` for an invalid $PAGER, so that it is an error before any work is done.
    """

    def __init__(self, wanted: bool = True) -> None:
        self.is_used = wanted and terminal.is_terminal(sys.stdout)
        self._missing = _missing_program() if self.is_used else ""

    def show(self, texts: Iterable[str], color: bool) -> None:
        """Show texts in the pager; print them if there is none, or if its program is not found.

        Raises `CleanerError` if stdout is closed.
        """
        terminal.put(b"")
        if not self.is_used or self._missing:
            for text in texts:
                click.echo(text, nl=False, color=color)
            return
        os.environ.setdefault("LESS", "FRX")  # as git: quit if one screen is enough, pass colour on, leave the text
        os.environ.setdefault("LESSCHARSET", "utf-8")
        click.echo_via_pager(texts, color=color)

    def warn_if_missing(self) -> None:
        """Print a message if the program of $PAGER was not found."""
        if self._missing:
            messages.say(f"PAGER={self._missing}: command not found; output was not paged.")


def _missing_program() -> str:
    """Return the program of $PAGER if it is not found, else "". Raises `CleanerError` for an unbalanced quote."""
    import shlex
    import shutil

    command = os.environ.get("PAGER", "")
    try:
        name = next(iter(shlex.split(command)), "")
    except ValueError:
        raise CleanerError(f"PAGER={command}: unbalanced quote; correct the variable or unset it.") from None
    return name if name and not shutil.which(name) else ""
