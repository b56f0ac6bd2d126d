"""The progress bar, made by rich: documents, rate, failures and the time left.

`cleaner.commands.terminal` imports this module only if there is a bar.
"""

from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn
from rich.table import Column
from rich.text import Text

WIDE, NARROW = 100, 80
"""Columns from which the number of documents is shown, and below which the bar is short."""


class Counts(ProgressColumn):
    """Number of documents, documents per second, and failures in red if there are any."""

    def __init__(self, has_documents: bool) -> None:
        super().__init__(Column(no_wrap=True))
        self._has_documents = has_documents

    def render(self, task: Task) -> Text:
        """Return the counts as text."""
        fields: dict[str, Any] = task.fields
        shown = Text(f"{fields['documents']:,} documents, " if self._has_documents else "")
        shown.append(f"{fields['rate']:,.0f}/s")
        return shown.append(", ").append(f"{fields['failures']:,} failed", "red") if fields["failures"] else shown


class TimeLeft(ProgressColumn):
    """Estimated time to the end, such as "0:12 left"; empty until it is known."""

    def render(self, task: Task) -> Text:
        """Return the time as text."""
        if task.time_remaining is None:
            return Text("")
        minutes, seconds = divmod(int(task.time_remaining), 60)
        hours, minutes = divmod(minutes, 60)
        shown = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        return Text(f"{shown} left", "cyan")


def make_bar(has_color: bool) -> Progress:
    """Return a progress bar on stderr that is erased at its end."""
    console = Console(stderr=True, no_color=not has_color)
    bar = BarColumn(10 if console.width < NARROW else 30 if console.width < WIDE else 40)
    label = TextColumn("{task.description}", markup=False)
    columns = label, bar, TaskProgressColumn(), Counts(console.width >= WIDE), TimeLeft(Column(no_wrap=True))
    return Progress(*columns, console=console, redirect_stdout=False, transient=True, auto_refresh=False)
