"""`cleaner run`: the cleaned text of each file in a file of its own, and a summary."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import click

from cleaner import batch
from cleaner.commands import common
from cleaner.commands.common import INPUTS, SETTINGS, Report
from cleaner.discover import STDIN, Failure, Input, Note, Outputs, output_path
from cleaner.model import CleanerError, Document, Result
from cleaner.outcome import Outcome, Summary, removed_by_kind
from cleaner.render import text
from cleaner.settings import Settings
from cleaner.write import make_folder, write

LISTED = 20
"""Documents without an article that the summary names; -v names them all."""


@dataclass(frozen=True)
class Clean:
    """The task of a run: write the cleaned text where it belongs. Picklable."""

    out: str | None
    dry_run: bool

    def __call__(self, found: Input, document: Document, result: Result) -> Outcome:
        lines, words = removed_by_kind(result)
        if self.out is None and not Path(found.path).is_file():
            raise CleanerError(
                f"{found.path}: is no plain file, so nothing can stand beside it; pipe it in or use --out."
            )
        output = Path(output_path(found, self.out))
        if result.verdict == "no-article":
            stale = str(output) if output.is_file() else None
            return Outcome(found.path, result.verdict, None, False, stale, lines, words)
        written = not self.dry_run and write(output, document.encode(result.text), Path(found.path).stat().st_mode)
        return Outcome(found.path, result.verdict, str(output), written, None, lines, words)


@click.command()
@common.options(
    common.PATHS,
    click.option("--out", metavar="DIR", help="Write into this folder instead, mirroring the tree."),
    *SETTINGS,
    *INPUTS,
    click.option("--learn-templates", is_flag=True, help="Read the inputs twice, and first learn what recurs on them."),
    click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written."),
    common.FORMAT,
    click.option("-v", "--verbose", is_flag=True, help="Say what became of each file."),
)
@click.pass_context
def run(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    out: str | None,
    learn_templates: bool,
    dry_run: bool,
    format_: str,
    **_: object,
) -> None:
    """Write NAME.clean.txt beside each NAME.txt.

    Directories are walked for .txt, .text and .md files. Originals are never touched. A document that
    holds no article gets no file and a line in the summary. "-" alone is stdin, cleaned to stdout.
    """
    settings = common.settings_for(ctx, paths[0])
    if STDIN in paths:
        if len(set(paths)) > 1 or out or learn_templates or dry_run or format_ != "text":
            raise click.UsageError(
                "'-' writes cleaned text to stdout, so it takes no other paths and no --out, --learn-templates, "
                "--dry-run or --format."
            )
        ctx.exit(pipe(settings))
    if out and not dry_run and not _made(out):
        ctx.exit(common.FAILED)
    with _learned(ctx, settings) if learn_templates else nullcontext(settings) as settings:
        ctx.exit(_run(ctx, settings, Clean(out, dry_run), format_))


def _learned(ctx: click.Context, settings: Settings) -> AbstractContextManager[Settings]:
    from cleaner.commands.templates import learned

    if settings.origin.get("templates") == "--templates":
        raise click.UsageError("--templates and --learn-templates exclude each other.", ctx)
    return learned(common.found(ctx, settings), settings, ctx.params["quiet"])


def _made(out: str) -> bool:
    """Whether there is a folder for the output: said once, and not for each of a million files."""
    try:
        make_folder(Path(out))
    except CleanerError as error:
        common.say(str(error))
        return False
    return True


def _run(ctx: click.Context, settings: Settings, task: Clean, format_: str) -> int:
    quiet, verbose = ctx.params["quiet"], ctx.params["verbose"]
    report, total = Report(quiet, verbose), Summary()
    items = Outputs(task.out).claim(common.found(ctx, settings))
    empty: list[Outcome] = []
    try:
        with common.progress(items, wanted=not quiet and not verbose) as (listed, advance):
            done = _counted(batch.results(task, listed, settings, advance), total, empty, task.dry_run)
            if format_ == "text":
                for outcome in report.done(done):
                    if verbose or (task.dry_run and outcome.output and not quiet):
                        click.echo(text.visible(text.outcome(outcome, task.dry_run)), err=True)
            else:
                _print_json(report, done, total, format_)
    finally:  # after Ctrl-C too, what was done is said
        if not quiet and total.documents:
            for line in text.no_article(empty, None if verbose else LISTED) + text.summary(total, task.dry_run):
                click.echo(text.visible(line), err=True)
    return report.status


def _counted(
    items: Iterable[Outcome | Failure | Note], total: Summary, empty: list[Outcome], dry_run: bool
) -> Iterator[Outcome | Failure | Note]:
    for item in items:
        if isinstance(item, Outcome):
            total.add(item, dry_run)
            if item.verdict == "no-article":
                empty.append(item)
        total.failures += isinstance(item, Failure)
        yield item


def _print_json(report: Report, done: Iterable[Outcome | Failure | Note], total: Summary, format_: str) -> None:
    from cleaner.render import json

    objects = (json.failure(x) if isinstance(x, Failure) else json.outcome(x) for x in report.told(done))
    for piece in json.documents("cleaner/run/1", objects, format_ == "jsonl"):
        common.put(piece)
    if format_ == "json":
        common.put(json.end(summary=json.summary(total)))


def pipe(settings: Settings) -> int:
    """The filter: stdin cleaned to stdout in its own encoding, and nothing else there. Returns the exit status."""
    report = Report()
    for data in report.done(batch.results(encoded, [Input(STDIN, STDIN)], replace(settings, jobs=1))):
        if data is None:
            common.say("no article found in stdin.")
            return common.FOUND
        common.put(data)
    return report.status


def encoded(_: Input, document: Document, result: Result) -> bytes | None:
    """The task of the filter: the cleaned bytes, None where there is no article."""
    return document.encode(result.text) if result.verdict == "article" else None
