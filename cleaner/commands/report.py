"""`cleaner report`: a page to look through what goes, and why, before it is trusted."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import click

from cleaner.commands import messages, options, terminal
from cleaner.commands.messages import Report
from cleaner.commands.options import SETTINGS, TEXTS
from cleaner.corpus.entry import Record
from cleaner.files.atomic import refuse_foreign, write_lines
from cleaner.files.discover import size
from cleaner.files.items import STDIN, Failure, Input, Note
from cleaner.model import Document, Result
from cleaner.render import report as render
from cleaner.runs import batch
from cleaner.settings import Settings


@dataclass(frozen=True)
class ReportTask:
    """The task of a report: a document as it is shown. Picklable."""

    rules: tuple[str, ...]

    def __call__(self, found: Input | Record, document: Document, result: Result) -> render.Shown:
        return render.shown(found.name, result, self.rules)


@click.command()
@options.use(
    options.PATHS,
    click.option("-o", "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html",
                 help="Write the page to this file; - is stdout."),
    *SETTINGS,
    *TEXTS,
)  # fmt: skip
@click.pass_context
def report(ctx: click.Context, /, paths: tuple[str, ...], out: Path, quiet: bool, **_: object) -> None:
    """Write a page of HTML that shows each document with what goes from it, and why.

    It holds the documents themselves and needs nothing else: open it from the disk. Nothing is cleaned.
    """
    settings = options.settings_for(ctx, paths[0])
    if str(out) != STDIN:
        refuse_foreign(out, render.FIRST, "no report")
    told, failures = Report(quiet), list[str]()
    rules = settings.rulebook().rules
    documents = told.successes(_noted(_documents(ctx, settings), failures))
    first = next(documents, None)
    if first is None:
        messages.say("no document was read, so no report is written.")
        ctx.exit(messages.FAILED)
    page = render.page(chain([first], documents), failures, rules)
    if str(out) == STDIN:
        for piece in page:
            terminal.put(piece)
    else:
        write_lines(out, page)
        if not quiet:
            messages.say(f"{out}: written; open it in a browser.")
    ctx.exit(told.status)


def _documents(ctx: click.Context, settings: Settings) -> Iterator[render.Shown | Failure | Note]:
    """All documents in order, while a bar moves."""
    texts = options.find_texts(ctx, settings)
    task = ReportTask(tuple(rule.code for rule in settings.rulebook().rules))
    inputs = partial(options.find_inputs, ctx, settings, corpora=True)
    number = 0
    with terminal.progress(lambda: size(inputs()), not ctx.params["quiet"], "Reading") as advance:
        for item in batch.process_documents(task, texts, settings, explain=True):
            number += isinstance(item, render.Shown)
            yield item
            advance(texts.read, number)


def _noted(
    items: Iterator[render.Shown | Failure | Note], failures: list[str]
) -> Iterator[render.Shown | Failure | Note]:
    """The items, with what could not be read put among `failures`."""
    for item in items:
        if isinstance(item, Failure):
            failures.append(item.message)
        yield item
