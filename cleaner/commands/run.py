"""`cleaner run`: write the cleaned text of each file and corpus, and a summary."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click

from cleaner.commands import completion, exit_status, messages, options, terminal
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

MAX_LISTED = 20
"""Maximum number of documents without an article that the summary names; -v names all."""
NOT_WITH_STDIN = ("out", "sidecar", "learn_templates", "dry_run", "to", "rejects", "resume", "stats", "watch")
"""Options that cannot be combined with "-", whose only output is stdout."""
CORPORA = (
    *options.FIELDS_AND_SPANS,
    click.option("--to", type=click.Choice(["jsonl"]), help="Write every corpus as JSON Lines."),
    click.option("--rejects", metavar="FILE", shell_complete=completion.files,
                 help="Write documents without an article to FILE, with the reason."),
    click.option("--damaged", type=click.Choice(["copy", "reject"]), default="copy",
                 help="What to do with malformed records: copy them unchanged, or move them to --rejects. Both are "
                 "reported."),
    click.option("--resume", is_flag=True, help="Resume the same command after an interruption."),
    click.option("--stats", metavar="FILE", shell_complete=completion.files,
                 help="Write the totals by kind and rule to FILE, as JSON."),
)  # fmt: skip


@click.command()
@options.use(
    options.PATHS,
    click.option("--out", metavar="DIR", shell_complete=completion.directories,
                 help="Write to this directory, preserving the directory structure."),
    click.option("--sidecar", is_flag=True,
                 help="Also write NAME.removed.json, so that 'cleaner restore' can restore the original."),
    *SETTINGS,
    *INPUTS,
    click.option("--learn-templates", is_flag=True,
                 help="Read the inputs twice: first to learn what recurs on each site, then to clean."),
    *CORPORA,
    click.option("--dry-run", is_flag=True, help="Do not write anything; show what would be written."),
    click.option("--watch", is_flag=True, help="Keep running and clean new or changed files; stop with Ctrl-C."),
    options.FORMAT,
    click.option("-v", "--verbose", is_flag=True, help="Print one line per file."),
)  # fmt: skip
@click.pass_context
def run(ctx: click.Context, /, paths: tuple[str, ...], **params: Any) -> None:
    """Clean files, writing NAME.clean.txt next to each NAME.txt.

    Directories are searched recursively for .txt, .text and .md files and for corpora: .jsonl and .csv (also as .gz or
    .zst), .parquet, .arrow and .wet become NAME.clean.EXT. Originals are never touched. Documents without an article
    are not written, only listed in the summary; records without an article are kept with empty text and verdict
    "no-article". "-" alone reads stdin and writes the cleaned text to stdout.
    """
    settings = options.settings_for(ctx, paths[0])
    settings.labels()  # errors in the reviews are reported before any work is done
    if STDIN in paths:
        _check_stdin(paths, params)
        ctx.exit(pipe(settings, params))
    if params["watch"]:
        from cleaner.commands.run_watch import watch

        ctx.exit(watch(ctx, settings))
    with _learn_templates(ctx, settings) if params["learn_templates"] else nullcontext(settings) as settings:
        ctx.exit(_run(ctx, settings))


def _check_stdin(paths: tuple[str, ...], params: Mapping[str, Any]) -> None:
    """Raise a usage error for paths and options that cannot be combined with "-"."""
    conflicts = ["other paths"] if len(set(paths)) > 1 else []
    conflicts += ["--format json"] if params["format_"] == "json" else []
    conflicts += options.given_options(params, NOT_WITH_STDIN)
    if conflicts:
        raise click.UsageError(f"'-' (stdin) cannot be combined with {' or '.join(conflicts)}.")


def _learn_templates(ctx: click.Context, settings: Settings) -> AbstractContextManager[Settings]:
    from cleaner.commands.template_learning import learn_templates

    if settings.origin.get("templates") == "--templates":
        raise click.UsageError("--templates and --learn-templates cannot be used together.", ctx)
    return learn_templates(ctx, settings)


def _run(ctx: click.Context, settings: Settings) -> int:
    """Clean the inputs, print the summary, and return the exit status."""
    params = ctx.params
    report = Report(params["quiet"], params["verbose"])
    no_article: list[Outcome] = []
    with ExitStack() as stack:
        try:
            current = stack.enter_context(_prepare_run(params, settings))
            has_stats = params["stats"] and not params["dry_run"]
            stats = stack.enter_context(_stats_part(Path(params["stats"]))) if has_stats else None
        except CleanerError as error:
            messages.say(str(error))
            return exit_status.FAILED
        try:
            _clean(ctx, settings, current, report, no_article)
        except CleanerError:
            params["quiet"] = True  # the interrupted run cannot be resumed: there is nothing to summarise
            raise
        finally:  # after Ctrl-C too
            _summarize(params, current, no_article)
        if stats is not None:
            _write_stats(stats, current.total, report)
    return exit_status.FAILED if current.total.failures else report.status


def _stats_part(path: Path) -> Part:
    """Return the part file for the totals. Raises `CleanerError` if `path` was not written by --stats."""
    from cleaner.render import json

    refuse_foreign(path, json.STATS_START, "--stats")
    return Part(path)


def _write_stats(stats: Part, total: Summary, report: Report) -> None:
    from cleaner.render import json

    try:
        stats.add(json.stats(total))
        stats.finish()
    except CleanerError as error:
        report.fail(Failure(str(stats.path), str(error)))


def _prepare_run(params: Mapping[str, Any], settings: Settings) -> Run:
    """Return the run that the options ask for. Raises `CleanerError` if it cannot write or resume."""
    out, paths = params["out"], params["paths"]
    if out and not params["dry_run"]:
        make_folder(Path(out))
    reports = ReportPaths(params["rejects"] or "", params["stats"] or "")
    _check_reports(params, reports)
    corpora = CorpusOptions(
        out=out,
        fields=options.field_names(params),
        with_spans=params["spans"],
        as_jsonl=params["to"] == "jsonl",
        reject=params["damaged"] == "reject",
        dry_run=params["dry_run"],
        sidecar=params["sidecar"],
        named=paths,
    )
    first = Path(paths[0])
    directory = Path(out) if out else first if first.is_dir() else first.parent
    return Run(settings, corpora, reports, directory, params["resume"])


def _check_reports(params: Mapping[str, Any], reports: ReportPaths) -> None:
    """Raise a usage error if --rejects is missing, or if a report would overwrite an input."""
    if params["damaged"] == "reject" and not reports.rejects:
        raise click.UsageError("--damaged reject requires --rejects FILE.")
    outputs = [name for path in reports if path for name in (path, str(part_of(Path(path))))]
    inputs = {os.path.realpath(path) for path in params["paths"]}
    if same := next((path for path in outputs if os.path.realpath(path) in inputs), None):
        raise click.UsageError(f"{same} is also an input and would be overwritten; choose another name.")


def _clean(ctx: click.Context, settings: Settings, current: Run, report: Report, no_article: "list[Outcome]") -> None:
    """Clean the inputs and print the outcomes; append the files without an article to `no_article`."""
    params = ctx.params
    quiet, verbose, format_ = params["quiet"], params["verbose"], params["format_"]
    inputs = partial(options.find_inputs, ctx, settings, corpora=True)
    with terminal.progress(lambda: size(inputs()), wanted=not quiet and not verbose) as advance:
        outcomes = _track(current, inputs(), no_article, advance)
        if format_ != "text":
            _print_json(report, outcomes, current.total, format_)
            return
        for outcome in report.successes(outcomes):
            is_planned = params["dry_run"] and outcome.output is not None and outcome.record is None
            if verbose or (is_planned and not quiet):
                click.echo(visible.visible(text.render_outcome(outcome, params["dry_run"])), err=True)


def _track(
    current: Run, inputs: Iterable[Found], no_article: "list[Outcome]", advance: Callable[[int, int], object]
) -> Iterator[Outcome | Failure | Note]:
    """Yield the outcomes; move the progress bar, and append the files without an article to `no_article`."""
    for item in current.process(inputs):
        if isinstance(item, Outcome) and item.verdict == "no-article" and item.record is None:
            no_article.append(item)
        advance(current.bytes_read, current.total.documents - current.resumed)
        yield item


def _summarize(params: Mapping[str, Any], current: Run, no_article: "list[Outcome]") -> None:
    if params["quiet"] or not current.total.documents:
        return
    lines = text.no_article(no_article, None if params["verbose"] else MAX_LISTED)
    lines += text.render_summary(current.total, params["dry_run"])
    if current.is_resumable:
        lines.append("Interrupted. Run the same command with --resume to continue.")
    for line in lines:
        click.echo(visible.visible(line), err=True)


def _print_json(report: Report, outcomes: Iterable[Outcome | Failure | Note], total: Summary, format_: str) -> None:
    from cleaner.render import json

    objects = (json.failure(x) if isinstance(x, Failure) else json.outcome(x) for x in report.report_all(outcomes))
    for piece in json.documents("cleaner/run/3", objects, format_ == "jsonl"):
        terminal.put(piece)
    if format_ == "json":
        terminal.put(json.end(summary=json.summary(total)))
