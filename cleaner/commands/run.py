"""`cleaner run`: the cleaned text of each file in a file of its own, of each corpus in one, and a summary."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click

from cleaner.commands import completion, messages, options, terminal
from cleaner.commands.messages import Report
from cleaner.commands.options import INPUTS, SETTINGS
from cleaner.commands.pipe import pipe
from cleaner.errors import CleanerError
from cleaner.files.atomic import refuse_foreign
from cleaner.files.discover import size
from cleaner.files.items import STDIN, Failure, Found, Note
from cleaner.files.part import Part, make_folder, part_of
from cleaner.render import text
from cleaner.runs.corpora import CorpusOptions
from cleaner.runs.outcome import Outcome, Summary
from cleaner.runs.run import ReportPaths, Run
from cleaner.settings import Settings
from cleaner.text import visible

LISTED = 20
"""Documents without an article that the summary names; -v names them all."""
CORPORA = (
    *options.FIELDS,
    click.option("--to", type=click.Choice(["jsonl"]), help="Write every corpus as JSON Lines."),
    click.option("--rejects", metavar="FILE", shell_complete=completion.files,
                 help="Write documents without an article here, with the reason."),
    click.option("--damaged", type=click.Choice(["copy", "reject"]), default="copy",
                 help="Copy damaged records to the output, or leave them to --rejects; they are reported anyway."),
    click.option("--resume", is_flag=True, help="Go on where the same command was interrupted."),
    click.option("--stats", metavar="FILE", shell_complete=completion.files,
                 help="Write the totals by kind and rule as JSON."),
)  # fmt: skip


@click.command()
@options.use(
    options.PATHS,
    click.option("--out", metavar="DIR", shell_complete=completion.folders,
                 help="Write into this folder instead, mirroring the tree."),
    click.option("--sidecar", is_flag=True,
                 help="Write NAME.removed.json too, from which 'cleaner restore' makes the original again."),
    *SETTINGS,
    *INPUTS,
    click.option("--learn-templates", is_flag=True, help="Read the inputs twice, and first learn what recurs on them."),
    *CORPORA,
    click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written."),
    click.option("--watch", is_flag=True, help="Go on, and clean what is new or changes, until Ctrl-C ends it."),
    options.FORMAT,
    click.option("-v", "--verbose", is_flag=True, help="Say what became of each file."),
)  # fmt: skip
@click.pass_context
def run(ctx: click.Context, /, paths: tuple[str, ...], **given: Any) -> None:
    """Write NAME.clean.txt beside each NAME.txt.

    Directories are walked for .txt, .text and .md files, and for corpora: .jsonl and .csv (also as .gz or .zst),
    .parquet, .arrow and .wet become NAME.clean.EXT. Originals are never touched. A document that holds no article gets
    no file and a line in the summary; a record stays, without text, and says so. "-" alone is stdin, cleaned to stdout.
    """
    settings = options.settings_for(ctx, paths[0])
    settings.labels()  # what is wrong with it is said before anything is done
    if STDIN in paths:
        writes = ("out", "sidecar", "learn_templates", "dry_run", "to", "rejects", "resume", "stats", "watch")
        if len(set(paths)) > 1 or any(given[name] for name in writes) or given["format_"] == "json":
            raise click.UsageError(
                "'-' writes cleaned text to stdout, so it takes no other paths, no --format json and no "
                + ", ".join(f"--{name.replace('_', '-')}" for name in writes)
                + "."
            )
        ctx.exit(pipe(settings, given))
    if given["watch"]:
        from cleaner.commands.run_watch import watch

        ctx.exit(watch(ctx, settings))
    with _learned(ctx, settings) if given["learn_templates"] else nullcontext(settings) as settings:
        ctx.exit(_run(ctx, settings))


def _learned(ctx: click.Context, settings: Settings) -> AbstractContextManager[Settings]:
    from cleaner.commands.template_learning import learn_templates

    if settings.origin.get("templates") == "--templates":
        raise click.UsageError("--templates and --learn-templates exclude each other.", ctx)
    return learn_templates(ctx, settings)


def _run(ctx: click.Context, settings: Settings) -> int:
    given = ctx.params
    report = Report(given["quiet"], given["verbose"])
    empty: list[Outcome] = []
    with ExitStack() as stack:
        try:
            current = stack.enter_context(_prepared(given, settings))
            asked = given["stats"] and not given["dry_run"]
            stats = stack.enter_context(_stats_part(Path(given["stats"]))) if asked else None
        except CleanerError as error:
            messages.say(str(error))
            return messages.FAILED
        try:
            _clean(ctx, settings, current, report, empty)
        except CleanerError:
            given["quiet"] = True  # an interrupted run could not be continued, so there is nothing to sum up
            raise
        finally:  # after Ctrl-C too, what was done is said
            _summarize(given, current, empty)
        if stats is not None:
            _write_stats(stats, current.total, report)
    return messages.FAILED if current.total.failures else report.status


def _stats_part(path: Path) -> Part:
    """Where the totals are written. Raises `CleanerError`, also where there is a file that is no such one."""
    from cleaner.render import json

    refuse_foreign(path, json.STATS_START, "no file of totals")
    return Part(path)


def _write_stats(stats: Part, total: Summary, report: Report) -> None:
    from cleaner.render import json

    try:
        stats.add(json.stats(total))
        stats.finish()
    except CleanerError as error:
        report.fail(Failure(str(stats.path), str(error)))


def _prepared(given: Mapping[str, Any], settings: Settings) -> Run:
    """The run that the options ask for. Raises `CleanerError` where it cannot write or be continued."""
    out, paths = given["out"], given["paths"]
    if out and not given["dry_run"]:
        make_folder(Path(out))
    files = ReportPaths(given["rejects"] or "", given["stats"] or "")
    if given["damaged"] == "reject" and not files.rejects:
        raise click.UsageError("--damaged reject needs --rejects, a file to put them in.")
    written = [name for path in files if path for name in (path, str(part_of(Path(path))))]
    if same := next((path for path in written if any(_same(path, other) for other in paths)), None):
        raise click.UsageError(f"{same} is an input, and would be overwritten; give another name.")
    corpora = CorpusOptions(
        out=out,
        fields=options.fields(given),
        with_spans=given["spans"],
        as_jsonl=given["to"] == "jsonl",
        reject=given["damaged"] == "reject",
        dry_run=given["dry_run"],
        sidecar=given["sidecar"],
        named=paths,
    )
    first = Path(paths[0])
    folder = Path(out) if out else first if first.is_dir() else first.parent
    return Run(settings, corpora, files, folder, given["resume"])


def _same(path: str, other: str) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def _clean(ctx: click.Context, settings: Settings, current: Run, report: Report, empty: "list[Outcome]") -> None:
    given = ctx.params
    quiet, verbose, format_ = given["quiet"], given["verbose"], given["format_"]
    inputs = partial(options.find_inputs, ctx, settings, corpora=True)
    with terminal.progress(lambda: size(inputs()), wanted=not quiet and not verbose) as advance:
        done = _watched(current, inputs(), empty, advance)
        if format_ == "text":
            for outcome in report.successes(done):
                is_planned = given["dry_run"] and outcome.output is not None and outcome.record is None
                if verbose or (is_planned and not quiet):
                    click.echo(visible.visible(text.render_outcome(outcome, given["dry_run"])), err=True)
        else:
            _print_json(report, done, current.total, format_)


def _watched(
    current: Run, inputs: Iterable[Found], empty: "list[Outcome]", advance: Callable[[int, int], object]
) -> Iterator[Outcome | Failure | Note]:
    for item in current.done(inputs):
        if isinstance(item, Outcome) and item.verdict == "no-article" and item.record is None:
            empty.append(item)
        advance(current.read, current.total.documents - current.restored)
        yield item


def _summarize(given: Mapping[str, Any], current: Run, empty: "list[Outcome]") -> None:
    if given["quiet"] or not current.total.documents:
        return
    lines = text.no_article(empty, None if given["verbose"] else LISTED) + text.render_summary(
        current.total, given["dry_run"]
    )
    if current.can_be_continued:
        lines.append("It was interrupted; the same command with --resume goes on from there.")
    for line in lines:
        click.echo(visible.visible(line), err=True)


def _print_json(report: Report, done: Iterable[Outcome | Failure | Note], total: Summary, format_: str) -> None:
    from cleaner.render import json

    objects = (json.failure(x) if isinstance(x, Failure) else json.outcome(x) for x in report.report_all(done))
    for piece in json.documents("cleaner/run/3", objects, format_ == "jsonl"):
        terminal.put(piece)
    if format_ == "json":
        terminal.put(json.end(summary=json.summary(total)))
