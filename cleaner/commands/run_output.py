"""Terminal output of `cleaner run`: the outcomes as they come, and the summary."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic

import click

from cleaner.commands import terminal
from cleaner.commands.messages import MessagePrinter
from cleaner.files.items import Failure
from cleaner.render import text
from cleaner.render.summary import RunInfo, render_summary
from cleaner.runs.outcome import Event, Outcome, Summary
from cleaner.text.visible import visible

MAX_LISTED = 20
"""Maximum number of skipped documents that the summary names; -v names all."""


class RunPrinter:
    """Prints the events of a run as --quiet, --verbose and --format ask: JSON on stdout, all else on stderr."""

    def __init__(self, quiet: bool, verbose: bool, format_: str, dry_run: bool) -> None:
        self.quiet, self.verbose, self.format, self.dry_run = quiet, verbose, format_, dry_run
        self.messages = MessagePrinter(quiet, verbose)
        self._start = monotonic()
        self._skipped: list[Outcome] = []
        """Files without an article, or withheld, for the summary; for records, the output tells."""

    def print_events(self, events: Iterable[Event], total: Callable[[], Summary]) -> None:
        """Print each event as it comes; JSON ends with the totals, which `total` returns after the last event."""
        events = self._collect_skipped(events)
        if self.format != "text":
            self._print_json(events, total)
            return
        for outcome in self.messages.pass_successes(events):
            if self.verbose:
                _print_line(text.render_outcome(outcome, self.dry_run))

    def _collect_skipped(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, Outcome) and event.record is None and event.is_unwanted:
                self._skipped.append(event)
            yield event

    def _print_json(self, events: Iterable[Event], total: Callable[[], Summary]) -> None:
        from cleaner.render import json

        results = self.messages.pass_results(events)
        objects = (json.failure(item) if isinstance(item, Failure) else json.outcome(item) for item in results)
        for piece in json.documents("cleaner/run/4", objects, self.format == "jsonl"):
            terminal.put(piece)
        if self.format == "json":
            terminal.put(json.end(summary=json.summary(total())))

    def print_summary(self, total: Summary, out: str | None, is_resumable: bool) -> None:
        """Print the totals, unless nothing was done. `out` is the folder of --out."""
        if self.quiet or not total.documents:
            return
        for line in text.render_skipped(self._skipped, None if self.verbose else MAX_LISTED):
            _print_line(line)
        width = terminal.stderr_width()
        info = RunInfo(self.dry_run) if width is None else RunInfo(self.dry_run, out, monotonic() - self._start, width)
        for line in render_summary(total, info):
            click.echo(line, err=True)
        if is_resumable:
            _print_line("Interrupted. Run the same command with --resume to continue.")


def _print_line(line: str) -> None:
    click.echo(visible(line), err=True)
