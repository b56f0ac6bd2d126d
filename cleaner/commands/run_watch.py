"""`cleaner run --watch`: a run that goes on and cleans what is new or has changed, until Ctrl-C ends it."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from cleaner.commands import messages, options
from cleaner.commands.messages import Report
from cleaner.errors import CleanerError
from cleaner.files.discover import SUFFIXES
from cleaner.files.items import Failure
from cleaner.files.names import corpus_format
from cleaner.files.part import make_folder
from cleaner.render import text
from cleaner.runs import batch
from cleaner.runs.outcome import Outcome, Summary
from cleaner.runs.outputs import Outputs
from cleaner.runs.run import CleanTask
from cleaner.runs.watch import poll_changes
from cleaner.settings import Settings
from cleaner.text import visible

WITHOUT = ("learn_templates", "to", "rejects", "spans", "resume", "stats", "dry_run")
"""Options of a run over what is there when it begins, or over corpora."""


def watch(ctx: click.Context, settings: Settings) -> int:
    """Clean the inputs, and again whichever changes. Returns the exit status, when Ctrl-C was pressed.

    The summary tells of each file what became of it in the end. Raises a usage error for options that need an end.
    """
    given = ctx.params
    _refuse(ctx, given)
    try:
        if given["out"]:
            make_folder(Path(given["out"]))
    except CleanerError as error:
        messages.say(str(error))
        return messages.FAILED
    _say(given, f"Watching for files ({', '.join(SUFFIXES)}) that are new or change; Ctrl-C ends it.")
    latest: dict[str, Outcome | Failure] = {}
    with suppress(KeyboardInterrupt):  # which is how it is meant to end
        _clean(ctx, settings, latest)
    total = _total(latest)
    for line in text.render_summary(total, dry_run=False) if latest else ():
        _say(given, line)
    return messages.FAILED if total.failures else messages.DONE


def _refuse(ctx: click.Context, given: Mapping[str, Any]) -> None:
    if any(given[name] for name in WITHOUT) or given["format_"] != "text" or given["damaged"] == "reject":
        raise click.UsageError(
            "--watch does not end, so it takes no --format json or jsonl, no --damaged reject and no "
            + ", ".join(f"--{name.replace('_', '-')}" for name in WITHOUT)
            + ".",
            ctx,
        )
    if corpus := next((path for path in given["paths"] if corpus_format(path) and not Path(path).is_dir()), None):
        raise click.UsageError(f"--watch is for files of one text, and {corpus} is a corpus; run it without.", ctx)


def _clean(ctx: click.Context, settings: Settings, latest: dict[str, Outcome | Failure]) -> None:
    """Clean round after round, and keep in `latest` what became of each file."""
    given = ctx.params
    task, outputs = CleanTask(given["out"], dry_run=False), Outputs(given["out"])
    for due in poll_changes(lambda: options.find_inputs(ctx, settings)):
        report = Report(given["quiet"], given["verbose"])  # what fails again is said again
        for item in report.report_all(batch.process_documents(task, outputs.claim(due), settings)):
            assert isinstance(item, Outcome | Failure)
            latest[item.path] = item
            if isinstance(item, Outcome):
                _say(given, _line(item))


def _line(done: Outcome) -> str:
    return (
        text.no_article([done], None)[0] if done.verdict == "no-article" else text.render_outcome(done, dry_run=False)
    )


def _total(latest: Mapping[str, Outcome | Failure]) -> Summary:
    total = Summary()
    for item in latest.values():
        if isinstance(item, Failure):
            total.failures += 1
        else:
            total.add(item, dry_run=False)
    return total


def _say(given: Mapping[str, Any], line: str) -> None:
    if not given["quiet"]:
        click.echo(visible.visible(line), err=True)
