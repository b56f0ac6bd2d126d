"""`cleaner report`: an HTML page that shows what would be removed, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import click

from cleaner.commands import exit_status, messages, options, terminal
from cleaner.commands.help_sections import SectionedHelp
from cleaner.commands.messages import MessagePrinter
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.corpus.entry import Record
from cleaner.files.atomic import refuse_foreign, write_lines
from cleaner.files.discover import size
from cleaner.files.items import STDIN, Failure, Input, Note
from cleaner.model import Document, Result
from cleaner.render import report as render
from cleaner.runs import batch
from cleaner.settings import Settings
from cleaner.text.visible import visible


@dataclass(frozen=True)
class ReportTask:
    """Picklable task that turns a document into its entry in the report. `rules` are the codes in order."""

    rules: tuple[str, ...]

    def __call__(self, found: Input | Record, document: Document, result: Result) -> render.ReportEntry:
        return render.make_entry(found.name, result, self.rules)


@click.command(cls=SectionedHelp)
@options.use(
    options.PATHS,
    click.option("-o", "--out", required=True, cls=options.RequiredUnlessListing,
                 type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html",
                 help='Write the HTML report to this file ("-" for stdout).'),
    *SETTINGS,
    *TEXTS,
)  # fmt: skip
@click.pass_context
def report(ctx: click.Context, /, paths: tuple[str, ...], out: Path, quiet: bool, **_: object) -> None:
    """Write an HTML report of what is removed, and why.

    The report holds the documents and works offline. No cleaned files are written.
    """
    settings = options.settings_for(ctx, paths[0])
    if str(out) != STDIN:
        refuse_foreign(out, render.FIRST, "'cleaner report'")
    printer, failures = MessagePrinter(quiet), list[str]()
    documents = printer.pass_successes(_collect_failures(_documents(ctx, settings), failures))
    first = next(documents, None)
    if first is None:
        messages.say("no documents found; no report written.")
        ctx.exit(exit_status.FAILED)
    page = render.render_report(chain([first], documents), failures, settings.rulebook().rules)
    if str(out) == STDIN:
        for piece in page:
            terminal.put(piece)
    else:
        write_lines(out, page)
        if not quiet:
            click.echo(visible(f"Wrote {out} (open it in a browser)."), err=True)
    ctx.exit(printer.status)


def _documents(ctx: click.Context, settings: Settings) -> Iterator[render.ReportEntry | Failure | Note]:
    """Yield all documents in order, and move a progress bar."""
    texts = options.find_texts(ctx, settings)
    task = ReportTask(tuple(rule.code for rule in settings.rulebook().rules))
    inputs = partial(options.find_inputs, ctx, settings, corpora=True)
    number = 0
    with terminal.progress(lambda: size(inputs()), not ctx.params["quiet"], "Reading") as advance:
        for item in batch.process_documents(task, texts, settings, explain=True):
            number += isinstance(item, render.ReportEntry)
            yield item
            advance(texts.bytes_read, number)


def _collect_failures(
    items: Iterator[render.ReportEntry | Failure | Note], failures: list[str]
) -> Iterator[render.ReportEntry | Failure | Note]:
    """Yield the items; append the message of each failure to `failures`."""
    for item in items:
        if isinstance(item, Failure):
            failures.append(item.message)
        yield item
