"""`cleaner run`: write the cleaned text of each file and corpus, and a summary.

The options become `RunOptions` for the run and a `RunPrinter` for what it prints; `_clean` connects the two.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click

from cleaner.commands import completion, exit_status, messages, options, terminal
from cleaner.commands.help_sections import SectionedHelp
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.options import INPUTS, SETTINGS
from cleaner.commands.pipe import pipe
from cleaner.commands.run_output import RunPrinter
from cleaner.commands.terminal import Advance
from cleaner.errors import CleanerError
from cleaner.files.atomic import refuse_foreign
from cleaner.files.discover import size, walked_root
from cleaner.files.items import STDIN, Failure, Found
from cleaner.files.part import Part, make_folder, part_of
from cleaner.runs.cache import cache_folder
from cleaner.runs.outcome import Event, Summary
from cleaner.runs.run import Run
from cleaner.runs.run_options import RunOptions
from cleaner.settings import Settings

NOT_WITH_STDIN = ("out", "sidecar", "learn_templates", "dry_run", "rejects", "resume", "stats", "watch")
"""Options that cannot be combined with "-", whose only output is stdout."""
CORPORA = (
    *options.FIELDS_AND_SPANS,
    click.option("--to", type=click.Choice(["jsonl", "markdown"]), multiple=True, metavar="FORMAT",
                 help="jsonl: write every corpus as JSON Lines. markdown: write the text of HTML as Markdown."),
    options.MIN_CONFIDENCE,
    click.option("--rejects", metavar="FILE", shell_complete=completion.files,
                 help="Write documents without an article, or below --min-confidence, to FILE, with the reason."),
    click.option("--damaged", type=click.Choice(["copy", "reject"]), default="copy",
                 help="What to do with malformed records: copy them unchanged, or move them to --rejects. Both are "
                 "reported."),
    click.option("--resume", is_flag=True, help="Resume the same command after an interruption."),
    click.option("--stats", metavar="FILE", shell_complete=completion.files,
                 help="Write the totals by kind and rule to FILE, as JSON."),
)  # fmt: skip


def _refuse_stdout(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the output directory. Raises a usage error for "-", which would become a directory of that name."""
    if value == STDIN:
        raise click.UsageError(
            "--out -: files are not written to stdout; name a directory, or use 'cleaner < FILE'.", ctx
        )
    return value


@click.command(cls=SectionedHelp)
@options.use(
    options.PATHS,
    click.option("-o", "--out", metavar="DIR", callback=_refuse_stdout, shell_complete=completion.directories,
                 help="Write to this directory, preserving the directory structure."),
    click.option("--sidecar", is_flag=True,
                 help="Also write NAME.removed.json, so that 'cleaner restore' can restore the original."),
    *SETTINGS,
    *INPUTS,
    click.option("--learn-templates", is_flag=True,
                 help="Read the inputs twice: first to learn what recurs on each site, then to clean."),
    *CORPORA,
    click.option("--no-cache", is_flag=True, help="Clean unchanged files again, and do not save their results."),
    click.option("--dry-run", is_flag=True, help="Do not write anything; -v lists what would be written."),
    click.option("--watch", is_flag=True, help="Keep running and clean new or changed files; stop with Ctrl-C."),
    options.STDIN_FILENAME,
    options.FORMAT,
    click.option("-v", "--verbose", is_flag=True, help="Print one line per file."),
)  # fmt: skip
@click.pass_context
def run(ctx: click.Context, /, paths: tuple[str, ...], **params: Any) -> None:
    """Clean files, writing NAME.clean.txt next to each NAME.txt.

    Directories are searched recursively for .txt and .text files, for Markdown (.md, .markdown, .mdown), for HTML
    (.html, .htm, .xhtml; its text goes to NAME.clean.txt), and for corpora: .jsonl and .csv (also as .gz or .zst),
    .parquet, .arrow and .wet become NAME.clean.EXT. Originals are never touched. Documents without an article are not
    written, only listed in the summary; records without an article are kept with empty text and verdict "no-article".
    "-" alone reads stdin and writes the cleaned text to stdout.
    """
    if params["quiet"] and params["verbose"]:
        raise click.UsageError("--quiet and --verbose cannot be used together.", ctx)
    settings = options.settings_for(ctx, params["stdin_filename"] if paths[0] == STDIN else paths[0])
    settings.load_reviews()  # errors in the reviews are reported before any work is done
    if STDIN in paths:
        _refuse_with_stdin(paths, params)
        ctx.exit(pipe(settings, params))
    if params["watch"]:
        from cleaner.commands.run_watch import watch

        ctx.exit(watch(ctx, settings))
    with _learn_templates(ctx, settings) if params["learn_templates"] else nullcontext(settings) as settings:
        ctx.exit(_run(ctx, settings))


def _refuse_with_stdin(paths: tuple[str, ...], params: Mapping[str, Any]) -> None:
    """Raise a usage error for paths and options that cannot be combined with "-"."""
    conflicts = ["other paths"] if len(set(paths)) > 1 else []
    conflicts += ["--format json"] if params["format_"] == "json" else []
    conflicts += ["--to jsonl"] if "jsonl" in params["to"] else []
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
    run_options = _make_run_options(params)
    printer = RunPrinter(params["quiet"], params["verbose"], params["format_"], params["dry_run"])
    find = partial(options.find_inputs, ctx, settings, corpora=True)
    cache = None if params["no_cache"] else cache_folder()
    with ExitStack() as stack:
        try:
            current_run = stack.enter_context(_start_run(settings, run_options, params["resume"], cache))
            stats = stack.enter_context(_open_stats(run_options))
        except CleanerError as error:
            messages.say(str(error))
            return exit_status.FAILED
        _clean_and_summarize(current_run, find, printer)
        if stats is not None:
            _write_stats(stats, current_run.total, printer.messages)
    return exit_status.FAILED if current_run.total.failures else printer.messages.status


def _make_run_options(params: Mapping[str, Any]) -> RunOptions:
    """Return the options of the run that the command line asks for."""
    return RunOptions(
        out=params["out"],
        named=params["paths"],
        fields=options.field_names(params),
        with_spans=params["spans"],
        to=params["to"],
        sidecar=params["sidecar"],
        rejects=params["rejects"],
        reject_damaged=params["damaged"] == "reject",
        stats=params["stats"],
        dry_run=params["dry_run"],
    )


def _start_run(settings: Settings, run_options: RunOptions, resume: bool, cache: Path | None) -> Run:
    """Return a run that has read no input yet. Raises `CleanerError` if it cannot write or resume."""
    if run_options.out and not run_options.dry_run:
        make_folder(Path(run_options.out))
    _check_extra_outputs(run_options)
    first = run_options.named[0]
    root = walked_root(first)
    folder = Path(run_options.out) if run_options.out else Path(first).parent if root is None else Path(root)
    return Run(settings, run_options, folder, resume, cache)


def _check_extra_outputs(run_options: RunOptions) -> None:
    """Raise a usage error if --rejects is missing, or if it or --stats would overwrite an input."""
    if run_options.reject_damaged and not run_options.rejects:
        raise click.UsageError("--damaged reject requires --rejects FILE.")
    inputs = {os.path.realpath(path) for path in run_options.named}
    for path in filter(None, (run_options.rejects, run_options.stats)):
        for name in (path, str(part_of(Path(path)))):
            if os.path.realpath(name) in inputs:
                raise click.UsageError(f"{name} is also an input and would be overwritten; choose another name.")


def _open_stats(run_options: RunOptions) -> AbstractContextManager[Part | None]:
    """Return the part file for --stats, or None. Raises `CleanerError` if the file was not written by --stats."""
    if not run_options.stats or run_options.dry_run:
        return nullcontext()
    from cleaner.render import json

    refuse_foreign(Path(run_options.stats), json.STATS_START, "--stats")
    return Part(Path(run_options.stats))


def _write_stats(stats: Part, total: Summary, printer: MessagePrinter) -> None:
    from cleaner.render import json

    try:
        stats.add(json.stats(total))
        stats.finish()
    except CleanerError as error:
        printer.add_failure(Failure(str(stats.path), str(error)))


def _clean_and_summarize(current_run: Run, find: Callable[[], Iterator[Found]], printer: RunPrinter) -> None:
    """Clean the inputs that `find` yields, then print the summary; after Ctrl-C too."""
    has_summary = True
    try:
        _clean(current_run, find, printer)
    except CleanerError:
        has_summary = False  # the interrupted run cannot be resumed: there is nothing to summarise
        raise
    finally:
        if has_summary:
            printer.print_summary(current_run.total, current_run.options.out, current_run.is_resumable)


def _clean(current_run: Run, find: Callable[[], Iterator[Found]], printer: RunPrinter) -> None:
    """Clean the inputs; print the outcomes and move the progress bar."""
    with terminal.progress(lambda: size(find()), wanted=not printer.quiet and not printer.verbose) as advance:
        printer.print_events(_follow(current_run, find(), advance), lambda: current_run.total)


def _follow(current_run: Run, inputs: Iterable[Found], advance: Advance) -> Iterator[Event]:
    """Yield the events of the run; move the progress bar."""
    for event in current_run.process(inputs):
        total = current_run.total
        advance(current_run.bytes_read, total.documents - current_run.resumed, total.failures)
        yield event
