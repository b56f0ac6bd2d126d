"""Messages on stderr, and exit statuses."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from errno import EDQUOT, ENOSPC

import click

from cleaner.commands.options import T
from cleaner.files.items import Failure, Note
from cleaner.text.visible import visible

DONE = 0
"""Exit status: all inputs processed."""
FOUND = 1
"""Exit status: boilerplate, a difference, a failed example, or no article in the pipe."""
USAGE = 2
"""Exit status: usage or configuration error."""
FAILED = 3
"""Exit status: some inputs could not be processed."""
INTERRUPTED = 130
"""Exit status: stopped by Ctrl-C."""
MAX_FAILURES_SHOWN = 10
"""Failures of one path that are said; a corpus may have many."""
SHARED_ERRORS = tuple(os.strerror(number) for number in (ENOSPC, EDQUOT))
"""Reasons that many files are likely to share, so that they are said of the first and the others counted."""


def say(message: str) -> None:
    """One line on stderr. Whatever of it came from outside is made visible."""
    if sys.stderr is not None:  # named, so that a progress bar, which stands in for it, makes room
        click.echo(f"cleaner: {visible(message)}", file=sys.stderr)


class Report:
    """Passes on what was done and says the rest on stderr, each sentence once.

    A full disk is said of the first file that it keeps from being written; `verbose` names the others too.
    `hold` keeps the sentences back until `tell`, for when a pager has the screen.
    """

    def __init__(self, quiet: bool = False, verbose: bool = False, hold: bool = False) -> None:
        self.quiet, self.verbose, self.hold = quiet, verbose, hold
        self._failures, self._full = Counter[str](), Counter[str]()
        self._said: dict[str, bool] = {}

    @property
    def status(self) -> int:
        return FAILED if self._failures else DONE

    def successes(self, items: Iterable[T | Failure | Note]) -> Iterator[T]:
        """The items that are neither failures nor notes."""
        for item in self.report_all(items):
            if not isinstance(item, Failure):
                yield item

    def report_all(self, items: Iterable[T | Failure | Note]) -> Iterator[T | Failure]:
        """The items that are no notes; failures and notes are said as they come."""
        try:
            for item in items:
                if isinstance(item, Note):
                    self._say("" if self.quiet else item.message)
                    continue
                if isinstance(item, Failure) and not self._is_one_more(item):
                    self.fail(item)
                yield item
        finally:  # after Ctrl-C too
            self._tell_more()

    def _is_one_more(self, failure: Failure) -> bool:
        """Whether a failure is only counted, because a full disk has been said."""
        reason = next((words for words in SHARED_ERRORS if failure.message.endswith(f"{words}.")), "")
        self._full[reason] += bool(reason)
        return self._full[reason] > 1 and not self.verbose

    def _tell_more(self) -> None:
        for reason, number in self._full.items():
            if number > 1 and not self.verbose:
                self._say(f"{number - 1:,} more could not be written: {reason}.")
        self._full.clear()

    def fail(self, failure: Failure) -> None:
        self._failures[failure.path] += 1
        if self._failures[failure.path] > MAX_FAILURES_SHOWN:
            return
        self._say(failure.message)
        for line in failure.detail.splitlines() if self.verbose else ():
            self._say(line)

    def _say(self, message: str) -> None:
        if message and message not in self._said:
            self._said[message] = not self.hold
            if not self.hold:
                say(message)

    def flush(self) -> None:
        """Say what was held back."""
        for message in (m for m, said in self._said.items() if not said):
            say(message)
        self._said = dict.fromkeys(self._said, True)
