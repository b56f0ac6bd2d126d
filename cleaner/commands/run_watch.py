"""`cleaner run --watch`: a run that cleans new and changed files until Ctrl-C stops it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from cleaner.commands import exit_status, messages, options
from cleaner.commands.messages import MessagePrinter
from cleaner.errors import CleanerError
from cleaner.files.items import Failure, Found, Note
from cleaner.files.names import corpus_format
from cleaner.files.part import make_folder
from cleaner.files.selection import SUFFIXES
from cleaner.render import text
from cleaner.render.summary import RunInfo, render_summary
from cleaner.runs import batch
from cleaner.runs.clean_task import CleanTask
from cleaner.runs.outcome import Outcome, Summary
from cleaner.runs.outputs import Outputs
from cleaner.runs.run_options import RunOptions
from cleaner.runs.watch import poll_changes
from cleaner.settings import Settings
from cleaner.text import visible

NOT_WITH_WATCH = ("learn_templates", "rejects", "spans", "resume", "stats", "dry_run")
"""Options for a run that ends, or for corpora."""


def watch(ctx: click.Context, settings: Settings) -> int:
    """Clean the inputs, and each again when it changes, until Ctrl-C. Return the exit status.

    The summary counts each file once, with its last outcome. Raises a usage error for corpora and for options that
    cannot be combined with --watch.
    """
    params = ctx.params
    _refuse_with_watch(ctx)
    try:
        if params["out"]:
            make_folder(Path(params["out"]))
    except CleanerError as error:
        messages.say(str(error))
        return exit_status.FAILED
    _print_unless_quiet(params, f"Watching for new or changed files ({', '.join(SUFFIXES)}); press Ctrl-C to stop.")
    latest: dict[str, Outcome | Failure] = {}
    with suppress(KeyboardInterrupt):  # the only way to end
        _clean_changes(ctx, settings, latest)
    total = Summary()
    for outcome in latest.values():
        total.add(outcome)
    for line in render_summary(total, RunInfo()) if latest and not params["quiet"] else ():
        click.echo(line, err=True)
    return exit_status.FAILED if total.failures else exit_status.DONE


def _refuse_with_watch(ctx: click.Context) -> None:
    params = ctx.params
    conflicts = [f"--format {params['format_']}"] if params["format_"] != "text" else []
    conflicts += ["--damaged reject"] if params["damaged"] == "reject" else []
    conflicts += ["--to jsonl"] if "jsonl" in params["to"] else []
    conflicts += options.given_options(params, NOT_WITH_WATCH)
    if conflicts:
        raise click.UsageError(f"--watch cannot be combined with {' or '.join(conflicts)}.", ctx)
    if corpus := next((path for path in params["paths"] if corpus_format(path) and not Path(path).is_dir()), None):
        raise click.UsageError(f"--watch does not support corpora ({corpus}).", ctx)


def _clean_changes(ctx: click.Context, settings: Settings, latest: dict[str, Outcome | Failure]) -> None:
    """Clean changed files, round after round, and keep the last outcome of each in `latest`."""
    params = ctx.params
    run_options = RunOptions(out=params["out"], to=params["to"])
    task, outputs = CleanTask(run_options, settings.min_confidence), Outputs(params["out"], params["to"])

    def find() -> Iterator[Found]:
        items = options.find_inputs(ctx, settings)
        return (item for item in items if not (isinstance(item, Note) and item.is_detail))

    for changed in poll_changes(find):
        printer = MessagePrinter(params["quiet"], params["verbose"])  # a new one prints repeated failures again
        for item in printer.pass_results(batch.process_documents(task, outputs.claim(changed), settings)):
            assert isinstance(item, Outcome | Failure)
            before = latest.get(item.path)
            latest[item.path] = _with_earlier(item, before)
            if isinstance(item, Outcome):
                _print_unless_quiet(params, _render_line(item, before is not None))


def _with_earlier(item: Outcome | Failure, before: Outcome | Failure | None) -> Outcome | Failure:
    """Return the last outcome of a file, as written if an earlier round wrote the same cleaned text."""
    if isinstance(item, Outcome) and isinstance(before, Outcome) and item.output == before.output:
        return item._replace(written=item.written or before.written)
    return item


def _render_line(outcome: Outcome, is_changed: bool) -> str:
    if outcome.is_unwanted:
        return text.render_skipped([outcome], None)[0]
    if is_changed and not outcome.written:
        return f"{outcome.path}: changed, but not its cleaned text in {outcome.output}"
    return text.render_outcome(outcome, dry_run=False)


def _print_unless_quiet(params: Mapping[str, Any], line: str) -> None:
    if not params["quiet"]:
        click.echo(visible.visible(line), err=True)
