"""Messages on stderr."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from errno import EDQUOT, ENOSPC
from typing import TypeVar

import click

from cleaner.commands.exit_status import DONE, FAILED
from cleaner.files.items import Failure, MissingExtra, Note
from cleaner.text.visible import visible

T = TypeVar("T")
MAX_FAILURES_SHOWN = 10
"""Maximum number of failures printed for one path; a corpus may have many."""
SHARED_ERRORS = tuple(os.strerror(number) for number in (ENOSPC, EDQUOT))
"""Reasons that stop all further writes."""


def say(message: str) -> None:
    """Print one line on stderr, with control characters made visible."""
    if sys.stderr is not None:  # passed explicitly, so that a progress bar, which replaces it, makes room
        click.echo(f"cleaner: {visible(message)}", file=sys.stderr)


def _shared_reason(failure: Failure) -> str:
    """Return what many inputs could not be, and why, or an empty string."""
    if isinstance(failure, MissingExtra):
        return "read: the extra is not installed"
    reason = next((words for words in SHARED_ERRORS if failure.message.endswith(f"{words}.")), "")
    return f"written: {reason}" if reason else ""


class MessagePrinter:
    """Prints failures and notes on stderr, each message once, and passes the other items on.

    Of the failures that share a reason, the first is printed and the others are counted. `quiet` hides notes. `verbose`
    prints every failure, with its details.
    `hold` delays messages until `print_held`, for when a pager has the screen.
    """

    def __init__(self, quiet: bool = False, verbose: bool = False, hold: bool = False) -> None:
        self.quiet, self.verbose, self.hold = quiet, verbose, hold
        self._failures, self._shared = Counter[str](), Counter[str]()
        self._messages: dict[str, bool] = {}
        """Each message, and true if it was printed."""

    @property
    def status(self) -> int:
        """Exit status: `FAILED` after any failure."""
        return FAILED if self._failures else DONE

    def pass_successes(self, items: Iterable[T | Failure | Note]) -> Iterator[T]:
        """Yield the items that are neither failures nor notes; print these as they come."""
        for item in self.pass_results(items):
            if not isinstance(item, Failure):
                yield item

    def pass_results(self, items: Iterable[T | Failure | Note]) -> Iterator[T | Failure]:
        """Yield the items that are not notes, failures too; print failures and notes as they come."""
        try:
            for item in items:
                if isinstance(item, Note):
                    self._print("" if self.quiet or (item.is_detail and not self.verbose) else item.message)
                    continue
                if isinstance(item, Failure) and not self._count_shared(item):
                    self.add_failure(item)
                yield item
        finally:  # after Ctrl-C too
            self._print_shared()

    def _count_shared(self, failure: Failure) -> bool:
        """Count a failure if its reason is shared. Return True if it need not be printed."""
        reason = _shared_reason(failure)
        self._shared[reason] += bool(reason)
        return self._shared[reason] > 1 and not self.verbose

    def _print_shared(self) -> None:
        for reason, number in self._shared.items():
            if number > 1 and not self.verbose:
                self._print(f"{number - 1:,} more could not be {reason}.")
        self._shared.clear()

    def add_failure(self, failure: Failure) -> None:
        """Count a failure and print it, unless its path has had too many."""
        self._failures[failure.path] += 1
        if self._failures[failure.path] > MAX_FAILURES_SHOWN:
            return
        self._print(failure.message)
        for line in failure.detail.splitlines() if self.verbose else ():
            self._print(line)

    def _print(self, message: str) -> None:
        if message and message not in self._messages:
            self._messages[message] = not self.hold
            if not self.hold:
                say(message)

    def print_held(self) -> None:
        """Print the delayed messages."""
        for message in (m for m, is_printed in self._messages.items() if not is_printed):
            say(message)
        self._messages = dict.fromkeys(self._messages, True)
